"""The openai SDK, streamed replies."""

from __future__ import annotations

import asyncio
import json

import openai

from harness import Group, equal, eventually, holds, raises
from sdk_checks import FAILURES, FORCED, FORMAT, TOOL, messages
from wire import CHAT, chat
from world import World

GROUP = Group("stream")
# Who fails before the first content of a stream: those that fail plain, but not those that only cut a body short.
BEFORE_CONTENT = [name for name in FAILURES if name not in ("box/trunc", "box/cut3")] + ["box/sseerr0"]


def chunks(world: World, model: str = "auto", **others) -> list:
    """All chunks of a stream."""
    return list(world.client.chat.completions.create(model=model, messages=messages(), stream=True, **others))


def text(of: list) -> str:
    """What the first choice says."""
    return "".join(chunk.choices[0].delta.content or "" for chunk in of if chunk.choices)


def finishes(of: list) -> list:
    """All finish reasons."""
    return [choice.finish_reason for chunk in of for choice in chunk.choices if choice.finish_reason]


@GROUP.check("a stream comes in pieces, finishes once, says no usage, and every chunk has the router's names")
def pieces(world: World) -> None:
    raw = world.client.chat.completions.with_raw_response.create(model="auto", messages=messages(), stream=True)
    got = list(raw.parse())
    holds(len(got) > 3, f"{len(got)} chunks")
    equal({chunk.id for chunk in got}, {raw.headers["x-autorouter-decision"]}, "ids")
    equal({chunk.model for chunk in got}, {raw.headers["x-autorouter-model"]}, "models")
    equal(len(finishes(got)), 1, "finish reasons")
    holds(all(chunk.usage is None for chunk in got), "usage although nobody asked")
    holds(all(chunk.choices for chunk in got), "a chunk without choices although nobody asked for usage")
    equal(raw.headers["content-type"].split(";")[0], "text/event-stream", "content-type")


@GROUP.check("a stream says what the plain reply says")
def same_text(world: World) -> None:
    plain = world.client.chat.completions.create(model="box/large", messages=messages())
    equal(text(chunks(world, "box/large")), plain.choices[0].message.content, "the text")


@GROUP.check("include_usage: the last chunk, and only it, has empty choices and the usage of the plain reply")
def usage_chunk(world: World) -> None:
    got = chunks(world, "box/large", stream_options={"include_usage": True})
    plain = world.client.chat.completions.create(model="box/large", messages=messages())
    equal([bool(chunk.usage) for chunk in got], [False] * (len(got) - 1) + [True], "usage")
    equal(got[-1].choices, [], "choices of the last chunk")
    equal(got[-1].usage.total_tokens, plain.usage.total_tokens, "total_tokens")


@GROUP.check("include_usage: false brings none")
def usage_refused(world: World) -> None:
    got = chunks(world, stream_options={"include_usage": False})
    holds(all(chunk.usage is None and chunk.choices for chunk in got), "usage although it was refused")


@GROUP.check("a forced tool call assembles to its arguments")
def tool_deltas(world: World) -> None:
    got = chunks(world, tools=[TOOL], tool_choice=FORCED)
    deltas = [call for chunk in got for choice in chunk.choices for call in choice.delta.tool_calls or []]
    equal([call.function.name for call in deltas if call.function.name], ["get_weather"], "names")
    equal(len({call.id for call in deltas if call.id}), 1, "ids")
    arguments = "".join(call.function.arguments or "" for call in deltas)
    equal(set(json.loads(arguments)), {"city", "days"}, "the arguments")


@GROUP.check("a json_schema is followed")
def json_schema(world: World) -> None:
    equal(set(json.loads(text(chunks(world, response_format=FORMAT)))), {"name", "age"}, "keys")


@GROUP.check("n = 2 streams two choices to their ends")
def two_choices(world: World) -> None:
    got = chunks(world, n=2)
    ends = {choice.index for chunk in got for choice in chunk.choices if choice.finish_reason}
    equal(ends, {0, 1}, "finished choices")


@GROUP.table("{0} is read to its end", {name: name for name in ("box/nodone", "box/sep", "box/nousage", "echo/model")})
def habits(world: World, name: str) -> None:
    got = chunks(world, name, stream_options={"include_usage": True})
    holds(text(got), "no text")
    equal(len(finishes(got)), 1, "finish reasons")
    events = world.router.call("POST", CHAT, chat(name, stream=True)).events
    equal(events.count("[DONE]"), 1, "[DONE]")
    equal(events[-1], "[DONE]", "the last event")


@GROUP.check("20 streams at once are all complete (async)")
def at_once(world: World) -> None:
    async def one(client: openai.AsyncOpenAI, number: int) -> list:
        stream = await client.chat.completions.create(
            model="auto", messages=messages(f"Question {number}"), stream=True)
        return [chunk async for chunk in stream]

    async def all_of_them() -> list:
        async with world.router.client(kind=openai.AsyncOpenAI) as client:
            return await asyncio.gather(*(one(client, number) for number in range(20)))

    streams = asyncio.run(all_of_them())
    equal([len(finishes(got)) for got in streams], [1] * 20, "finish reasons")
    equal(len({got[0].id for got in streams}), 20, "ids")


@GROUP.table("models falls back from {0} before the first content", {name: name for name in BEFORE_CONTENT})
def falls_back(world: World, name: str) -> None:
    raw = world.client.chat.completions.with_raw_response.create(
        model=name, messages=messages(), stream=True, extra_body={"models": ["box/small"]})
    got = list(raw.parse())
    equal({chunk.model for chunk in got}, {"box/small"}, "models")
    equal(raw.headers["x-autorouter-attempts"], "2", "x-autorouter-attempts")
    equal(len(finishes(got)), 1, "finish reasons")


@GROUP.table("{0} alone: an error with its status before the stream begins", {name: name for name in BEFORE_CONTENT})
def failing_alone(world: World, name: str) -> None:
    kind, status = FAILURES.get(name, (openai.InternalServerError, 502))
    equal(raises(kind, lambda: chunks(world, name)).status_code, status, "status")


@GROUP.check("an error event before content, alone: the client learns the upstream's own words")
def error_words(world: World) -> None:
    reply = world.router.call("POST", CHAT, chat("box/sseerr0", stream=True))
    # The upstream's error object as it was: its keys are its own.
    equal(reply.status, 502, "status")
    holds("simulated stream error" in reply.json["error"]["message"], f"the error is {reply.json['error']}")


@GROUP.table("{0} after content: the text so far, then APIError, although a fallback was named", {
    name: name for name in ("box/cut3", "box/sseerr3")})
def breaks_off(world: World, name: str) -> None:
    got = []
    stream = world.client.chat.completions.create(
        model=name, messages=messages(), stream=True, extra_body={"models": ["box/small"]})

    def read() -> None:
        for chunk in stream:
            got.append(chunk)

    raises(openai.APIError, read)
    holds(text(got), "no text before the error")
    equal(finishes(got), [], "finish reasons before the error")


@GROUP.table("{0} after content: exactly one error chunk, then [DONE]", {
    name: name for name in ("box/cut3", "box/sseerr3")})
def one_error_chunk(world: World, name: str) -> None:
    reply = world.router.call("POST", CHAT, chat(name, stream=True))
    equal(reply.status, 200, "status")
    events = reply.events
    errors = [event for event in events if event != "[DONE]" and event.get("error")]
    equal(len(errors), 1, "error chunks")
    equal(events[-2:], [errors[0], "[DONE]"], "the last two events")
    equal(errors[0]["id"], reply.headers["x-autorouter-decision"], "id of the error chunk")
    equal(errors[0]["model"], name, "model of the error chunk")


@GROUP.table("{0} after content: the error chunk also says finish_reason error, for clients that look only there", {
    name: name for name in ("box/cut3", "box/sseerr3")})
def error_finish(world: World, name: str) -> None:
    event = world.router.call("POST", CHAT, chat(name, stream=True)).events[-2]
    equal([choice["finish_reason"] for choice in event.get("choices", [])], ["error"], "finish reasons")


@GROUP.check("a client that leaves in the middle ends the upstream's call, and the log says so")
def leaves(world: World) -> None:
    before = world.count("box/slow", "clients_left")
    stream = world.client.chat.completions.create(model="box/slow", messages=messages(), stream=True)
    decision = next(iter(stream)).id
    stream.close()
    eventually("the upstream sees that the client left", lambda: world.count("box/slow", "clients_left") > before, seconds=5)
    attempt = eventually("the attempt is logged", lambda: world.router.attempts(decision))[0]
    equal((attempt["failure"], attempt["http_status"]), ("client_gone", 200), "failure and status")
