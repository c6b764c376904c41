"""The shapes of bodies under /api/v1, as OpenRouter documents them; a shape is checked, its values are not."""

from __future__ import annotations

from typing import Any, Callable, Optional

Shape = Callable[[Any, str], None]
FINISH_REASONS = ("tool_calls", "stop", "length", "content_filter", "error")


class WrongShape(AssertionError):
    """A body is not as documented; the message has the path."""


def fail(path: str, got: Any, wanted: str) -> None:
    """Raises."""
    raise WrongShape(f"{path or 'the body'} is {got!r}, {wanted} is expected")


def text(value: Any, path: str) -> None:
    """A text with something in it."""
    if not isinstance(value, str) or not value:
        fail(path, value, "a text")


def any_text(value: Any, path: str) -> None:
    """A text, empty too."""
    if not isinstance(value, str):
        fail(path, value, "a text")


def count(value: Any, path: str) -> None:
    """An integer from 0 up, however it is spelled: upstreams may write 1e9."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value) or value < 0:
        fail(path, value, "an integer from 0 up")


def number(value: Any, path: str) -> None:
    """A number from 0 up."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        fail(path, value, "a number from 0 up")


def flag(value: Any, path: str) -> None:
    """A truth value."""
    if not isinstance(value, bool):
        fail(path, value, "true or false")


def anything(value: Any, path: str) -> None:
    """Whatever it is."""


def price(value: Any, path: str) -> None:
    """USD per token, as a decimal text."""
    text(value, path)
    try:
        float(value)
    except ValueError:
        fail(path, value, "a decimal number as text")
    if "e" in value.lower():
        fail(path, value, "a decimal number without an exponent")


def word(*accepted: Any) -> Shape:
    """One of these values."""

    def check(value: Any, path: str) -> None:
        if value not in accepted:
            fail(path, value, f"one of {accepted}")

    return check


def maybe(shape: Shape) -> Shape:
    """Null, or the shape."""
    return lambda value, path: None if value is None else shape(value, path)


def items(shape: Shape, least: int = 0) -> Shape:
    """A list of the shape."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            fail(path, value, f"a list of {least} or more")
        for index, element in enumerate(value):
            shape(element, f"{path}[{index}]")

    return check


def fields(required: dict[str, Shape], optional: Optional[dict[str, Shape]] = None) -> Shape:
    """An object with these members; others may be there."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            fail(path, value, "an object")
        for key, shape in required.items():
            if key not in value:
                raise WrongShape(f"{path or 'the body'} lacks {key!r}; it has {sorted(value)}")
            shape(value[key], f"{path}.{key}".lstrip("."))
        for key, shape in (optional or {}).items():
            if key in value:
                shape(value[key], f"{path}.{key}".lstrip("."))

    return check


FUNCTION = fields({"name": text, "arguments": any_text})
TOOL_CALL = fields({"id": text, "type": word("function"), "function": FUNCTION})
TOOL_DELTA = fields({"index": count}, {"id": text, "type": word("function"), "function": fields({}, {
    "name": any_text, "arguments": any_text})})
MESSAGE = fields(
    {"role": word("assistant"), "content": maybe(any_text)},
    {"refusal": maybe(any_text), "reasoning": maybe(any_text), "tool_calls": maybe(items(TOOL_CALL))})
CHOICE = fields(
    {"index": count, "finish_reason": maybe(word(*FINISH_REASONS)), "logprobs": anything, "message": MESSAGE},
    {"native_finish_reason": maybe(text)})
USAGE = fields(
    {"prompt_tokens": count, "completion_tokens": count, "total_tokens": count, "cost": maybe(number), "is_byok": flag},
    {"prompt_tokens_details": maybe(fields({}, {
        "cached_tokens": count, "cache_write_tokens": count, "audio_tokens": count, "video_tokens": count})),
     "completion_tokens_details": maybe(fields({}, {
         "reasoning_tokens": maybe(count), "audio_tokens": maybe(count), "accepted_prediction_tokens": maybe(count),
         "rejected_prediction_tokens": maybe(count)})),
     "cost_details": maybe(fields({}, {
         "upstream_inference_cost": maybe(number), "upstream_inference_prompt_cost": maybe(number),
         "upstream_inference_completions_cost": maybe(number)}))})
ENDPOINT = fields({"provider": text, "model": text, "selected": flag})
METADATA = fields(
    {"requested": text, "strategy": text, "region": maybe(text), "summary": text, "attempt": count, "is_byok": flag,
     "endpoints": fields({"total": count, "available": items(ENDPOINT)})},
    {"attempts": items(fields({"provider": text, "model": text, "status": count}), 1),
     "pipeline": items(fields({"type": text, "name": text, "data": fields({})}))})
HEAD = {"id": text, "created": count, "model": text, "provider": text}
COMPLETION = fields(
    {**HEAD, "object": word("chat.completion"), "system_fingerprint": maybe(text), "choices": items(CHOICE, 1), "usage": USAGE},
    {"service_tier": maybe(text), "openrouter_metadata": METADATA})
STREAM_CHOICE = fields(
    {"index": count, "finish_reason": maybe(word(*FINISH_REASONS)), "delta": fields({}, {
        "role": word("assistant"), "content": maybe(any_text), "tool_calls": maybe(items(TOOL_DELTA))})},
    {"logprobs": anything})
STREAM_ERROR = fields({"code": count, "message": text}, {"metadata": fields({"error_type": text})})
CHUNK = fields(
    {**HEAD, "object": word("chat.completion.chunk"), "choices": items(STREAM_CHOICE)},
    {"usage": maybe(USAGE), "error": STREAM_ERROR, "openrouter_metadata": METADATA})
AVAILABILITY = fields(
    {"code": text, "retryable": flag, "requested_models": items(text, 1), "excluded_by": items(text)},
    {"candidates": items(fields({"model": text, "excluded_by": items(text, 1)}))})
ERROR = fields(
    {"error": fields(
        {"code": count, "message": text, "metadata": fields({"error_type": text})}, {"availability": AVAILABILITY})},
    {"openrouter_metadata": METADATA})
MODEL = fields(
    {"id": text, "canonical_slug": text, "name": text, "created": count, "context_length": maybe(count),
     "architecture": fields({
         "modality": maybe(text), "input_modalities": items(text), "output_modalities": items(text), "tokenizer": text,
         "instruct_type": maybe(text)}),
     "pricing": fields({"prompt": price, "completion": price}, {"input_cache_read": price, "input_cache_write": price}),
     "top_provider": fields({"is_moderated": flag}, {
         "context_length": maybe(count), "max_completion_tokens": maybe(count)}),
     "per_request_limits": anything, "supported_parameters": items(text), "default_parameters": maybe(fields({})),
     "supported_voices": maybe(items(text)), "links": fields({"details": text}),
     # OpenAI's clients look for these two.
     "object": word("model"), "owned_by": text})
MODELS = fields({"object": word("list"), "data": items(MODEL, 1)})
GENERATION = fields({"data": fields({
    "id": text, "model": text, "provider_name": maybe(text), "router": maybe(text), "latency": maybe(number),
    "generation_time": maybe(number), "moderation_latency": maybe(number), "tokens_prompt": maybe(count),
    "tokens_completion": maybe(count), "native_tokens_prompt": maybe(count), "native_tokens_completion": maybe(count),
    "finish_reason": maybe(text), "native_finish_reason": maybe(text), "streamed": maybe(flag), "cancelled": maybe(flag),
    "total_cost": number, "cache_discount": maybe(number), "provider_responses": maybe(items(fields({"status": maybe(count)}))),
    "session_id": maybe(text), "created_at": text})})


def fits(value: Any, shape: Shape) -> None:
    """Fails unless the value has the shape."""
    shape(value, "")
