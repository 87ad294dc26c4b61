"""Who may bring registers in and take them out."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, Decision, allow_if, rule
from ..host import Actor
from ..i18n import lazy


@rule("exchange.export")
def export(actor: Actor, _subject: Any) -> Decision:
    """Whoever works here takes out what they may read."""
    return allow_if(not actor.has_role(GUEST_ROLE), lazy("Guests take no lists with them."))


@rule("exchange.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """Imports change the register past review and approval, and an archive holds every draft."""
    return allow_if(
        actor.has_role("qms_representative", "it_administrator"),
        lazy("Imports and archives are made by the QMS representative and the administrator."),
    )
