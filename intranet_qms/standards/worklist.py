"""What waits for somebody on the way to another edition."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ..host import Actor
from ..i18n import localized, t
from ..people.worklist import WorkItem, source
from . import queries


@source
def clauses_to_do(session: Session, actor: Actor, _today: date) -> list[WorkItem]:
    """What the actor was asked to do so that a clause of a later edition is met."""
    return [
        WorkItem(
            kind=t("Do for the transition"),
            title=f"{one.clause.edition.label}, {one.clause.number} "
            f"{localized(one.clause.title_pl, one.clause.title_en)}",
            endpoint="standards_clause",
            values={
                "edition": one.clause.edition.uuid,
                "earlier": earlier.uuid,
                "clause": one.clause.uuid,
            },
            due_on=one.due_on,
            icon="standard",
        )
        for one, earlier in queries.to_do(session, actor)
    ]
