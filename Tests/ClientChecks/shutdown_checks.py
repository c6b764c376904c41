"""How the server ends."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import sqlite3
from contextlib import closing

from harness import Group, equal, eventually, holds
from sdk_checks import messages
from wire import CHAT, chat, connect, send
from world import Router, World

GROUP = Group("shutdown")


def sound(router: Router) -> None:
    """Fails unless the log of a server that has ended is whole."""
    with closing(sqlite3.connect(router.log_path)) as database:
        equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")


def refuses(router: Router) -> bool:
    """Whether nobody takes connections at the router's port."""
    try:
        socket.create_connection(("127.0.0.1", router.port), timeout=5).close()
    except OSError:
        return True
    return False


@GROUP.table("{0} in the middle of a stream: it goes on to [DONE], exit code 0, everything is logged", {
    "Ctrl-C": signal.SIGINT, "SIGTERM": signal.SIGTERM})
def during_a_stream(world: World, number: int) -> None:
    router = world.serve(f"ending-{number}")
    client = router.client()
    stream = client.chat.completions.create(
        model="box/slow", messages=messages(), stream=True, stream_options={"include_usage": True})
    chunks = [next(stream), next(stream)]
    router.child.signal(number)
    chunks += list(stream)
    client.close()
    equal(router.child.ended(10), 0, "exit code")
    equal([bool(chunk.usage) for chunk in chunks], [False] * (len(chunks) - 1) + [True], "usage")
    sound(router)
    attempt = router.attempts(chunks[0].id, flush=False)[0]
    equal(attempt["failure"], None, "failure")
    equal(attempt["completion_tokens"], chunks[-1].usage.completion_tokens, "completion_tokens")


def begin(world: World, connection: http.client.HTTPConnection, model: str) -> None:
    """Sends a request and waits until the sandbox has it."""
    before = world.count(model, "requests")
    connection.request("POST", CHAT, json.dumps(chat(model)), {"Content-Type": "application/json"})
    eventually("the request reaches the sandbox", lambda: world.count(model, "requests") > before)


@GROUP.check("Ctrl-C during a plain reply: it is sent, exit code 0, and logged")
def during_a_reply(world: World) -> None:
    router = world.serve("ending-plain")
    with closing(connect(router.port)) as connection:
        begin(world, connection, "box/slow")
        router.child.signal(signal.SIGINT)
        response = connection.getresponse()
        equal((response.status, bool(response.read())), (200, True), "status and body")
    equal(router.child.ended(10), 0, "exit code")
    sound(router)
    equal(len(router.rows("SELECT * FROM attempts WHERE failure IS NULL", flush=False)), 1, "good attempts")


@GROUP.check("idle connections that clients keep do not hold the end up")
def idle_connections(world: World) -> None:
    router = world.serve("ending-idle")
    with closing(connect(router.port)) as connection, router.client() as client:
        equal(send(connection, "GET", "/healthz").status, 200, "status")
        client.chat.completions.create(model="box/small", messages=messages())
        router.child.signal(signal.SIGINT)
        equal(router.child.ended(5), 0, "exit code")
    sound(router)
    equal(len(router.rows("SELECT * FROM attempts", flush=False)), 1, "attempts")


@GROUP.check("a second Ctrl-C ends it at once")
def twice(world: World) -> None:
    router = world.serve("ending-twice", timeouts={"first_byte": 60})
    with closing(connect(router.port)) as connection:
        begin(world, connection, "box/hang")
        router.child.signal(signal.SIGINT)
        eventually("nobody listens any more", lambda: refuses(router))
        router.child.signal(signal.SIGINT)
        router.child.ended(5)
    sound(router)


@GROUP.check("after the end nobody listens, and a server on the same log goes on where it stopped")
def again(world: World) -> None:
    router = world.serve("ending-first")
    first = router.call("POST", CHAT, chat("box/small")).json["id"]
    router.child.signal(signal.SIGTERM)
    equal(router.child.ended(5), 0, "exit code")
    holds(refuses(router), "somebody still listens")
    next_one = world.serve("ending-second", log={"path": router.log_path})
    next_one.log_path = router.log_path
    next_one.child.stop()
    equal([row["id"] for row in router.rows("SELECT id FROM decisions", flush=False)], [first], "decisions")
