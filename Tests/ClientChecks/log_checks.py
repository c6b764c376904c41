"""The outcome log, read as any SQLite tool reads it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any, Optional

from harness import Group, close, equal, holds
from sdk_checks import FAILURES
from upstream import KEY
from wire import CHAT, Reply, chat
from world import CACHE_READ_PRICE, CLIENT_KEYS, PRICES, World

GROUP = Group("log")
MARK = "zebra-quartz-4711"
# Status and failure word of an attempt, plain.
WORDS = {
    "box/err400": (400, "upstream_status"), "box/err429": (429, "upstream_status"),
    "box/err500": (500, "upstream_status"), "box/html": (502, "upstream_status"),
    "wrong/model": (401, "upstream_status"), "closed/model": (None, "connection_failed"),
    "box/hang": (None, "timed_out"), "box/badjson": (200, "bad_reply"), "box/trunc": (200, "cut_off"),
    "box/cut3": (200, "cut_off"),
}
STREAM_WORDS = {
    "box/err500": (500, "upstream_status"), "closed/model": (None, "connection_failed"),
    "box/hang": (None, "timed_out"), "box/badjson": (200, "bad_reply"), "box/sseerr0": (200, "upstream_error"),
    "box/cut3": (200, "cut_off"), "box/sseerr3": (200, "upstream_error"),
}


def cost(name: str, usage: dict, cached: int = 0) -> float:
    """Price times usage."""
    prompt, completion = PRICES[name]
    fresh = usage["prompt_tokens"] - cached
    return (fresh * prompt + cached * CACHE_READ_PRICE + usage["completion_tokens"] * completion) / 1e6


def tokens(of: Any) -> tuple:
    """Prompt and completion tokens of a reply's usage or of an attempt's row."""
    return of["prompt_tokens"], of["completion_tokens"]


def decision_of(reply: Reply) -> str:
    """The id in the headers."""
    return reply.headers["x-autorouter-decision"]


@GROUP.check("the decision, the failed and the good attempt, in order, with tokens and cost")
def two_attempts(world: World) -> None:
    reply = world.router.call("POST", CHAT, {**chat("box/err500"), "models": ["box/large"]})
    usage, id = reply.json["usage"], decision_of(reply)
    row = world.router.rows("SELECT * FROM decisions WHERE id = ?", id)[0]
    equal((row["requested_model"], row["is_streamed"], row["choice"]), ("box/err500", 0, "box/err500"), "the decision")
    holds(row["prompt_tokens"] > 0 and 0 < row["propensity"] <= 1, "prompt_tokens and propensity")
    failed, good = world.router.attempts(id)
    equal((failed["candidate"], failed["http_status"], failed["failure"]), ("box/err500", 500, "upstream_status"), "the failed one")
    equal((failed["completion_tokens"], failed["cost_usd"]), (None, None), "tokens and cost of the failed one")
    equal((good["candidate"], good["http_status"], good["failure"]), ("box/large", 200, None), "the good one")
    equal(tokens(good), tokens(usage), "tokens")
    close(good["cost_usd"], cost("box/large", usage), "cost_usd")
    equal(good["finish_reason"], reply.json["choices"][0]["finish_reason"], "finish_reason")
    holds(0 < good["time_to_first_token_s"] <= good["duration_s"] < 60, "time_to_first_token_s and duration_s")
    holds(failed["started_at_ms"] <= good["started_at_ms"], "the order in time")
    outcome = world.router.rows("SELECT o.* FROM outcomes o JOIN decisions USING (decision_key) WHERE id = ?", id)
    equal([(row["kind"], row["value"], row["source"]) for row in outcome], [("answered", 1, "router")], "outcomes")


@GROUP.check("a stream's tokens and cost are logged although the client did not ask for usage")
def streamed(world: World) -> None:
    usage = world.router.call("POST", CHAT, chat("box/large")).json["usage"]
    reply = world.router.call("POST", CHAT, chat("box/large", stream=True))
    attempt = world.router.attempts(decision_of(reply))[0]
    equal(tokens(attempt), tokens(usage), "tokens")
    close(attempt["cost_usd"], cost("box/large", usage), "cost_usd")
    holds(0 < attempt["time_to_first_token_s"] <= attempt["duration_s"], "time_to_first_token_s")
    equal(attempt["finish_reason"], "stop", "finish_reason")
    equal(world.router.rows("SELECT is_streamed FROM decisions WHERE id = ?", decision_of(reply))[0][0], 1, "is_streamed")


@GROUP.check("tokens read from a cache cost their own price")
def cached(world: World) -> None:
    reply = world.router.call("POST", CHAT, chat("echo/model"))
    attempt = world.router.attempts(decision_of(reply))[0]
    equal(attempt["cache_read_tokens"], 40, "cache_read_tokens")
    close(attempt["cost_usd"], cost("echo/model", reply.json["usage"], cached=40), "cost_usd")


@GROUP.check("unknown tokens leave the cost unknown, which is not 0")
def unknown_cost(world: World) -> None:
    attempt = world.router.attempts(decision_of(world.router.call("POST", CHAT, chat("box/nousage"))))[0]
    equal((*tokens(attempt), attempt["cost_usd"]), (None, None, None), "tokens and cost")


@GROUP.table("{0}: status and failure word of the attempt", {name: (name, *row) for name, row in WORDS.items()})
def words(world: World, row: tuple) -> None:
    name, status, failure = row
    holds(name in FAILURES, f"{name} is no failing candidate")
    expect(world, world.router.call("POST", CHAT, chat(name)), status, failure)


@GROUP.table("{0}, streamed: status and failure word of the attempt", {
    name: (name, *row) for name, row in STREAM_WORDS.items()})
def stream_words(world: World, row: tuple) -> None:
    name, status, failure = row
    expect(world, world.router.call("POST", CHAT, chat(name, stream=True)), status, failure)


def expect(world: World, reply: Reply, status: Optional[int], failure: str) -> None:
    """Fails unless the only attempt and the outcome say this."""
    attempts = world.router.attempts(decision_of(reply))
    equal([(row["http_status"], row["failure"]) for row in attempts], [(status, failure)], "status and failure")
    outcomes = world.router.rows(
        "SELECT kind, value FROM outcomes JOIN decisions USING (decision_key) WHERE id = ?", decision_of(reply))
    equal([tuple(row) for row in outcomes], [("answered", 0)], "outcomes")


@GROUP.check("all estimates of a decision are there, one row a candidate")
def estimates(world: World) -> None:
    id = decision_of(world.router.call("POST", CHAT, chat("auto")))
    rows = world.router.rows("SELECT * FROM decision_candidates WHERE id = ? ORDER BY position", id)
    equal([row["candidate"] for row in rows], world.names, "candidates")
    equal(sum(row["is_choice"] for row in rows), 1, "choices")
    holds(all(0 <= row["quality"] <= 1 for row in rows), "quality")
    close(sum(row["probability"] for row in rows), 1, "the sum of probabilities")
    holds(all(row["excluded_by"] is None for row in rows), "somebody is excluded")


@GROUP.check("nothing of a prompt, a reply or a key is in the files or on standard error, unless asked for")
def no_prompts(world: World) -> None:
    tool = {"type": "function", "function": {"name": "f", "description": MARK, "parameters": {"type": "object"}}}
    bodies = [
        chat("auto", MARK), chat("auto", MARK, stream=True), chat("box/cut3", MARK, stream=True), chat("box/err500", MARK),
        chat("auto", "hi", tools=[tool]), chat("auto", "hi", user=MARK, metadata={"m": MARK}),
        {"model": "auto", "messages": [
            {"role": "system", "content": MARK}, {"role": "user", "content": [{"type": "text", "text": MARK}]}]},
        {"model": "auto", "messages": [{"role": MARK, "content": MARK}]}, b'{"model":"auto","messages":[{"' + MARK.encode(),
    ]
    said = set()
    for body in bodies:
        reply = world.router.call("POST", CHAT, body, {"Authorization": f"Bearer {CLIENT_KEYS[0]}"})
        if reply.status == 200 and reply.headers["content-type"] == "application/json":
            said.add(reply.json["choices"][0]["message"]["content"])
    world.router.call("GET", "/readyz")
    for where, found in (("the log", world.router.log_bytes()), ("standard error", world.router.child.stderr)):
        holds(found, f"{where} is empty")
        for secret in [MARK, KEY, "wrong-key-77aa", CLIENT_KEYS[0], *said]:
            holds(secret.encode() not in found, f"{secret!r} is in {where}")


@GROUP.check("prompts: text keeps the prompt, and still no key")
def prompts(world: World) -> None:
    key = {"Authorization": f"Bearer {CLIENT_KEYS[0]}"}
    id = decision_of(world.locked.call("POST", CHAT, chat("auto", MARK), key))
    row = world.locked.rows("SELECT prompt FROM decision_details JOIN decisions USING (decision_key) WHERE id = ?", id)[0]
    holds(MARK in row["prompt"], f"the prompt is {row['prompt']!r}")
    holds(MARK.encode() in world.locked.log_bytes(), "the prompt is not in the files")
    for secret in (KEY, *CLIENT_KEYS):
        holds(secret.encode() not in world.locked.log_bytes(), f"{secret!r} is in the log")


@GROUP.check("prompts: hash keeps a hash, the same for the same prompt")
def hashes(world: World) -> None:
    router = world.serve("hashes", log={"prompts": "hash"})
    for prompt in (MARK, MARK, MARK + "!"):
        router.call("POST", CHAT, chat("box/small", prompt))
    kept = [row[0] for row in router.rows("SELECT prompt FROM decision_details ORDER BY decision_key")]
    equal((len(kept), kept[0] == kept[1], kept[0] != kept[2]), (3, True, True), f"hashes {kept}")
    holds(MARK.encode() not in router.log_bytes(), "the prompt is in the files")
    router.child.stop()


@GROUP.check("other programs may read while the server writes, and what they see is sound")
def readable(world: World) -> None:
    with closing(sqlite3.connect(f"file:{world.router.log_path}?mode=ro", uri=True)) as reader:
        for _ in range(10):
            world.router.call("POST", CHAT, chat("auto"))
            equal(reader.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")
        equal(reader.execute("PRAGMA foreign_key_check").fetchall(), [], "foreign_key_check")
        dropped = reader.execute("SELECT value FROM log_state WHERE name = 'dropped_entries'").fetchall()
        equal(dropped, [], "dropped entries")


@GROUP.check("log list, show and stats agree with the tables, as text and as JSON")
def commands(world: World) -> None:
    reply = world.router.call("POST", CHAT, {**chat("closed/model"), "models": ["box/small"]})
    id = decision_of(reply)
    world.router.call("GET", "/readyz")
    shown = {}
    for format in ("text", "json"):
        for name, arguments in (("list", ("--limit", "3")), ("show", (id,)), ("stats", ())):
            done = world.command("log", name, *arguments, "--log", world.router.log_path, "--format", format)
            equal((done.returncode, done.stderr), (0, b""), f"exit code and standard error of log {name}")
            shown[name, format] = done.stdout
    listed = json.loads(shown["list", "json"])["decisions"]
    equal((len(listed), listed[0]["id"], listed[0]["answered_by"]), (3, id, "box/small"), "log list")
    attempts = json.loads(shown["show", "json"])["attempts"]
    equal([attempt["model"] for attempt in attempts], ["closed/model", "box/small"], "log show")
    close(attempts[1]["cost_usd"], cost("box/small", reply.json["usage"]), "cost_usd of log show")
    statistics = json.loads(shown["stats", "json"])
    equal(statistics["decisions"], world.router.rows("SELECT count(*) FROM decisions")[0][0], "decisions of log stats")
    for name in ("list", "show", "stats"):
        holds(b"box/small" in shown[name, "text"], f"log {name} says nothing")
    failed = world.command("log", "list", "--failed", "--limit", "0", "--format", "json", "--log", world.router.log_path)
    equal(json.loads(failed.stdout)["decisions"], [], "log list --limit 0")
    for arguments, code in ((("show", "gen-no"), 66), (("list", "--limit", "-1"), 64)):
        equal(world.command("log", *arguments, "--log", world.router.log_path).returncode, code, f"exit code of log {arguments}")
