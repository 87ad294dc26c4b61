"""Late work that waits for somebody's decision."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ..access import decide
from ..host import Actor
from ..i18n import t, tn
from ..people.worklist import WorkItem, source
from . import quarantine


@source
def late_work(session: Session, actor: Actor, _today: date) -> list[WorkItem]:
    """One item for all late work that the actor may decide about."""
    if not decide(actor, "sync.review"):
        return []
    number = len(quarantine.waiting(session, actor))
    if not number:
        return []
    return [
        WorkItem(
            kind=t("Decide about late work"),
            title=tn(
                "%(n)s record came too late or from the wrong hands",
                "%(n)s records came too late or from the wrong hands",
                number,
            ),
            endpoint="sync_late_work",
            icon="phone",
        )
    ]
