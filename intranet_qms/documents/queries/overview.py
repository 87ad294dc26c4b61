"""How the register of documents stands, in figures, for who answers for the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..models import Document, Revision
from ..workflow import OPEN_STATES, RevisionState

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """Documents in force, those whose review is overdue or due within 30 days, issues that are
    being written or wait for review or approval."""

    in_force: int
    overdue: int
    due_soon: int
    being_written: int
    waiting: int


def register_figures(session: Session, today: date) -> RegisterFigures:
    """The figures of the whole office. Two queries."""
    in_force = Document.current_state == RevisionState.EFFECTIVE
    row = session.execute(
        select(
            func.count().filter(in_force),
            func.count().filter(in_force, Document.review_due_on < today),
            func.count().filter(
                in_force, Document.review_due_on >= today, Document.review_due_on <= today + SOON
            ),
        ).select_from(Document)
    ).one()
    states: dict[str, int] = {
        str(state): number
        for state, number in session.execute(
            select(Revision.state, func.count())
            .where(Revision.state.in_(sorted(OPEN_STATES)))
            .group_by(Revision.state)
        )
    }
    written = states.get(RevisionState.DRAFT, 0)
    return RegisterFigures(
        int(row[0]), int(row[1]), int(row[2]), written, sum(states.values()) - written
    )


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A process or procedure in force, for a picture of what was audited."""

    document_id: int
    code: str
    title: str
    title_en: str


def processes(session: Session, kinds: tuple[str, ...], *, limit: int) -> list[ProcessRow]:
    """Documents of these kinds that are in force, by code. One query."""
    rows = session.execute(
        select(Document.id, Document.code, Document.title, Document.title_en)
        .where(Document.current_state == RevisionState.EFFECTIVE, Document.kind.in_(kinds))
        .order_by(Document.code_key, Document.id)
        .limit(limit)
    )
    return [ProcessRow(*row) for row in rows]
