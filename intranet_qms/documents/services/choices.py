"""Whether what a form chose is still there: somebody may have taken it away meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, select
from sqlalchemy.orm import Session

from ...i18n import t
from ..models import Document
from ..neighbours import CLAUSE, PERSON, UNIT

if TYPE_CHECKING:
    from .properties import Properties


def vanished(session: Session, properties: Properties) -> dict[str, list[str]]:
    """The choices that lead nowhere any more, by the field that made them; a query for each table
    that was chosen from."""
    units = {properties.owner_unit_id, *properties.reader_unit_ids}
    people = {properties.owner_id, *properties.reader_ids}
    documents = {*properties.related_ids, *properties.legal_act_ids}
    gone_units = _gone(session, UNIT, units)
    gone_people = _gone(session, PERSON, people)
    gone_documents = _gone(session, Document.__table__, documents)
    gone_clauses = _gone(session, CLAUSE, properties.clause_ids)
    fields: dict[str, bool] = {
        "owner_unit": properties.owner_unit_id in gone_units,
        "reader_units": bool(gone_units & set(properties.reader_unit_ids)),
        "owner": properties.owner_id in gone_people,
        "reader_people": bool(gone_people & set(properties.reader_ids)),
        "related": bool(gone_documents & set(properties.related_ids)),
        "legal_acts": bool(gone_documents & set(properties.legal_act_ids)),
        "clauses": bool(gone_clauses),
    }
    return {name: [gone_choice()] for name, gone in fields.items() if gone}


def gone_choice() -> str:
    """What is said beside the field."""
    return t("What was chosen here is not offered any more; choose again.")


def _gone(session: Session, table: FromClause, chosen: Iterable[Any]) -> set[int]:
    wanted = {one for one in chosen if one is not None}
    if not wanted:
        return set()
    there = session.scalars(select(table.c.id).where(table.c.id.in_(sorted(wanted))))
    return wanted - set(there)


def person_is_gone(session: Session, person_id: int | None) -> bool:
    """Whether a person who was chosen is not there any more."""
    return bool(_gone(session, PERSON, [person_id]))
