"""Who may use the device protocol, and who decides about what came too late."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, Decision, allow_if, no, rule
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


@rule("sync.hand_over")
def hand_over(actor: Actor, person: Any) -> Decision:
    """A file that a phone saved is loaded by whose phone it is, or by the QMS representative."""
    own = person is None or person.id == actor.person_id
    office = not actor.has_role(GUEST_ROLE)
    return allow_if(
        (own and office) or actor.has_role("qms_representative"),
        lazy("A file from somebody else's phone is loaded by the QMS representative."),
    )


@rule("sync.recover")
def recover(actor: Actor, device: Any) -> Decision:
    """Who tells a recovery code has looked first who asks: never the phone's own sign-in, which
    whoever steals the phone has too."""
    if isinstance(device, Device) and device.person_id == actor.person_id:
        return no(lazy("The code of your own phone is told by somebody else."))
    return allow_if(
        actor.has_role("it_administrator", "qms_representative"),
        lazy("Recovery codes are told by the administrator or the QMS representative."),
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
