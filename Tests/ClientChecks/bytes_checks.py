"""What an upstream receives and a client gets back, byte for byte."""

from __future__ import annotations

from typing import Optional

from harness import Group, equal, holds, spelled
from upstream import KEY, REPLY
from wire import CHAT
from world import World

GROUP = Group("bytes")
OWN_KEYS = ("models", "plugins", "provider", "route", "session_id", "usage", "transforms")
MESSAGES = b'"messages" : [ {"content":"h\\u00e9\\/llo \xc3\xa9 \\ud83d\\ude00", "role":"user","x_note":null} ]'
BODY = (
    b'{ "zeta" : 1.10, "temperature":1e2,\n\t"model" : "echo/model" ,' + MESSAGES
    + b', "alpha":{"b":1,"a":[1.0,1E+2,-0.0,12345678901234567890,{"model":"auto","models":[1]}]} , "seed":7}')
# The router's own fields at the beginning, in the middle and at the end of a body.
OWN_FIELDS = (
    b'{"models":["box/small"],"provider":{"order":["a"]}, "zeta":1.10,"route":"fallback",' + MESSAGES
    + b',"plugins":[],"model":"echo/model","session_id":"s-1","n":1, "transforms":[],"usage":{"include":true}}')


def received(world: World, body: bytes, headers: Optional[dict[str, str]] = None) -> tuple:
    """What the upstream got for a body: path, headers, body; and the reply."""
    count = len(world.upstream.received)
    reply = world.router.call("POST", CHAT, body, headers)
    equal(reply.status, 200, f"status of {reply.body[:200]!r}")
    equal(len(world.upstream.received), count + 1, "requests at the upstream")
    return (*world.upstream.received[-1], reply)


@GROUP.check("a body without fields of the router's arrives as it was, but for the model")
def untouched(world: World) -> None:
    got = received(world, BODY)[2]
    equal(got, BODY.replace(b'"echo/model"', b'"upstream-name"'), "the body")


@GROUP.check("fields of the router's are left out; order, spelling and unknown fields stay")
def without_own_fields(world: World) -> None:
    got = spelled(received(world, OWN_FIELDS)[2])
    wanted = tuple(
        (key, "upstream-name" if key == "model" else value) for key, value in spelled(OWN_FIELDS) if key not in OWN_KEYS)
    equal(got, wanted, "the body")


@GROUP.check("a streamed body gains stream_options and nothing else")
def streamed(world: World) -> None:
    body = BODY.replace(b'"seed":7', b'"stream":true')
    got = received(world, body)[2]
    sent = body.replace(b'"echo/model"', b'"upstream-name"')
    equal(got, sent[:-1] + b',"stream_options":{"include_usage":true}}', "the body")


@GROUP.check("stream_options of the client's keep their other members")
def stream_options(world: World) -> None:
    options = b'"stream":true,"stream_options":{"include_usage":false,"x_more":1.50}'
    got = dict(spelled(received(world, BODY.replace(b'"seed":7', options))[2]))
    equal(dict(got["stream_options"]), {"x_more": ("number", "1.50"), "include_usage": True}, "stream_options")


@GROUP.check("the upstream gets its own key and nothing of the client's headers")
def headers(world: World) -> None:
    path, got, _, _ = received(world, BODY, {"Authorization": "Bearer the-clients", "Cookie": "a=b", "X-Own": "1"})
    equal(path, CHAT, "path")
    equal(got["Authorization"], f"Bearer {KEY}", "Authorization")
    equal(got["Content-Type"], "application/json", "Content-Type")
    holds(not {"Cookie", "X-Own", "Expect"} & set(got), f"headers {sorted(got)}")


@GROUP.check("a reply comes back as the upstream spelled it, but for id, model and what SDKs insist on")
def reply(world: World) -> None:
    got = received(world, BODY)[3]
    decision = got.headers["x-autorouter-decision"].encode()
    wanted = REPLY.replace(b'"up-1"', b'"' + decision + b'"').replace(b'"upstream-name"', b'"echo/model"')
    # The upstream leaves these two out.
    wanted = wanted.replace(b'"assistant"}}', b'"assistant"},"logprobs":null}')[:-1] + b',"system_fingerprint":null}'
    equal(got.body, wanted, "the body")


@GROUP.check("streamed chunks keep what the router does not know")
def chunks(world: World) -> None:
    got = received(world, BODY.replace(b'"seed":7', b'"stream":true'))[3]
    first = next(line for line in got.body.split(b"\n") if line.startswith(b"data: "))
    holds(b'"x_first":1.10' in first, f"the first chunk is {first!r}")


@GROUP.check("a body of many scripts and sizes arrives whole")
def sizes(world: World) -> None:
    for count in (1, 4095, 65_536, 1_000_003):
        text = ("aé漢😀\\n" * count)[:count].encode().rstrip(b"\\")
        body = b'{"model":"echo/model","messages":[{"role":"user","content":"' + text + b'"}]}'
        got = received(world, body)[2]
        holds(got == body.replace(b"echo/model", b"upstream-name"), f"a text of {count} characters was changed")
