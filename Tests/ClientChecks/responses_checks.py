"""The openai SDK on the routes beside chat completions: responses, completions, embeddings, single models."""

from __future__ import annotations

import json
from typing import Any

import openai
import pydantic

from harness import Group, equal, holds, raises
from sdk_checks import SCHEMA
from world import World

GROUP = Group("openai, other routes")
GOOD = ("box/small", "box/large")
TOOL = {
    "type": "function", "name": "get_weather", "strict": True,
    "parameters": {
        "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city", "days"], "additionalProperties": False}}
FORCED = {"type": "function", "name": "get_weather"}
BOTH = {"translated": "box/large", "passed through": "native/model"}


def create(world: World, model: str = "auto", **others: Any) -> Any:
    """One response."""
    return world.client.responses.create(**{"model": model, "input": "Say hello.", **others})


@GROUP.check("a response of auto names who answered, and counts tokens")
def auto(world: World) -> None:
    response = create(world)
    holds(response.model in GOOD and response.output_text, f"answered by {response.model}")
    equal((response.object, response.status), ("response", "completed"), "object and status")
    equal(response.usage.total_tokens, response.usage.input_tokens + response.usage.output_tokens, "total_tokens")


@GROUP.table("a response, {0}: the stream says the same, event by event in order", BOTH)
def stream(world: World, model: str) -> None:
    plain = create(world, model, instructions="Be brief.")
    events = list(create(world, model, instructions="Be brief.", stream=True))
    kinds = [event.type for event in events]
    equal(kinds[:2], ["response.created", "response.in_progress"], "the first events")
    equal(kinds[-1], "response.completed", "the last event")
    for kind in ("response.output_item.added", "response.content_part.added", "response.output_text.done",
                 "response.content_part.done", "response.output_item.done"):
        equal(kinds.count(kind), 1, kind)
    equal([event.sequence_number for event in events], list(range(len(events))), "sequence numbers")
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    equal(text, plain.output_text, "the text")
    equal(events[-1].response.output_text, text, "the text of the last event")
    equal((events[-1].response.model, plain.model), (model, model), "models")


@GROUP.table("a response, {0}: a forced tool is called, streamed too, and its result reaches the model", BOTH)
def tools(world: World, model: str) -> None:
    call = next(item for item in create(world, model, tools=[TOOL], tool_choice=FORCED).output if item.type == "function_call")
    equal((call.name, set(json.loads(call.arguments))), ("get_weather", {"city", "days"}), "the call")
    events = list(create(world, model, tools=[TOOL], tool_choice=FORCED, stream=True))
    deltas = "".join(event.delta for event in events if event.type == "response.function_call_arguments.delta")
    equal(deltas, call.arguments, "the arguments")
    said = [{"role": "user", "content": "Say hello."},
            {"type": "function_call", "call_id": call.call_id, "name": call.name, "arguments": call.arguments},
            {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}]
    holds(create(world, model, input=said, tools=[TOOL]).output_text, "no text after the tool's result")


@GROUP.table("a response, {0}: a schema is followed, and the SDK's parse() reads it", BOTH)
def schema(world: World, model: str) -> None:
    class Person(pydantic.BaseModel):
        name: str
        age: int

    text = {"format": {"type": "json_schema", "name": "person", "strict": True, "schema": SCHEMA}}
    equal(set(json.loads(create(world, model, text=text).output_text)), {"name", "age"}, "keys")
    parsed = world.client.responses.parse(model=model, input="A person.", text_format=Person).output_parsed
    holds(isinstance(parsed, Person), f"parsed {parsed!r}")


@GROUP.check("a response that is cut short is incomplete and says why")
def incomplete(world: World) -> None:
    response = create(world, "box/large", max_output_tokens=16)
    equal((response.status, response.incomplete_details.reason), ("incomplete", "max_output_tokens"), "status and reason")


@GROUP.check("input in parts with a picture, reasoning, metadata and store are accepted")
def parts(world: World) -> None:
    said = [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": [
        {"type": "input_text", "text": "What is it?"},
        {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo=", "detail": "auto"}]}]
    response = create(world, input=said, metadata={"a": "b"}, store=False, include=["reasoning.encrypted_content"])
    holds(response.output_text, "no text")


@GROUP.table("a response of {0} raises the SDK's error", {
    "box/err400": ("box/err400", openai.BadRequestError), "box/err429": ("box/err429", openai.RateLimitError),
    "box/err500": ("box/err500", openai.InternalServerError), "no/such": ("no/such", openai.NotFoundError)})
def typed(world: World, row: tuple) -> None:
    name, kind = row
    raises(kind, lambda: create(world, name))
    raises(kind, lambda: list(create(world, name, stream=True)))


@GROUP.table("a response of {0} after content: the stream ends with response.failed or error", {
    name: name for name in ("box/cut3", "box/sseerr3")})
def breaks_off(world: World, name: str) -> None:
    events = []
    try:
        for event in create(world, name, stream=True):
            events.append(event)
    except openai.APIError:
        pass
    else:
        holds(events[-1].type in ("response.failed", "error"), f"the last event is {events[-1].type}")
    holds(any(event.type == "response.output_text.delta" for event in events), "no text before the error")
    holds(all(event.type != "response.completed" for event in events), "the response has an end")


@GROUP.check("a response falls back over models")
def falls_back(world: World) -> None:
    equal(create(world, "box/err500", extra_body={"models": ["box/large"]}).model, "box/large", "model")


@GROUP.check("previous_response_id, which no candidate can know, is refused with its name")
def thread(world: World) -> None:
    error = raises(openai.BadRequestError, lambda: create(world, "box/large", previous_response_id="resp_1"))
    holds("previous_response_id" in str(error), f"the message is {error}")


@GROUP.check("a completion of a text, plain and streamed with usage")
def completions(world: World) -> None:
    plain = world.client.completions.create(model="native/model", prompt="Once", max_tokens=20)
    equal((plain.object, plain.model, plain.usage.completion_tokens), ("text_completion", "native/model", 20), "the reply")
    chunks = list(world.client.completions.create(
        model="native/model", prompt="Once", max_tokens=20, stream=True, stream_options={"include_usage": True}))
    equal("".join(c.choices[0].text for c in chunks if c.choices), plain.choices[0].text, "the text")
    equal(chunks[-1].usage.completion_tokens, 20, "usage")
    quiet = list(world.client.completions.create(model="native/model", prompt="Once", max_tokens=5, stream=True))
    holds(all(chunk.choices for chunk in quiet), "a chunk without choices although nobody asked")
    equal(world.client.completions.create(
        model="box/err500", prompt="Once", extra_body={"models": ["native/model"]}).model, "native/model", "fallback")


@GROUP.check("embeddings of one text and of several, in the SDK's base64 and as numbers")
def embeddings(world: World) -> None:
    both = world.client.embeddings.create(model="native/model", input=["a", "b"])
    equal([len(entry.embedding) for entry in both.data], [8, 8], "lengths")
    plain = world.client.embeddings.create(model="native/model", input="a", encoding_format="float")
    holds(all(abs(x - y) < 1e-6 for x, y in zip(plain.data[0].embedding, both.data[0].embedding)), "the numbers")
    equal((both.model, both.usage.prompt_tokens), ("native/model", 1), "model and usage")
    equal(world.client.embeddings.create(model="native/model", input="a", dimensions=3).data[0].embedding.__len__(), 3, "dimensions")


@GROUP.check("models.retrieve brings one model, its slash and all")
def retrieve(world: World) -> None:
    for name in ("box/large", "auto"):
        equal(world.client.models.retrieve(name).id, name, "id")
    raises(openai.NotFoundError, lambda: world.client.models.retrieve("no/such"))


@GROUP.check("a chat with pictures, files, audio, logprobs and all the usual parameters is answered")
def everything(world: World) -> None:
    parts_ = [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}]
    completion = world.client.chat.completions.create(
        model="auto", messages=[{"role": "developer", "content": "Be brief."}, {"role": "user", "content": parts_}],
        logprobs=True, top_logprobs=2, seed=7, user="u", metadata={"a": "b"}, temperature=0.2, top_p=0.9,
        frequency_penalty=0.1, presence_penalty=0.1, n=2, reasoning_effort="low", max_completion_tokens=200,
        parallel_tool_calls=True, tools=[{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
        extra_body={"x_unknown": {"a": 1.50}})
    equal(len(completion.choices), 2, "choices")


@GROUP.check("several streamed tool calls keep their indices apart")
def tool_stream(world: World) -> None:
    chat_tool = {"type": "function", "function": {"name": "get_weather", "parameters": TOOL["parameters"]}}
    with world.client.chat.completions.stream(
            model="auto", messages=[{"role": "user", "content": "hi"}], tools=[{**chat_tool, "function": {
                **chat_tool["function"], "strict": True}}],
            tool_choice={"type": "function", "function": {"name": "get_weather"}}) as events:
        kinds = {event.type for event in events}
        final = events.get_final_completion()
    holds("tool_calls.function.arguments.delta" in kinds, f"events {kinds}")
    equal(set(json.loads(final.choices[0].message.tool_calls[0].function.arguments)), {"city", "days"}, "arguments")
