"""Who may see and change units and people."""

from __future__ import annotations

from typing import Any

from ..access import YES, Decision, allow_if, rule
from ..host import Actor
from ..i18n import lazy


@rule("people.own_tasks")
def own_tasks(actor: Actor, _subject: Any) -> Decision:
    """Everybody sees what waits for them."""
    return YES


@rule("people.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """Roles and units are the representative's and the administrator's."""
    return allow_if(
        actor.has_role("qms_representative", "it_administrator"),
        lazy("Roles and units are managed by the QMS representative and the administrator."),
    )


@rule("people.see_machinery")
def see_machinery(actor: Actor, _subject: Any) -> Decision:
    """The state of worker, mail and jobs."""
    return allow_if(
        actor.has_role("it_administrator", "qms_representative"),
        lazy("The state of the machinery is shown to the administrator."),
    )
