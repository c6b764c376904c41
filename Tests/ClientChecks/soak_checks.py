"""Many failing requests one after another: nothing may pile up."""

from __future__ import annotations

import concurrent.futures
import json
import os
import threading
from collections import Counter
from typing import Any

from failure_checks import GOOD, MIDWAY, PLAIN, STREAMED, name, router
from harness import Group, equal, eventually, holds
from wire import CHAT, Reply, chat, connect, send
from world import World

GROUP = Group("soak")
# `--soak` changes it.
REQUESTS = 1500
WARM_UP = 300
CLIENTS = 16
# Growth of resident memory over the soak that is no leak, in MiB: allocators and caches settle.
MEMORY_BOUND = 48
HEADERS = {"Content-Type": "application/json"}


def state(pid: int) -> dict[str, int]:
    """Open handles, threads and resident MiB of a process; empty elsewhere than on Linux."""
    if not os.path.isdir(f"/proc/{pid}/fd"):
        return {}
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        status = dict(line.split(":", 1) for line in file)
    return {
        "handles": len(os.listdir(f"/proc/{pid}/fd")), "threads": int(status["Threads"]),
        "memory": int(status["VmRSS"].split()[0]) // 1024}


def body(number: int) -> dict[str, Any]:
    """A request that meets a failure: by fallback, alone, plain or streamed, in turn."""
    is_streamed = number % 2 == 1
    kinds = (STREAMED + MIDWAY) if is_streamed else PLAIN
    tokens = kinds[number // 2 % len(kinds)]
    if tokens in ("hang", "delay1500", "n3-gap900") and number % 5:
        tokens = "err500"
    others = {"models": [name(tokens), GOOD]} if number % 3 else {}
    return chat(name(tokens), f"Request {number}", stream=is_streamed, **others)


def sound(reply: Reply, asked: dict[str, Any]) -> str:
    """What became of a request; fails if the reply is not whole."""
    if reply.status != 200:
        holds(reply.json["error"]["message"], "an error without a message")
        return str(reply.status)
    if not asked["stream"]:
        holds(reply.json["choices"], "a reply without choices")
        return "plain"
    equal(reply.events[-1], "[DONE]", "the last event")
    return "error chunk" if reply.events[-2].get("error") else "stream"


def run(world: World, first: int, count: int) -> Counter:
    """Sends so many requests over kept connections; returns what became of them."""
    port, kept, opened = router(world).port, threading.local(), []

    def one(number: int) -> str:
        if not hasattr(kept, "connection"):
            kept.connection = connect(port)
            opened.append(kept.connection)
        asked = body(number)
        return sound(send(kept.connection, "POST", CHAT, json.dumps(asked).encode(), HEADERS), asked)

    try:
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            return Counter(pool.map(one, range(first, first + count)))
    finally:
        for connection in opened:
            connection.close()


@GROUP.check("many failing requests leave no handle, thread or memory behind, and all are answered")
def soak(world: World) -> None:
    pid = router(world).child.process.pid
    run(world, 0, WARM_UP)
    before = eventually("clients' connections are gone", lambda: state(pid) or {"handles": 0})
    became = run(world, WARM_UP, REQUESTS)
    equal(sum(became.values()), REQUESTS, "replies")
    holds(became["plain"] and became["stream"] and became["error chunk"] and became["500"], f"replies {dict(became)}")
    if not before.get("threads"):
        return
    after = state(pid)
    print(f"      {dict(became)}; before {before}, after {after}", flush=True)
    eventually("handles are as before", lambda: state(pid)["handles"] <= before["handles"] + CLIENTS)
    holds(after["threads"] <= before["threads"] + 2, f"{before['threads']} threads became {after['threads']}")
    holds(after["memory"] <= before["memory"] + MEMORY_BOUND, f"{before['memory']} MiB became {after['memory']}")


@GROUP.check("afterwards the router answers as before, and its log is whole")
def afterwards(world: World) -> None:
    weak = router(world)
    equal(weak.call("POST", CHAT, chat(GOOD)).status, 200, "status")
    equal([tuple(row) for row in weak.rows("PRAGMA integrity_check")], [("ok",)], "integrity_check")
    equal(weak.rows("SELECT value FROM log_state WHERE name = 'dropped_entries'"), [], "dropped entries")
    answered = weak.rows("SELECT count(*) FROM outcomes WHERE kind = 'answered'")[0][0]
    holds(answered >= REQUESTS, f"{answered} answers are logged")
