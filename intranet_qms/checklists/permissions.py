"""Who may see and change checklists."""

from __future__ import annotations

from typing import Any

from ..access import YES, Decision, allow_if, rule
from ..host import Actor
from ..i18n import lazy


@rule("checklists.read")
def read(actor: Actor, _subject: Any) -> Decision:
    """The questions are no secret: whoever is audited may prepare."""
    return YES


@rule("checklists.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """Import, publish, discard and retire."""
    return allow_if(
        actor.has_role("qms_representative", "lead_auditor"),
        lazy("Checklists are managed by the QMS representative and lead auditors."),
    )
