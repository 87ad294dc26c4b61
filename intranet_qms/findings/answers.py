"""The answers that a finding may rest on. Audits stand above findings and register what they have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..host import Actor
from .models import Finding


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer of the finding's audit.

    Args:
        answer: what was answered, in words; ``is_bad`` whether it speaks of a fault.
        fragment: where it stands on the page of the audit.
    """

    question_key: str
    sample: int
    question: str
    answer: str
    note: str = ""
    author: str = ""
    is_bad: bool = False
    fragment: str = ""


Source = Callable[[Session, Actor, Finding], Sequence[AnswerChoice]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; it answers in a constant number of queries, with nothing for what it does not
    know or the reader may not see."""
    if source not in _sources:
        _sources.append(source)
    return source


def choices(session: Session, actor: Actor, finding: Finding) -> list[AnswerChoice]:
    """The answers of the audit in which the finding was raised, bad ones first."""
    found = [one for source in _sources for one in source(session, actor, finding)]
    return sorted(found, key=lambda one: not one.is_bad)
