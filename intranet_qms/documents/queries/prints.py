"""Reads of prints: what was in them, and whether it is still in force."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ..models import Document, Print, Revision
from ..workflow import RevisionState


def print_by_uuid(session: Session, identifier: uuid.UUID) -> Print | None:
    """A book or list that somebody asked for."""
    return session.scalars(select(Print).where(Print.uuid == identifier)).one_or_none()


def issues_of_print(session: Session, found: Print) -> list[tuple[Document, Revision]]:
    """The issues of a book in its order, with what a print shows of them."""
    wanted = [uuid.UUID(row[0]) for row in found.contents if row[0]]
    rows = session.scalars(
        select(Revision)
        .where(Revision.uuid.in_(wanted))
        .options(
            joinedload(Revision.document).joinedload(Document.owner_unit),
            joinedload(Revision.document).joinedload(Document.owner),
            selectinload(Revision.decisions),
        )
    )
    by_uuid = {one.uuid: (one.document, one) for one in rows}
    return [by_uuid[identifier] for identifier in wanted if identifier in by_uuid]


def effective_issues(
    session: Session, document_ids: Sequence[int]
) -> dict[int, tuple[uuid.UUID, str]]:
    """Identifier and citation of the issues in force, by document; their texts are not read."""
    rows = session.execute(
        select(
            Revision.document_id,
            Revision.uuid,
            Revision.number,
            Revision.major_number,
            Revision.minor_number,
        ).where(Revision.document_id.in_(document_ids), Revision.state == RevisionState.EFFECTIVE)
    )
    return {
        row[0]: (row[1], f"{row[3] or row[2]}.{row[4]}" if row[4] else str(row[3] or row[2]))
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """What the holder of a print may know without a sign-in: nothing of the text.

    Of an issue that never came into force the title and its day are not told either: both are
    empty, whatever the paper says. What is being prepared is known to those who prepare it.

    ``until``: first day no longer in force. ``successor``: how the issue in force now is cited,
    empty where there is none. ``mark``: beginning of the hash that the print carries too.
    """

    code: str
    title: str
    title_en: str
    issue: str
    state: RevisionState
    since: date | None
    until: date | datetime | None
    successor: str
    mark: str

    @property
    def in_force(self) -> bool:
        """Whether the print may be worked by."""
        return self.state is RevisionState.EFFECTIVE


def standing_of(session: Session, identifiers: Sequence[uuid.UUID]) -> list[Standing]:
    """How issues stand now, in the order given; those that are gone are left out. Two queries."""
    rows = {
        one.uuid: one
        for one in session.scalars(
            select(Revision)
            .where(Revision.uuid.in_(list(identifiers)))
            .options(joinedload(Revision.document))
        )
    }
    current = effective_issues(session, [one.document_id for one in rows.values()])
    return [
        Standing(
            code=one.document.code,
            title=one.title if one.published_at is not None else "",
            title_en=one.title_en if one.published_at is not None else "",
            issue=one.label,
            state=one.state,
            since=(one.in_force_from or one.effective_on) if one.published_at is not None else None,
            until=one.in_force_until or one.superseded_at,
            successor=current.get(one.document_id, ("", ""))[1]
            if one.state is not RevisionState.EFFECTIVE
            else "",
            mark=one.content_hash[:16],
        )
        for identifier in identifiers
        if (one := rows.get(identifier)) is not None
    ]
