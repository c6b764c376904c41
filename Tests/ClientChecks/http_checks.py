"""Plain HTTP: what is refused, how, and that the server goes on serving."""

from __future__ import annotations

import socket
from contextlib import closing

import openai

from harness import Group, close, equal, holds, raises
from sdk_checks import messages
from wire import CHAT, chat, connect, is_error, send
from world import CLIENT_KEYS, World

GROUP = Group("http")
USER = {"role": "user", "content": "hi"}
MAX_BODY_BYTES = 20 << 20
JSON = {"Content-Type": "application/json"}
# Body and the key that is at fault; None = the body as a whole.
BAD_BODIES = {
    "nothing": (b"", None), "text": (b"hello", None), "an unfinished object": (b'{"model": "auto", ', None),
    "a second value": (b'{"model":"auto","messages":[{"role":"user","content":"a"}]} {}', None),
    "invalid UTF-8": (b'{"model":"auto","messages":[{"role":"user","content":"\xff\xfe"}]}', None),
    "NaN": (b'{"model":"auto","temperature":NaN,"messages":[{"role":"user","content":"a"}]}', None),
    "100,000 brackets": (b"[" * 100_000, None), "a list": ([], None), "null": (b"null", None), "a number": (b"1", None),
    "no messages": ({"model": "auto"}, "messages"), "empty messages": ({"model": "auto", "messages": []}, "messages"),
    "messages null": ({"model": "auto", "messages": None}, "messages"),
    "messages as text": ({"model": "auto", "messages": "hi"}, "messages"),
    "a message as text": ({"model": "auto", "messages": [USER, "hi"]}, "messages[1]"),
    "a message without role": ({"model": "auto", "messages": [{"content": "hi"}]}, "messages[0].role"),
    "an unknown role": ({"model": "auto", "messages": [{"role": "x", "content": "hi"}]}, "messages[0].role"),
    "content as number": ({"model": "auto", "messages": [{"role": "user", "content": 1}]}, "messages[0].content"),
    "no model": ({"messages": [USER]}, "model"), "model as number": ({"model": 1, "messages": [USER]}, "model"),
    "an empty model": ({"model": "", "messages": [USER]}, "model"),
    "models as text": ({"model": "auto", "models": "a", "messages": [USER]}, "models"),
    "a number in models": ({"model": "auto", "models": [1], "messages": [USER]}, "models[0]"),
    "stream as text": ({"model": "auto", "stream": "yes", "messages": [USER]}, "stream"),
    "stream_options as number": ({"model": "auto", "stream_options": 5, "messages": [USER]}, "stream_options"),
    "max_tokens below zero": ({"model": "auto", "max_tokens": -1, "messages": [USER]}, "max_tokens"),
    "tools as object": ({"model": "auto", "tools": {}, "messages": [USER]}, "tools"),
    "response_format as text": ({"model": "auto", "response_format": "json", "messages": [USER]}, "response_format"),
}


@GROUP.table("400 for {0}", BAD_BODIES)
def bad_body(world: World, row: tuple) -> None:
    body, param = row
    for path in (CHAT, "/v1/route"):
        if path == "/v1/route" and isinstance(body, dict) and "model" not in body:
            continue  # /v1/route decides where no model is named.
        is_error(world.router.call("POST", path, body), 400, param=param)
    equal(world.router.call("GET", "/healthz").status, 200, "status of /healthz afterwards")


@GROUP.check("404 model_not_found for an unknown model, plain and streamed and for /v1/route")
def unknown_model(world: World) -> None:
    for path, body in ((CHAT, chat("no/such")), (CHAT, chat("no/such", stream=True)), ("/v1/route", chat("no/such"))):
        is_error(world.router.call("POST", path, body), 404, "model_not_found", "model")


@GROUP.table("404 for {0}", {path: path for path in ("/", "/v1", "/v1/nothing", "/v1/chat/completions/x", "/%2e%2e/etc")})
def unknown_route(world: World, path: str) -> None:
    for method in ("GET", "POST"):
        is_error(world.router.call(method, path, b"{}" if method == "POST" else None), 404)


@GROUP.table("405 with Allow for {0}", {
    f"{method} {path}": (method, path, allow) for method, path, allow in (
        ("GET", CHAT, "POST"), ("PUT", CHAT, "POST"), ("DELETE", CHAT, "POST"), ("GET", "/v1/route", "POST"),
        ("POST", "/v1/models", "GET"), ("POST", "/healthz", "GET"), ("DELETE", "/readyz", "GET"))})
def wrong_method(world: World, row: tuple) -> None:
    method, path, allow = row
    reply = world.router.call(method, path, b"{}" if method in ("POST", "PUT") else None)
    is_error(reply, 405)
    equal(reply.headers["allow"], allow, "Allow")


@GROUP.check("refusals do not cost the connection: one connection, bad and good requests in turn")
def keep_alive(world: World) -> None:
    with closing(connect(world.router.port)) as connection:
        for body, status in ((b"{", 400), (b'{"model":"no","messages":[{"role":"user"}]}', 404), (None, 405)) * 3:
            equal(send(connection, "POST" if body else "GET", CHAT, body, JSON).status, status, "status")
            equal(send(connection, "GET", "/healthz").status, 200, "status of /healthz")


@GROUP.check("content parts, null content and an escaped half of a surrogate pair are accepted")
def unusual_messages(world: World) -> None:
    parts = [{"type": "text", "text": "one"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]
    for content in (parts, None, "", "\0", "😀" * 1000):
        body = {"model": "auto", "messages": [{"role": "user", "content": content}]}
        equal(world.router.call("POST", CHAT, body).status, 200, f"status for {str(content)[:40]!r}")
    half = b'{"model":"auto","messages":[{"role":"user","content":"a\\ud800b"}]}'
    equal(world.router.call("POST", CHAT, half).status, 200, "status for half a surrogate pair")


@GROUP.check("a body in chunks is read as any other")
def chunked(world: World) -> None:
    pieces = (b'{"model":"auto",', b'"messages":[{"role":"user",', b'"content":"hi"}]}')
    with closing(connect(world.router.port)) as connection:
        equal(send(connection, "POST", CHAT, iter(pieces), JSON).status, 200, "status")


def sized(model: str, size: int) -> bytes:
    """A chat completion of so many bytes."""
    frame = b'{"model":"%s","messages":[{"role":"user","content":"@"}]}' % model.encode()
    return frame.replace(b"@", b"lorem ip" * ((size - len(frame) + 1) // 8) + b"x" * ((size - len(frame) + 1) % 8))


@GROUP.check("a body of exactly 20 MB is answered")
def largest(world: World) -> None:
    key = {"Authorization": f"Bearer {CLIENT_KEYS[0]}"}
    for model in ("echo/model", "auto"):
        body = sized(model, MAX_BODY_BYTES)
        equal(len(body), MAX_BODY_BYTES, "bytes")
        equal(world.locked.call("POST", CHAT, body, key).status, 200, f"status from {model}")


@GROUP.check("413 for a body of one byte more, and the next request is answered")
def too_large(world: World) -> None:
    for path in (CHAT, "/v1/route"):
        is_error(world.router.call("POST", path, sized("auto", MAX_BODY_BYTES + 1)), 413)
    equal(world.router.call("POST", CHAT, chat("auto")).status, 200, "status afterwards")


@GROUP.check("413 for a body in chunks beyond the limit")
def too_large_chunked(world: World) -> None:
    with closing(connect(world.router.port)) as connection:
        body = (b" " * 65_536 for _ in range(MAX_BODY_BYTES // 65_536 + 2))
        is_error(send(connection, "POST", CHAT, body, JSON), 413)


@GROUP.table("Expect: 100-continue is answered before the body comes: {0}", {
    "100 for a body within the limit": (100, b"100"), "413 for one beyond it": (MAX_BODY_BYTES + 1, b"413")})
def expectation(world: World, row: tuple) -> None:
    size, status = row
    head = f"POST {CHAT} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection(("127.0.0.1", world.router.port), timeout=1) as connection:
        connection.sendall(head.encode())
        equal(connection.recv(12), b"HTTP/1.1 " + status, "the first line")


@GROUP.check("the SDK sees the 413 of a prompt beyond the limit")
def too_large_sdk(world: World) -> None:
    error = raises(openai.APIStatusError, lambda: world.client.chat.completions.create(
        model="auto", messages=messages("x" * (MAX_BODY_BYTES + 1))))
    equal(error.status_code, 413, "status")


@GROUP.check("what is not HTTP, and a request that never ends, cost nobody else anything")
def not_http(world: World) -> None:
    for text in (b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"):
        with socket.create_connection(("127.0.0.1", world.router.port), timeout=10) as connection:
            connection.sendall(text)
            equal(world.router.call("GET", "/healthz").status, 200, "status of /healthz beside it")
    equal(world.router.call("POST", CHAT, chat("auto")).status, 200, "status afterwards")


@GROUP.check("/healthz and /readyz answer, without a key too")
def health(world: World) -> None:
    for router in (world.router, world.locked):
        for path in ("/healthz", "/readyz"):
            reply = router.call("GET", path)
            equal((reply.status, reply.json["status"]), (200, "ok"), path)


@GROUP.table("401 with keys_file for {0}", {
    "no key": {}, "a wrong key": {"Authorization": "Bearer nope"}, "another scheme": {"Authorization": f"Basic {CLIENT_KEYS[0]}"},
    "the beginning of a key": {"Authorization": f"Bearer {CLIENT_KEYS[0][:-1]}"},
    "more than a key": {"Authorization": f"Bearer {CLIENT_KEYS[0]}x"}, "an empty key": {"Authorization": "Bearer "},
    "the file's comment": {"Authorization": "Bearer # clients"}})
def wrong_key(world: World, headers: dict) -> None:
    for method, path, body in (("POST", CHAT, chat("auto")), ("POST", "/v1/route", chat("auto")), ("GET", "/v1/models", None)):
        reply = world.locked.call(method, path, body, headers)
        is_error(reply, 401, "invalid_api_key")
        equal(reply.headers["www-authenticate"], "Bearer", "WWW-Authenticate")


@GROUP.check("every key of keys_file lets in, in any case of the scheme, and the SDK raises AuthenticationError else")
def right_key(world: World) -> None:
    for key in CLIENT_KEYS:
        holds(world.locked.client(key).chat.completions.create(model="auto", messages=messages()).id, "no id")
    equal(world.locked.call("GET", "/v1/models", None, {"Authorization": f"bearer {CLIENT_KEYS[1]}"}).status, 200, "status")
    raises(openai.AuthenticationError, lambda: list(world.locked.client("nope").models.list()))


@GROUP.check("/v1/route answers the decision with every candidate, and sends nothing upstream")
def route(world: World) -> None:
    before = (world.statistics(), len(world.upstream.received))
    reply = world.router.call("POST", "/v1/route", {"messages": [USER]})
    equal(reply.status, 200, "status")
    equal((world.statistics(), len(world.upstream.received)), before, "what upstreams were asked")
    decision = reply.json
    candidates = {candidate["model"]: candidate for candidate in decision["candidates"]}
    equal(list(candidates), world.names, "candidates")
    chosen = candidates[decision["model"]]
    holds(0 <= chosen["quality"] <= 1 and chosen["cost_usd"] > 0, f"chosen {chosen}")
    close(sum(candidate["probability"] for candidate in candidates.values()), 1, "the sum of probabilities")
    close(decision["propensity"], chosen["probability"], "propensity")
    equal({decision["model"], decision["fallbacks"][0]}, {"box/small", "box/large"}, "choice and first fallback")
    holds("excluded_by" not in chosen, "the chosen one is excluded")
    equal(chosen["utility"], max(c["utility"] for c in candidates.values() if "excluded_by" not in c), "utility")


@GROUP.check("/v1/route and a completion of the same body choose alike")
def route_as_completion(world: World) -> None:
    for prompt in ("hi", "Prove that there are infinitely many primes of the form 4k + 3."):
        decision = world.router.call("POST", "/v1/route", chat("auto", prompt)).json
        equal(world.router.call("POST", CHAT, chat("auto", prompt)).json["model"], decision["model"], "model")


@GROUP.check("no eligible candidate: 404 that says why, for each")
def nobody(world: World) -> None:
    router = world.serve_only("nobody", [
        {"id": "box/short", "provider": "box", "upstream_model": "small", "context": 5},
        {"id": "box/plain", "provider": "box", "upstream_model": "small", "capabilities": []}])
    tool = {"type": "function", "function": {"name": "f"}}
    reply = router.call("POST", CHAT, chat("auto", "word " * 50, tools=[tool]))
    is_error(reply, 404, "no_eligible_candidate")
    excluded = {entry["model"]: entry["excluded_by"] for entry in reply.json["error"]["availability"]["candidates"]}
    equal(excluded, {"box/short": ["context_length"], "box/plain": ["capability:tools"]}, "excluded_by")
    router.child.stop()


@GROUP.check("auto that chooses a failing candidate falls back to the next of its ranking")
def ranking(world: World) -> None:
    free = {"prompt": 0, "completion": 0}
    router = world.serve_only("ranking", [
        {"id": "box/dear", "provider": "box", "upstream_model": "small", "price": {"prompt": 50, "completion": 90}},
        {"id": "box/free", "provider": "box", "upstream_model": "sandbox-err500", "price": free}], tradeoff=10)
    body = chat("auto", "Write a long essay about trees.")
    equal(router.call("POST", "/v1/route", body).json["model"], "box/free", "the choice")
    reply = router.call("POST", CHAT, body)
    equal((reply.status, reply.json["model"]), (200, "box/dear"), "status and model")
    row = router.rows("SELECT choice, answered_by, failed_attempts FROM decisions_with_answer")[0]
    equal(tuple(row), ("box/free", "box/dear", 1), "choice, answered_by, failed_attempts")
    router.child.stop()


@GROUP.check("without a bundle the default candidate answers, /readyz says what is missing, the log says degraded")
def no_bundle(world: World) -> None:
    variables = {**world.variables, "AUTOROUTER_BUNDLE": "/nonexistent"}
    router = world.serve("degraded", variables=variables, default="box/large")
    equal(router.call("POST", CHAT, chat("auto")).json["model"], "box/large", "model")
    ready = router.call("GET", "/readyz")
    equal((ready.status, ready.json["missing"]), (503, ["bundle"]), "/readyz")
    holds(router.rows("SELECT degraded_by FROM decisions")[0][0], "degraded_by is empty")
    router.child.stop()
