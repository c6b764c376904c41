"""Checks the program with real SDKs and plain HTTP: `run.py PROGRAM`. Only loopback is used; nothing is left running."""

from __future__ import annotations

import os
import signal
import sys
import tempfile

import openai

import bytes_checks
import cli_checks
import http_checks
import log_checks
import sdk_checks
import shutdown_checks
import stream_checks
from harness import Report
from world import World

# A release build takes one; a debug build on a busy machine may need more.
TIME_LIMIT_SECONDS = 300
MODULES = (sdk_checks, stream_checks, http_checks, bytes_checks, log_checks, cli_checks, shutdown_checks)


class Interrupted(BaseException):
    """The time is up, or somebody ended the run; no check may swallow it."""


def interrupt(number: int, _: object) -> None:
    """Signal handler: unwinds, so that children are ended."""
    raise Interrupted(
        f"not finished after {TIME_LIMIT_SECONDS} s" if number == signal.SIGALRM else f"signal {number}")


def main(arguments: list[str]) -> int:
    """Runs all checks; returns the exit code."""
    if len(arguments) != 1:
        print("usage: run.py PROGRAM", file=sys.stderr)
        return 64
    here = os.path.dirname(os.path.abspath(__file__))
    os.environ.setdefault("AUTOROUTER_MODELS", os.path.normpath(os.path.join(here, "..", "..", "Models")))
    for name in ("http_proxy", "https_proxy", "all_proxy", "OPENAI_BASE_URL"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    signal.alarm(TIME_LIMIT_SECONDS)
    print(f"openai {openai.__version__}, Python {sys.version.split()[0]}", flush=True)
    report = Report()
    with tempfile.TemporaryDirectory(prefix="autorouter-checks-") as folder:
        world = World(os.path.abspath(arguments[0]), folder)
        try:
            world.start()
            for module in MODULES:
                report.run(module.GROUP, world)
        except (Interrupted, KeyboardInterrupt) as reason:
            report.fail("the run", f"{reason!r}")
        except Exception as error:  # noqa: BLE001 - nothing could be started
            report.fail("starting", f"{type(error).__name__}: {error}")
        finally:
            signal.alarm(0)
            world.stop()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
