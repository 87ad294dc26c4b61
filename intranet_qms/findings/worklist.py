"""Findings whose actions wait to be verified, and whose effect waits to be judged."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from ..access import decide
from ..host import Actor
from ..i18n import t
from ..people.worklist import WorkItem, source
from .models import Finding
from .workflow import FindingState


@source
def findings_to_confirm(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """What the actor raised, or everything for the representative, as far as they may judge it.

    Two queries. The day from which the effect may be judged is the due date of judging it.
    """
    concerned = (
        true()
        if actor.has_role("qms_representative")
        else Finding.raised_by_id.in_({actor.person_id, *actor.covers_person_ids})
    )
    waiting = session.scalars(
        select(Finding)
        .where(
            concerned,
            or_(
                Finding.state == FindingState.IMPLEMENTED,
                and_(
                    Finding.state == FindingState.VERIFIED,
                    or_(Finding.effectiveness_on.is_(None), Finding.effectiveness_on <= today),
                ),
            ),
        )
        .options(joinedload(Finding.unit), selectinload(Finding.actions))
        .order_by(Finding.due_on, Finding.id)
        .limit(200)
    ).all()
    items = []
    for finding in waiting:
        verifying = finding.state == FindingState.IMPLEMENTED
        if not decide(actor, "findings.verify" if verifying else "findings.close", finding):
            continue
        items.append(
            WorkItem(
                kind=t("Verify the actions") if verifying else t("Judge the effect"),
                title=f"{finding.number} {finding.statement[:120]}",
                endpoint="findings_show",
                values={"number": finding.number},
                due_on=finding.due_on if verifying else finding.effectiveness_on,
                icon="check",
            )
        )
    return items
