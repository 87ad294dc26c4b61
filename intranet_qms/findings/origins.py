"""Where a finding comes from, in words. Audits and citizens stand above findings and register this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..host import Actor
from .answers import AnswerChoice as AnswerChoice  # audits say here what they have
from .answers import register as register_answers
from .models import Finding
from .pictures import Piece as Piece
from .pictures import Pieces as Pieces
from .pictures import register as register_pieces


@dataclass(frozen=True, slots=True)
class Origin:
    """What is behind a finding: an audit with its question, or a guide that a citizen spoke of.

    ``readable``: whether the reader may open it, at ``endpoint`` with ``values``; an audit where
    they are left out.
    """

    audit_number: str
    audit_title: str
    readable: bool
    question: str = ""
    kind: str = "audit"
    endpoint: str = "audits_show"
    values: Mapping[str, str] | None = None

    @property
    def at(self) -> Mapping[str, str]:
        """The parts of its address."""
        return {"number": self.audit_number} if self.values is None else self.values


__all__ = [
    "AnswerChoice",
    "Origin",
    "Piece",
    "Pieces",
    "origins",
    "register",
    "register_answers",
    "register_pieces",
]

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
