"""The judge: grades of logged replies, comparisons, and what Ctrl-C leaves."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import closing
from typing import Any

from harness import Group, equal, eventually, holds
from program import Child
from wire import CHAT, chat
from world import Router, World

GROUP = Group("judge")
# Simulated judges count words: five of them are a point of ten.
MODELS = {"box/long": "sandbox-n60", "box/short": "sandbox-n20", "box/judge": "sandbox-judge",
          "box/careful": "sandbox-judge-delay400"}
TEXTS = {"prompts": "text", "replies": "text"}


def serve(world: World, name: str, **log: str) -> Router:
    """A router whose log has eight replies; ended."""
    candidates = [world.box(id, model, (1, 2)) for id, model in MODELS.items()]
    router = world.serve_only(name, candidates, log={**log, "path": "log.sqlite"}, judge={"concurrency": 2})
    for number in range(8):
        model = "box/long" if number < 4 else "box/short"
        equal(router.call("POST", CHAT, chat(model, stream=bool(number % 2))).status, 200, "status")
    router.child.signal(signal.SIGTERM)
    equal(router.child.ended(10), 0, "exit code")
    return router


def options(router: Router) -> tuple:
    """What every run needs."""
    return ("--config", router.config_path, "--log", router.log_path, "--format", "json", "--quiet")


def judged(world: World, router: Router, *arguments: str) -> Any:
    """The report of a run."""
    done = world.command("judge", *arguments, *options(router))
    equal(done.returncode, 0, f"exit code ({done.stderr[-300:]!r})")
    return json.loads(done.stdout)


def grades(router: Router) -> list:
    """Model and value of every grade in the log, plain and streamed replies alike."""
    with closing(sqlite3.connect(router.log_path)) as database:
        equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")
        return database.execute(
            "SELECT choice, value FROM outcomes JOIN decisions USING (decision_key) WHERE kind = 'judge'").fetchall()


@GROUP.check("each reply is graded once, within the ceiling, and nothing but the grade is kept")
def grading(world: World) -> None:
    router = serve(world, "judge-grading", **TEXTS)
    plan = judged(world, router, "--model", "box/judge", "--dry-run")
    equal((plan["count"], len(grades(router))), (8, 0), "what a dry run finds, and leaves")
    first = judged(world, router, "--model", "box/judge", "--max-usd", "0.004")
    equal(first["ending"], "ceiling", "ending")
    holds(0 < first["graded"] < 8 and first["spent_usd"] <= 0.004, f"graded and spent: {first}")
    second = judged(world, router, "--model", "box/judge")
    equal((second["ending"], second["graded"]), ("finished", 8 - first["graded"]), "the next run")
    found = grades(router)
    holds(all(value > 0.8 if choice == "box/long" else value < 0.6 for choice, value in found), f"grades: {found}")
    equal(judged(world, router, "--model", "box/judge")["graded"], 0, "graded again")


@GROUP.check("a log without texts has nothing to judge, and holds no text")
def without_texts(world: World) -> None:
    router = serve(world, "judge-none")
    equal(judged(world, router, "--model", "box/judge")["graded"], 0, "graded")
    equal(router.log_bytes().count(b"simulated reply"), 0, "replies in the log")


@GROUP.check("Ctrl-C lets running calls finish, keeps what was done, and the next run does the rest")
def interrupted(world: World) -> None:
    router = serve(world, "judge-interrupted", **TEXTS)
    child = Child(
        [world.program, "judge", "--model", "box/careful", *options(router)], router.folder, router.variables)
    world.children.append(child)
    eventually("a grade is in the log", lambda: grades(router))
    child.signal(signal.SIGINT)
    equal(child.ended(20), 0, "exit code")
    report = json.loads(child.stdout)
    equal(report["ending"], "interrupted", "ending")
    equal(len(grades(router)), report["graded"], "grades in the log")
    equal(judged(world, router, "--model", "box/careful")["graded"], 8 - report["graded"], "the rest")


@GROUP.check("two models are compared in both orders and logged as decisions that learn heads but evaluate nothing")
def comparing(world: World) -> None:
    router = serve(world, "judge-comparing", **TEXTS)
    report = judged(
        world, router, "--model", "box/judge", "--compare", "box/long", "box/short", "--limit", "5",
        "--input", world.write(os.path.join("judge-comparing", "prompts.txt"), "One?\nTwo?\nThree?\n"))
    equal([report[key] for key in ("wins", "ties", "losses", "ending")], [3, 0, 0, "finished"], "the report")
    with closing(sqlite3.connect(router.log_path)) as database:
        rows = database.execute(
            "SELECT choice, propensity, value FROM decisions JOIN logging_policies USING (policy_key)"
            " JOIN outcomes USING (decision_key) WHERE policy = 'judge_compare' AND kind = 'judge'").fetchall()
    equal(sorted(rows), [("box/long", 1, 1)] * 3 + [("box/short", 1, 0)] * 3, "the log")
