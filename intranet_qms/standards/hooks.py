"""What higher features know about clauses: what proves them, and what cites them.

They stand above the standards and may not be imported here; they register a source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor
from .workflow import ProofKind


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that has to do with a clause: its code, title and page.

    ``day``: the last day of an audit, the day on which a finding was raised. ``open``: an audit
    that goes on, a finding that is not closed.
    """

    code: str
    title: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    kind: ProofKind = ProofKind.DOCUMENT
    day: date | None = None
    open: bool = False


Proofs = Mapping[int, Sequence[Proof]]
"""By the internal number of the clause."""

Source = Callable[[Session, Actor, Sequence[int]], Proofs]
_sources: list[Source] = []


def proof_source(function: Source) -> Source:
    """Register a source: for clauses, what the actor may see of their proof, in one query."""
    if function not in _sources:
        _sources.append(function)
    return function


def proofs(session: Session, actor: Actor, clause_ids: Sequence[int]) -> dict[int, list[Proof]]:
    """What all features know about these clauses; a clause without proof is not in it."""
    found: dict[int, list[Proof]] = {}
    for source in _sources:
        for clause_id, listed in source(session, actor, clause_ids).items():
            found.setdefault(clause_id, []).extend(listed)
    return found


Uses = Mapping[int, Sequence[str]]
"""What cites a clause or an edition, by its code, by the internal number of the cited."""

UseSource = Callable[[Session, Sequence[int]], Uses]
_clause_uses: list[UseSource] = []
_edition_uses: list[UseSource] = []


def clause_use_source(function: UseSource) -> UseSource:
    """Register who cites clauses, whoever may see it: what is cited is not removed."""
    if function not in _clause_uses:
        _clause_uses.append(function)
    return function


def edition_use_source(function: UseSource) -> UseSource:
    """Register who cites editions as a whole."""
    if function not in _edition_uses:
        _edition_uses.append(function)
    return function


def _gathered(
    sources: Sequence[UseSource], session: Session, ids: Sequence[int]
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if not ids:
        return found
    for source in sources:
        for number, listed in source(session, ids).items():
            found.setdefault(number, []).extend(listed)
    return {number: list(dict.fromkeys(listed)) for number, listed in found.items()}


def clause_uses(session: Session, clause_ids: Sequence[int]) -> dict[int, list[str]]:
    """Everything that cites these clauses; a clause that nothing cites is not in it."""
    return _gathered(_clause_uses, session, clause_ids)


def edition_uses(session: Session, edition_ids: Sequence[int]) -> dict[int, list[str]]:
    """Everything that cites these editions as a whole."""
    return _gathered(_edition_uses, session, edition_ids)
