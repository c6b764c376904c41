"""What is on the disk after the program was killed at any moment, and what a full disk costs."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing

from harness import Group, equal, eventually, holds
from wire import CHAT, chat
from world import Router, World

GROUP = Group("kill")
# `--kill` changes it.
ROUNDS = 5
CLIENTS = 4
# The program is killed so many seconds after the first request, drawn anew each time.
MOMENTS = (0.02, 0.6)
SEED = 20_251_122
# For every decision: features and estimates, and calls and outcomes of nobody else's.
WHOLE = {
    "decisions without details": "decisions WHERE decision_key NOT IN (SELECT decision_key FROM decision_details)",
    "details without a decision": "decision_details WHERE decision_key NOT IN (SELECT decision_key FROM decisions)",
    "attempts without a decision": "attempts WHERE decision_key NOT IN (SELECT decision_key FROM decisions)",
    "outcomes without a decision": "outcomes WHERE decision_key NOT IN (SELECT decision_key FROM decisions)",
}
TMPFS_BYTES = 6 << 20


class Load:
    """Clients that ask and give feedback until the program is gone; they note what they were told is on the disk."""

    def __init__(self, router: Router, round: int) -> None:
        self.router = router
        self.round = round
        self.answered = 0
        self.acknowledged: list[tuple[str, float]] = []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join(timeout=60)

    def _run(self, client: int) -> None:
        draw = random.Random(f"{SEED}-{self.round}-{client}")
        number = 0
        while True:
            number += 1
            try:
                reply = self.router.call("POST", CHAT, chat("auto", f"Question {number} of client {client}: why?"))
                with self._lock:
                    self.answered += 1
                score = round(draw.random(), 3)
                told = self.router.call("POST", "/v1/feedback", {"id": reply.json["id"], "score": score})
            except (OSError, EOFError, ValueError, ConnectionError, http.client.HTTPException):
                return
            if told.status == 200:
                with self._lock:
                    self.acknowledged.append((reply.json["id"], score))


def sound(path: str, acknowledged: list[tuple[str, float]]) -> int:
    """Fails unless the log is whole and holds all that was acknowledged; returns its number of decisions."""
    with closing(sqlite3.connect(path)) as database:
        equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")
        equal(database.execute("PRAGMA foreign_key_check").fetchall(), [], "foreign_key_check")
        for what, rows in WHOLE.items():
            equal(database.execute(f"SELECT count(*) FROM {rows}").fetchone()[0], 0, what)
        kept = set(database.execute(
            "SELECT id, value FROM outcomes JOIN decisions USING (decision_key) WHERE kind = 'feedback'"))
        lost = [pair for pair in acknowledged if pair not in kept]
        holds(not lost, f"{len(lost)} of {len(acknowledged)} acknowledged are lost, such as {lost[:3]}")
        return database.execute("SELECT count(*) FROM decisions").fetchone()[0]


@GROUP.check("kill -9 at any moment under load: the file is whole, and every acknowledged feedback is there")
def killed(world: World) -> None:
    draw = random.Random(SEED)
    router, acknowledged, answered = world.serve("killed-under-load"), [], 0
    for round in range(ROUNDS):
        if round > 0:
            router.again()
        with Load(router, round) as load:
            eventually("the first reply", lambda: load.answered)
            time.sleep(draw.uniform(*MOMENTS))
            router.child.process.kill()
            router.child.process.wait(timeout=10)
        answered += load.answered
        acknowledged += load.acknowledged
        count = sound(router.log_path, acknowledged)
        holds(count >= len(set(id for id, _ in acknowledged)), f"{count} decisions")
    print(f"      {ROUNDS} times: {answered} replies, {len(acknowledged)} acknowledged, {count} decisions kept", flush=True)
    holds(acknowledged, "nothing was acknowledged before a kill")


def small_disk(world: World) -> Router:
    """A router whose log lies on a small file system of its own, which is gone with it."""
    # The configuration's folder is hidden by the mount, so that it is read from another one.
    disk = os.path.join(world.folder, "small-disk")
    os.mkdir(disk)
    mount = 'mount -t tmpfs -o size="$0" tmpfs "$1" && shift && exec "$@"'
    router = world.serve("beside-small-disk", before=["unshare", "--mount", "sh", "-c", mount, str(TMPFS_BYTES), disk],
                         log_path=os.path.join(disk, "log.sqlite"))
    # From outside, by way of the process that has it mounted.
    router.folder = f"/proc/{router.child.process.pid}/root{disk}"
    router.log_path = os.path.join(router.folder, "log.sqlite")
    return router


def can_mount() -> bool:
    """Whether file systems can be mounted here for one process alone."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    mount = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(mount, capture_output=True).returncode == 0


def metric(router: Router, name: str) -> float:
    """One number of /metrics."""
    text = router.call("GET", "/metrics").body.decode()
    return float(next(line for line in text.splitlines() if line.startswith(name + " ")).split()[1])


@GROUP.check("a full disk: replies go on, feedback is refused, one error line and counters; logging resumes by itself")
def full_disk(world: World) -> None:
    if not can_mount():
        print("      SKIPPED: no file system can be mounted here", flush=True)
        return
    router, filler = small_disk(world), None
    try:
        ids = [router.call("POST", CHAT, chat("auto")).json["id"]]
        equal(router.call("GET", "/readyz").status, 200, "ready")
        filler = os.path.join(router.folder, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        failed = lambda: metric(router, "autorouter_log_write_failures_total") > 0  # noqa: E731
        for _ in range(2000):
            ids.append(router.call("POST", CHAT, chat("auto", "x" * 400)).json["id"])
            if len(ids) % 20 == 0 and failed():
                break
        eventually("a commit fails", failed)
        told = router.call("POST", "/v1/feedback", {"id": ids[0], "score": 1})
        holds(told.status >= 500, f"feedback on a full disk has status {told.status}")
        equal(router.call("GET", "/readyz").status, 503, "ready")
        for _ in range(20):
            reply = router.call("POST", CHAT, chat("auto"))
            equal(reply.status, 200, "a reply on a full disk")
            ids.append(reply.json["id"])
        equal(router.child.stderr.count(b"Outcome log cannot be written"), 1, "error lines")
        holds(metric(router, "autorouter_log_queue_depth") > 0, "nothing waits")
        os.remove(filler)
        eventually("logging resumes", lambda: metric(router, "autorouter_log_queue_depth") == 0, seconds=30)
        equal(router.call("POST", "/v1/feedback", {"id": ids[0], "score": 1}).status, 200, "feedback afterwards")
        equal(metric(router, "autorouter_log_dropped_total"), 0, "entries lost")
        copy = os.path.join(world.folder, "from-small-disk.sqlite")
        for suffix in ("", "-wal"):
            shutil.copy(router.log_path + suffix, copy + suffix)
        with closing(sqlite3.connect(copy)) as database:
            kept = {row[0] for row in database.execute("SELECT id FROM decisions")}
            equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")
        holds(kept == set(ids), f"{len(set(ids) - kept)} of {len(ids)} decisions are lost")
    finally:
        router.child.stop()
