"""Documents whose periodic review is due, and what came of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, joinedload

from ...host import Actor
from ...http import Page, paginate
from ..models import Document, PeriodicReview, Revision
from ..permissions import sees_everything
from ..workflow import OPEN_STATES, RevisionState

AHEAD = {"overdue": 0, "30": 30, "90": 90}
"""How many days ahead each filter looks."""


@dataclass(frozen=True, slots=True)
class DueReview:
    """A document to look at; ``open_issue`` is its next issue where one is on its way."""

    document: Document
    open_issue: Revision | None
    last: PeriodicReview | None


@dataclass(frozen=True, slots=True)
class DueReviews:
    """One page of them."""

    page: Page
    rows: list[DueReview]


def due_reviews_of(
    session: Session,
    actor: Actor,
    *,
    today: date,
    ahead: str = "30",
    everybody: bool = False,
    page: int = 1,
    per_page: int = 25,
) -> DueReviews:
    """Documents whose review is overdue or due soon, the most overdue first.

    Args:
        ahead: one of ``AHEAD``.
        everybody: all of the office's, for the representative; else the actor's own, those of whom
            they deputise for, and those of the units that they lead.
    """
    limit = today + timedelta(days=AHEAD[ahead] if ahead != "overdue" else -1)
    query = (
        select(Document)
        .where(
            Document.current_state == RevisionState.EFFECTIVE,
            Document.review_due_on <= limit,
            _whose(actor, everybody),
        )
        .options(joinedload(Document.owner), joinedload(Document.owner_unit))
        .order_by(Document.review_due_on, Document.code_key)
    )
    found = paginate(session, query, page=page, per_page=per_page)
    ids = [one.id for one in found.items]
    on_the_way = {
        one.document_id: one
        for one in session.scalars(
            select(Revision).where(
                Revision.document_id.in_(ids), Revision.state.in_(sorted(OPEN_STATES))
            )
        )
    }
    last = {
        one.document_id: one
        for one in session.scalars(
            select(PeriodicReview)
            .where(PeriodicReview.document_id.in_(ids))
            .order_by(PeriodicReview.id)
        )
    }
    return DueReviews(
        found, [DueReview(one, on_the_way.get(one.id), last.get(one.id)) for one in found.items]
    )


def _whose(actor: Actor, everybody: bool) -> ColumnElement[bool]:
    if everybody and sees_everything(actor):
        return true()
    return or_(
        Document.owner_id.in_(sorted({actor.person_id, *actor.covers_person_ids})),
        Document.owner_unit_id.in_(sorted(actor.headed_unit_ids)),
    )


def periodic_reviews(session: Session, document: Document) -> Sequence[PeriodicReview]:
    """What came of the reviews of a document, the latest first."""
    return session.scalars(
        select(PeriodicReview)
        .where(PeriodicReview.document_id == document.id)
        .order_by(PeriodicReview.id.desc())
    ).all()
