"""Reads of standards and clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from .models import Clause, StandardEdition


def editions(session: Session) -> Sequence[StandardEdition]:
    """All editions, the newest first."""
    return session.scalars(
        select(StandardEdition).order_by(StandardEdition.standard, StandardEdition.edition.desc())
    ).all()


def edition(session: Session, standard: str, name: str) -> StandardEdition | None:
    """One edition with its clauses."""
    return session.scalars(
        select(StandardEdition)
        .where(StandardEdition.standard == standard, StandardEdition.edition == name)
        .options(selectinload(StandardEdition.clauses))
    ).one_or_none()


def clauses(session: Session, edition_id: int) -> Sequence[Clause]:
    """The clauses of an edition in their order."""
    return session.scalars(
        select(Clause).where(Clause.edition_id == edition_id).order_by(Clause.position)
    ).all()


def clauses_by_ids(session: Session, ids: Iterable[int]) -> Sequence[Clause]:
    """Clauses by internal numbers, with their editions."""
    return session.scalars(
        select(Clause)
        .where(Clause.id.in_(list(ids)))
        .options(selectinload(Clause.edition))
        .order_by(Clause.position)
    ).all()
