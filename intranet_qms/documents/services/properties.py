"""The facts of a document beside its text: who keeps it, what it rests on, who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import flag_modified

from ...access import require
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from ..models import (
    DistributionEntry,
    Document,
    DocumentClause,
    LegalBasis,
    RelatedDocument,
)
from ..queries.lists import ROLES
from . import duties
from .choices import vanished


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """The facts of a document that stand outside of its text."""

    owner_unit_id: int | None = None
    owner_id: int | None = None
    process_type: str | None = None
    review_interval_months: int = 24
    legal_basis: str = ""
    jrwa: str = ""
    archive_category: str = ""
    clause_ids: Sequence[int] = ()
    related_ids: Sequence[int] = ()
    everybody_reads: bool = False
    reader_unit_ids: Sequence[int] = ()
    reader_ids: Sequence[int] = ()
    reader_roles: Sequence[str] = ()
    legal_act_ids: Sequence[int] = ()
    """Acts and external documents of the register that it rests on."""


def property_problems(properties: Properties) -> dict[str, list[str]]:
    """What is wrong with the facts of a document, by field."""
    problems: dict[str, list[str]] = {}
    if not 1 <= properties.review_interval_months <= 60:
        problems["review_interval_months"] = [t("The review interval is between 1 and 60 months.")]
    for name, value, limit in (
        ("jrwa", properties.jrwa, 20),
        ("archive_category", properties.archive_category, 10),
        ("legal_basis", properties.legal_basis, 20_000),
    ):
        if len(value) > limit or "\x00" in value:
            problems[name] = [t("The text is longer than %(limit)s characters.", limit=limit)]
    return problems


def apply_properties(document: Document, properties: Properties) -> None:
    document.owner_unit_id = properties.owner_unit_id
    document.owner_id = properties.owner_id
    document.process_type = properties.process_type or None
    document.review_interval_months = properties.review_interval_months
    document.legal_basis = properties.legal_basis.strip()
    document.jrwa = properties.jrwa.strip()
    document.archive_category = properties.archive_category.strip()


def write_lists(session: Session, document: Document, properties: Properties) -> None:
    clauses = [{"clause_id": one} for one in dict.fromkeys(properties.clause_ids)]
    related = [
        {"related_id": one} for one in dict.fromkeys(properties.related_ids) if one != document.id
    ]
    nobody: dict[str, object] = {
        "everybody": False,
        "unit_id": None,
        "person_id": None,
        "role": None,
    }
    reading = [{**nobody, "unit_id": one} for one in dict.fromkeys(properties.reader_unit_ids)]
    reading += [{**nobody, "person_id": one} for one in dict.fromkeys(properties.reader_ids)]
    reading += [
        {**nobody, "role": one} for one in dict.fromkeys(properties.reader_roles) if one in ROLES
    ]
    if properties.everybody_reads:
        reading.insert(0, {**nobody, "everybody": True})
    _replace(session, DocumentClause, document, clauses)
    _replace(session, RelatedDocument, document, related)
    acts = [{"act_id": one} for one in dict.fromkeys(properties.legal_act_ids)]
    _replace(session, LegalBasis, document, [one for one in acts if one["act_id"] != document.id])
    _replace(session, DistributionEntry, document, reading)
    session.expire(document, ["clauses"])


def _replace(
    session: Session,
    model: type[DocumentClause | RelatedDocument | DistributionEntry | LegalBasis],
    document: Document,
    rows: Sequence[Mapping[str, Any]],
) -> None:
    session.execute(
        delete(model)
        .where(model.document_id == document.id)
        .execution_options(synchronize_session=False)
    )
    if rows:
        session.execute(insert(model), [{"document_id": document.id, **row} for row in rows])


def set_properties(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    properties: Properties,
    *,
    row_version: int,
    today: date | None = None,
) -> None:
    """Change the facts of a document. Its text and its dates are not touched.

    Args:
        today: the day in the office's zone, by which people have their roles; the clock's own when
            missing.

    Raises:
        Forbidden: ``documents.manage``.
        Conflict: somebody saved since ``row_version``.
        Invalid: see ``fields``.
    """
    session.refresh(document, with_for_update={"of": Document})
    require(actor, "documents.manage", document)
    if document.row_version != row_version:
        raise changed_meanwhile()
    problems = property_problems(properties) | vanished(session, properties)
    if problems:
        raise Invalid("documents.not_saved", t("The document was not saved."), fields=problems)
    before = _facts(document) | _lists(session, document)
    apply_properties(document, properties)
    write_lists(session, document, properties)
    lists = _lists(session, document)
    after = _facts(document) | lists
    if any(before[name] != lists[name] for name in lists):
        # Rows of other tables raise no version by themselves, and who has the form open with the
        # list of before would put it back unawares.
        flag_modified(document, "jrwa")
    session.flush()
    record(
        session, actor, clock, "documents.set_properties", "document", document.uuid,
        {name: [before[name], after[name]] for name in after if before[name] != after[name]},
    )  # fmt: skip
    duties.list_changed(session, clock, document, today or clock.now().date())


def _facts(document: Document) -> dict[str, object]:
    return {
        "owner_unit_id": document.owner_unit_id,
        "owner_id": document.owner_id,
        "process_type": document.process_type,
        "review_interval_months": document.review_interval_months,
        "jrwa": document.jrwa,
        "archive_category": document.archive_category,
        "legal_basis": document.legal_basis,
    }


def _lists(session: Session, document: Document) -> dict[str, object]:
    """What stands about a document in tables of their own, in a fixed order."""
    readers = session.execute(
        select(
            DistributionEntry.everybody, DistributionEntry.unit_id, DistributionEntry.person_id,
            DistributionEntry.role,
        ).where(DistributionEntry.document_id == document.id)
    )  # fmt: skip
    return {
        "clauses": _numbers(session, DocumentClause.clause_id, DocumentClause, document),
        "related": _numbers(session, RelatedDocument.related_id, RelatedDocument, document),
        "legal_acts": _numbers(session, LegalBasis.act_id, LegalBasis, document),
        "readers": sorted(([*row] for row in readers), key=str),
    }


def _numbers(
    session: Session,
    column: InstrumentedAttribute[int],
    model: type[DocumentClause | RelatedDocument | LegalBasis],
    document: Document,
) -> list[int]:
    return sorted(session.scalars(select(column).where(model.document_id == document.id)))


def changed_meanwhile() -> Conflict:
    """The answer to the second of two savers; their text stays in their form."""
    return Conflict(
        "documents.changed_meanwhile",
        lazy("Somebody else saved this meanwhile. Nothing of yours was overwritten or lost."),
        way_out=lazy("Compare both texts below, take over what is missing, and save again."),
    )
