"""Goals, figures, and the table that puts them side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

HEADER = ("what", "reference", "goal", "measured", "reached?")


class Sense(Enum):
    """Which side of a goal is the good one."""

    AT_LEAST = "≥"
    AT_MOST = "≤"


@dataclass(frozen=True)
class Figure:
    """A measured value, its standard error where the metrics script gives one, and an addition for the reader."""

    value: float | None
    error: float | None = None
    addition: str = ""


@dataclass(frozen=True)
class Goal:
    """What is to be reached, next to what others reach; `form` is the format of the numbers."""

    what: str
    reference: str
    sense: Sense
    goal: float
    form: str = ".3f"
    unit: str = ""

    def text(self, value: float) -> str:
        """A value in the form of this goal."""
        return f"{value:{self.form}}{self.unit}".replace("-", "−")

    def cells(self, figure: Figure | None) -> tuple[str, ...]:
        """One line of the table; without a figure, or without a value in it, the goal is not reached."""
        goal = f"{self.sense.value} {self.text(self.goal)}"
        if figure is None:
            return (self.what, self.reference, goal, "–", "not measured")
        if figure.value is None:
            return (self.what, self.reference, goal, f"none {figure.addition}".rstrip(), "no")
        error = "" if figure.error is None else f" ± {figure.error:.4f}"
        measured = f"{self.text(figure.value)}{error} {figure.addition}".rstrip()
        return (self.what, self.reference, goal, measured, self.verdict(figure.value))

    def verdict(self, value: float) -> str:
        """Yes or no, and the distance to the goal."""
        margin = value - self.goal if self.sense is Sense.AT_LEAST else self.goal - value
        distance = self.text(abs(margin)).lstrip("+")
        return f"{'yes' if margin >= 0 else 'no'}, by {distance}"


@dataclass
class Section:
    """Goals that are measured together, and what came of it."""

    title: str
    goals: list[Goal]
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failure: str | None = None

    def lines(self) -> list[tuple[str, ...]]:
        """The section's part of the table."""
        figures = [*self.figures, *[None] * (len(self.goals) - len(self.figures))]
        rows = [("  " + what, *rest) for what, *rest in map(Goal.cells, self.goals, figures)]
        return [(self.title, "", "", "", ""), *rows]

    def remarks(self) -> list[str]:
        """Notes, and why figures are missing."""
        return self.notes + ([f"NOT MEASURED: {self.failure}"] if self.failure else [])


def render(sections: list[Section]) -> str:
    """The table, with the notes below it."""
    lines = [HEADER, *[line for section in sections for line in section.lines()]]
    # Titles have the line to themselves and may run over the columns.
    widths = [max(len(line[column]) for line in lines if line[1]) for column in range(len(HEADER))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    text.insert(1, "  ".join("─" * width for width in widths))
    for section in sections:
        if section.remarks():
            text += ["", section.title, *[f"  {remark}" for remark in section.remarks()]]
    return "\n".join(text)
