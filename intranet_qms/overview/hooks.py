"""Where higher features put their part of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with where it leads. ``note`` says in words what the tone only repeats."""

    label: str
    value: int | str
    url: str = ""
    note: str = ""
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: figures, or a template that is included and finds this as ``part``.

    ``url``: where all of it stands.
    """

    title: str
    figures: tuple[Figure, ...] = ()
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    order: int = 50


PartSource = Callable[[Session, Actor, date], Part | None]
_sources: list[PartSource] = []


def part_source(function: PartSource) -> PartSource:
    """Register a part; each answers in a constant number of queries."""
    if function not in _sources:
        _sources.append(function)
    return function


def parts(session: Session, actor: Actor, today: date) -> list[Part]:
    """What higher features add for this reader, in order."""
    made = (source(session, actor, today) for source in _sources)
    return sorted((one for one in made if one is not None), key=lambda one: one.order)
