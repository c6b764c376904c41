"""What a request says to the router: plugin, provider preferences, variants, fallbacks, sessions."""

from __future__ import annotations

import time
from typing import Any, Optional

from harness import Group, equal, holds
from wire import CHAT, Reply, chat, is_error
from world import Router, World

GROUP = Group("parameters")
IDS = ("cheap/tiny", "mid/plain", "dear/fast")
# Field of `provider` and who is left by it.
PREFERENCES = {
    "only one": ({"only": ["mid"]}, ["mid/plain"]), "only two": ({"only": ["mid", "dear"]}, ["dear/fast", "mid/plain"]),
    "ignore two": ({"ignore": ["mid", "cheap"]}, ["dear/fast"]),
    "order without fallbacks": ({"order": ["dear"], "allow_fallbacks": False}, ["dear/fast"]),
    "order": ({"order": ["dear", "mid"]}, ["dear/fast", "mid/plain", "cheap/tiny"]),
    "sort by price": ({"sort": "price"}, ["cheap/tiny", "mid/plain", "dear/fast"]),
    "sort by price, as an object": ({"sort": {"by": "price", "partition": "none"}}, ["cheap/tiny", "mid/plain", "dear/fast"]),
    "max_price as numbers": ({"max_price": {"prompt": 1, "completion": 2}}, ["cheap/tiny", "mid/plain"]),
    "max_price as texts": ({"max_price": {"prompt": "0.2"}}, ["cheap/tiny"]),
    "data_collection deny": ({"data_collection": "deny"}, ["cheap/tiny", "dear/fast"]),
    "zdr": ({"zdr": True}, ["cheap/tiny"]), "quantizations": ({"quantizations": ["fp8"]}, ["mid/plain"]),
}
# Field of the body, why nobody is left, and the code of each candidate.
NOBODY = {
    "allowed_models": ({"plugins": [{"id": "auto-router", "allowed_models": ["no/*"]}]}, ["allowed_models"] * 3),
    "excluded_models": ({"plugins": [{"id": "auto-router", "excluded_models": ["*"]}]}, ["excluded_models"] * 3),
    "max_price": ({"provider": {"max_price": {"prompt": 0.01}}}, ["max_price"] * 3),
    "only": ({"provider": {"only": ["nobody"]}}, ["allowed_providers"] * 3),
    "quantizations": ({"provider": {"quantizations": ["int4"]}}, ["quantization"] * 3),
    "tools": ({"tools": [{"type": "function", "function": {"name": "f"}}], "provider": {"ignore": ["cheap"]}},
              ["ignored_providers", "capability:tools", "capability:tools"]),
    "a long reply": ({"max_tokens": 900_000}, ["context_length"] * 3),
}
BAD = {
    "plugins": {"plugins": {}}, "plugins[0]": {"plugins": [1]},
    "plugins[0].allowed_models": {"plugins": [{"id": "auto-router", "allowed_models": "a"}]},
    "plugins[0].cost_tier": {"plugins": [{"id": "auto-router", "cost_tier": "tiny"}]},
    "plugins[0].cost_quality_tradeoff": {"plugins": [{"id": "auto-router", "cost_quality_tradeoff": 11}]},
    "plugins[0].enabled": {"plugins": [{"id": "auto-router", "enabled": "yes"}]},
    "provider": {"provider": []}, "provider.order": {"provider": {"order": "a"}},
    "provider.only[0]": {"provider": {"only": [1]}}, "provider.sort": {"provider": {"sort": "beauty"}},
    "provider.max_price.prompt": {"provider": {"max_price": {"prompt": "x"}}},
    "provider.allow_fallbacks": {"provider": {"allow_fallbacks": 1}},
    "provider.data_collection": {"provider": {"data_collection": "maybe"}},
    "provider.quantizations[0]": {"provider": {"quantizations": ["fp7"]}},
    "session_id": {"session_id": 5}, "models": {"models": {}}, "route": {"route": "x"},
}


def pool(world: World) -> dict[str, Any]:
    """Three providers with a candidate each: cheap and private, in between and curious, dear."""
    base = f"http://127.0.0.1:{world.sandbox_port}/v1"
    providers = {
        "cheap": {"base_url": base, "trains_on_prompts": False, "retains_prompts": False},
        "mid": {"base_url": base, "trains_on_prompts": True, "retains_prompts": True},
        "dear": {"base_url": base, "trains_on_prompts": False, "retains_prompts": True},
    }
    prices = {"cheap/tiny": (0.1, 0.2), "mid/plain": (1, 2), "dear/fast": (10, 20)}
    more = {
        "cheap/tiny": {"capabilities": ["tools", "json_schema"]}, "mid/plain": {"quantization": "fp8", "capabilities": []},
        "dear/fast": {"quantization": "bf16", "capabilities": []}}
    candidates = [
        {"id": id, "provider": id.split("/")[0], "upstream_model": id.replace("/", "-"), "context": 100_000,
         "price": {"prompt": prices[id][0], "completion": prices[id][1]}, **more[id]} for id in IDS]
    return {"providers": providers, "candidates": candidates, "default": "cheap/tiny"}


def router(world: World) -> Router:
    """The router of these checks, started once."""
    if not hasattr(world, "three"):
        world.three = world.serve("three", **{**pool(world), "tradeoff": 5, "retries": {"rounds": 0}})
    return world.three


def decide(world: World, model: str = "auto", **more: Any) -> dict[str, Any]:
    """The decision for a body."""
    reply = router(world).call("POST", "/v1/route", chat(model, **more))
    equal(reply.status, 200, f"status of {reply.body[:300]!r}")
    return reply.json


def left(decision: dict[str, Any]) -> list[str]:
    """Who is left, by rank."""
    return [decision["model"], *decision["fallbacks"]]


def reasons(reply: Reply) -> list[list[str]]:
    """Why each candidate is excluded, in the order of the pool."""
    by_model = {entry["model"]: entry["excluded_by"] for entry in reply.json["error"]["availability"]["candidates"]}
    return [by_model[id] for id in IDS]


@GROUP.table("provider preferences, {0}: who is left, and the answer comes from the first", PREFERENCES)
def preferences(world: World, row: tuple) -> None:
    provider, wanted = row
    decision = decide(world, provider=provider)
    ranked = "order" in provider or "sort" in provider
    equal(left(decision) if ranked else sorted(left(decision)), wanted if ranked else sorted(wanted), "candidates")
    reply = router(world).call("POST", CHAT, chat("auto", provider=provider))
    holds(reply.json["model"] == wanted[0] if ranked else reply.json["model"] in wanted, f"answered by {reply.json['model']}")


@GROUP.table("nobody left by {0}: 404 with the code of each candidate, in both dialects", NOBODY)
def nobody(world: World, row: tuple) -> None:
    body, codes = row
    for path in (CHAT, "/v1/route", "/api" + CHAT):
        reply = router(world).call("POST", path, chat("auto", **body))
        equal(reply.status, 404, "status")
        for got, wanted in zip(reasons(reply), codes):
            holds(wanted in got, f"excluded_by is {got}, {wanted!r} is expected in it")
        holds(set(codes) <= set(reply.json["error"]["availability"]["excluded_by"]), "the sum of excluded_by")
    is_error(router(world).call("POST", CHAT, chat("auto", **body)), 404, "no_eligible_candidate")


@GROUP.table("400 that names {0}", {name: (name, body) for name, body in BAD.items()})
def wrong_types(world: World, row: tuple) -> None:
    name, body = row
    is_error(router(world).call("POST", CHAT, chat("auto", **body)), 400, param=name)


@GROUP.check("wildcards of the plugin allow and exclude, exclusion wins, and other plugins are ignored")
def wildcards(world: World) -> None:
    def plugin(**fields: Any) -> list[str]:
        return sorted(left(decide(world, plugins=[{"id": "auto-router", **fields}])))

    equal(plugin(allowed_models=["*/plain", "dear/*"]), ["dear/fast", "mid/plain"], "allowed")
    equal(plugin(allowed_models=["*"], excluded_models=["*/*a*"]), ["cheap/tiny"], "excluded")
    equal(sorted(left(decide(world, plugins=[{"id": "web", "allowed_models": ["no/*"]}]))), sorted(IDS), "another plugin")
    equal(plugin(enabled=False, allowed_models=["mid/*"]), sorted(IDS), "a plugin that is off")


@GROUP.check("cost_quality_tradeoff turns the dial, and cost_tier picks a band and wins")
def dial(world: World) -> None:
    def plugin(**fields: Any) -> dict:
        return decide(world, plugins=[{"id": "auto-router", **fields}])

    equal(plugin(cost_quality_tradeoff=10)["model"], "cheap/tiny", "model at 10")
    low, top = left(plugin(cost_tier="low")), left(plugin(cost_tier="max", cost_quality_tradeoff=10))
    equal((low[0], top[0]), ("cheap/tiny", "dear/fast"), "models of the bands")
    holds("dear/fast" not in low and "cheap/tiny" not in top, f"bands {low} and {top}")


@GROUP.check("variants: :floor is the cheapest, :free what costs nothing, an unknown one 404 that lists them")
def variants(world: World) -> None:
    for slug in ("auto:floor", "openrouter/auto:floor"):
        equal(left(decide(world, slug)), ["cheap/tiny", "mid/plain", "dear/fast"], slug)
    reply = router(world).call("POST", CHAT, chat("auto:free"))
    equal((reply.status, reasons(reply)), (404, [["free_only"]] * 3), "auto:free")
    for name in ("auto:quick", "auto:"):
        is_error(router(world).call("POST", CHAT, chat(name)), 404, "model_not_found")
    equal(router(world).call("POST", CHAT, chat("mid/plain:floor")).json["model"], "mid/plain", "a named model's variant")


@GROUP.check("auto:nitro is the fastest that has been seen to answer")
def nitro(world: World) -> None:
    fresh = world.serve("nitro", **{**pool(world), "tradeoff": 10})
    for id, gap in (("cheap/tiny", 15), ("mid/plain", 8), ("dear/fast", 1)):
        for _ in range(3):
            equal(fresh.call("POST", CHAT, chat(id, f"[[sandbox:n20-gap{gap}]] hi", stream=True)).status, 200, "status")
    equal(left(fresh.call("POST", "/v1/route", chat("auto:nitro")).json)[0], "dear/fast", "model")
    for order in ({"sort": "throughput"}, {"sort": "latency"}):
        equal(fresh.call("POST", "/v1/route", chat("auto", provider=order)).status, 200, "status")
    slow = {"provider": {"preferred_min_throughput": 300}}
    equal(left(fresh.call("POST", "/v1/route", chat("auto", **slow)).json)[0], "dear/fast", "with a wanted throughput")
    fresh.child.stop()


@GROUP.check("auto-code is offered, leans to tools, and is a name of its own")
def preset(world: World) -> None:
    holds(set(left(decide(world, "auto-code"))) == {"cheap/tiny"}, "candidates of auto-code")


@GROUP.check("max_price binds a named candidate too, and its fallbacks; plugin filters do not bind who is named")
def named(world: World) -> None:
    reply = router(world).call("POST", CHAT, chat("dear/fast", provider={"max_price": {"prompt": 1}}))
    equal((reply.status, reply.json["error"]["availability"]["candidates"]), (
        404, [{"model": "dear/fast", "excluded_by": ["max_price"]}]), "status and reasons")
    reply = router(world).call("POST", CHAT, chat(
        "dear/fast", models=["mid/plain"], provider={"max_price": {"prompt": 1}}))
    equal(reply.json["model"], "mid/plain", "model")
    plugin = [{"id": "auto-router", "allowed_models": ["cheap/*"]}]
    equal(router(world).call("POST", CHAT, chat("dear/fast", plugins=plugin)).json["model"], "dear/fast", "model")


@GROUP.check("a fallback that cannot serve the request is never asked")
def able_fallbacks(world: World) -> None:
    tool = [{"type": "function", "function": {"name": "f"}}]
    before = world.counted("mid-plain", "requests")
    reply = router(world).call("POST", CHAT, chat(
        "mid/plain", "[[sandbox:n5]] hi", models=["mid/plain", "dear/fast", "cheap/tiny"], tools=tool))
    equal((reply.status, reply.json["model"]), (200, "cheap/tiny"), "status and model")
    equal(world.counted("mid-plain", "requests"), before, "requests of who cannot")


@GROUP.check("pin_model keeps the model of the last reply")
def pinned(world: World) -> None:
    said = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello.", "model": "dear/fast"},
            {"role": "user", "content": "More."}]
    plugin = [{"id": "auto-router", "pin_model": True}]
    body = {"model": "auto", "messages": said, "plugins": plugin}
    equal(router(world).call("POST", "/v1/route", body).json["model"], "dear/fast", "model")
    said[1]["model"] = "gone/model"
    equal(router(world).call("POST", "/v1/route", body).status, 200, "status with a model that is gone")


def session_choice(router_: Router, session: Optional[str], path: str = CHAT, **more: Any) -> str:
    """Who answers a turn of a session."""
    fields = {"session_id": session} if session else {}
    return router_.call("POST", path, chat("auto", **fields, **more)).json["model"]


@GROUP.check("a named session stays with who answered it, by body or header, apart from other sessions")
def sticky(world: World) -> None:
    # Within the reach that is set here everybody is as good as the best.
    fresh = world.serve("sticky", **{**pool(world), "tradeoff": 0, "sessions": {"reach": 1, "idle": 600}})
    usual = session_choice(fresh, None)
    other = next(id for id in IDS if id != usual)
    first = {"plugins": [{"id": "auto-router", "allowed_models": [other]}]}
    equal(session_choice(fresh, "s-1", **first), other, "the first turn")
    equal([session_choice(fresh, "s-1") for _ in range(3)], [other] * 3, "further turns")
    header = fresh.call("POST", CHAT, chat("auto"), {"x-session-id": "s-1"}).json["model"]
    equal(header, other, "by header")
    equal(session_choice(fresh, "s-2"), usual, "another session")
    both = fresh.call("POST", CHAT, chat("auto", session_id="s-3"), {"x-session-id": "s-1"}).json["model"]
    equal(both, usual, "body and header: the body's")
    equal(fresh.call("POST", CHAT, chat("auto", session_id="s-1", provider={"order": [usual.split("/")[0]]})).json["model"],
          usual, "with an order of providers")
    fresh.child.stop()


@GROUP.check("a session is forgotten after its idle time, and not kept where sessions are off")
def forgotten(world: World) -> None:
    for name, settings in (("brief", {"reach": 1, "idle": 0.1}), ("off", {"enabled": False})):
        fresh = world.serve(name, **{**pool(world), "tradeoff": 0, "sessions": settings})
        usual = session_choice(fresh, None)
        other = next(id for id in IDS if id != usual)
        session_choice(fresh, "s-1", plugins=[{"id": "auto-router", "allowed_models": [other]}])
        # The one thing here that takes time: the clock of the program cannot be turned from outside.
        time.sleep(0.15)
        equal(session_choice(fresh, "s-1"), usual, f"model ({name})")
        fresh.child.stop()
