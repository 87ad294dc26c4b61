"""Bring in what an office had planned and weighed before this module kept it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...host import Actor
from ..models import AreaSetting, Entry, EntryAuditor, Programme, ProgrammeAudit
from ..queries.areas import areas, priorities
from ..risk import Rules
from .programmes import changeable


def bring_in_weight(
    session: Session, actor: Actor, unit_id: int, importance: int, every_years: int | None
) -> None:
    """How a unit was weighed. Raises Forbidden."""
    access.require(actor, "programme.manage")
    session.add(AreaSetting(unit_id=unit_id, importance=importance, every_years=every_years))


def bring_in_words(programme: Programme, actor: Actor, objectives: str, risks: str) -> None:
    """What a draft says of itself, with the usual rules. Raises Forbidden, Conflict."""
    access.require(actor, "programme.manage")
    changeable(programme)
    programme.objectives, programme.risks = objectives, risks
    programme.rules = Rules().as_dict()


def bring_in_entry(
    session: Session,
    actor: Actor,
    programme: Programme,
    *,
    document_id: int,
    month: int,
    lead_id: int,
    auditor_ids: Sequence[int],
    audit_id: int | None,
    today: date,
) -> None:
    """An entry as it was, with the audit that came of it. Raises Forbidden, Conflict."""
    access.require(actor, "programme.manage")
    changeable(programme)
    entry = Entry(
        key=new_uuid(),
        document_id=document_id,
        month=month,
        team=[
            EntryAuditor(person_id=lead_id, leads=True),
            *(EntryAuditor(person_id=one) for one in auditor_ids),
        ],
        clauses=[],
    )
    area = priorities(areas(session, programme, today)).get(f"d:{document_id}")
    if area is not None:
        entry.priority, entry.factors = area.chosen, area.as_kept()
    programme.entries.append(entry)
    if audit_id is not None:
        session.add(ProgrammeAudit(entry_key=entry.key, audit_id=audit_id))
    session.flush()
