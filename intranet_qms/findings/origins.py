"""Where a finding of an audit comes from, in words. Audits stand above findings and register this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..host import Actor
from .models import Finding


@dataclass(frozen=True, slots=True)
class Origin:
    """The audit and the question behind a finding. ``readable``: whether the reader may open it."""

    audit_number: str
    audit_title: str
    readable: bool
    question: str = ""


Source = Callable[[Session, Actor, Sequence[Finding]], Mapping[int, Origin]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; it answers for many findings in a constant number of queries."""
    if source not in _sources:
        _sources.append(source)
    return source


def origins(session: Session, actor: Actor, findings: Sequence[Finding]) -> dict[int, Origin]:
    """Where findings come from, by their internal number."""
    found: dict[int, Origin] = {}
    for source in _sources:
        found.update(source(session, actor, findings))
    return found
