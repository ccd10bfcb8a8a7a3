"""What was measured, in one shape for the terminal, the JSON and the document."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

VERDICTS = {True: "met", False: "MISSED", None: ""}


@dataclass(frozen=True)
class Figure:
    """`goal` is written as it is read ("≤ 2.5"); `met` is None where there is none."""

    subject: str
    what: str
    value: str
    goal: str = ""
    met: bool | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def at_most(subject: str, what: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    return Figure(subject, what, f"{value:,.{digits}f}{unit}", f"≤ {limit:g}{unit}", value <= limit)


def at_least(subject: str, what: str, value: float, limit: float, unit: str = "", digits: int = 0) -> Figure:
    return Figure(subject, what, f"{value:,.{digits}f}{unit}", f"≥ {limit:,g}{unit}", value >= limit)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


median = statistics.median


def table(figures: Sequence[Figure]) -> list[str]:
    """The lines of a Markdown table, which also reads well on a terminal."""
    rows = [("Subject", "What", "Measured", "Goal", ""), *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [lines[0], rule, *lines[1:]]


def _cells(figure: Figure) -> tuple[str, ...]:
    return figure.subject, figure.what, figure.value, figure.goal, VERDICTS[figure.met]
