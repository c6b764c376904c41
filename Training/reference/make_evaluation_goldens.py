#!/usr/bin/env python3
"""Golden figures of `autorouter evaluate`, from the metrics program that comes with the outcome tables.

    python3 Training/reference/make_evaluation_goldens.py METRICS.py  # from the repository's root

Makes small tables with gaps, ties and missing costs, lets METRICS.py judge them, and writes tables, estimates and figures to
Tests/RouterTrainingTests/Fixtures/evaluation-v1.json. Brier score and calibration error (15 bins of equal width) are written
down again here, because METRICS.py has none.

Made with Python 3.11 and NumPy 2.4.6.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
MODELS = ["small", "medium", "large", "odd"]


def table(random, *, gaps, costs, forecasts, decimals):
    """Rows and estimates of 150 prompts."""
    rows, estimates = [], []
    for n in range(150):
        difficulty = random.uniform(-0.3, 0.3)
        outcomes, candidates = {}, []
        for k, model in enumerate(MODELS):
            chance = np.clip([0.45, 0.6, 0.7, 0.5][k] + difficulty + random.normal(0, 0.1), 0.02, 0.98)
            score = float(random.uniform() < chance) if model != "odd" else round(float(random.uniform()), 2)
            cost = round(float([1e-4, 5e-4, 3e-3, 2e-3][k] * random.uniform(0.5, 1.5)), 8)
            if random.uniform() >= gaps:
                outcomes[model] = {"score": score, **({"cost_usd": cost} if costs else {})}
            candidate = {"model": model, "quality": round(float(np.clip(chance + random.normal(0, 0.1), 0, 1)), decimals)}
            if forecasts == "all" or forecasts == "some" and k != 1:
                candidate["cost_usd"] = round(float([1e-4, 5e-4, 3e-3, 2e-3][k] * random.uniform(0.9, 1.1)), 8)
            candidates.append(candidate)
        rows.append({"id": f"q{n}", "category": "xyz"[n % 3], "split": "test" if n % 5 < 2 else "train", "outcomes": outcomes})
        estimates.append({"id": f"q{n}", "model": MODELS[int(random.integers(4))], "candidates": candidates})
    return rows, estimates


def calibration(rows, estimates, split, models):
    """Brier score and expected calibration error of each model."""
    figures = []
    for model in models:
        pairs = [(next(c["quality"] for c in e["candidates"] if c["model"] == model), r["outcomes"][model]["score"])
                 for r, e in zip(rows, estimates)
                 if (split == "all" or r["split"] == split) and all(m in r["outcomes"] for m in models)]
        quality, score = np.array(pairs).T
        bins = np.minimum(14, (quality * 15).astype(int))
        error = sum(abs(quality[bins == b].mean() - score[bins == b].mean()) * (bins == b).mean() for b in set(bins))
        figures.append({"brier": float(((quality - score) ** 2).mean()), "ece": float(error)})
    return figures


def judge(program, rows, estimates, arguments):
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in (("table", rows), ("estimates", estimates)):
            (Path(folder) / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        command = [sys.executable, program, f"{folder}/table.jsonl", f"{folder}/estimates.jsonl", *arguments]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compact(rows, estimates):
    return [{
        "id": r["id"], "category": r["category"], "split": r["split"], "choice": MODELS.index(e["model"]),
        "scores": [r["outcomes"].get(m, {}).get("score") for m in MODELS], "costs": [r["outcomes"].get(m, {}).get("cost_usd") for m in MODELS],
        "qualities": [c["quality"] for c in e["candidates"]], "forecasts": [c.get("cost_usd") for c in e["candidates"]],
    } for r, e in zip(rows, estimates)]


def main():
    random = np.random.default_rng(20261122)
    cases = []
    for name, settings, split, pair in (
        ("complete", dict(gaps=0, costs=True, forecasts="all", decimals=4), "test", None),
        ("gaps, ties, no forecast of one model", dict(gaps=0.05, costs=True, forecasts="some", decimals=1), "test", None),
        ("all rows", dict(gaps=0.02, costs=True, forecasts="none", decimals=3), "all", None),
        ("no costs", dict(gaps=0.05, costs=False, forecasts="all", decimals=2), "test", None),
        ("pair", dict(gaps=0.1, costs=True, forecasts="all", decimals=2), "test", ["large", "small"]),
    ):
        rows, estimates = table(random, **settings)
        models = pair or MODELS
        arguments = ["--split", split, "--models", ",".join(models)] + (["--pair", ",".join(pair)] if pair else [])
        cases.append({
            "name": name, "models": MODELS, "evaluated": models, "split": split, "rows": compact(rows, estimates),
            "figures": judge(sys.argv[1], rows, estimates, arguments), "calibration": calibration(rows, estimates, split, models)})
    path = ROOT / "Tests/RouterTrainingTests/Fixtures/evaluation-v1.json"
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
