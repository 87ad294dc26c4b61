"""How figures are taken: the thing and its plain baseline in turn, medians, ratios.

A ratio of two medians that were taken in turn means the same on any machine; a time alone does not.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    ``aim`` says in words what was aimed for; ``reached`` whether it was, or None where it is told
    without an aim.
    """

    name: str
    value: str
    aim: str = ""
    reached: bool | None = None


def in_turn(*actions: Callable[[], object], rounds: int, warm: int = 3) -> list[float]:
    """The median of each action in seconds, taken in turn so that a drifting machine hits all."""
    taken: list[list[float]] = [[] for _ in actions]
    for number in range(rounds + warm):
        for times, action in zip(taken, actions, strict=True):
            begun = time.perf_counter()
            action()
            if number >= warm:
                times.append(time.perf_counter() - begun)
    return [statistics.median(times) for times in taken]


def at_most(name: str, ratio: float, limit: float, *, note: str = "") -> Figure:
    """A ratio that should stay below ``limit``."""
    return Figure(name, f"{ratio:.2f} ×{note}", f"at most {limit:g} ×", ratio <= limit)


def at_least(name: str, ratio: float, limit: float, *, note: str = "") -> Figure:
    """A ratio that should reach ``limit``."""
    return Figure(name, f"{ratio:.2f} ×{note}", f"at least {limit:g} ×", ratio >= limit)


def table(figures: Sequence[Figure]) -> str:
    """The figures as rows of the table that ``python -m benchmarks`` begins."""
    marks = {True: "reached", False: "NOT reached", None: ""}
    return "\n".join(
        f"| {figure.name} | {figure.value} | {' '.join((figure.aim, marks[figure.reached])).strip()} |"
        for figure in figures
    )
