"""Change the facts of many documents at once, in a constant number of statements.

Texts, titles and kinds are not facts: they belong to an issue and change with a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from ...host import Actor, Clock
from ...i18n import t
from ...trail.services import record
from ..models import DistributionEntry, Document, DocumentClause, RelatedDocument
from ..queries.facts import Facts, Readers
from .codes import CODE, PAGES, RESERVED

PLAIN = (
    "owner_unit_id",
    "owner_id",
    "process_type",
    "review_interval_months",
    "review_due_on",
    "last_reviewed_on",
    "legal_basis",
    "jrwa",
    "archive_category",
)
"""Columns that a bulk change may set."""

LISTS = ("clause_ids", "related_ids", "readers")


def code_problem(code: str) -> str | None:
    """What is wrong with the form of a code, in words; None for nothing."""
    if (
        not CODE.fullmatch(code)
        or code.casefold().split("/")[0] in RESERVED
        or any(page in code for page in PAGES)
    ):
        return t(
            "A code begins with a letter or digit and has letters, digits, dots, dashes, slashes."
        )
    return None


@dataclass(frozen=True, slots=True)
class FactChange:
    """What one document gets: any of ``PLAIN`` and ``LISTS``; what is not named stays."""

    before: Facts
    values: Mapping[str, Any]


def change_facts(
    session: Session,
    actor: Actor,
    clock: Clock,
    changes: Sequence[FactChange],
    *,
    because: str,
) -> None:
    """Set facts of documents, each noted in the trail with the names of what changed.

    Whether the actor may do this is asked by the caller, once for the whole.

    Args:
        because: what the trail says the change belongs to, such as the number of an import.
    """
    if not changes:
        return
    session.flush()
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        plain = {name: change.values[name] for name in PLAIN if name in change.values}
        if plain:
            groups.setdefault(tuple(plain), []).append({"_id": change.before.id, **plain})
    table = Document.__table__
    connection = session.connection()
    for names, rows in groups.items():
        # As in a form that was open meanwhile: the second saver is told.
        connection.execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("_id"))
            .values(
                row_version=table.c.row_version + 1, **{name: bindparam(name) for name in names}
            ),
            rows,
        )
    _replace(session, DocumentClause, changes, "clause_ids", _clauses)
    _replace(session, RelatedDocument, changes, "related_ids", _related)
    _replace(session, DistributionEntry, changes, "readers", distribution_rows)
    session.expire_all()
    for change in changes:
        record(
            session, actor, clock, "documents.set_properties", "document", change.before.uuid,
            {"code": change.before.code, "changed": sorted(change.values), "because": because},
        )  # fmt: skip


def _replace(
    session: Session,
    model: type[DocumentClause] | type[RelatedDocument] | type[DistributionEntry],
    changes: Sequence[FactChange],
    name: str,
    rows_of: Any,
) -> None:
    mine = [change for change in changes if name in change.values]
    ids = [change.before.id for change in mine]
    for start in range(0, len(ids), 1_000):
        session.execute(
            delete(model)
            .where(model.document_id.in_(ids[start : start + 1_000]))
            .execution_options(synchronize_session=False)
        )
    rows = [row for change in mine for row in rows_of(change.before.id, change.values[name])]
    if rows:
        session.execute(insert(model), rows)


def _clauses(document_id: int, clause_ids: Any) -> list[dict[str, Any]]:
    return [{"document_id": document_id, "clause_id": one} for one in sorted(clause_ids)]


def _related(document_id: int, related_ids: Any) -> list[dict[str, Any]]:
    return [
        {"document_id": document_id, "related_id": one}
        for one in sorted(related_ids)
        if one != document_id
    ]


def distribution_rows(document_id: int, readers: Readers) -> list[dict[str, Any]]:
    """A distribution list as rows of its table."""
    empty = {
        "document_id": document_id,
        "everybody": False,
        "unit_id": None,
        "person_id": None,
        "role": None,
    }
    rows: list[dict[str, object]] = [{**empty, "everybody": True}] if readers.everybody else []
    rows += [{**empty, "unit_id": one} for one in sorted(readers.unit_ids)]
    rows += [{**empty, "person_id": one} for one in sorted(readers.person_ids)]
    rows += [{**empty, "role": one} for one in sorted(readers.roles)]
    return rows
