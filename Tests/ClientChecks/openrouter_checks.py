"""The openrouter SDK, which validates every body strictly, against /api/v1."""

from __future__ import annotations

import json
from typing import Any

from openrouter import OpenRouter, errors

from harness import Group, close, equal, holds, raises
from sdk_checks import SCHEMA, TOOL, messages
from world import FAILING, PRICES, World

GROUP = Group("openrouter")
# Candidate and the SDK's error for it.
TYPED = {
    "box/err400": errors.BadRequestResponseError, "box/err403": errors.ForbiddenResponseError,
    "box/err429": errors.TooManyRequestsResponseError, "box/err500": errors.InternalServerResponseError,
    "box/err503": errors.ServiceUnavailableResponseError, "box/html": errors.BadGatewayResponseError,
    "box/badjson": errors.BadGatewayResponseError, "closed/model": errors.BadGatewayResponseError,
    "no/such": errors.NotFoundResponseError, "wrong/model": errors.UnauthorizedResponseError,
}
GOOD = ("box/small", "box/large")


def sdk(world: World, key: str = "unused", locked: bool = False) -> OpenRouter:
    """A client without retries of its own."""
    router = world.locked if locked else world.router
    return OpenRouter(api_key=key, server_url=f"{router.origin}/api/v1", timeout_ms=30_000, retry_config=None)


def send(world: World, model: str = "openrouter/auto", text: str = "Say hello.", **others: Any) -> Any:
    """One chat completion."""
    return sdk(world).chat.send(model=model, messages=messages(text), **others)


@GROUP.table("model '{0}' is answered", {name: name for name in ("auto", "openrouter/auto", "box/large")})
def answered(world: World, model: str) -> None:
    reply = send(world, model)
    holds(reply.model in GOOD, f"answered by {reply.model}")
    holds(reply.choices[0].message.content, "no content")
    equal(reply.usage.total_tokens, reply.usage.prompt_tokens + reply.usage.completion_tokens, "total_tokens")


@GROUP.check("usage.cost is price times tokens")
def cost(world: World) -> None:
    reply = send(world, "box/large")
    prompt, completion = PRICES["box/large"]
    wanted = (reply.usage.prompt_tokens * prompt + reply.usage.completion_tokens * completion) / 1e6
    close(reply.usage.cost, wanted, "usage.cost")


@GROUP.check("a stream always ends with usage and its cost")
def stream(world: World) -> None:
    with send(world, "box/large", stream=True) as events:
        chunks = list(events)
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    holds(text, "no text")
    equal([bool(chunk.usage) for chunk in chunks][-1], True, "usage in the last chunk")
    equal(sum(bool(chunk.usage) for chunk in chunks), 1, "chunks with usage")
    holds(chunks[-1].usage.cost > 0, "no cost")


@GROUP.check("a stream that breaks off ends with an error chunk that the SDK can read")
def broken_stream(world: World) -> None:
    with send(world, "box/sseerr3", stream=True) as events:
        last = list(events)[-1]
    holds(last.error and last.error.code == 502 and last.error.message, f"the error is {last.error}")
    equal([choice.finish_reason for choice in last.choices], ["error"], "finish reasons")


@GROUP.check("a forced tool is called, and a json_schema followed")
def tools_and_schema(world: World) -> None:
    choice = {"type": "function", "function": {"name": "get_weather"}}
    called = send(world, tools=[TOOL], tool_choice=choice).choices[0].message.tool_calls[0]
    equal(called.function.name, "get_weather", "the function")
    schema = {"name": "person", "strict": True, "schema_": SCHEMA}
    content = send(world, response_format={"type": "json_schema", "json_schema": schema}).choices[0].message.content
    equal(set(json.loads(content)), {"name", "age"}, "keys")


@GROUP.check("models: the list decides, and the next one answers for who fails")
def models(world: World) -> None:
    equal(send(world, "box/err500", models=["box/err500", "box/large"]).model, "box/large", "model")


@GROUP.check("the plugin's patterns and the provider preferences bind the choice")
def parameters(world: World) -> None:
    for chosen in GOOD:
        plugin = {"id": "auto-router", "enabled": True, "allowed_models": [chosen]}
        equal(send(world, plugins=[plugin]).model, chosen, "model with allowed_models")
    plugin = {"id": "auto-router", "excluded_models": ["*/large"]}
    holds(send(world, plugins=[plugin], provider={"sort": "price", "allow_fallbacks": True}).model != "box/large", "excluded")
    equal(send(world, provider={"only": ["native"]}).model, "native/model", "model with only")


@GROUP.check("X-OpenRouter-Metadata brings the routing in the SDK's own type")
def metadata(world: World) -> None:
    reply = send(world, x_open_router_metadata="enabled")
    told = reply.openrouter_metadata
    equal(told.requested, "openrouter/auto", "requested")
    selected = [endpoint.model for endpoint in told.endpoints.available if endpoint.selected]
    equal(selected, [reply.model], "selected")


@GROUP.table("{0} raises the SDK's own error", {name: (name, kind) for name, kind in TYPED.items()})
def typed(world: World, row: tuple) -> None:
    name, kind = row
    error = raises(kind, lambda: send(world, name))
    body = json.loads(error.body)
    equal(body["error"]["code"], error.status_code, "code")
    holds(body["error"]["message"], "no message")
    holds(name in FAILING or body["error"]["metadata"]["error_type"], "no error_type")


@GROUP.check("a wrong key raises UnauthorizedResponseError")
def wrong_key(world: World) -> None:
    raises(errors.UnauthorizedResponseError, lambda: sdk(world, "nope", locked=True).chat.send(
        model="auto", messages=messages()))


@GROUP.check("a field of the wrong type raises BadRequestResponseError that names it")
def bad_request(world: World) -> None:
    error = raises(errors.BadRequestResponseError, lambda: send(world, "auto", session_id="x" * 300))
    holds("session_id" in str(error), f"the message is {error}")


@GROUP.check("models.list has auto and every candidate, models.get one of them")
def models_list(world: World) -> None:
    listed = sdk(world).models.list().result.data
    holds({"auto", *world.names} <= {model.id for model in listed}, "ids")
    large = next(model for model in listed if model.id == "box/large")
    close(float(large.pricing.prompt) * 1e6, PRICES["box/large"][0], "the prompt price")
    equal(sdk(world).models.get(author="box", slug="large").data.id, "box/large", "models.get")


@GROUP.check("embeddings.generate brings a vector for each text")
def embeddings(world: World) -> None:
    reply = sdk(world).embeddings.generate(model="native/model", input=["a", "b"])
    equal([len(entry.embedding) for entry in reply.data], [8, 8], "lengths")


@GROUP.check("generations.get_generation tells what a reply took, and takes feedback on it")
def generation(world: World) -> None:
    client = sdk(world)
    reply = client.chat.send(model="box/large", messages=messages())
    world.router.call("GET", "/readyz")
    data = client.generations.get_generation(id=reply.id).data
    equal((data.model, data.tokens_completion), ("box/large", reply.usage.completion_tokens), "model and tokens")
    close(data.total_cost, reply.usage.cost, "total_cost")
    holds(client.generations.submit_feedback(category="latency", generation_id=reply.id), "no answer to feedback")
    raises(errors.NotFoundResponseError, lambda: client.generations.get_generation(id="gen-unknown"))


@GROUP.check("responses.send answers, plain and streamed")
def responses(world: World) -> None:
    reply = sdk(world).responses.send(model="openrouter/auto", input="Say hello.")
    holds(reply.model in GOOD and reply.output, f"answered by {reply.model}")
    with sdk(world).responses.send(model="openrouter/auto", input="Say hello.", stream=True) as events:
        kinds = [event.type for event in events]
    equal((kinds[0], kinds[-1]), ("response.created", "response.completed"), "the first and last event")
