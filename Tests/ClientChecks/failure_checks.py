"""Every way in which an upstream fails, on the first candidate, with a healthy second one."""

from __future__ import annotations

import concurrent.futures
import json
import time
from contextlib import closing
from typing import Any, Callable

from harness import Group, equal, eventually, holds
from wire import CHAT, Reply, chat, connect, is_error
from world import Router, World

GROUP = Group("failures")
# The longest that a request of these checks may take: both timeouts and what a busy machine adds.
LIMIT = 6
TIMEOUTS = {"connect": 1, "first_byte": 0.6, "idle": 0.6, "total": 5}
# Nothing has been sent to the client when these fail, plain …
PLAIN = ("err400", "err401", "err403", "err404", "err408", "err422", "err429", "err429-retry1", "err500", "err502", "err503",
         "err529", "pfail100", "ctxlen", "html", "hang", "badjson", "trunc", "cut0", "cut30", "delay1500")
# … and in a stream.
STREAMED = tuple(tokens for tokens in PLAIN if tokens not in ("trunc", "cut30")) + ("sseerr0", "badevent0")
# Content has been sent when these fail.
MIDWAY = ("n20-gap20-cut3", "n20-gap20-sseerr3", "n20-gap20-badevent3", "n3-gap900")
# Odd, and good all the same.
ODD = ("nousage", "nodone", "sep", "size5000", "delay200", "n30-gap20", "n20-sep-gap5")
GOOD = "good/second"
KINDS: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "chat completions": (CHAT, lambda: chat("auto")),
    "responses": ("/v1/responses", lambda: {"model": "auto", "input": "Say hello."}),
    "messages": ("/v1/messages", lambda: {**chat("auto"), "max_tokens": 400}),
}


def name(tokens: str) -> str:
    """The candidate that behaves so."""
    return f"weak/{tokens}"


def router(world: World) -> Router:
    """A router whose candidates fail in every way and cost nothing, beside a healthy one that costs; started once."""
    if not hasattr(world, "weak"):
        every = dict.fromkeys(PLAIN + STREAMED + MIDWAY + ODD)
        weak = [world.box(name(tokens), f"sandbox-{tokens}", price=(0, 0)) for tokens in every]
        world.weak = world.serve_only(
            "weak", weak + [world.box(GOOD, "small-good", price=(20, 40))], tradeoff=10, timeouts=TIMEOUTS,
            retries={"rounds": 0}, breaker={"failures": 1000})
    return world.weak


def ask(world: World, tokens: str, kind: str = "chat completions", **more: Any) -> Reply:
    """A request of the router's own choice between the weak candidate and the healthy one; fails if it takes too long."""
    path, body = KINDS[kind]
    plugin = {"id": "auto-router", "allowed_models": [name(tokens), GOOD]}
    started = time.monotonic()
    reply = router(world).call("POST", path, {**body(), "plugins": [plugin], **more})
    took = time.monotonic() - started
    holds(took < LIMIT, f"it took {took:.1f} s")
    return reply


def text(events: list) -> str:
    """What a stream of chat completions says."""
    return "".join(
        choice["delta"].get("content") or "" for event in events if event != "[DONE]" for choice in event.get("choices", []))


@GROUP.table("{0}, plain: the second candidate answers, in every kind of request", {tokens: tokens for tokens in PLAIN})
def plain(world: World, tokens: str) -> None:
    for kind in KINDS if tokens not in ("hang", "delay1500") else ["chat completions"]:
        reply = ask(world, tokens, kind)
        equal((reply.status, reply.json["model"]), (200, GOOD), f"status and model of {kind}")
        # Who asked for a pause is not asked again before it is over.
        holds(reply.headers["x-autorouter-attempts"] in ("2", "1" if "retry" in tokens else "2"), "x-autorouter-attempts")


@GROUP.table("{0}, streamed: the second candidate answers, in every kind of request", {tokens: tokens for tokens in STREAMED})
def streamed(world: World, tokens: str) -> None:
    reply = ask(world, tokens, stream=True)
    events = reply.events
    equal({event["model"] for event in events[:-1]}, {GOOD}, "models")
    equal(events[-1], "[DONE]", "the last event")
    holds(text(events).startswith("[simulated reply from sandbox model 'small-good'"), f"the text is {text(events)[:60]!r}")
    equal([event.get("error") for event in events[:-1]], [None] * (len(events) - 1), "errors")
    if tokens in ("hang", "delay1500"):
        return
    holds(b'"response.completed"' in ask(world, tokens, "responses", stream=True).body, "the response has no end")
    holds(b"event: message_stop" in ask(world, tokens, "messages", stream=True).body, "the message has no end")


@GROUP.table("{0}: content, then exactly one error chunk and [DONE], every event well-formed", {tokens: tokens for tokens in MIDWAY})
def midway(world: World, tokens: str) -> None:
    reply = ask(world, tokens, stream=True)
    events = reply.events
    equal((reply.status, events[-1]), (200, "[DONE]"), "status and last event")
    holds(text(events), "no content")
    errors = [event for event in events[:-1] if event.get("error")]
    equal(errors, [events[-2]], "error chunks")
    holds(errors[0]["error"]["message"], "no message")
    equal([choice["finish_reason"] for choice in errors[0]["choices"]], ["error"], "finish reasons")
    equal({event["model"] for event in events[:-1]}, {name(tokens)}, "models")


@GROUP.table("{0} is no failure: the first candidate answers, plain and streamed", {tokens: tokens for tokens in ODD})
def odd(world: World, tokens: str) -> None:
    reply = ask(world, tokens)
    equal((reply.status, reply.json["model"]), (200, name(tokens)), "status and model")
    events = ask(world, tokens, stream=True).events
    equal({event["model"] for event in events[:-1]}, {name(tokens)}, "models of the stream")
    equal((text(events), events[-1]), (reply.json["choices"][0]["message"]["content"], "[DONE]"), "text and end")


@GROUP.table("a client that goes away cancels the upstream at once, and nobody else is asked: {0}", {
    "a silent upstream, plain": ("hang", False), "a silent upstream, streamed": ("hang", True),
    "in the middle of a stream": ("n30-gap20", True)})
def leaves(world: World, row: tuple) -> None:
    tokens, is_streamed = row
    weak, upstream = router(world), f"sandbox-{tokens}"
    before = {what: world.counted(upstream, what) for what in ("requests", "clients_left")}
    others = world.counted("small-good", "requests")
    with closing(connect(weak.port)) as connection:
        body = chat("auto", stream=is_streamed, plugins=[{"id": "auto-router", "allowed_models": [name(tokens), GOOD]}])
        connection.request("POST", CHAT, json.dumps(body), {"Content-Type": "application/json"})
        eventually("the upstream is asked", lambda: world.counted(upstream, "requests") > before["requests"])
        if tokens != "hang":
            connection.getresponse().read(40)
    # Well below the timeout after which the upstream would have been given up anyway.
    eventually("the upstream sees it", lambda: world.counted(upstream, "clients_left") > before["clients_left"], 0.4)
    time.sleep(0.1)
    equal(world.counted("small-good", "requests"), others, "requests of the second candidate")


@GROUP.check("20 requests at once over a silent candidate are all answered in time")
def at_once(world: World) -> None:
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda number: ask(world, "hang", stream=bool(number % 2)), range(20)))
    equal([reply.status for reply in replies], [200] * 20, "statuses")


@GROUP.check("all ask for a long pause: 429 at once, with Retry-After")
def all_limited(world: World) -> None:
    fresh = world.serve_only("limited", [
        world.box("box/a", "sandbox-err429-retry30"), world.box("box/b", "sandbox-err429-retry20")])
    for streamed_ in (False, True, False):
        started = time.monotonic()
        reply = fresh.call("POST", CHAT, chat("auto", stream=streamed_))
        is_error(reply, 429)
        holds(0 < int(reply.headers["retry-after"]) <= 30, f"retry-after is {reply.headers['retry-after']}")
        holds(time.monotonic() - started < 2, "it waited")
    fresh.child.stop()


@GROUP.check("a short pause is waited for, and then the same candidate answers")
def retried(world: World) -> None:
    # Which ones `pfail30` fails is a fixed sequence: the first, not the second.
    fresh = world.serve_only("retried", [world.box("box/a", "sandbox-pfail30-retry1")])
    started = time.monotonic()
    reply = fresh.call("POST", CHAT, chat("auto"))
    equal((reply.status, reply.headers["x-autorouter-attempts"]), (200, "2"), "status and attempts")
    holds(0.9 < time.monotonic() - started < 4, "the pause was not kept")
    fresh.child.stop()


@GROUP.check("a client's own mistake is not retried")
def not_retried(world: World) -> None:
    fresh = world.serve_only("mistaken", [world.box("box/a", "sandbox-err400-n7")], retries={"rounds": 3})
    reply = fresh.call("POST", CHAT, chat("auto"))
    equal((reply.status, reply.headers["x-autorouter-attempts"]), (400, "1"), "status and attempts")
    fresh.child.stop()


@GROUP.check("a circuit opens after failures in a row, spares the upstream, and closes when it is well again")
def circuit(world: World) -> None:
    free = {"id": "echo/model", "provider": "echo", "upstream_model": "upstream-name", "price": {"prompt": 0, "completion": 0}}
    fresh = world.serve_only(
        "circuit", [free, world.box("box/dear", price=(50, 90))], tradeoff=10, retries={"rounds": 0},
        breaker={"failures": 3, "cooldown": 0.8})

    def once() -> tuple[str, str]:
        reply = fresh.call("POST", CHAT, chat("auto"))
        return reply.json["model"], reply.headers["x-autorouter-attempts"]

    equal(once(), ("echo/model", "1"), "model and attempts at first")
    world.upstream.is_failing = True
    try:
        equal([once() for _ in range(3)], [("box/dear", "2")] * 3, "while it fails")
        count = len(world.upstream.received)
        equal([once() for _ in range(5)], [("box/dear", "1")] * 5, "with an open circuit")
        equal(len(world.upstream.received), count, "requests at the upstream")
        exclusions = {c["model"]: c.get("excluded_by") for c in fresh.call("POST", "/v1/route", chat("auto")).json["candidates"]}
        equal(exclusions["echo/model"], ["health"], "excluded_by")
        named = fresh.call("POST", CHAT, chat("echo/model"))
        equal(named.status, 500, "status of the one that is named and alone")
    finally:
        world.upstream.is_failing = False
    eventually("the circuit closes", lambda: once() == ("echo/model", "1"), seconds=6)
    equal([once() for _ in range(3)], [("echo/model", "1")] * 3, "afterwards")
    fresh.child.stop()


@GROUP.check("a client's bad requests do not open a circuit for others")
def innocent(world: World) -> None:
    fresh = world.serve_only("innocent", [world.box("box/a")], breaker={"failures": 2, "cooldown": 60}, retries={"rounds": 0})
    for tokens in ("err400", "err422", "ctxlen", "err400"):
        fresh.call("POST", CHAT, chat("auto", f"[[sandbox:{tokens}]] hi"))
    equal(fresh.call("POST", CHAT, chat("auto")).status, 200, "status")
    equal(fresh.call("POST", "/v1/route", chat("auto")).status, 200, "status of /v1/route")
    fresh.child.stop()
