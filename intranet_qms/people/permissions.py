"""Who may see and change units and people."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, YES, Decision, allow_if, rule
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


@rule("people.see_office")
def see_office(actor: Actor, _subject: Any) -> Decision:
    """Units, who leads them and who works there are known to everybody who works here."""
    return allow_if(
        not actor.has_role(GUEST_ROLE), lazy("Units and people are shown to the office's own.")
    )


@rule("people.appoint_deputy")
def appoint_deputy(actor: Actor, subject: Any) -> Decision:
    """A deputy is appointed by who leads the person, or by the representative.

    ``subject``: the person with the numbers of those who lead them. Only who leads the
    whole office appoints their own deputy.
    """
    return allow_if(
        actor.has_role("qms_representative", "it_administrator")
        or any(actor.is_person(head_id) for head_id in subject.head_ids)
        # Nobody leads who leads the whole office.
        or (
            not subject.head_ids
            and actor.person_id == subject.person.id
            and bool(actor.headed_unit_ids)
        ),
        lazy("A deputy is appointed by the head of the unit or of a unit above it."),
    )
