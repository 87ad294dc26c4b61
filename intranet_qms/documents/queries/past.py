"""The register as it stood on a day of the past, each text with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from ...access import GUEST_ROLE
from ...errors import Invalid
from ...host import Actor
from ...http import Page, paginate
from ...i18n import t
from ...people.queries import UnitThen, units_on
from ..models import Document, EarlierOwnerUnit, Revision
from ..workflow import RevisionState
from .proof import Proof, prove


@dataclass(frozen=True, slots=True, kw_only=True)
class PastFilter:
    """What the reader asks the register of a day for. Empty means any."""

    day: date
    text: str = ""
    """Part of the title or the code as they were then."""
    kind: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class PastRow:
    """One document as it stood: the issue in force then, with the unit that kept it then."""

    document: Document
    revision: Revision
    unit: UnitThen | None
    proof: Proof


@dataclass(frozen=True, slots=True)
class PastRegister:
    """One page of it. ``altered`` are the rows whose proof does not hold."""

    page: Page
    rows: list[PastRow]

    @property
    def altered(self) -> list[PastRow]:
        """What is not what the trail remembers."""
        return [one for one in self.rows if not one.proof.holds]


def day_of(raw: str, today: date) -> date | None:
    """The day of an address; None for none.

    Raises:
        Invalid: no date, or one that has not come yet.
    """
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError as error:
        raise Invalid("documents.day", t("This is not a date.")) from error
    if not date(1900, 1, 1) <= day <= today:
        raise Invalid(
            "documents.day_ahead",
            t("The register can be shown as it stood on a day up to today."),
            way_out=t("Choose a day that has been."),
        )
    return day


def register_on(
    session: Session, actor: Actor, asked: PastFilter, *, page: int = 1, per_page: int = 25
) -> PastRegister:
    """One page of the documents in force on a day, by code; a constant number of queries."""
    unit = _unit_on(asked.day)
    query = (
        select(Revision, unit.label("unit_id"))
        .join(Revision.document)
        .where(*_conditions(actor, asked, unit))
        .options(contains_eager(Revision.document), selectinload(Revision.decisions))
        .order_by(Document.code_key, Document.id)
    )
    found = paginate(session, query, page=page, per_page=per_page, scalars=False)
    revisions = [row[0] for row in found.items]
    units = units_on(session, [row[1] for row in found.items if row[1] is not None], asked.day)
    proofs = prove(session, revisions)
    return PastRegister(
        found,
        [
            PastRow(one.document, one, units.get(unit_id), proofs[one.id])
            for one, unit_id in found.items
        ],
    )


def _unit_on(day: date) -> ColumnElement[Any]:
    """The unit that kept a document on a day: what stood before the first change after it."""
    before = (
        select(EarlierOwnerUnit.unit_id)
        .where(EarlierOwnerUnit.document_id == Document.id, EarlierOwnerUnit.until > day)
        .order_by(EarlierOwnerUnit.until, EarlierOwnerUnit.id)
        .limit(1)
    )
    changed = (
        select(EarlierOwnerUnit.id)
        .where(EarlierOwnerUnit.document_id == Document.id, EarlierOwnerUnit.until > day)
        .exists()
    )
    return case((changed, before.scalar_subquery()), else_=Document.owner_unit_id)


def _conditions(
    actor: Actor, asked: PastFilter, unit: ColumnElement[Any]
) -> list[ColumnElement[bool]]:
    conditions = [in_force_on(asked.day)]
    if actor.has_role(GUEST_ROLE):
        # They read what is in force now, also where it was in force then.
        conditions.append(Revision.state == RevisionState.EFFECTIVE)
    if asked.kind:
        conditions.append(Document.kind == asked.kind)
    if asked.unit_id is not None:
        conditions.append(unit == asked.unit_id)
    if asked.text.strip():
        text = asked.text.strip()
        conditions.append(
            or_(
                Revision.title.icontains(text, autoescape=True),
                Revision.title_en.icontains(text, autoescape=True),
                Document.code.icontains(text, autoescape=True),
            )
        )
    return conditions


def in_force_on(day: date) -> ColumnElement[bool]:
    """Whether an issue was in force on a day by the office's calendar."""
    return (
        Revision.published_at.is_not(None)
        & (Revision.in_force_from <= day)
        & or_(Revision.in_force_until.is_(None), Revision.in_force_until > day)
    )


def revision_on(session: Session, document: Document, day: date) -> Revision | None:
    """The issue of a document that was in force on a day, with its decisions and paragraphs."""
    query = (
        select(Revision)
        .where(Revision.document_id == document.id, in_force_on(day))
        .options(
            selectinload(Revision.assignments),
            selectinload(Revision.decisions),
            selectinload(Revision.paragraphs),
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()
