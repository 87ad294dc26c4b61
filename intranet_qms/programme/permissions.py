"""Who sees, makes and approves programmes."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, YES, Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy
from .workflow import SEALED

SEES_DRAFTS = ("qms_representative", "top_management", "lead_auditor", "auditor")


@rule("programme.read")
def read(actor: Actor, subject: Any) -> Decision:
    """Everybody in the office reads what is approved; drafts are for those who make and approve
    them and for the auditors who are planned. ``subject``: a version, or None."""
    if actor.has_role(GUEST_ROLE):
        return no(lazy("The audit programme is for people of the office."))
    if subject is None or subject.state in SEALED:
        return YES
    return allow_if(
        actor.has_role(*SEES_DRAFTS), lazy("A programme is shown to everybody once it is approved.")
    )


@rule("programme.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """Made and kept by the representative (ISO 19011, 5.4.1)."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("The audit programme is made by the QMS representative."),
    )


@rule("programme.approve")
def approve(actor: Actor, _subject: Any) -> Decision:
    """Approved by top management."""
    return allow_if(
        actor.has_role("top_management"),
        lazy("The audit programme is approved by top management."),
    )
