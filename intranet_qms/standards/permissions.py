"""Who may see and keep the standards."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, YES, Decision, allow_if, rule
from ..host import Actor
from ..i18n import lazy


@rule("standards.read")
def read(_actor: Actor, _subject: Any) -> Decision:
    """Everybody: numbers and titles of clauses are public, and guests come to see the proof."""
    return YES


@rule("standards.see_transition")
def see_transition(actor: Actor, _subject: Any) -> Decision:
    """Who does what for which clause is the office's own business; guests see the proof."""
    return allow_if(
        not actor.has_role(GUEST_ROLE),
        lazy("Verdicts about clauses are shown to the office's own."),
    )


@rule("standards.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """Catalogues, mappings and verdicts about clauses are the representative's."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("Standards are kept by the QMS representative."),
    )


@rule("standards.report")
def report(actor: Actor, verdict: Any) -> Decision:
    """Whoever has something to do for a clause says that it is done."""
    if verdict is None:
        return YES
    return allow_if(
        actor.has_role("qms_representative") or actor.is_person(verdict.owner_id),
        lazy("This is for whoever was asked to do it, and for the QMS representative."),
    )
