"""What higher features know about clauses: which documents prove them, which questions ask.

They stand above the standards and may not be imported here; they register a source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that proves a clause: its code, title and page."""

    code: str
    title: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


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
