"""Whom to tell about the way to another edition."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..host import Clock
from ..outbox import services as outbox
from .models import Clause, StandardEdition, TransitionVerdict


def asked(
    session: Session,
    clock: Clock,
    earlier: StandardEdition,
    clause: Clause,
    verdict: TransitionVerdict,
) -> None:
    """Tell whoever has something to do for a clause."""
    if verdict.owner_id is None:
        return
    outbox.enqueue_mail(
        session,
        clock,
        to_person_id=verdict.owner_id,
        template="standards_to_do",
        context={
            "edition": clause.edition.label,
            "number": clause.number,
            "title_pl": clause.title_pl,
            "title_en": clause.title_en,
            "note": verdict.note[:1000],
            "due_on": verdict.due_on.isoformat() if verdict.due_on else "",
            "path": f"/standards/{clause.edition.uuid}/from/{earlier.uuid}/{clause.uuid}",
        },
        dedup_key=f"standards-to-do:{verdict.uuid}:{verdict.row_version}",
    )
