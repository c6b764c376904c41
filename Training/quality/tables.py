"""Outcome tables: reading, choosing rows, and writing the temporary ones that training and routing are given."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

PROMPT_KEYS = ("id", "prompt", "messages")


def read(path: Path) -> list[dict]:
    """All rows of a gzipped JSON Lines table."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write(rows: list[dict], path: Path) -> Path:
    """Writes rows as gzip at the fastest level; gives the path back."""
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def write_prompts(rows: list[dict], path: Path) -> Path:
    """Writes ids and prompts alone, so that what is routed cannot carry an outcome."""
    return write([{key: row[key] for key in PROMPT_KEYS if key in row} for row in rows], path)


def of_split(rows: list[dict], split: str) -> list[dict]:
    """Rows of one split."""
    return [row for row in rows if row["split"] == split]


def lowest_digests(rows: list[dict], count: int) -> list[dict]:
    """The rows whose ids have the lowest SHA-1."""
    return sorted(rows, key=lambda row: hashlib.sha1(row["id"].encode()).hexdigest())[:count]


def category_folds(rows: list[dict], count: int) -> list[list[str]]:
    """Categories dealt to folds in alphabetical order."""
    names = sorted({row["category"] for row in rows})
    return [names[fold::count] for fold in range(count)]


def without_model(rows: list[dict], model: str, labelled: list[dict]) -> list[dict]:
    """Rows without a model's outcomes, but for the labelled ones; rows without any outcome are left out."""
    kept = {row["id"] for row in labelled}
    stripped = [
        row if row["id"] in kept else {**row, "outcomes": {k: v for k, v in row["outcomes"].items() if k != model}}
        for row in rows
    ]
    return [row for row in stripped if row["outcomes"]]


def scores_of(rows: list[dict], model: str) -> list[dict]:
    """Rows with one model's scores and nothing else; rows without a score are left out."""
    return [
        {"id": row["id"], "split": row["split"], "outcomes": {model: {"score": row["outcomes"][model]["score"]}}}
        for row in rows
        if model in row["outcomes"]
    ]
