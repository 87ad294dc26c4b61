"""Who has to read what: a person's own list, and who is missing over all documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from ...host import Actor
from ...http import Page, paginate
from ..models import Acknowledgement, DistributionEntry, Document, ReadingRequest, Revision
from ..neighbours import PERSON, UNIT
from ..reading_notices import issue_label, owed
from ..workflow import DocumentKind, RevisionState

SEE_ALL = ("qms_representative", "auditor", "lead_auditor", "top_management")
"""Roles that see who has read what in the whole office; heads see their own units."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An issue that somebody has to read and confirm."""

    code: str
    kind: DocumentKind
    title: str
    title_en: str
    number: int
    label: str
    owed_since: datetime
    change_summary: str
    characters: int

    @property
    def minutes(self) -> int:
        """How long it takes to read, at a thousand characters a minute."""
        return max(1, round(self.characters / 1000))


def own_reading(session: Session, person_id: int) -> list[Owed]:
    """What somebody has to read, the oldest first; one query."""
    rows = session.execute(
        select(
            Document.code, Document.kind, Revision.title, Revision.title_en, Revision.number,
            Revision.major_number, Revision.minor_number, Acknowledgement.owed_since,
            Revision.change_summary, func.length(Revision.body),
        )
        .join_from(Acknowledgement, Revision, Revision.id == Acknowledgement.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .where(Acknowledgement.person_id == person_id, *owed())
        .order_by(Acknowledgement.owed_since, Document.code_key)
    )  # fmt: skip
    return [
        Owed(
            row[0], row[1], row[2], row[3], row[4], issue_label(row[4], row[5], row[6]),
            row[7], row[8], row[9] or 0,
        )
        for row in rows
    ]  # fmt: skip


def own_reading_count(session: Session, person_id: int) -> int:
    """How many issues somebody has to read."""
    return (
        session.scalar(
            select(func.count(Acknowledgement.id))
            .join(Revision, Revision.id == Acknowledgement.revision_id)
            .where(Acknowledgement.person_id == person_id, *owed())
        )
        or 0
    )


def units_seen(session: Session, actor: Actor) -> frozenset[int] | None:
    """The units whose people's confirmations somebody may see: None for all of the office, else
    those that they lead with the units below."""
    if actor.has_role(*SEE_ALL):
        return None
    return units_with_those_below(session, actor.headed_unit_ids)


def units_with_those_below(session: Session, unit_ids: Iterable[int]) -> frozenset[int]:
    """These units and every unit below them; one query."""
    first = select(UNIT.c.id).where(UNIT.c.id.in_(sorted(unit_ids)))
    tree = first.cte("seen", recursive=True)
    tree = tree.union(select(UNIT.c.id).join_from(tree, UNIT, UNIT.c.parent_id == tree.c.id))
    return frozenset(session.scalars(select(tree.c.id)))


@dataclass(frozen=True, slots=True)
class Missing:
    """How far a document, a unit or a person is: how many were asked and how many confirmed.

    ``key`` is the document's code or the number of the unit or person.
    """

    key: Any
    name_pl: str
    name_en: str
    note: str
    asked: int
    confirmed: int
    oldest: datetime | None
    """Since when the oldest one that is missing is owed."""

    @property
    def missing(self) -> int:
        """How many have not confirmed."""
        return self.asked - self.confirmed


def _asked(unit_ids: Iterable[int] | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Revision.state == RevisionState.EFFECTIVE,
        # Who left without confirming is neither asked nor missing.
        Acknowledgement.ended_at.is_(None),
        PERSON.c.active.is_(True),
    ]
    if unit_ids is not None:
        conditions.append(PERSON.c.unit_id.in_(sorted(unit_ids)))
    return conditions


_CONFIRMED = func.count(Acknowledgement.acknowledged_at)
_ASKED = func.count(Acknowledgement.id)
_OLDEST = func.min(case((Acknowledgement.acknowledged_at.is_(None), Acknowledgement.owed_since)))


def _joined(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Acknowledgement)
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .join(PERSON, PERSON.c.id == Acknowledgement.person_id)
        .outerjoin(UNIT, UNIT.c.id == PERSON.c.unit_id)
    )


def missing_by_document(
    session: Session,
    unit_ids: Iterable[int] | None,
    *,
    only_missing: bool = True,
    page: int = 1,
    per_page: int = 25,
) -> Page:
    """Documents with how many confirmed; those with most missing first. Items are ``Missing``.

    Args:
        unit_ids: only people of these units; None for all.
    """
    query = (
        _joined(Document.code, Document.title, Document.title_en, Document.kind, _ASKED, _CONFIRMED,
                _OLDEST)
        .where(*_asked(unit_ids))
        .group_by(Document.id)
        .order_by((_ASKED - _CONFIRMED).desc(), Document.code_key)
    )  # fmt: skip
    return _page(session, query, only_missing, page, per_page)


def missing_by_unit(
    session: Session,
    unit_ids: Iterable[int] | None,
    *,
    only_missing: bool = True,
    page: int = 1,
    per_page: int = 25,
) -> Page:
    """Units with how many confirmations were asked of their people; by name. See above."""
    query = (
        _joined(UNIT.c.id, UNIT.c.name_pl, UNIT.c.name_en, UNIT.c.code, _ASKED, _CONFIRMED, _OLDEST)
        .where(*_asked(unit_ids))
        .group_by(UNIT.c.id, UNIT.c.name_pl, UNIT.c.name_en, UNIT.c.code, UNIT.c.sort_key)
        .order_by((_ASKED - _CONFIRMED).desc(), UNIT.c.sort_key)
    )
    return _page(session, query, only_missing, page, per_page)


def missing_by_person(
    session: Session,
    unit_ids: Iterable[int] | None,
    *,
    only_missing: bool = True,
    page: int = 1,
    per_page: int = 25,
) -> Page:
    """People with how many confirmations were asked of them; those with most missing first."""
    query = (
        _joined(
            PERSON.c.id, PERSON.c.name, PERSON.c.name, UNIT.c.name_pl, _ASKED, _CONFIRMED, _OLDEST
        )
        .where(*_asked(unit_ids))
        .group_by(PERSON.c.id, PERSON.c.name, PERSON.c.sort_key, UNIT.c.name_pl)
        .order_by((_ASKED - _CONFIRMED).desc(), PERSON.c.sort_key)
    )
    return _page(session, query, only_missing, page, per_page)


def _page(
    session: Session, query: Select[Any], only_missing: bool, page: int, per_page: int
) -> Page:
    if only_missing:
        query = query.having(_CONFIRMED < _ASKED)
    found = paginate(session, query, page=page, per_page=per_page, scalars=False)
    items = [
        Missing(row[0], row[1] or "", row[2] or "", row[3] or "", *row[4:]) for row in found.items
    ]
    return Page(items, found.total, found.page, found.per_page)


def missing_in_all(session: Session, unit_ids: Iterable[int] | None) -> tuple[int, int, int]:
    """How many confirmations were asked, how many given, and how many people miss one."""
    row = session.execute(
        _joined(
            _ASKED, _CONFIRMED,
            func.count(
                func.distinct(case((Acknowledgement.acknowledged_at.is_(None), PERSON.c.id)))
            ),
        ).where(*_asked(unit_ids))
    ).one()  # fmt: skip
    return int(row[0]), int(row[1]), int(row[2])


def was_asked(session: Session, revision_id: int) -> bool:
    """Whether the readers of an issue have been asked to confirm it."""
    return session.get(ReadingRequest, revision_id) is not None


def never_asked(session: Session, *, limit: int = 200) -> list[tuple[str, str, str]]:
    """Documents in force with a distribution list whose readers were never asked, by code: those
    that came with the office's earlier records. Code, Polish and English title."""
    rows = session.execute(
        select(Document.code, Document.title, Document.title_en)
        .join(Revision, Revision.document_id == Document.id)
        .where(
            Revision.state == RevisionState.EFFECTIVE,
            Document.id.in_(select(DistributionEntry.document_id)),
            Revision.id.not_in(select(ReadingRequest.revision_id)),
        )
        .order_by(Document.code_key)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]
