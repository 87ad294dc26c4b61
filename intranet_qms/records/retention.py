"""From when a record may go: the rules of archive categories. Pure.

Source: rozporządzenie Prezesa Rady Ministrów z dnia 18 stycznia 2011 r. w sprawie instrukcji
kancelaryjnej (Dz.U. 2011 nr 14 poz. 67): the time is counted in full calendar years from 1 January
of the year after that in which the matter ended. Category A goes to the state archive after 25
years (ustawa o narodowym zasobie archiwalnym, art. 5). The number after B or BE is years; BE is
looked at by the state archive before it goes; Bc may go as soon as it is of no more use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TRANSFER_YEARS = 25
_CATEGORY = re.compile(r"(A|BC|BE|B)(\d{0,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Category:
    """An archive category: ``A``, ``B``, ``BE`` or ``Bc`` with its years."""

    letters: str
    years: int = 0

    @property
    def is_permanent(self) -> bool:
        """Whether it is never destroyed."""
        return self.letters == "A"

    @property
    def needs_expertise(self) -> bool:
        """Whether the state archive looks at it first."""
        return self.letters == "BE"

    def __str__(self) -> str:
        return f"{self.letters}{self.years}" if self.letters in {"B", "BE"} else self.letters


def parse(text: str) -> Category | None:
    """A category as people write it; None for anything else. B and BE need their years."""
    match = _CATEGORY.fullmatch(text.strip().replace(" ", "").replace("-", ""))
    if match is None or not text.isascii():
        return None
    letters, years = match[1].upper(), match[2]
    if letters in {"A", "BC"}:
        return None if years else Category("A" if letters == "A" else "Bc")
    return Category(letters, int(years)) if years and int(years) else None


def due_on(category: Category, ended_on: date) -> date:
    """First day on which a record may be destroyed; for category A, handed over."""
    if category.letters == "Bc":
        return ended_on + timedelta(days=1)
    years = TRANSFER_YEARS if category.is_permanent else category.years
    return date(ended_on.year + 1 + years, 1, 1)


def cutoff(category: Category, today: date) -> date:
    """The day before which a matter must have ended for its record to be due today."""
    if category.letters == "Bc":
        return today
    years = TRANSFER_YEARS if category.is_permanent else category.years
    return date(today.year - years, 1, 1)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in the office, in UTC."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
