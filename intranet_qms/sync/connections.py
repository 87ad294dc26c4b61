"""What the device protocol tells about an audit: phones with unsent work, late work, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ..access import decide
from ..audits import queries as audits
from ..audits.hooks import Obstacle, Panel, obstacle_source, panel_source, receipt_source
from ..host import Actor
from ..i18n import lazy
from ..reports.audit_values import SyncReceipt
from . import devices, pull, quarantine
from .models import Device


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone of the team and what of it is here.

    ``receipt`` counts what came of this audit; None when nothing did.
    """

    device: Device
    receipt: audits.ReceiptCounts | None

    @property
    def unsent(self) -> int:
        """How many records and files the phone said it still holds, of whatever audit."""
        return self.device.unsent_mutations + self.device.unsent_evidence


def _team_phones(session: Session, audit: Any) -> Sequence[Device]:
    people = [member.person_id for member in audit.team]
    return devices.of_people(session, people) if people else []


@obstacle_source
def unsent_and_late_work(session: Session, audit: Any) -> list[Obstacle]:
    """Work that is not here yet, or is here and waits for a decision. Two queries."""
    found = []
    holding = [
        device
        for device in _team_phones(session, audit)
        if device.unsent_mutations + device.unsent_evidence and device.revoked_at is None
    ]
    for device in holding:
        found.append(
            Obstacle(
                "phone_unsent",
                lazy(
                    "The phone “%(phone)s” of %(person)s still holds unsent records: %(count)s.",
                    phone=device.label or "—",
                    person=device.person.name,
                    count=device.unsent_mutations + device.unsent_evidence,
                ),
            )
        )
    late = quarantine.waiting_for_audit(session, audit.uuid)
    if late:
        found.append(
            Obstacle(
                "late_work",
                lazy("Late work that waits for a decision: %(count)s.", count=len(late)),
            )
        )
    return found


@panel_source
def phones_of_the_team(session: Session, actor: Actor, audit: Any) -> Panel | None:
    """Phones of the team with what they hold and what of them is here."""
    if not decide(actor, "audits.read_details", audit):
        return None
    receipts = audits.receipts_by_device(session, audit.id)
    shown = [
        Phone(device, receipts.get(device.uuid))
        for device in _team_phones(session, audit)
        if device.uuid in receipts or device.unsent_mutations + device.unsent_evidence
    ]
    late = len(quarantine.waiting_for_audit(session, audit.uuid))
    if not shown and not late:
        return None
    return Panel("qms/sync/_audit_panel.html", {"phones": shown, "late": late})


@receipt_source
def receipts_for_the_report(session: Session, audit: Any) -> list[SyncReceipt]:
    """What each phone sent and the server verified, as the report prints it (step 8).

    The hashes match when every piece of evidence was verified by its SHA-256 and the answers that
    are stored are those for which receipts were given.
    """
    stored = audits.receipts_by_device(session, audit.id)
    given = pull.receipts_given(session, audit.uuid)
    phones = {device.uuid: device for device in devices.by_uuids(session, stored)}
    return [
        SyncReceipt(
            device=phones[identifier].label or str(identifier)[:8],
            person=phones[identifier].person.name,
            answers=counts.answers,
            photos=counts.attached,
            verified_at=given[identifier].last_at if identifier in given else None,
            hashes_match=not counts.missing
            and counts.verified == counts.attached
            and identifier in given
            and given[identifier].answers == counts.answers,
            skew_seconds=round(phones[identifier].clock_offset_ms / 1000),
        )
        for identifier, counts in stored.items()
        if identifier in phones
    ]
