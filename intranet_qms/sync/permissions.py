"""Who may use the device protocol, and who decides about what came too late."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, Decision, allow_if, rule
from ..host import Actor
from ..i18n import lazy
from .models import Device


@rule("sync.use")
def use(actor: Actor, _subject: Any) -> Decision:
    """The phone shows what its person is assigned to; guests of a certification body read only."""
    return allow_if(
        not actor.has_role(GUEST_ROLE),
        lazy("The phone application is for the office's own auditors."),
    )


@rule("sync.revoke")
def revoke(actor: Actor, device: Any) -> Decision:
    """A phone is locked by its owner, the administrator or the QMS representative."""
    owned = isinstance(device, Device) and device.person_id == actor.person_id
    return allow_if(
        device is None or owned or actor.has_role("it_administrator", "qms_representative"),
        lazy("A phone can be locked by its owner or the administrator."),
    )


@rule("sync.see_all_devices")
def see_all_devices(actor: Actor, _subject: Any) -> Decision:
    """Everybody's phones."""
    return allow_if(
        actor.has_role("it_administrator", "qms_representative"),
        lazy("All phones are shown to the administrator and the QMS representative."),
    )


@rule("sync.review")
def review(actor: Actor, _subject: Any) -> Decision:
    """Late work is reviewed by lead auditors and the QMS representative."""
    return allow_if(
        actor.has_role("lead_auditor", "qms_representative"),
        lazy("Late work is reviewed by the lead auditor or the QMS representative."),
    )
