"""The anthropic SDK against /v1/messages: translated for upstreams that only chat, passed through to those that speak it."""

from __future__ import annotations

from typing import Any

import anthropic

from harness import Group, equal, eventually, holds, raises
from wire import chat
from world import World

GROUP = Group("anthropic")
GOOD = ("box/small", "box/large")
TOOL = {
    "name": "get_weather", "description": "Weather of a city",
    "input_schema": {
        "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city", "days"]}}
FORCED = {"type": "tool", "name": "get_weather"}
# Candidate and the SDK's error for it, with its status.
TYPED = {
    "box/err400": (anthropic.BadRequestError, 400, "invalid_request_error"),
    "box/err403": (anthropic.PermissionDeniedError, 403, "permission_error"),
    "box/err429": (anthropic.RateLimitError, 429, "rate_limit_error"),
    "box/err500": (anthropic.InternalServerError, 500, "api_error"),
    "box/html": (anthropic.InternalServerError, 502, "api_error"),
    "wrong/model": (anthropic.AuthenticationError, 401, "authentication_error"),
    "no/such": (anthropic.NotFoundError, 404, "not_found_error"),
}
BOTH = {"translated": "box/large", "passed through": "native/model"}


def sdk(router: Any, key: str = "unused") -> anthropic.Anthropic:
    """A client without retries of its own; its base has no /v1."""
    return anthropic.Anthropic(base_url=router.origin, api_key=key, max_retries=0, timeout=30)


def create(world: World, model: str = "auto", content: Any = "Say hello.", **others: Any) -> Any:
    """One message."""
    others = {"max_tokens": 500, **others}
    return sdk(world.router).messages.create(model=model, messages=[{"role": "user", "content": content}], **others)


def texts(message: Any) -> str:
    """What its text blocks say."""
    return "".join(block.text for block in message.content if block.type == "text")


@GROUP.check("auto is answered by a candidate, named in the reply and in the headers")
def auto(world: World) -> None:
    raw = sdk(world.router).messages.with_raw_response.create(
        model="auto", max_tokens=500, messages=[{"role": "user", "content": "Say hello."}])
    message = raw.parse()
    holds(message.model in GOOD, f"answered by {message.model}")
    equal(raw.headers["x-autorouter-model"], message.model, "x-autorouter-model")
    holds(raw.headers["request-id"], "no request-id")
    equal((message.type, message.role, message.stop_reason), ("message", "assistant", "end_turn"), "type, role, stop_reason")
    holds(texts(message) and message.usage.input_tokens > 0 and message.usage.output_tokens > 0, "text and usage")


@GROUP.table("{0}: a reply, and a stream that says the same", BOTH)
def stream(world: World, model: str) -> None:
    plain = create(world, model, system="Be brief.")
    equal(plain.model, model, "model")
    with sdk(world.router).messages.stream(
            model=model, max_tokens=500, system="Be brief.", messages=[{"role": "user", "content": "Say hello."}]) as events:
        pieces = list(events.text_stream)
        final = events.get_final_message()
    holds(len(pieces) > 3, f"{len(pieces)} pieces")
    equal("".join(pieces), texts(plain), "the text")
    equal((final.model, final.stop_reason), (model, "end_turn"), "model and stop_reason")
    equal(final.usage.output_tokens, plain.usage.output_tokens, "output_tokens")


@GROUP.table("{0}: the events of a stream are in Anthropic's order", BOTH)
def events(world: World, model: str) -> None:
    kinds = [event.type for event in create(world, model, stream=True) if event.type != "ping"]
    equal(kinds[:2], ["message_start", "content_block_start"], "the first events")
    equal(kinds[-3:], ["content_block_stop", "message_delta", "message_stop"], "the last events")
    equal(set(kinds[2:-3]), {"content_block_delta"}, "the events between")


@GROUP.table("{0}: a forced tool is called, streamed too, and its result reaches the model", BOTH)
def tools(world: World, model: str) -> None:
    message = create(world, model, tools=[TOOL], tool_choice=FORCED)
    block = next(block for block in message.content if block.type == "tool_use")
    equal((block.name, set(block.input), message.stop_reason), ("get_weather", {"city", "days"}, "tool_use"), "the call")
    with sdk(world.router).messages.stream(
            model=model, max_tokens=500, tools=[TOOL], tool_choice=FORCED,
            messages=[{"role": "user", "content": "Say hello."}]) as stream_:
        streamed = stream_.get_final_message()
    equal([(b.name, b.input) for b in streamed.content if b.type == "tool_use"], [("get_weather", block.input)], "streamed call")
    conversation = [
        {"role": "user", "content": "Say hello."}, {"role": "assistant", "content": message.content},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": block.id, "content": "sunny"}]}]
    again = sdk(world.router).messages.create(model=model, max_tokens=500, tools=[TOOL], messages=conversation)
    holds(texts(again), "no text after the tool's result")


@GROUP.table("{0}: thinking is accepted, and blocks of an earlier turn too", BOTH)
def thinking(world: World, model: str) -> None:
    asked = {"type": "enabled", "budget_tokens": 1024}
    message = create(world, model, max_tokens=2048, thinking=asked)
    holds(texts(message), "no text")
    holds(model == "box/large" or message.content[0].type == "thinking", "the thinking block did not pass")
    earlier = [{"type": "thinking", "thinking": "hm", "signature": "c2ln"}, {"type": "text", "text": "Hello."}]
    conversation = [
        {"role": "user", "content": "Hi"}, {"role": "assistant", "content": earlier}, {"role": "user", "content": "More."}]
    again = sdk(world.router).messages.create(
        model=model, max_tokens=2048, thinking=asked, messages=conversation)
    holds(texts(again), "no text after thinking")


@GROUP.check("pictures, cache marks and stop sequences are accepted")
def parts(world: World) -> None:
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}
    text = {"type": "text", "text": "What is it?", "cache_control": {"type": "ephemeral"}}
    holds(texts(create(world, content=[picture, text], stop_sequences=["END"], metadata={"user_id": "u"})), "no text")


@GROUP.check("max_tokens cuts the reply and says so")
def cut(world: World) -> None:
    message = create(world, "box/large", max_tokens=3)
    equal((message.stop_reason, message.usage.output_tokens), ("max_tokens", 3), "stop_reason and output_tokens")


@GROUP.check("count_tokens counts without calling anybody")
def count(world: World) -> None:
    before = world.statistics()["requests"]
    said = [{"role": "user", "content": "one two three four five"}]
    few = sdk(world.router).messages.count_tokens(model="auto", messages=said).input_tokens
    many = sdk(world.router).messages.count_tokens(model="auto", messages=said * 1 + [
        {"role": "assistant", "content": "ok"}, {"role": "user", "content": "word " * 500}], tools=[TOOL]).input_tokens
    holds(0 < few < 30 and many > few + 300, f"{few} and {many} tokens")
    equal(world.statistics()["requests"], before, "requests at the sandbox")


@GROUP.table("{0} raises the SDK's own error, in Anthropic's body", {name: (name, *row) for name, row in TYPED.items()})
def typed(world: World, row: tuple) -> None:
    name, kind, status, word = row
    for streamed in (False, True):
        error = raises(kind, lambda: create(world, name, stream=streamed))
        equal(error.status_code, status, "status")
        body = error.response.json()
        equal((body["type"], body["error"]["type"]), ("error", word), "type")
        holds(body["error"]["message"], "no message")


@GROUP.check("fallbacks: the next one answers for who fails")
def fallbacks(world: World) -> None:
    message = create(world, "box/err500", extra_body={"fallbacks": [{"model": "box/large"}]})
    equal(message.model, "box/large", "model")


@GROUP.table("{0} after content: one error event, in Anthropic's words, ends the stream", {
    name: name for name in ("box/cut3", "box/sseerr3")})
def breaks_off(world: World, name: str) -> None:
    got = []

    def read() -> None:
        for event in create(world, name, stream=True):
            got.append(event)

    raises_error(read)
    holds(any(event.type == "content_block_delta" for event in got), "no content before the error")
    holds(all(event.type != "message_stop" for event in got), "the message has an end")
    body = {**chat(name), "max_tokens": 50, "stream": True}
    raw = world.router.call("POST", "/v1/messages", body).body
    equal(raw.count(b"event: error"), 1, "error events")


def raises_error(read: Any) -> None:
    """Fails unless the SDK raises one of its errors."""
    try:
        read()
    except anthropic.APIError:
        return
    raise AssertionError("raised nothing")


@GROUP.check("keys are taken from x-api-key, and a wrong one raises AuthenticationError")
def keys(world: World) -> None:
    said = {"model": "auto", "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}]}
    holds(sdk(world.locked, "client-key-one").messages.create(**said).id, "no reply")
    raises(anthropic.AuthenticationError, lambda: sdk(world.locked, "nope").messages.create(**said))


@GROUP.check("a client that leaves in the middle ends the upstream's call")
def leaves(world: World) -> None:
    before = world.count("box/slow", "clients_left")
    stream_ = create(world, "box/slow", stream=True)
    next(iter(stream_))
    stream_.close()
    eventually("the upstream sees that the client left", lambda: world.count("box/slow", "clients_left") > before, 5)


@GROUP.check("a missing max_tokens or message is refused with its name")
def bad(world: World) -> None:
    for body, word in (({"model": "auto", "max_tokens": 5}, "messages"), ({"model": "auto", "max_tokens": "x", "messages": [
            {"role": "user", "content": "hi"}]}, "max_tokens")):
        reply = world.router.call("POST", "/v1/messages", body)
        equal((reply.status, reply.json["type"]), (400, "error"), "status and type")
        holds(word in reply.json["error"]["message"], f"the message is {reply.json['error']['message']!r}")
