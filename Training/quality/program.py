"""Runs the program and the metrics script in a temporary folder, away from anybody's configuration."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv" / "quality"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


class Failure(Exception):
    """A figure that could not be measured, with the reason."""


@dataclass(frozen=True)
class Training:
    """A trained bundle: its folder, what `train` printed, and the seconds it took."""

    bundle: Path
    lines: list[str]
    wall_seconds: float
    processor_seconds: float

    @property
    def settings(self) -> list[str]:
        """What `train` says of its data and of how its settings were chosen, without held-out figures."""
        return [line.strip() for line in self.lines if not line.startswith("bundle ")]


def run(command: list, **options) -> str:
    """Standard output of a command; a failure holds the last line of its standard error."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise Failure(f"{Path(command[0]).name} {command[1]}: {reason(done)}")
    return done.stdout


def reason(done: subprocess.CompletedProcess) -> str:
    """Why a command failed, in a line."""
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}"
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


class Program:
    """The program under test.

    `folder` is where it runs and writes; `shipped` is the bundle that stands for the one in Models.
    """

    def __init__(self, path: Path, folder: Path, shipped: Path):
        self.path, self.folder, self.shipped = path, folder, shipped
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("AUTOROUTER_")}
        self.environment = {
            **inherited,
            "AUTOROUTER_MODELS": str(ROOT / "Models"),
            "XDG_CONFIG_HOME": str(folder),
        }

    def call(self, *arguments) -> str:
        """Standard output of one command."""
        return run([self.path, *arguments], cwd=self.folder, env=self.environment)

    def train(self, table: Path, name: str) -> Training:
        """A bundle from all rows of a table, which should hold `train` rows only."""
        bundle = self.folder / name
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        printed = self.call("train", "--data", table, "--split", "train", "--output", bundle, "--quiet")
        wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Training(bundle, printed.splitlines(), wall, processor)

    def route(self, prompts: Path, name: str, *choice) -> Path:
        """Estimates and choices at pure quality for a file of prompts, as the metrics script reads them."""
        estimates = self.folder / f"{name}.jsonl"
        printed = self.call("route", "--input", prompts, "--format", "jsonl", "--tradeoff", "0", "--quiet", *choice)
        estimates.write_text(printed, encoding="utf-8")
        return estimates

    def json(self, *arguments) -> dict:
        """The object that a command prints."""
        return json.loads(self.call(*arguments, "--format", "json", "--quiet"))

    def shipped_data(self) -> list[str]:
        """What the shipped bundle was trained on, how many evaluation questions were left out, and its settings."""
        manifest = json.loads((self.shipped / "manifest.json").read_text(encoding="utf-8"))
        counts = [f"{part['name']} {part['rows']} (−{part['rowsLeftOut']})" for part in manifest["tables"]]
        return [f"trained on rows (less evaluation questions) of {', '.join(counts)}", *manifest.get("settings", [])]


class Metrics:
    """The metrics script that comes with the tables."""

    def __init__(self, python: Path, script: Path):
        self.python, self.script = python, script

    def __call__(self, table: Path, estimates: Path, *arguments) -> dict:
        return json.loads(run([self.python, self.script, table, estimates, *arguments]))


def python_with_numpy() -> Path:
    """This Python if it has NumPy 2, else that of a virtual environment, made when it is missing."""
    own, other = Path(sys.executable), VENV / "bin" / "python"
    if has_numpy(own):
        return own
    if not has_numpy(other):
        run([own, "-m", "venv", "--clear", VENV])
        run([other, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS])
    return other


def has_numpy(python: Path) -> bool:
    """Whether a Python has the NumPy that the metrics script needs."""
    try:
        run([python, "-c", "import numpy; numpy.trapezoid"])
    except (Failure, OSError):
        return False
    return True
