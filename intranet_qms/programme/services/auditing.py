"""Make an audit of an entry of the programme that holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ... import access
from ...audits import services as audits
from ...audits.workflow import AuditKind
from ...checklists import queries as checklists
from ...db import one_at_a_time
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from ...workdays import add_working_days, next_working_day
from ..models import Entry, Programme, ProgrammeAudit
from ..queries.following import follow
from ..queries.planning import entry_name
from ..workflow import ProgrammeState, Standing


def make_audit(
    session: Session,
    actor: Actor,
    clock: Clock,
    programme: Programme,
    entry: Entry,
    *,
    today: date,
    notice_working_days: int = 0,
) -> Any:
    """Plan the audit that an entry asks for; both stay linked.

    The day is that of the programme; of a month, the first working day of it by which the audited
    unit can still be told in time, or else its first that is still ahead. Scope, clauses, team and
    standard come from the entry, the checklist is the first that is offered; all of it can be
    changed in the plan of the audit.

    Args:
        notice_working_days: how many working days ahead the audited units are told here.

    Raises:
        Forbidden; Conflict: the programme does not hold, there is an audit already, or there is no
            checklist; Invalid: no lead or no month, or as ``audits.services.plan_audit``.
    """
    access.require(actor, "audits.plan")
    if programme.state != ProgrammeState.APPROVED:
        raise Conflict(
            "programme.does_not_hold",
            lazy("Audits are made of an approved programme."),
            way_out=lazy("Have it approved first."),
        )
    # Whoever presses at the same moment finds the audit that was made first.
    one_at_a_time(session, f"programme-entry:{entry.key}")
    now = next(one for one in follow(session, programme, today) if one.entry is entry)
    if now.audit_number and now.standing != Standing.CANCELLED:
        raise Conflict(
            "programme.audit_there",
            lazy("There is an audit of this entry already: %(number)s.", number=now.audit_number),
        )
    published = checklists.published(session)
    if not published:
        raise Conflict(
            "programme.no_checklist",
            lazy("There is no published checklist yet; an audit cannot be planned without one."),
            way_out=lazy("Publish a checklist, then try again."),
        )
    lead = next((one.person_id for one in entry.team if one.leads), None)
    if lead is None or entry.month is None:
        sentence = t("The entry has no lead auditor or no month.")
        raise Invalid("programme.entry_not_complete", sentence, fields={"entry": [sentence]})
    first = entry.day or _first_day(
        date(programme.year, entry.month, 1), today, notice_working_days
    )
    units = [entry.unit_id] if entry.unit_id is not None else []
    if not units and entry.document is not None and entry.document.owner_unit_id is not None:
        units = [entry.document.owner_unit_id]
    audit = audits.plan_audit(
        session,
        actor,
        clock,
        audits.Plan(
            title=entry_name(entry, lambda polish, english: polish)[:300],
            kind=AuditKind.INTERNAL,
            first_day=first,
            last_day=add_working_days(first, max(1, -(-entry.half_days // 2)) - 1),
            checklist_version_id=published[0].id,
            objective=programme.objectives[:20_000],
            criteria=programme.edition.label if programme.edition is not None else "",
            standard_edition_id=programme.edition_id,
            scope=audits.ScopeChoice(
                unit_ids=units,
                document_ids=[entry.document_id] if entry.document_id is not None else [],
                clause_ids=[one.clause_id for one in entry.clauses],
            ),
            team=audits.TeamChoice(
                lead_id=lead, auditor_ids=[one.person_id for one in entry.team if not one.leads]
            ),
        ),
    )
    session.add(ProgrammeAudit(entry_key=entry.key, audit_id=audit.id))
    session.flush()
    record(
        session, actor, clock, "programme.make_audit", "programme", programme.uuid,
        {"entry": str(entry.key), "audit": audit.number},
    )  # fmt: skip
    return audit


def _first_day(month: date, today: date, notice_working_days: int) -> date:
    """The first working day of a month that is still ahead, in time for the notice if it can be."""
    in_time = next_working_day(max(month, add_working_days(today, notice_working_days)))
    if (in_time.year, in_time.month) == (month.year, month.month):
        return in_time
    return next_working_day(max(today, month))
