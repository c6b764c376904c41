"""Collects checks, runs them one after another and says what came of each."""

from __future__ import annotations

import json
import time
from typing import Any, Callable

Check = Callable[[Any], None]
# A check that takes longer says how long.
SLOW_SECONDS = 2


class Group:
    """Checks of one topic in the order of their definition; a check is a function of the world it looks at."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.checks: list[tuple[str, Check]] = []

    def check(self, sentence: str) -> Callable[[Check], Check]:
        """Decorator: adds a check under a sentence that is true when it passes."""

        def add(function: Check) -> Check:
            self.checks.append((sentence, function))
            return function

        return add

    def table(self, sentence: str, rows: dict[str, Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Decorator: adds one check for each row; the sentence holds `{}` for the row's name."""

        def add(function: Callable[..., None]) -> Callable[..., None]:
            for name, row in rows.items():
                self.checks.append((sentence.format(name), lambda world, row=row: function(world, row)))
            return function

        return add


class Report:
    """Counts and prints."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def run(self, group: Group, world: Any) -> None:
        """Runs all checks of a group; a failure ends its own check only."""
        for sentence, function in group.checks:
            title = f"{group.topic}: {sentence}"
            began = time.monotonic()
            try:
                function(world)
            except Exception as error:  # noqa: BLE001 - whatever a check raises is its failure
                self.fail(title, f"{type(error).__name__}: {error}")
            else:
                self.passed += 1
                took = time.monotonic() - began
                print(f"ok    {title}" + (f" ({took:.1f} s)" if took > SLOW_SECONDS else ""), flush=True)

    def fail(self, title: str, reason: str) -> None:
        """Notes a failure."""
        self.failed += 1
        print(f"FAIL  {title}: {' '.join(reason.split())[:600]}", flush=True)

    def finish(self) -> int:
        """Prints the sums; returns the exit code."""
        print(f"{self.passed} passed, {self.failed} failed")
        print(f"client checks: {self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0


def equal(got: Any, wanted: Any, what: str = "value") -> None:
    """Fails unless both are equal."""
    if got != wanted:
        raise AssertionError(f"{what} is {got!r}, expected {wanted!r}")


def holds(condition: Any, what: str) -> None:
    """Fails with `what` unless the condition holds."""
    if not condition:
        raise AssertionError(what)


def close(got: float, wanted: float, what: str) -> None:
    """Fails unless both agree to nine digits: the sums of a handful of products, rounded once each."""
    holds(got is not None, f"{what} is missing")
    holds(abs(got - wanted) <= 1e-9 * max(abs(wanted), 1e-12), f"{what} is {got!r}, expected {wanted!r}")


def raises(kind: type, action: Callable[[], Any]) -> Any:
    """Fails unless the action raises exactly this kind of error, which is returned."""
    try:
        result = action()
    except Exception as error:  # noqa: BLE001 - compared below
        if type(error) is not kind:
            raise AssertionError(f"raised {type(error).__name__} ({error}), expected {kind.__name__}") from error
        return error
    raise AssertionError(f"raised nothing, expected {kind.__name__}; returned {result!r}")


def eventually(what: str, condition: Callable[[], Any], seconds: float = 10) -> Any:
    """Polls until the condition holds; returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.01)


def spelled(text: bytes) -> Any:
    """A JSON text with the order of keys and the spelling of numbers kept."""
    return json.loads(text, object_pairs_hook=tuple, parse_float=lambda t: ("number", t), parse_int=lambda t: ("number", t))
