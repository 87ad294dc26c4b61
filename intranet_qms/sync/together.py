"""What the lead auditor's phone tells about the other phones of the team (step 7.7)."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.orm import Session

from ..audits import queries as audits
from ..host import Actor
from ..http import wire_time
from . import devices


def phones_holding(
    session: Session, actor: Actor, device_uuid: uuid.UUID
) -> dict[str, list[dict[str, Any]]]:
    """Phones that said they still hold something, of the teams of the audits that the actor leads.

    A phone counts what it holds of all its audits together, so it is told with each of them. Left
    out where no phone holds anything. Three queries at most.

    Args:
        device_uuid: the phone that asks.
    """
    teams = audits.teams_led_by(session, actor.person_id)
    if not teams:
        return {}
    members = sorted(set[int]().union(*teams.values()))
    holding = devices.holding_unsent(session, members, without=device_uuid)
    told = [
        {
            "audit": str(audit_uuid),
            "person": {"uuid": str(device.person.uuid), "name": device.person.name},
            "label": device.label,
            "mutations": device.unsent_mutations,
            "evidence": device.unsent_evidence,
            "since": wire_time(device.unsent_since) if device.unsent_since else None,
            "seen_at": wire_time(device.last_seen_at),
        }
        for audit_uuid, team in teams.items()
        for device in holding
        if device.person_id in team
    ]
    return {"phones": told} if told else {}
