"""Checks the program with real SDKs and plain HTTP: `run.py [--soak N] [--kill N] PROGRAM [TOPIC...]`.

Only loopback is used; nothing is left running. `--soak` sets the number of failing requests that are sent in a row,
`--kill` how often the program is killed under load; topics, such as `failures`, limit the run to groups of these names.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import sys
import tempfile

import openai

import access_checks
import bytes_checks
import cli_checks
import dialect_checks
import failure_checks
import http_checks
import kill_checks
import log_checks
import parameter_checks
import record_checks
import responses_checks
import sdk_checks
import shutdown_checks
import soak_checks
import stream_checks
from harness import Report
from world import World

# A release build takes one; a debug build on a busy machine may need more.
TIME_LIMIT_SECONDS = 300
MODULES = [
    sdk_checks, stream_checks, responses_checks, http_checks, bytes_checks, dialect_checks, parameter_checks, access_checks,
    record_checks, log_checks, failure_checks, soak_checks, cli_checks, shutdown_checks, kill_checks]
# Further SDKs, each with its checks, where they are installed.
SDKS = {"openrouter": "openrouter_checks", "anthropic": "anthropic_checks"}


def modules() -> list:
    """All checks that can be run here."""
    found = list(MODULES)
    for package, name in SDKS.items():
        if importlib.util.find_spec(package) is None:
            print(f"client checks with {package} SKIPPED: it is not installed", flush=True)
        else:
            found.insert(3, importlib.import_module(name))
    return found


class Interrupted(BaseException):
    """The time is up, or somebody ended the run; no check may swallow it."""


def interrupt(number: int, _: object) -> None:
    """Signal handler: unwinds, so that children are ended."""
    raise Interrupted(
        f"not finished after {TIME_LIMIT_SECONDS} s" if number == signal.SIGALRM else f"signal {number}")


def main(arguments: list[str]) -> int:
    """Runs all checks; returns the exit code."""
    parser = argparse.ArgumentParser(prog="run.py")
    parser.add_argument("program")
    parser.add_argument("topics", nargs="*")
    parser.add_argument("--soak", type=int, default=soak_checks.REQUESTS)
    parser.add_argument("--kill", type=int, default=kill_checks.ROUNDS)
    options = parser.parse_intermixed_args(arguments)
    soak_checks.REQUESTS = options.soak
    kill_checks.ROUNDS = options.kill
    here = os.path.dirname(os.path.abspath(__file__))
    os.environ.setdefault("AUTOROUTER_MODELS", os.path.normpath(os.path.join(here, "..", "..", "Models")))
    for name in ("http_proxy", "https_proxy", "all_proxy", "OPENAI_BASE_URL"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    signal.alarm(TIME_LIMIT_SECONDS + options.soak // 20 + 3 * options.kill)
    print(f"openai {openai.__version__}, Python {sys.version.split()[0]}", flush=True)
    report = Report()
    with tempfile.TemporaryDirectory(prefix="autorouter-checks-") as folder:
        world = World(os.path.abspath(options.program), folder)
        try:
            world.start()
            for module in modules():
                if not options.topics or module.GROUP.topic in options.topics:
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
