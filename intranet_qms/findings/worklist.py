"""What waits for somebody in findings: to verify, judge, decide, look at."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from ..access import decide
from ..host import Actor
from ..i18n import t
from ..people.worklist import WorkItem, source
from .models import CorrectiveAction, DueExtension, ExtentCheck, Finding
from .workflow import ExtentResult, FindingState


@source
def findings_to_confirm(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """What the actor raised, or everything for the representative, as far as they may judge it.

    Four queries at most. The day from which the effect may be judged is the due date of judging it.
    """
    concerned = (
        true()
        if actor.has_role("qms_representative")
        else Finding.raised_by_id.in_({actor.person_id, *actor.covers_person_ids})
    )
    asked = select(DueExtension.finding_id).where(DueExtension.granted.is_(None))
    waiting = session.scalars(
        select(Finding)
        .where(
            concerned,
            or_(
                Finding.state == FindingState.IMPLEMENTED,
                Finding.disputed_at.is_not(None),
                and_(Finding.state == FindingState.ACTIONS_AGREED, Finding.id.in_(asked)),
                and_(
                    Finding.state == FindingState.VERIFIED,
                    or_(Finding.effectiveness_on.is_(None), Finding.effectiveness_on <= today),
                ),
            ),
        )
        .options(
            joinedload(Finding.unit),
            selectinload(Finding.actions).load_only(
                CorrectiveAction.owner_id, CorrectiveAction.done_by_id
            ),
        )
        .order_by(Finding.due_on, Finding.id)
        .limit(200)
    ).all()
    steps = {
        FindingState.IMPLEMENTED: ("findings.verify", t("Verify the actions")),
        FindingState.VERIFIED: ("findings.close", t("Judge the effect")),
        FindingState.ACTIONS_AGREED: ("findings.decide_extension", t("Decide on more time")),
        FindingState.OPEN: ("findings.decide_dispute", t("Decide the dispute")),
    }
    items = []
    for finding in waiting:
        right, kind = steps[FindingState(finding.state)]
        if not decide(actor, right, finding):
            continue
        items.append(
            WorkItem(
                kind=kind,
                title=f"{finding.number} {finding.statement[:120]}",
                endpoint="findings_show",
                values={"number": finding.number},
                due_on=finding.effectiveness_on
                if finding.state == FindingState.VERIFIED
                else finding.due_on,
                icon="check",
            )
        )
    return items


@source
def places_to_look_at(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Findings of others because of which the head of a unit looks whether it is so there too."""
    if not actor.headed_unit_ids:
        return []
    found = session.scalars(
        select(Finding)
        .join(ExtentCheck, ExtentCheck.finding_id == Finding.id)
        .where(
            ExtentCheck.unit_id.in_(actor.headed_unit_ids),
            ExtentCheck.result == ExtentResult.TO_CHECK,
            ExtentCheck.round == Finding.round,
            Finding.state.not_in((FindingState.OPEN, FindingState.CLOSED, FindingState.WITHDRAWN)),
        )
        .order_by(Finding.id)
        .limit(100)
    ).unique()
    return [
        WorkItem(
            kind=t("Look whether it is so in your unit"),
            title=f"{finding.number} {finding.statement[:120]}",
            endpoint="findings_analysis",
            values={"number": finding.number},
            icon="search",
        )
        for finding in found
    ]
