"""Who is told about a reorganisation: one mail a person, however much it changes for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ..host import Clock
from ..outbox.services import Mail, enqueue_mails
from ..people.hooks import Concern, Told
from .models import Reorganisation

MOST_LISTED = 60


def carried_out(
    session: Session,
    clock: Clock,
    plan: Reorganisation,
    *,
    told: Sequence[Told],
    moved: Mapping[int, tuple[str, str]],
    leads: Mapping[int, Sequence[tuple[str, str]]],
    concerns: Sequence[Concern],
) -> int:
    """Tell everybody for whom something is otherwise now.

    Args:
        told: who answers for what from now on.
        moved: the Polish and English name of somebody's new unit.
        leads: the units that somebody leads from now on.
        concerns: what somebody has to look at, such as the team of an audit.

    Returns:
        How many mails are new.
    """
    things: dict[int, dict[str, dict[str, str]]] = {}
    for one in told:
        things.setdefault(one.person_id, {})[one.path] = {
            "title": f"{one.code} {one.title}".strip(), "path": one.path
        }  # fmt: skip
    to_check: dict[int, list[str]] = {}
    for concern in concerns:
        for person_id in concern.person_ids:
            listed = to_check.setdefault(person_id, [])
            if concern.code not in listed:
                listed.append(concern.code)
    people = sorted({*things, *moved, *leads, *to_check})
    mails = []
    for person_id in people:
        own = list(things.get(person_id, {}).values())
        context: dict[str, Any] = {
            "title": plan.title,
            "basis": plan.basis,
            "effective_on": plan.effective_on.isoformat(),
            "unit": list(moved[person_id]) if person_id in moved else None,
            "leads": [list(one) for one in leads.get(person_id, ())],
            "things": own[:MOST_LISTED],
            "more": max(0, len(own) - MOST_LISTED),
            "audits": to_check.get(person_id, []),
        }
        mails.append(
            Mail(
                to_person_id=person_id,
                context=context,
                dedup_key=f"reorganisation.done:{plan.uuid}:{person_id}",
            )
        )
    return enqueue_mails(session, clock, "reorganisation_done", mails)


def blocked(
    session: Session, clock: Clock, plan: Reorganisation, person_ids: Sequence[int]
) -> None:
    """Tell the representatives that a plan could not be carried out on its day."""
    enqueue_mails(
        session,
        clock,
        "reorganisation_blocked",
        [
            Mail(
                to_person_id=person_id,
                context={
                    "title": plan.title,
                    "effective_on": plan.effective_on.isoformat(),
                    "path": f"/reorganisations/{plan.uuid}",
                },
                dedup_key=f"reorganisation.blocked:{plan.uuid}:{plan.row_version}:{person_id}",
            )
            for person_id in person_ids
        ],
    )
