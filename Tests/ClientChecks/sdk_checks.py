"""The openai SDK, replies that are not streamed."""

from __future__ import annotations

import asyncio
import json

import openai
import pydantic

from harness import Group, equal, eventually, holds, raises
from wire import CHAT, call, chat, is_error
from world import World

GROUP = Group("openai")
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather", "description": "Weather of a city",
        "parameters": {
            "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city", "days"], "additionalProperties": False}}}
FORCED = {"type": "function", "function": {"name": "get_weather"}}
SCHEMA = {
    "type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"], "additionalProperties": False}
FORMAT = {"type": "json_schema", "json_schema": {"name": "person", "strict": True, "schema": SCHEMA}}
# Who fails before any content, and how a reply without a fallback looks: the SDK's error and the status.
FAILURES = {
    "box/err400": (openai.BadRequestError, 400), "box/err403": (openai.PermissionDeniedError, 403),
    "box/err422": (openai.UnprocessableEntityError, 422), "box/err429": (openai.RateLimitError, 429),
    "box/err500": (openai.InternalServerError, 500), "box/err503": (openai.InternalServerError, 503),
    "box/ctxlen": (openai.BadRequestError, 400), "box/html": (openai.InternalServerError, 502),
    "box/hang": (openai.InternalServerError, 504), "box/badjson": (openai.InternalServerError, 502),
    "box/trunc": (openai.InternalServerError, 502), "box/cut0": (openai.InternalServerError, 502),
    "box/cut3": (openai.InternalServerError, 502), "closed/model": (openai.InternalServerError, 502),
    "wrong/model": (openai.AuthenticationError, 401),
}


def messages(text: str = "Say hello.") -> list:
    """One user message."""
    return [{"role": "user", "content": text}]


@GROUP.table("model '{0}' is answered by a candidate, named in the reply and in the headers", {
    name: name for name in ("auto", "openrouter/auto", "autorouter/auto")})
def auto_completion(world: World, slug: str) -> None:
    raw = world.client.chat.completions.with_raw_response.create(model=slug, messages=messages())
    completion = raw.parse()
    holds(completion.model in ("box/small", "box/large"), f"answered by {completion.model}")
    equal(completion.id, raw.headers["x-autorouter-decision"], "id")
    equal(raw.headers["x-autorouter-model"], completion.model, "x-autorouter-model")
    equal(raw.headers["x-autorouter-attempts"], "1", "x-autorouter-attempts")
    holds(raw.headers["x-request-id"], "no x-request-id")
    equal(completion.object, "chat.completion", "object")
    equal(completion.choices[0].message.role, "assistant", "role")
    holds(completion.choices[0].message.content, "no content")
    holds(completion.choices[0].finish_reason in ("stop", "length"), "no finish_reason")
    usage = completion.usage
    equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, "total_tokens")


@GROUP.check("a named candidate answers itself, under the router's name and not the upstream's")
def named(world: World) -> None:
    for name in ("box/large", "box/small", "echo/model"):
        equal(world.client.chat.completions.create(model=name, messages=messages()).model, name, "model")


@GROUP.check("every request has a decision of its own")
def own_ids(world: World) -> None:
    ids = {world.client.chat.completions.create(model="auto", messages=messages()).id for _ in range(5)}
    equal(len(ids), 5, "ids")


@GROUP.check("40 requests at once are all answered (async)")
def at_once(world: World) -> None:
    async def all_of_them() -> list:
        async with world.router.client(kind=openai.AsyncOpenAI) as client:
            return await asyncio.gather(*(
                client.chat.completions.create(model="auto", messages=messages(f"Question {n}")) for n in range(40)))

    replies = asyncio.run(all_of_them())
    equal(len({reply.id for reply in replies}), 40, "ids")


@GROUP.check("a forced tool call reaches the client, and its result the model")
def tools(world: World) -> None:
    create = world.client.chat.completions.create
    choice = create(model="auto", messages=messages(), tools=[TOOL], tool_choice=FORCED).choices[0]
    call_made = choice.message.tool_calls[0]
    equal(call_made.function.name, "get_weather", "the function")
    equal(set(json.loads(call_made.function.arguments)), {"city", "days"}, "the arguments")
    holds(choice.finish_reason in ("tool_calls", "stop"), f"finish_reason {choice.finish_reason}")
    result = {"role": "tool", "tool_call_id": call_made.id, "content": "sunny"}
    said = choice.message.model_dump(exclude_none=True)
    again = create(model="auto", messages=messages() + [said, result], tools=[TOOL])
    holds(again.choices[0].message.content, "no content after the tool's result")


@GROUP.check("a json_schema is followed, and the SDK's parse() reads it")
def json_schema(world: World) -> None:
    class Person(pydantic.BaseModel):
        name: str
        age: int

    completions = world.client.chat.completions
    content = completions.create(model="auto", messages=messages(), response_format=FORMAT).choices[0].message.content
    equal(set(json.loads(content)), {"name", "age"}, "keys")
    parsed = completions.parse(model="auto", messages=messages(), response_format=Person).choices[0].message.parsed
    holds(isinstance(parsed, Person), f"parsed {parsed!r}")


@GROUP.check("n = 3 brings three choices")
def several_choices(world: World) -> None:
    choices = world.client.chat.completions.create(model="auto", messages=messages(), n=3).choices
    equal([choice.index for choice in choices], [0, 1, 2], "indices")


@GROUP.table("{0} alone: the SDK raises its error, with OpenAI's body or the upstream's", {
    name: (name, *wanted) for name, wanted in FAILURES.items()})
def failing_alone(world: World, row: tuple) -> None:
    name, kind, status = row
    error = raises(kind, lambda: world.client.chat.completions.create(model=name, messages=messages()))
    equal(error.status_code, status, "status")
    for key in ("message", "type", "param", "code"):
        holds(key in error.response.json()["error"], f"the body has no {key}")


@GROUP.table("models falls back from {0}, and the reply names who answered", {name: name for name in FAILURES})
def falls_back(world: World, name: str) -> None:
    raw = world.client.chat.completions.with_raw_response.create(
        model=name, messages=messages(), extra_body={"models": [name, "box/small"]})
    equal(raw.parse().model, "box/small", "model")
    equal(raw.headers["x-autorouter-model"], "box/small", "x-autorouter-model")
    equal(raw.headers["x-autorouter-attempts"], "2", "x-autorouter-attempts")


@GROUP.check("fallbacks are tried in order, several of them, and end with the first that answers")
def chain(world: World) -> None:
    raw = world.client.chat.completions.with_raw_response.create(
        model="box/err500", messages=messages(),
        extra_body={"models": ["closed/model", "box/badjson", "box/large", "box/small"]})
    equal(raw.parse().model, "box/large", "model")
    equal(raw.headers["x-autorouter-attempts"], "4", "x-autorouter-attempts")


@GROUP.check("a fallback that means 'decide' is decided, and unknown fallbacks are passed over")
def auto_as_fallback(world: World) -> None:
    reply = world.client.chat.completions.create(
        model="box/err500", messages=messages(), extra_body={"models": ["no/such", "auto"]})
    holds(reply.model in ("box/small", "box/large"), f"answered by {reply.model}")


@GROUP.check("models without model: the first is asked first")
def models_only(world: World) -> None:
    body = {"models": ["box/large", "box/small"], "messages": messages()}
    equal(world.router.call("POST", CHAT, body).json["model"], "box/large", "model")


@GROUP.check("all fail: the last error comes back as it was, byte for byte")
def all_fail(world: World) -> None:
    reply = world.router.call("POST", CHAT, {**chat("box/err500"), "models": ["closed/model", "box/ctxlen"]})
    direct = call(world.sandbox_port, "POST", CHAT, chat("sandbox-ctxlen"))
    equal((reply.status, reply.body), (direct.status, direct.body), "the reply")
    equal(reply.headers["x-autorouter-attempts"], "3", "x-autorouter-attempts")


@GROUP.check("an upstream's HTML error page becomes an error body with its status, which SDKs can read")
def html_page(world: World) -> None:
    is_error(world.router.call("POST", CHAT, chat("box/html")), 502)


@GROUP.check("429 keeps its Retry-After")
def retry_after(world: World) -> None:
    error = raises(
        openai.RateLimitError, lambda: world.client.chat.completions.create(model="box/limited", messages=messages()))
    equal(error.response.headers["retry-after"], "7", "retry-after")


@GROUP.check("a success after a 429 has no Retry-After")
def no_retry_after(world: World) -> None:
    raw = world.client.chat.completions.with_raw_response.create(
        model="box/limited", messages=messages(), extra_body={"models": ["box/small"]})
    holds("retry-after" not in raw.headers, "Retry-After of the failed attempt")


@GROUP.check("the SDK's own retries get over a candidate that fails half of the time")
def own_retries(world: World) -> None:
    client = world.client.with_options(max_retries=3)
    # Which ones `pfail50` fails is a fixed sequence: never four in a row.
    holds(client.chat.completions.create(model="box/pfail", messages=messages()).id, "no reply")


@GROUP.check("a client that gives up ends the upstream's call")
def gives_up(world: World) -> None:
    before = world.count("box/hang", "clients_left")
    client = world.locked.client("client-key-one", timeout=0.3)
    raises(openai.APITimeoutError, lambda: client.chat.completions.create(model="box/hang", messages=messages()))
    eventually("the upstream sees that the client left", lambda: world.count("box/hang", "clients_left") > before, seconds=5)


@GROUP.check("models.list has auto first, then its other names and every candidate")
def models_list(world: World) -> None:
    listed = list(world.client.models.list())
    ids = [model.id for model in listed]
    equal((ids[0], ids[-len(world.names):]), ("auto", world.names), "ids")
    equal(len(set(ids)), len(ids), "different ids")
    equal({model.object for model in listed}, {"model"}, "object")


@GROUP.check("model unknown: NotFoundError with code model_not_found, and what is accepted")
def unknown_model(world: World) -> None:
    error = raises(
        openai.NotFoundError, lambda: world.client.chat.completions.create(model="no/such", messages=messages()))
    equal((error.code, error.param), ("model_not_found", "model"), "code and param")
    holds("no/such" in str(error), "the message does not say which model")
