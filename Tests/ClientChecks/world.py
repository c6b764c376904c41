"""What the checks look at: a sandbox, a recording upstream, and routers in front of them."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from contextlib import closing
from typing import Any, Optional, Sequence

import openai

from program import Child, environment, run
from upstream import KEY, Upstream
from wire import Reply, call

# USD per million tokens.
PRICES = {"box/small": (0.125, 0.5), "box/large": (2.0, 8.0), "echo/model": (4000.0, 9000.0)}
CACHE_READ_PRICE = 1000.0
# Candidate and the sandbox's name for how it fails. Their price keeps them at the end of every decision of the router's
# own: only who names them gets them.
FAR_TOO_DEAR = {"prompt": 5000, "completion": 5000}
EVERY_API = ["chat_completions", "completions", "embeddings", "responses", "messages"]
FAILING = {
    "box/err400": "sandbox-err400", "box/err403": "sandbox-err403", "box/err422": "sandbox-err422",
    "box/err429": "sandbox-err429", "box/err500": "sandbox-err500", "box/err503": "sandbox-err503",
    "box/ctxlen": "sandbox-ctxlen", "box/html": "sandbox-html", "box/hang": "sandbox-hang",
    "box/badjson": "sandbox-badjson", "box/trunc": "sandbox-trunc", "box/cut0": "sandbox-cut0",
    "box/sseerr0": "sandbox-sseerr0",
    # With pauses, so that the content has gone out before the failure comes.
    "box/cut3": "sandbox-n20-gap20-cut3", "box/sseerr3": "sandbox-n20-gap20-sseerr3",
}
# Good ones with habits.
ODD = {
    "box/nodone": "sandbox-n5-nodone", "box/sep": "sandbox-n5-sep", "box/nousage": "sandbox-n5-nousage",
    "box/slow": "sandbox-n40-gap25", "box/pfail": "sandbox-pfail50", "box/limited": "sandbox-err429-retry7",
}
CLIENT_KEYS = ["client-key-one", "client-key-two"]


class Router:
    """One `autorouter serve` with its log."""

    def __init__(
        self, world: "World", name: str, settings: dict[str, Any], variables: dict[str, str],
        before: Sequence[str] = (), log_path: Optional[str] = None,
    ) -> None:
        self.world = world
        self.variables = variables
        self.folder = os.path.join(world.folder, name)
        os.mkdir(self.folder)
        self.before = list(before)
        self.log_path = log_path or os.path.join(self.folder, "log.sqlite")
        self.config_path = world.write(os.path.join(name, "autorouter.yaml"), json.dumps(settings))
        self.start()

    def start(self) -> None:
        """Starts the program."""
        self.child = Child(
            [*self.before, self.world.program, "serve", "--config", self.config_path, "--port", "0", "--log", self.log_path],
            self.folder, self.variables)
        self.world.children.append(self.child)
        self.port = self.child.port()

    def again(self) -> "Router":
        """Starts the program anew, on the same log, after its end."""
        self.start()
        return self

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """The address for OpenAI's SDK."""
        return f"{self.origin}/v1"

    def client(self, key: str = "unused", kind: type = openai.OpenAI, timeout: float = 30) -> Any:
        """An SDK client that never retries by itself."""
        return kind(base_url=self.base_url, api_key=key, max_retries=0, timeout=timeout)

    def call(self, method: str, path: str, body: Any = None, headers: Optional[dict[str, str]] = None) -> Reply:
        """One plain request."""
        return call(self.port, method, path, body, headers)

    def rows(self, query: str, *values: Any, flush: bool = True) -> list[sqlite3.Row]:
        """Rows of the log; being asked whether it is ready makes the server write what is waiting."""
        if flush:
            self.call("GET", "/readyz")
        with closing(sqlite3.connect(f"file:{self.log_path}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(query, values).fetchall()

    def attempts(self, decision: str, flush: bool = True) -> list[sqlite3.Row]:
        """The attempts of a decision, in order."""
        return self.rows(
            "SELECT a.* FROM attempts a JOIN decisions USING (decision_key) WHERE id = ? ORDER BY attempt_index",
            decision, flush=flush)

    def log_bytes(self) -> bytes:
        """Everything that lies on the disk of the log."""
        found = b""
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.log_path + suffix):
                with open(self.log_path + suffix, "rb") as file:
                    found += file.read()
        return found


class World:
    """Starts everything; `stop` ends what was started."""

    def __init__(self, program: str, folder: str) -> None:
        self.program = program
        self.folder = folder
        self.variables = environment(LAB_KEY=KEY, WRONG_KEY="wrong-key-77aa")
        self.children: list[Child] = []
        # Bound and never listened on: whoever connects is refused, and nobody else gets the port.
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self.upstream = Upstream()

    def start(self) -> None:
        """Starts the sandbox and the routers that all checks share."""
        sandbox = Child([self.program, "sandbox", "--port", "0", "--speed", "0"], self.folder, self.variables)
        self.children.append(sandbox)
        self.sandbox_port = sandbox.port()
        short = {"connect": 2, "first_byte": 2, "idle": 3, "total": 30}
        # One round and a patient breaker: what becomes of one request is not to depend on those before it.
        patient = {"retries": {"rounds": 0}, "breaker": {"failures": 1000}}
        self.router = self.serve("open", timeouts=short, **patient)
        self.keys_path = self.write("keys.txt", "# clients\n" + "\n".join(CLIENT_KEYS) + "\n")
        self.locked = self.serve("locked", server={"keys_file": self.keys_path}, log={"prompts": "text"})
        self.client = self.router.client()

    def serve(
        self, name: str, variables: Optional[dict[str, str]] = None, before: Sequence[str] = (),
        log_path: Optional[str] = None, **settings: Any,
    ) -> Router:
        """Starts a router over all candidates; `before` is a command that runs the rest of its line."""
        settings = {**self.pool(), "tradeoff": 5, "default": "box/small", **settings}
        return Router(self, name, settings, variables or self.variables, before, log_path)

    def serve_only(self, name: str, candidates: list[dict[str, Any]], **settings: Any) -> Router:
        """Starts a router over a pool of its own."""
        return self.serve(name, **{"candidates": candidates, "default": candidates[0]["id"], **settings})

    def box(self, name: str, upstream: str = "small", price: tuple[float, float] = (0.1, 0.2), **more: Any) -> dict[str, Any]:
        """A candidate of the sandbox's."""
        return {"id": name, "provider": "box", "upstream_model": upstream,
                "price": {"prompt": price[0], "completion": price[1]}, **more}

    def pool(self) -> dict[str, Any]:
        """Providers and candidates."""
        lab = f"http://127.0.0.1:{self.upstream.port}/v1"
        providers = {
            "box": {"base_url": f"http://127.0.0.1:{self.sandbox_port}/v1", "local": True},
            "closed": {"base_url": f"http://127.0.0.1:{self._closed.getsockname()[1]}/v1"},
            "echo": {"base_url": lab, "api_key_env": "LAB_KEY"},
            "wrong": {"base_url": lab, "api_key_env": "WRONG_KEY"},
            "native": {"base_url": f"http://127.0.0.1:{self.sandbox_port}/v1", "local": True, "apis": EVERY_API},
        }
        good = [
            {"id": name, "provider": "box", "upstream_model": name.split("/")[1], "price": priced(name)}
            for name in ("box/small", "box/large")]
        hidden = [
            {"id": name, "provider": "box", "upstream_model": upstream, "price": FAR_TOO_DEAR}
            for name, upstream in {**FAILING, **ODD}.items()]
        hidden += [
            {"id": "closed/model", "provider": "closed", "price": FAR_TOO_DEAR},
            {"id": "wrong/model", "provider": "wrong", "price": FAR_TOO_DEAR},
            {"id": "native/model", "provider": "native", "upstream_model": "small-native", "price": FAR_TOO_DEAR},
            {"id": "echo/model", "provider": "echo", "upstream_model": "upstream-name",
             "price": {**priced("echo/model"), "cache_read": CACHE_READ_PRICE}},
        ]
        return {"providers": providers, "candidates": good + hidden}

    @property
    def names(self) -> list[str]:
        """All candidates, in order."""
        return [candidate["id"] for candidate in self.pool()["candidates"]]

    def statistics(self) -> dict[str, Any]:
        """What the sandbox was asked so far."""
        return call(self.sandbox_port, "GET", "/__stats").json

    def count(self, model: str, what: str) -> int:
        """One counter of the sandbox for one candidate of its."""
        return self.counted({**FAILING, **ODD}[model], what)

    def counted(self, upstream_model: str, what: str) -> int:
        """One counter of the sandbox for one of its models."""
        return self.statistics()["models"].get(upstream_model, {}).get(what, 0)

    def write(self, name: str, text: Any) -> str:
        """Writes a file into the folder of this run; returns its path."""
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def command(self, *arguments: str, stdin: bytes = b"", **variables: str) -> Any:
        """Runs the program to its end."""
        return run([self.program, *arguments], self.folder, {**self.variables, **variables}, stdin)

    def stop(self) -> None:
        """Ends every process and server that was started here."""
        for child in reversed(self.children):
            child.stop()
        self.upstream.shutdown()
        self.upstream.server_close()
        self._closed.close()


def priced(name: str) -> dict[str, float]:
    """The price of a candidate as the configuration has it."""
    prompt, completion = PRICES[name]
    return {"prompt": prompt, "completion": completion}
