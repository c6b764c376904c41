"""Who may ask, from where, how much: hosts, origins, keys, budgets, limits."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from contextlib import closing

from harness import Group, eventually, equal, holds
from wire import CHAT, chat, is_error
from world import Router, World

GROUP = Group("access")
BODY = json.dumps(chat("auto")).encode()


def status(router: Router, headers: list[str], method: str = "POST", path: str = CHAT, body: bytes = BODY) -> int:
    """The status of one request whose header lines are exactly these."""
    lines = [f"{method} {path} HTTP/1.1", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", router.port), timeout=20) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        reply = b""
        while b" " not in reply or len(reply) < 12:
            piece = connection.recv(4096)
            if not piece:
                break
            reply += piece
    return int(reply.split(b" ")[1]) if reply else 0


@GROUP.table("Host {0} is accepted", {name: name for name in (
    "127.0.0.1:{port}", "localhost:{port}", "localhost", "[::1]:{port}", "127.0.0.1", "LOCALHOST:{port}")})
def own_hosts(world: World, host: str) -> None:
    equal(status(world.router, [f"Host: {host.format(port=world.router.port)}", "Content-Type: application/json"]), 200, "status")


@GROUP.table("Host {0} is refused: a page of that name could have been led here", {name: name for name in (
    "attacker.example", "attacker.example:{port}", "localhost.attacker.example", "127.0.0.1.attacker.example", "10.0.0.1",
    "localhost@attacker.example", "xlocalhost")})
def foreign_hosts(world: World, host: str) -> None:
    for method, path, body in (("POST", CHAT, BODY), ("GET", "/v1/models", b""), ("GET", "/metrics", b"")):
        got = status(world.router, [f"Host: {host.format(port=world.router.port)}"], method, path, body)
        holds(got in (400, 403, 421), f"status of {path} is {got}")


@GROUP.check("no Host, and two, are refused")
def odd_hosts(world: World) -> None:
    holds(status(world.router, []) in (400, 403), "no Host")
    holds(status(world.router, [f"Host: localhost:{world.router.port}", "Host: attacker.example"]) in (400, 403), "two")


@GROUP.table("a page of {0} is refused, whatever it sends", {name: name for name in (
    "https://attacker.example", "null", "http://localhost.attacker.example", "file://")})
def foreign_origins(world: World, origin: str) -> None:
    host = f"Host: localhost:{world.router.port}"
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        equal(status(world.router, [host, f"Origin: {origin}", f"Content-Type: {kind}"]), 403, f"status with {kind}")
    equal(status(world.router, [host, f"Origin: {origin}"], "GET", "/v1/models", b""), 403, "status of a GET")
    preflight = [host, f"Origin: {origin}", "Access-Control-Request-Method: POST"]
    equal(status(world.router, preflight, "OPTIONS", CHAT, b""), 403, "status of a preflight")


@GROUP.check("a cross-site request without an origin is refused")
def fetch_metadata(world: World) -> None:
    host = f"Host: localhost:{world.router.port}"
    equal(status(world.router, [host, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"], "GET", "/v1/models", b""), 403, "status")
    equal(status(world.router, [host, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]), 403, "status")


@GROUP.check("allowed hosts and origins are let in, with the fields that a browser asks for")
def allowed(world: World) -> None:
    origin = "https://app.example"
    router = world.serve("pages", server={"allowed_hosts": ["router.lan"], "allowed_origins": [origin]})
    equal(status(router, [f"Host: router.lan:{router.port}"]), 200, "status by an allowed name")
    reply = router.call("POST", CHAT, chat("auto"), {"Origin": origin})
    equal((reply.status, reply.headers["access-control-allow-origin"]), (200, origin), "status and origin")
    holds("x-autorouter-model" in reply.headers["access-control-expose-headers"].lower(), "exposed headers")
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    preflight = router.call("OPTIONS", CHAT, None, asked)
    equal((preflight.status, preflight.headers["access-control-allow-origin"]), (204, origin), "preflight")
    holds("authorization" in preflight.headers["access-control-allow-headers"], "allowed headers")
    holds("*" not in preflight.headers.values(), "a star")
    equal(router.call("POST", CHAT, chat("auto"), {"Origin": "https://other.example"}).status, 403, "another origin")
    router.child.stop()


def guarded(world: World) -> Router:
    """A router with keys that differ in what they may."""
    if not hasattr(world, "guarded"):
        hashed = hashlib.sha256(b"hashed-key").hexdigest()
        lines = [f"sha256:{hashed} name=hashed", "small-key name=small models=box/small", "poor-key name=poor usd_per_day=0.0000001",
                 "rich-key name=rich usd_per_day=1000 usd_per_month=10000"]
        path = world.write("guarded-keys.txt", "\n".join(lines) + "\n")
        world.guarded = world.serve("guarded", server={"keys_file": path}, retries={"rounds": 0})
    return world.guarded


def bearer(key: str) -> dict[str, str]:
    """The header of a key."""
    return {"Authorization": f"Bearer {key}"}


@GROUP.check("a key that is kept as its hash lets in, the hash itself does not")
def hashed_key(world: World) -> None:
    router = guarded(world)
    equal(router.call("POST", CHAT, chat("auto"), bearer("hashed-key")).status, 200, "status")
    hashed = hashlib.sha256(b"hashed-key").hexdigest()
    for wrong in (hashed, "sha256:" + hashed, "hashed"):
        is_error(router.call("POST", CHAT, chat("auto"), bearer(wrong)), 401, "invalid_api_key")


@GROUP.check("a key's models: auto stays among them, another one named is refused with the reason, fallbacks too")
def key_models(world: World) -> None:
    router, key = guarded(world), bearer("small-key")
    for slug in ("auto", "auto:nitro", "box/small"):
        equal(router.call("POST", CHAT, chat(slug), key).json["model"], "box/small", slug)
    refused = router.call("POST", CHAT, chat("box/large"), key)
    holds(refused.status in (403, 404), f"status {refused.status}")
    candidates = refused.json["error"]["availability"]["candidates"]
    equal(candidates, [{"model": "box/large", "excluded_by": ["key_permissions"]}], "reasons")
    reply = router.call("POST", CHAT, chat("box/large", models=["box/small"]), key)
    equal(reply.json["model"], "box/small", "model by fallbacks")
    holds(router.call("POST", CHAT, chat("box/small", "[[sandbox:err500]] hi", models=["box/large"]), key).status == 500,
          "a fallback that the key does not open was asked")


@GROUP.check("a spent budget answers 402 in every dialect, its key's alone, and the log knows the key")
def key_budget(world: World) -> None:
    router, key = guarded(world), bearer("poor-key")
    first = router.call("POST", CHAT, chat("box/large"), key)
    equal(first.status, 200, "status of the first request")
    refused = eventually("the budget is spent", lambda: next((
        reply for reply in [router.call("POST", CHAT, chat("box/large"), key)] if reply.status != 200), None))
    is_error(refused, 402, "insufficient_quota")
    equal(router.call("POST", "/api" + CHAT, chat("auto"), key).json["error"]["code"], 402, "code under /api/v1")
    messages = router.call("POST", "/v1/messages", {**chat("auto"), "max_tokens": 5}, key)
    equal((messages.status, messages.json["error"]["type"]), (402, "billing_error"), "of messages")
    equal(router.call("POST", CHAT, chat("auto"), bearer("rich-key")).status, 200, "status with another key")
    id = first.headers["x-autorouter-decision"]
    router.call("GET", "/readyz")
    equal(router.call("GET", f"/v1/decisions/{id}", None, key).json["context"]["client_key"], "poor", "client_key")


@GROUP.check("a spent budget is still spent after a restart")
def budget_restart(world: World) -> None:
    router = world.serve("thrifty", budgets={"usd_per_day": 0.0000001})
    equal(router.call("POST", CHAT, chat("box/large")).status, 200, "status of the first request")
    eventually("the budget is spent", lambda: router.call("POST", CHAT, chat("box/large")).status == 402)
    router.child.stop()
    again = router.again()
    equal(again.call("POST", CHAT, chat("auto")).status, 402, "status")
    again.child.stop()


@GROUP.check("no key is in the log or on standard error of a server with keys")
def no_keys(world: World) -> None:
    router = guarded(world)
    router.call("GET", "/readyz")
    for secret in (b"hashed-key", b"small-key", b"poor-key", b"rich-key"):
        holds(secret not in router.log_bytes() and secret not in router.child.stderr, f"{secret!r} was written")


@GROUP.check("header fields beyond the limit are refused, and the server goes on")
def headers(world: World) -> None:
    host = f"Host: localhost:{world.router.port}"
    got = status(world.router, [host, "X-Long: " + "x" * 100_000])
    holds(got in (0, 400, 413, 431), f"status {got}")
    many = [f"X-{number}: {'y' * 900}" for number in range(120)]
    got = status(world.router, [host, *many])
    holds(got in (0, 400, 413, 431), f"status {got}")
    equal(status(world.router, [host, "X-Long: " + "x" * 8000]), 200, "status within the limit")
    equal(world.router.call("GET", "/healthz").status, 200, "status afterwards")


@GROUP.check("body and header limits are settings")
def small_limits(world: World) -> None:
    router = world.serve("small", server={"max_body_bytes": 2048, "max_header_bytes": 2048})
    is_error(router.call("POST", CHAT, chat("auto", "x" * 4000)), 413)
    equal(router.call("POST", CHAT, chat("auto", "x" * 500)).status, 200, "status")
    got = status(router, [f"Host: localhost:{router.port}", "X-Long: " + "x" * 4000])
    holds(got in (0, 400, 413, 431), f"status {got}")
    router.child.stop()


@GROUP.check("a client that sends its request too slowly is let go")
def slow_client(world: World) -> None:
    router = world.serve("impatient", server={"request_timeout": 0.5})
    started = time.monotonic()
    for beginning in (b"POST /v1/chat/completions HTTP/1.1\r\nHost: loc",
                      f"POST {CHAT} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{{".encode()):
        with socket.create_connection(("127.0.0.1", router.port), timeout=10) as connection:
            connection.sendall(beginning)
            reply = connection.recv(4096)
            holds(not reply or b" 408 " in reply.split(b"\r\n")[0], f"the reply is {reply[:80]!r}")
    holds(time.monotonic() - started < 8, "it took too long")
    equal(router.call("GET", "/healthz").status, 200, "status afterwards")
    router.child.stop()


@GROUP.check("a redirect of an upstream is not followed, and its address sees no key")
def redirects(world: World) -> None:
    seen = []
    with closing(socket.create_server(("127.0.0.1", 0))) as target, closing(socket.create_server(("127.0.0.1", 0))) as liar:
        target.settimeout(0.5)
        liar.settimeout(10)
        place = f"http://127.0.0.1:{target.getsockname()[1]}/v1/chat/completions"

        def lie() -> None:
            connection, _ = liar.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(f"HTTP/1.1 307 Go\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode())

        threading.Thread(target=lie, daemon=True).start()
        base = f"http://127.0.0.1:{liar.getsockname()[1]}/v1"
        router = world.serve("redirected", **{
            "providers": {"liar": {"base_url": base, "api_key_env": "LAB_KEY"}}, "retries": {"rounds": 0},
            "candidates": [{"id": "liar/model", "provider": "liar"}], "default": "liar/model"})
        reply = router.call("POST", CHAT, chat("liar/model"))
        holds(reply.status >= 400, f"status {reply.status}")
        try:
            seen.append(target.accept())
        except TimeoutError:
            pass
        equal(seen, [], "connections at the place of the redirect")
        router.child.stop()
