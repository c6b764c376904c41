#!/usr/bin/env python3
"""How well the router chooses: every figure next to a reference and its goal (`make quality`).

    python3 Training/quality/quality.py --data FOLDER [--program PATH] [--bundle FOLDER] [--only NAME …] [--quick]

FOLDER holds the outcome tables and the script metrics.py, which computes the figures of quality. Training is given
tables that hold `train` rows and no others, routing is given prompts without outcomes: no setting can come from what is
measured on. `evaluate --leave-out model` alone reads a whole table; one of its figures is measured again in the strict
way, and must agree. What `train` says of how its settings were chosen stands below the table of figures. All is written
into a temporary folder.

Exit codes: 0 all was measured, whether goals were reached or not, or SKIPPED; 1 something could not be measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from measures import Measures, sections
from program import ROOT, Failure, Metrics, Program, python_with_numpy
from report import Section, render

SLOW = "unseen_model"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the outcome tables and of metrics.py")
    parser.add_argument("--program", type=Path, default=ROOT / ".build/release/autorouter", help="the program")
    parser.add_argument(
        "--bundle", type=Path, default=ROOT / "Models/default", help="what counts as the shipped bundle"
    )
    parser.add_argument("--only", nargs="+", choices=list(sections()), help="these groups only")
    parser.add_argument("--quick", action="store_true", help=f"without {SLOW}, which trains once for each model")
    return parser.parse_args()


def skip(reason: str) -> None:
    """Ends the run without a figure."""
    print(f"quality SKIPPED: {reason}")
    sys.exit(0)


def measure(measures: Measures, name: str, section: Section) -> None:
    """Measures one group; a failure stays in its section, so that the others are still measured."""
    started = time.monotonic()
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    try:
        getattr(measures, name)(section)
    except Failure as failure:
        section.failure = str(failure)
    except (OSError, LookupError, ValueError) as error:
        section.failure = f"{type(error).__name__}: {error}"
    print(f"  {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def chosen(given: argparse.Namespace) -> dict[str, Section]:
    """The groups to measure; speed needs the training of the first."""
    names = set(given.only or sections())
    if "speed" in names:
        names.add("mmlu_pro")
    if given.quick:
        names.discard(SLOW)
    return {name: section for name, section in sections().items() if name in names}


def main() -> int:
    """Measures, prints, and returns the exit code."""
    given = arguments()
    script = given.data / "metrics.py"
    if not script.is_file():
        skip(f"there are no outcome tables with their metrics.py in {given.data}; name their folder with DATA=…")
    if not given.program.is_file():
        raise SystemExit(f"quality: there is no program at {given.program}; `make build` makes it")
    try:
        python = python_with_numpy()
    except Failure as failure:
        skip(f"NumPy is missing and cannot be installed ({failure})")
    parts = chosen(given)
    with tempfile.TemporaryDirectory(prefix="autorouter-quality-") as folder:
        program = Program(given.program.resolve(), Path(folder), given.bundle.resolve())
        measures = Measures(program, Metrics(python, script.resolve()), given.data.resolve())
        for name, section in parts.items():
            measure(measures, name, section)
    print(render(list(parts.values())))
    if given.quick:
        print(f"\n{SLOW}: left out by --quick (it trains once for each of the models)")
    return 1 if any(section.failure for section in parts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
