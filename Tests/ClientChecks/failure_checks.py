"""Every way in which an upstream fails, on the first candidate, with a healthy second one."""

from __future__ import annotations

import json
import time
from contextlib import closing
from typing import Any

from harness import Group, equal, eventually, holds
from wire import CHAT, Reply, chat, connect
from world import Router, World

GROUP = Group("failures")
# The longest that a request of these checks may take: both timeouts and what a busy machine adds.
LIMIT = 6
TIMEOUTS = {"connect": 1, "first_byte": 0.6, "idle": 0.6, "total": 5}
# Nothing has been sent to the client when these fail, plain.
PLAIN = ("err400", "err401", "err403", "err404", "err408", "err422", "err429", "err429-retry2", "err500", "err502", "err503",
         "err529", "pfail100", "ctxlen", "html", "hang", "badjson", "trunc", "cut0", "cut30", "delay1500")
# … and these when they fail in a stream.
STREAMED = tuple(tokens for tokens in PLAIN if tokens not in ("trunc", "cut30")) + ("sseerr0", "badevent0")
# Content has been sent when these fail.
MIDWAY = ("n20-gap20-cut3", "n20-gap20-sseerr3", "n20-gap20-badevent3", "n3-gap900")
# Odd, and good all the same.
ODD = ("nousage", "nodone", "sep", "size5000", "delay200", "n30-gap20", "n20-sep-gap5")
FIRST, SECOND = "weak/first", "good/second"
KINDS = {
    "chat completions": (CHAT, lambda text: chat("auto", text)),
    "responses": ("/v1/responses", lambda text: {"model": "auto", "input": text}),
    "messages": ("/v1/messages", lambda text: {**chat("auto", text), "max_tokens": 400}),
}


def router(world: World) -> Router:
    """A router whose first choice is the one that fails; started once."""
    if not hasattr(world, "weak"):
        candidates = [
            world.box(FIRST, "weak", price=(0, 0)), world.box(SECOND, "small", price=(20, 40))]
        world.weak = world.serve_only(
            "weak", candidates, tradeoff=10, timeouts=TIMEOUTS, retries={"rounds": 0}, breaker={"failures": 1000})
        equal(world.weak.call("POST", "/v1/route", chat("auto")).json["model"], FIRST, "the first choice")
    return world.weak


class Switch:
    """Makes the first candidate behave by a router of its own, whose upstream model is named after the tokens."""


def serve(world: World, tokens: str, **settings: Any) -> Router:
    """A router whose first choice behaves so, and whose second is healthy."""
    candidates = [world.box(FIRST, f"sandbox-{tokens}", price=(0, 0)), world.box(SECOND, "small", price=(20, 40))]
    return world.serve_only(
        f"weak-{tokens}", candidates, **{
            "tradeoff": 10, "timeouts": TIMEOUTS, "retries": {"rounds": 0}, "breaker": {"failures": 1000}, **settings})


def in_time(action: Any) -> Reply:
    """Fails if it takes too long."""
    started = time.monotonic()
    reply = action()
    took = time.monotonic() - started
    holds(took < LIMIT, f"it took {took:.1f} s")
    return reply
