"""What is kept and counted: feedback, decisions, generations, metrics."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import shapes
from harness import Group, close, equal, holds
from wire import CHAT, Reply, chat, is_error
from world import Router, World

GROUP = Group("records")
BAD_FEEDBACK = {
    "nothing": ({}, "id"), "no value": ({"id": "?"}, "score"), "a score above 1": ({"id": "?", "score": 1.5}, "score"),
    "a score below 0": ({"id": "?", "score": -0.1}, "score"), "a score as text": ({"id": "?", "score": "1"}, "score"),
    "a rating that is not known": ({"id": "?", "rating": "meh"}, "rating"), "an id as number": ({"id": 5, "score": 1}, "id"),
    "a comment as number": ({"id": "?", "score": 1, "comment": 5}, "comment"),
}
SAMPLE = re.compile(r'^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? ([0-9.eE+-]+|NaN|[+-]Inf)$')


def asked(world: World, **more: Any) -> Reply:
    """A reply whose decision is on the disk."""
    reply = world.router.call("POST", CHAT, chat("auto", **more))
    world.router.call("GET", "/readyz")
    return reply


def outcomes(router: Router, id: str, kind: str = "feedback") -> list[tuple]:
    """Value, source and detail of what was said of a decision, straight from the file."""
    return [tuple(row) for row in router.rows(
        "SELECT o.value, o.source, o.detail FROM outcomes o JOIN decisions d USING (decision_key) WHERE d.id = ? AND o.kind = ?",
        id, kind, flush=False)]


@GROUP.check("a score and a rating are stored with comment and source, in both dialects")
def feedback(world: World) -> None:
    for path in ("/v1/feedback", "/api/v1/feedback"):
        id = asked(world).json["id"]
        for body in ({"score": 0.25, "comment": "so-so", "source": "judge"}, {"rating": "up"}, {"rating": "down"}):
            reply = world.router.call("POST", path, {"id": id, **body})
            equal((reply.status, reply.json["id"], reply.json["status"]), (200, id, "stored"), "the answer")
        equal(sorted(outcomes(world.router, id), key=str), sorted(
            [(0.25, "judge", "so-so"), (1.0, "user", None), (0.0, "user", None)], key=str), "outcomes")


@GROUP.table("feedback with {0} is refused and named", BAD_FEEDBACK)
def bad_feedback(world: World, row: tuple) -> None:
    body, param = row
    id = asked(world).json["id"]
    if body.get("id") == "?":
        body = {**body, "id": id}
    is_error(world.router.call("POST", "/v1/feedback", body), 400, param=param)
    equal(outcomes(world.router, id), [], "outcomes")


@GROUP.check("feedback on an unknown decision is 404, also in OpenRouter's shape")
def unknown(world: World) -> None:
    is_error(world.router.call("POST", "/v1/feedback", {"id": "gen-no", "score": 1}), 404)
    reply = world.router.call("POST", "/api/v1/generation/feedback", {"generation_id": "gen-no", "category": "latency"})
    equal(reply.status, 404, "status")
    shapes.fits(reply.json, shapes.ERROR)


@GROUP.check("a repeated Idempotency-Key stores once, another one again")
def idempotent(world: World) -> None:
    id = asked(world).json["id"]
    answers = [
        world.router.call("POST", "/v1/feedback", {"id": id, "score": 1}, {"Idempotency-Key": key}).json["status"]
        for key in ("k-" + id, "k-" + id, "l-" + id, "k-" + id)]
    equal(answers, ["stored", "repeated", "stored", "repeated"], "answers")
    equal(len(outcomes(world.router, id)), 2, "outcomes")


@GROUP.check("OpenRouter's generation/feedback is stored as a category")
def category(world: World) -> None:
    id = asked(world).json["id"]
    body = {"generation_id": id, "category": "incorrect_response", "comment": "no"}
    reply = world.router.call("POST", "/api/v1/generation/feedback", body)
    equal((reply.status, reply.json["data"]["success"]), (200, True), "the answer")
    equal(outcomes(world.router, id, "complaint:incorrect_response"), [(0.0, "user", "no")], "outcomes")
    is_error(world.router.call("POST", "/v1/generation/feedback", {"generation_id": id, "category": "x"}), 400, param="category")


@GROUP.check("feedback right after the reply, before the log had a reason to write, is taken")
def at_once(world: World) -> None:
    for _ in range(20):
        id = world.router.call("POST", CHAT, chat("auto")).json["id"]
        equal(world.router.call("POST", "/v1/feedback", {"id": id, "rating": "up"}).status, 200, "status")


@GROUP.check("feedback that was answered survives kill -9, every time")
def durable(world: World) -> None:
    for attempt in range(3):
        router = world.serve(f"killed-{attempt}")
        id = router.call("POST", CHAT, chat("auto")).json["id"]
        equal(router.call("POST", "/v1/feedback", {"id": id, "score": 0.5}).status, 200, "status")
        router.child.process.kill()
        router.child.process.wait(timeout=10)
        with closing(sqlite3.connect(router.log_path)) as database:
            equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")
        equal(outcomes(router, id), [(0.5, "user", None)], "outcomes after the kill")


@GROUP.check("/v1/decisions/{id}: the decision, its context, attempts, outcomes and explanation; 404 for an unknown one")
def decision(world: World) -> None:
    reply = asked(world, session_id="talk-7")
    id = reply.json["id"]
    world.router.call("POST", "/v1/feedback", {"id": id, "score": 1})
    record = world.router.call("GET", f"/v1/decisions/{id}").json
    equal((record["id"], record["decision"]["model"]), (id, reply.json["model"]), "id and model")
    equal([candidate["model"] for candidate in record["decision"]["candidates"]], world.names, "candidates")
    context = record["context"]
    equal((context["requested_model"], context["api"], context["streamed"], context["session"]),
          ("auto", "chat_completions", False, "talk-7"), "context")
    equal([(a["model"], a["status"], a["failure"]) for a in record["attempts"]], [(reply.json["model"], 200, None)], "attempts")
    holds({o["kind"] for o in record["outcomes"]} >= {"answered", "feedback"}, "outcomes")
    holds(record["explanation"], "no explanation")
    is_error(world.router.call("GET", "/v1/decisions/gen-no"), 404)
    is_error(world.router.call("GET", "/v1/decisions/"), 404)


@GROUP.check("/generation?id=: OpenRouter's shape, with tokens, cost and the failed call; 404 and 400 else")
def generation(world: World) -> None:
    reply = world.router.call("POST", "/api" + CHAT, {**chat("box/err500"), "models": ["box/large"]})
    world.router.call("GET", "/readyz")
    got = world.router.call("GET", f"/api/v1/generation?id={reply.json['id']}").json
    shapes.fits(got, shapes.GENERATION)
    data = got["data"]
    equal((data["id"], data["model"], data["streamed"], data["cancelled"]), (reply.json["id"], "box/large", False, False), "names")
    equal((data["tokens_prompt"], data["tokens_completion"]), (
        reply.json["usage"]["prompt_tokens"], reply.json["usage"]["completion_tokens"]), "tokens")
    close(data["total_cost"], reply.json["usage"]["cost"], "total_cost")
    equal([call["status"] for call in data["provider_responses"]], [500, 200], "provider_responses")
    equal(world.router.call("GET", "/api/v1/generation?id=gen-no").status, 404, "status of an unknown one")
    equal(world.router.call("GET", "/api/v1/generation").status, 400, "status without an id")


def scrape(router: Router) -> dict[str, dict[str, float]]:
    """Metrics by name and labels; fails on a line that Prometheus could not read."""
    reply = router.call("GET", "/metrics")
    equal(reply.status, 200, "status")
    holds(reply.headers["content-type"].startswith("text/plain"), "content-type")
    found: dict[str, dict[str, float]] = {}
    typed = set()
    for line in reply.body.decode().splitlines():
        if line.startswith("# TYPE "):
            name = line.split()[2]
            holds(name not in typed, f"two types of {name}")
            typed.add(name)
        elif line and not line.startswith("#"):
            match = SAMPLE.match(line)
            holds(match, f"the line {line!r}")
            name, labels, value = match[1], match[2] or "", float(match[3])
            base = re.sub(r"_(bucket|sum|count)$", "", name)
            holds(name in typed or base in typed, f"{name} has no type")
            holds(labels not in found.setdefault(name, {}), f"{name}{{{labels}}} is there twice")
            found[name][labels] = value
    return found


@GROUP.check("/metrics is Prometheus text, and counts requests, decisions, attempts, fallbacks, tokens, cost and time")
def metrics(world: World) -> None:
    router = world.serve("counted", retries={"rounds": 0})
    replies = [router.call("POST", CHAT, chat("box/large")) for _ in range(3)]
    router.call("POST", CHAT, {**chat("box/err500"), "models": ["box/large"]})
    router.call("POST", "/api" + CHAT, chat("box/small", stream=True))
    router.call("POST", CHAT, chat("no/such"))
    router.call("GET", "/readyz")
    found = scrape(router)
    total = found["autorouter_requests_total"]
    equal(sum(total.values()), 6, "requests")
    equal(sum(value for labels, value in total.items() if 'status="404"' in labels), 1, "requests with 404")
    equal(sum(found["autorouter_decisions_total"].values()), 5, "decisions")
    large = 'model="box/large"'

    def of(name: str, *words: str) -> float:
        return sum(value for labels, value in found[name].items() if all(word in labels for word in words))

    equal(of("autorouter_fallbacks_total", large), 1, "fallbacks")
    equal(of("autorouter_attempts_total", large), 4, "attempts")
    equal(of("autorouter_attempts_total", 'model="box/err500"'), 1, "failed attempts")
    usage = replies[0].json["usage"]
    equal(of("autorouter_tokens_total", large, "completion"), 4 * usage["completion_tokens"], "completion tokens")
    wanted = 4 * (usage["prompt_tokens"] * 2 + usage["completion_tokens"] * 8) / 1e6
    close(of("autorouter_cost_usd_total", large), wanted, "cost")
    equal(found["autorouter_request_duration_seconds_count"][""], 6, "count of the histogram")
    buckets = list(found["autorouter_request_duration_seconds_bucket"].values())
    equal((buckets, buckets[-1]), (sorted(buckets), 6), "buckets grow to the count")
    names = " ".join(found)
    for word in ("queue", "circuit", "first_token", "upstream_duration"):
        holds(word in names, f"no metric about {word}: {sorted(found)}")
    router.child.stop()


@GROUP.check("/metrics counts why candidates were excluded")
def exclusions(world: World) -> None:
    router = world.serve_only("excluded", [world.box("box/a", capabilities=[]), world.box("box/b", capabilities=["tools"])])
    tool = {"type": "function", "function": {"name": "f"}}
    equal(router.call("POST", CHAT, chat("auto", tools=[tool])).json["model"], "box/b", "model")
    found = scrape(router)["autorouter_exclusions_total"]
    equal({labels: value for labels, value in found.items() if "box/a" in labels and "tools" in labels}.popitem()[1], 1, "exclusions")
    router.child.stop()
