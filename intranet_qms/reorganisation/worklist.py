"""Reorganisations that wait for somebody: those that could not be carried out on their day."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ..access import decide
from ..host import Actor
from ..i18n import t
from ..people.worklist import WorkItem, source
from .queries import waiting
from .workflow import PlanState


@source
def blocked_plans(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Plans that the actor has to put right; one query, and only for who may."""
    if not decide(actor, "reorganisation.approve"):
        return []
    return [
        WorkItem(
            t("Put the reorganisation right"),
            plan.title,
            "reorganisation_show",
            {"plan_uuid": str(plan.uuid)},
            due_on=plan.effective_on,
            icon="unit",
        )
        for plan in waiting(session)
        if plan.state is PlanState.BLOCKED
    ]
