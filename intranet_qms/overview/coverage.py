"""What was audited in the cycle and what was not, as a table of cells. Pure; reads values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..audits.queries.held import Covered

CHAPTERS = ("4", "5", "6", "7", "8", "9", "10")
"""Chapters with requirements, the same in ISO 9001 of 2015 and 2026."""
CYCLE_YEARS = 3
"""How long a certificate is valid, and so within how many years everything is audited."""
AGED = 365
"""Days after which an audit was long ago."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the picture.

    ``level``: ``recent`` (audited within a year), ``aged`` (audited earlier in the cycle),
    ``ahead`` (only planned) or ``none``. ``audit`` is the number of the audit that it leads to.
    """

    level: str
    day: date | None = None
    audit: str = ""
    times: int = 0


NOTHING = Cell("none")


def cell(audits: Iterable[Covered], today: date) -> Cell:
    """What audits of one place come to: the latest that was held, else the next that is planned."""
    held = [one for one in audits if one.held]
    if held:
        last = max(held, key=lambda one: one.first_day)
        level = "recent" if (today - last.first_day).days <= AGED else "aged"
        return Cell(level, last.first_day, last.number, len(held))
    ahead = [one for one in audits if not one.held]
    if ahead:
        following = min(ahead, key=lambda one: one.first_day)
        return Cell("ahead", following.first_day, following.number)
    return NOTHING


def by_chapters(
    audits: Sequence[Covered], unit_ids: Iterable[int], today: date
) -> dict[int, list[Cell]]:
    """For each unit a cell of each chapter."""
    of_unit: dict[int, list[Covered]] = {}
    for audit in audits:
        for unit_id in audit.unit_ids:
            of_unit.setdefault(unit_id, []).append(audit)
    return {
        unit_id: [
            cell([one for one in of_unit.get(unit_id, ()) if chapter in one.chapters], today)
            for chapter in CHAPTERS
        ]
        for unit_id in unit_ids
    }


def by_years(
    audits: Sequence[Covered], document_ids: Iterable[int], years: Sequence[int], today: date
) -> dict[int, list[Cell]]:
    """For each document a cell of each year."""
    of_document: dict[int, list[Covered]] = {}
    for audit in audits:
        for document_id in audit.document_ids:
            of_document.setdefault(document_id, []).append(audit)
    return {
        document_id: [
            cell([one for one in of_document.get(document_id, ()) if one.first_day.year == year],
                 today)
            for year in years
        ]
        for document_id in document_ids
    }  # fmt: skip


def share(rows: Mapping[int, Sequence[Cell]]) -> tuple[int, int]:
    """How many places were audited in the cycle, of how many."""
    cells = [one for row in rows.values() for one in row]
    return sum(one.level in ("recent", "aged") for one in cells), len(cells)


def rows_covered(rows: Mapping[int, Sequence[Cell]]) -> int:
    """How many rows have at least one place that was audited."""
    return sum(any(one.level in ("recent", "aged") for one in row) for row in rows.values())
