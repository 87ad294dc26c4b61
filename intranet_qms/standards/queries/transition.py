"""Reads of the way from one edition to another."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from ...host import Actor
from ..models import Clause, ClauseMapping, StandardEdition, TransitionVerdict
from ..workflow import Verdict


def verdicts(session: Session, earlier_id: int, later_id: int) -> dict[int, TransitionVerdict]:
    """The office's own verdicts about the clauses of a later edition, with their owners."""
    rows = session.scalars(
        select(TransitionVerdict)
        .join(Clause, Clause.id == TransitionVerdict.clause_id)
        .where(TransitionVerdict.earlier_edition_id == earlier_id, Clause.edition_id == later_id)
        .options(joinedload(TransitionVerdict.owner))
    )
    return {one.clause_id: one for one in rows}


def clause_by_uuid(session: Session, clause_uuid: uuid.UUID) -> Clause | None:
    """One clause with its edition."""
    return session.scalars(
        select(Clause).where(Clause.uuid == clause_uuid).options(joinedload(Clause.edition))
    ).one_or_none()


def mapping_lines(
    session: Session, earlier_id: int, later_id: int
) -> list[tuple[Clause, Clause, ClauseMapping]]:
    """The lines between two editions in the order of the later one."""
    old, new = aliased(Clause), aliased(Clause)
    rows = session.execute(
        select(old, new, ClauseMapping)
        .select_from(ClauseMapping)
        .join(old, old.id == ClauseMapping.from_clause_id)
        .join(new, new.id == ClauseMapping.to_clause_id)
        .where(old.edition_id == earlier_id, new.edition_id == later_id)
        .options(joinedload(old.edition), joinedload(new.edition))
        .order_by(new.position, old.position)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def to_do(session: Session, actor: Actor) -> Sequence[tuple[TransitionVerdict, StandardEdition]]:
    """What the actor, or whom they stand in for, has to do for clauses, with the earlier edition."""
    rows = session.execute(
        select(TransitionVerdict, StandardEdition)
        .join(StandardEdition, StandardEdition.id == TransitionVerdict.earlier_edition_id)
        .where(
            TransitionVerdict.verdict == Verdict.TO_DO,
            TransitionVerdict.owner_id.in_([actor.person_id, *actor.covers_person_ids]),
        )
        .options(joinedload(TransitionVerdict.clause).joinedload(Clause.edition))
        .order_by(TransitionVerdict.due_on)
    )
    return [(row[0], row[1]) for row in rows]


def decided_counts(session: Session) -> dict[tuple[int, int], dict[str, int]]:
    """How many clauses have which verdict, by earlier and later edition."""
    found: dict[tuple[int, int], dict[str, int]] = {}
    for earlier, later, verdict, number in session.execute(
        select(
            TransitionVerdict.earlier_edition_id,
            Clause.edition_id,
            TransitionVerdict.verdict,
            func.count(),
        )
        .join(Clause, Clause.id == TransitionVerdict.clause_id)
        .group_by(
            TransitionVerdict.earlier_edition_id, Clause.edition_id, TransitionVerdict.verdict
        )
    ):
        found.setdefault((earlier, later), {})[str(verdict)] = number
    return found
