"""What higher features add to the pages of citizens: a line in the foot of each.

Nothing of it may depend on who reads: the pages are kept by caches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence for citizens, and what is told beside it."""

    text: str
    note: str = ""


LineSource = Callable[[Session, date, Any], Line | None]
_sources: list[LineSource] = []


def line_source(function: LineSource) -> LineSource:
    """Register a source; it gets the day and the configuration, and answers by one query."""
    if function not in _sources:
        _sources.append(function)
    return function


def lines(session: Session, today: date, config: Any) -> list[Line]:
    """The lines of all features."""
    found = (source(session, today, config) for source in _sources)
    return [line for line in found if line is not None]
