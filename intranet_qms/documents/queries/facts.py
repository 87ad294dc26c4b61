"""The facts of many documents at once, without their texts: for lists, imports and comparisons.

A constant number of statements whatever the number of documents; plain values, no mapped objects.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import (
    DistributionEntry,
    Document,
    DocumentClause,
    FormerCode,
    RelatedDocument,
    Revision,
)
from ..workflow import DocumentKind, RevisionState

_MOST_KEYS = 1_000
"""Keys in one condition; more are not worth naming, and all rows are read."""


@dataclass(frozen=True, slots=True)
class Readers:
    """A distribution list as numbers."""

    everybody: bool = False
    unit_ids: frozenset[int] = frozenset()
    person_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(slots=True)
class Facts:
    """What the register knows of one document."""

    id: int
    uuid: uuid.UUID
    code: str
    kind: DocumentKind
    process_type: str
    title: str
    title_en: str
    owner_unit_id: int | None
    owner_id: int | None
    review_interval_months: int
    review_due_on: date | None
    last_reviewed_on: date | None
    effective_on: date | None
    legal_basis: str
    jrwa: str
    archive_category: str
    state: RevisionState
    number: int | None
    clause_ids: set[int] = field(default_factory=set)
    related_ids: set[int] = field(default_factory=set)
    readers: Readers = field(default_factory=Readers)


_COLUMNS = (
    Document.id,
    Document.uuid,
    Document.code,
    Document.kind,
    Document.process_type,
    Document.title,
    Document.title_en,
    Document.owner_unit_id,
    Document.owner_id,
    Document.review_interval_months,
    Document.review_due_on,
    Document.last_reviewed_on,
    Document.effective_on,
    Document.legal_basis,
    Document.jrwa,
    Document.archive_category,
    Document.current_state,
    Document.current_number,
)


def facts(session: Session, ids: Collection[int] | None = None) -> dict[int, Facts]:
    """Facts by internal number, of some documents or of all, by code.

    Nothing is asked about who reads this: the caller asked for the documents as somebody.
    """
    rows = session.execute(_of(select(*_COLUMNS).order_by(Document.code_key), Document.id, ids))
    found: dict[int, Facts] = {}
    for row in rows:
        values = list(row)
        values[4] = values[4] or ""  # the process, which most kinds do not have
        found[values[0]] = Facts(*values)
    for document_id, clause_id in session.execute(
        _of(
            select(DocumentClause.document_id, DocumentClause.clause_id),
            DocumentClause.document_id, ids,
        )
    ):  # fmt: skip
        if document_id in found:
            found[document_id].clause_ids.add(clause_id)
    for document_id, related_id in session.execute(
        _of(
            select(RelatedDocument.document_id, RelatedDocument.related_id),
            RelatedDocument.document_id, ids,
        )
    ):  # fmt: skip
        if document_id in found:
            found[document_id].related_ids.add(related_id)
    for document_id, readers in _readers(session, ids).items():
        if document_id in found:
            found[document_id].readers = readers
    return found


def _readers(session: Session, ids: Collection[int] | None) -> dict[int, Readers]:
    collected: dict[int, tuple[list[bool], set[int], set[int], set[str]]] = {}
    rows = session.execute(
        _of(
            select(
                DistributionEntry.document_id,
                DistributionEntry.everybody,
                DistributionEntry.unit_id,
                DistributionEntry.person_id,
                DistributionEntry.role,
            ),
            DistributionEntry.document_id,
            ids,
        )
    )
    for document_id, everybody, unit_id, person_id, role in rows:
        to_all, units, people, roles = collected.setdefault(document_id, ([], set(), set(), set()))
        if everybody:
            to_all.append(True)
        if unit_id is not None:
            units.add(unit_id)
        if person_id is not None:
            people.add(person_id)
        if role:
            roles.add(role)
    return {
        document_id: Readers(bool(to_all), frozenset(units), frozenset(people), frozenset(roles))
        for document_id, (to_all, units, people, roles) in collected.items()
    }


def _of(query: Any, key: Any, ids: Collection[int] | None) -> Any:
    if ids is None or len(ids) > _MOST_KEYS:
        return query
    return query.where(key.in_(list(ids)))


def bodies_in_force(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The Markdown of the issues in force, by the internal number of the document."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), _MOST_KEYS):
        rows = session.execute(
            select(Revision.document_id, Revision.body).where(
                Revision.state == RevisionState.EFFECTIVE,
                Revision.document_id.in_(list(ids[start : start + _MOST_KEYS])),
            )
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def codes_ever_given(session: Session) -> dict[str, str]:
    """Every code that a document has or had, in lower case, with the code it has now."""
    now = session.execute(select(Document.code, Document.code))
    before = session.execute(
        select(FormerCode.code, Document.code).join(Document, Document.id == FormerCode.document_id)
    )
    given = {former.casefold(): code for former, code in before}
    return given | {code.casefold(): code for code, _ in now}
