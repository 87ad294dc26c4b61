"""Reads of standards and clauses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, selectinload

from ..models import Clause, ClauseMapping, Milestone, StandardEdition


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


def clauses_with_editions(session: Session) -> Sequence[Clause]:
    """Every clause of every standard with its edition, the newest edition of each first. One query."""
    return session.scalars(
        select(Clause)
        .join(Clause.edition)
        .options(contains_eager(Clause.edition))
        .order_by(
            StandardEdition.standard, StandardEdition.edition.desc(), Clause.position, Clause.id
        )
    ).all()


def edition_by_uuid(session: Session, edition_uuid: uuid.UUID) -> StandardEdition | None:
    """One edition with its clauses in their order."""
    return session.scalars(
        select(StandardEdition)
        .where(StandardEdition.uuid == edition_uuid)
        .options(selectinload(StandardEdition.clauses))
    ).one_or_none()


def clause_counts(session: Session) -> dict[int, int]:
    """How many clauses each edition has, by its internal number."""
    rows = session.execute(select(Clause.edition_id, func.count()).group_by(Clause.edition_id))
    return {row[0]: row[1] for row in rows}


def requirement_counts(session: Session) -> dict[int, int]:
    """How many clauses of each edition have none below them: those ask for something."""
    below = aliased(Clause)
    rows = session.execute(
        select(Clause.edition_id, func.count())
        .where(
            ~select(below.id)
            .where(below.edition_id == Clause.edition_id, below.parent_number == Clause.number)
            .exists()
        )
        .group_by(Clause.edition_id)
    )
    return {row[0]: row[1] for row in rows}


def milestones(session: Session) -> Sequence[Milestone]:
    """The road to certification in its order."""
    return session.scalars(select(Milestone).order_by(Milestone.position, Milestone.id)).all()


def clause_ids(session: Session, edition_ids: Iterable[int]) -> dict[int, int]:
    """The edition of each clause of these editions, by the internal numbers of both."""
    rows = session.execute(
        select(Clause.id, Clause.edition_id).where(Clause.edition_id.in_(list(edition_ids)))
    )
    return {row[0]: row[1] for row in rows}


def mapped_editions(session: Session) -> Sequence[tuple[int, int]]:
    """Which editions are mapped: internal numbers of the earlier and of the later one."""
    earlier, later = aliased(Clause), aliased(Clause)
    return [
        (row[0], row[1])
        for row in session.execute(
            select(earlier.edition_id, later.edition_id)
            .select_from(ClauseMapping)
            .join(earlier, earlier.id == ClauseMapping.from_clause_id)
            .join(later, later.id == ClauseMapping.to_clause_id)
            .distinct()
        )
    ]


@dataclass(frozen=True, slots=True)
class Link:
    """A clause of another edition that a clause went to or came from, with its edition loaded."""

    clause: Clause
    note_pl: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one clause came from and went to, over all editions."""

    came_from: list[Link] = field(default_factory=list)
    went_to: list[Link] = field(default_factory=list)


def ways(session: Session, edition_id: int) -> dict[int, Ways]:
    """Where the clauses of an edition came from and went to, by their numbers. One query."""
    own, other = aliased(Clause), aliased(Clause)
    rows = session.execute(
        select(own.id, ClauseMapping, other)
        .select_from(ClauseMapping)
        .join(
            own,
            or_(own.id == ClauseMapping.from_clause_id, own.id == ClauseMapping.to_clause_id),
        )
        .join(
            other,
            (other.id != own.id)
            & or_(other.id == ClauseMapping.from_clause_id, other.id == ClauseMapping.to_clause_id),
        )
        .join(other.edition)
        .where(own.edition_id == edition_id)
        .options(contains_eager(other.edition))
        .order_by(StandardEdition.edition, other.position)
    )
    found: dict[int, Ways] = {}
    for own_id, mapping, clause in rows:
        way = found.setdefault(own_id, Ways())
        side = way.went_to if mapping.from_clause_id == own_id else way.came_from
        side.append(Link(clause, mapping.note_pl, mapping.note_en))
    return found
