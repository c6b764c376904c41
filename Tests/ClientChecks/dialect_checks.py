"""Plain HTTP: the shapes of bodies under /api/v1, and where the two dialects differ."""

from __future__ import annotations

from typing import Any

import shapes
from harness import Group, close, equal, holds
from wire import CHAT, Reply, chat, is_error
from world import PRICES, World

GROUP = Group("dialects")
API = "/api" + CHAT
METADATA = {"X-OpenRouter-Metadata": "enabled"}
EXPLAIN = {"X-AutoRouter-Explain": "1"}
CALLED = {
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
    "tool_choice": {"type": "function", "function": {"name": "f"}}}
ERRORS = ("box/err400", "box/err403", "box/err422", "box/err429", "box/err500", "box/err503", "box/ctxlen", "box/html",
          "box/hang", "box/badjson", "box/trunc", "closed/model", "wrong/model", "no/such")


def post(world: World, body: Any, headers: Any = None) -> Reply:
    """A chat completion in OpenRouter's dialect."""
    return world.router.call("POST", API, body, headers)


@GROUP.table("a reply of {0} under /api/v1 has OpenRouter's shape", {
    name: name for name in ("auto", "box/large", "echo/model", "box/nousage", "native/model")})
def reply(world: World, name: str) -> None:
    got = post(world, chat(name))
    equal(got.status, 200, "status")
    if name == "box/nousage":
        holds("usage" not in got.json or got.json["usage"].get("cost") is None, "a cost that nobody knows")
        return
    shapes.fits(got.json, shapes.COMPLETION)
    shapes.fits(post(world, chat(name, **CALLED)).json, shapes.COMPLETION)
    equal(got.headers["x-generation-id"], got.json["id"], "x-generation-id")


@GROUP.table("a stream of {0} under /api/v1 has OpenRouter's shape, with usage in its last chunk and only there", {
    name: name for name in ("auto", "echo/model", "box/sep", "box/nodone", "native/model")})
def stream(world: World, name: str) -> None:
    for more in ({}, CALLED, {"n": 2}, {"stream_options": {"include_usage": False}}, {"usage": {"include": True}}):
        events = post(world, chat(name, stream=True, **more)).events
        equal(events[-1], "[DONE]", "the last event")
        for event in events[:-1]:
            shapes.fits(event, shapes.CHUNK)
        equal([bool(event.get("usage")) for event in events[:-1]], [False] * (len(events) - 2) + [True], "usage")
        equal(events[-2]["choices"], [], "choices of the usage chunk")


@GROUP.table("the error of {0} has OpenRouter's shape under /api/v1, plain and streamed, and OpenAI's under /v1", {
    name: name for name in ERRORS})
def errors(world: World, name: str) -> None:
    for more in ({}, {} if name == "box/trunc" else {"stream": True}):
        got = post(world, chat(name, **more))
        shapes.fits(got.json, shapes.ERROR)
        equal(got.json["error"]["code"], got.status, "code")
        own = world.router.call("POST", CHAT, chat(name, **more))
        # OpenRouter's word for an upstream that does not answer in time is 524.
        is_error(own, 504 if got.status == 524 else got.status)
        holds(not isinstance(own.json["error"]["code"], int), "the code is a number")


@GROUP.table("a refusal has OpenRouter's shape under /api/v1: {0}", {
    "no JSON": (b"{", 400), "no messages": ({"model": "auto"}, 400), "an unknown route": (None, 404)})
def refusals(world: World, row: tuple) -> None:
    body, status = row
    got = world.router.call("POST", API if status == 400 else "/api/v1/no/such", body or {})
    equal(got.status, status, "status")
    shapes.fits(got.json, shapes.ERROR)


@GROUP.table("{0} after content: one error chunk of OpenRouter's shape, then [DONE]", {
    name: name for name in ("box/cut3", "box/sseerr3")})
def error_chunk(world: World, name: str) -> None:
    events = post(world, chat(name, stream=True)).events
    for event in events[:-1]:
        shapes.fits(event, shapes.CHUNK)
    equal([bool(event.get("error")) for event in events[:-1]], [False] * (len(events) - 2) + [True], "errors")
    holds(isinstance(events[-2]["error"]["code"], int), "the code is no number")
    equal([choice["finish_reason"] for choice in events[-2]["choices"]], ["error"], "finish reasons")


@GROUP.check("X-OpenRouter-Metadata: enabled brings the routing, plain, in the last chunk and beside errors; else it is not there")
def metadata(world: World) -> None:
    plain = post(world, {**chat("box/err500"), "models": ["box/large"]}, METADATA).json
    shapes.fits(plain["openrouter_metadata"], shapes.METADATA)
    equal([(a["model"], a["status"]) for a in plain["openrouter_metadata"]["attempts"]],
          [("box/err500", 500), ("box/large", 200)], "attempts")
    holds("openrouter_metadata" not in post(world, chat("auto")).json, "metadata unasked")
    events = post(world, chat("auto", stream=True), METADATA).events[:-1]
    equal(["openrouter_metadata" in event for event in events], [False] * (len(events) - 1) + [True], "metadata of a stream")
    shapes.fits(events[-1]["openrouter_metadata"], shapes.METADATA)
    holds(events[-1]["openrouter_metadata"]["pipeline"], "no pipeline")
    for name, attempts in (("box/err500", 1), ("no/such", 0)):
        error = post(world, chat(name), METADATA)
        shapes.fits(error.json, shapes.ERROR)
        equal(error.json["openrouter_metadata"]["attempt"], attempts, f"attempt of {name}")


@GROUP.check("X-AutoRouter-Explain: 1 brings the decision, plain and in the last chunk, in both dialects; else it is not there")
def explain(world: World) -> None:
    for path in (CHAT, API):
        plain = world.router.call("POST", path, chat("auto"), EXPLAIN)
        decision = plain.json["autorouter"]
        equal((decision["model"], decision["id"]), (plain.json["model"], plain.json["id"]), "model and id")
        equal([candidate["model"] for candidate in decision["candidates"]], world.names, "candidates")
        holds("autorouter" not in world.router.call("POST", path, chat("auto")).json, "a decision unasked")
        events = world.router.call("POST", path, chat("auto", stream=True), EXPLAIN).events[:-1]
        equal(["autorouter" in event for event in events], [False] * (len(events) - 1) + [True], "decision in a stream")


@GROUP.check("every routed reply names model, decision, attempts and request id in its headers, also failed ones")
def headers(world: World) -> None:
    for path, body in ((CHAT, chat("auto")), (API, chat("auto")), (CHAT, chat("auto", stream=True)), (CHAT, chat("box/err500")),
                       ("/v1/responses", {"model": "auto", "input": "hi"}),
                       ("/v1/messages", {**chat("auto"), "max_tokens": 20}),
                       ("/v1/embeddings", {"model": "native/model", "input": "hi"})):
        got = world.router.call("POST", path, body)
        for name in ("x-autorouter-model", "x-autorouter-decision", "x-request-id"):
            holds(got.headers.get(name), f"{path}: no {name}")
        equal(got.headers["x-autorouter-attempts"], "1", f"{path}: x-autorouter-attempts")


@GROUP.check("usage.cost is price times tokens under /api/v1, its details add up, and /v1 leaves the upstream's usage alone")
def cost(world: World) -> None:
    usage = post(world, chat("box/large")).json["usage"]
    prompt, completion = (usage["prompt_tokens"] * PRICES["box/large"][0] / 1e6,
                          usage["completion_tokens"] * PRICES["box/large"][1] / 1e6)
    close(usage["cost"], prompt + completion, "cost")
    details = usage["cost_details"]
    close(details["upstream_inference_prompt_cost"] + details["upstream_inference_completions_cost"], usage["cost"], "cost_details")
    cached = post(world, chat("echo/model")).json["usage"]
    close(cached["cost"], (60 * 4000 + 40 * 1000 + 20 * 9000) / 1e6, "cost with tokens from a cache")


@GROUP.check("/models has the shape of both families, auto in it, prices per token; /models/{id} and its endpoints too")
def models(world: World) -> None:
    for prefix in ("/v1", "/api/v1"):
        listed = world.router.call("GET", prefix + "/models").json
        shapes.fits(listed, shapes.MODELS)
        by_id = {model["id"]: model for model in listed["data"]}
        holds("auto" in by_id and set(world.names) <= set(by_id), "ids")
        close(float(by_id["box/large"]["pricing"]["completion"]) * 1e6, PRICES["box/large"][1], "the completion price")
        one = world.router.call("GET", prefix + "/models/box/large").json
        shapes.fits(one.get("data", one), shapes.MODEL)
        equal(world.router.call("GET", prefix + "/models/box%2Flarge").status, 200, "status with an escaped slash")
        endpoints = world.router.call("GET", prefix + "/models/box/large/endpoints").json["data"]
        equal(endpoints["id"], "box/large", "id of the endpoints")
        holds(endpoints["endpoints"], "no endpoints")
        equal(world.router.call("GET", prefix + "/models/no/such").status, 404, "status of an unknown one")


@GROUP.check("comments keep a stream alive while the upstream is silent")
def heartbeat(world: World) -> None:
    router = world.serve("heartbeat", server={"heartbeat": 0.2})
    body = chat("box/small", "[[sandbox:delay900-n3]] hi", stream=True)
    got = router.call("POST", API, body)
    comments = [line for line in got.body.split(b"\n") if line.startswith(b":")]
    holds(len(comments) >= 2, f"{len(comments)} comments")
    equal(got.events[-1], "[DONE]", "the last event")
    router.child.stop()
