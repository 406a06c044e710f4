"""A figure: how one way compares with another, round by round, and the table that people read."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    `values` holds one number a round: a ratio to `beside`, measured in the same round, or an amount with its `unit`.
    """

    what: str
    values: tuple[float, ...]
    beside: str = ""
    aim: str = ""
    unit: str = ""


def alternate(rounds: int, one: Callable[[], float], other: Callable[[], float]) -> tuple[float, ...]:
    """The cost of one in terms of the other, a ratio a round: they take turns, so a busy moment hits both."""
    ratios = []
    for number in range(rounds):
        if number % 2:
            base = other()
            ratios.append(one() / base)
        else:
            cost = one()
            ratios.append(cost / other())
    return tuple(ratios)


def table(figures: Iterable[Figure]) -> str:
    """What, median and range, aim."""
    rows: list[Sequence[str]] = [("what", "median", "range", "aim", "1 is")]
    for figure in figures:
        low, high = min(figure.values), max(figure.values)
        rows.append(
            (
                figure.what,
                f"{_short(statistics.median(figure.values))}{figure.unit and ' ' + figure.unit}",
                f"{_short(low)} to {_short(high)}",
                figure.aim,
                figure.beside,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _short(number: float) -> str:
    return f"{number:.3f}" if abs(number) < 0.1 else f"{number:.2f}" if abs(number) < 10 else f"{number:.0f}"
