"""Who reads and answers the opinions of citizens. Each refusal says why in words."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, YES, Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy

REPRESENTATIVE = "qms_representative"


def keeps(actor: Actor, document: Any) -> bool:
    """Whether the actor looks after the guide: owner, head of its unit, or representative."""
    return (
        actor.has_role(REPRESENTATIVE)
        or actor.is_person(document.owner_id)
        or document.owner_unit_id in actor.headed_unit_ids
    )


@rule("citizens.read")
def read(actor: Actor, document: Any) -> Decision:
    """What citizens say about a guide is read by everybody who works here.

    ``document``: the guide, or None for opinions as such.
    """
    if actor.has_role(GUEST_ROLE):
        return no(lazy("Opinions of citizens are read by the people of this office."))
    return YES


@rule("citizens.handle")
def handle(actor: Actor, document: Any) -> Decision:
    """Marked and answered by those who look after the guide."""
    return allow_if(
        keeps(actor, document),
        lazy(
            "Opinions are handled by the owner of the guide, the head of the owner's unit or the "
            "QMS representative."
        ),
    )


@rule("citizens.publish")
def publish(actor: Actor, document: Any) -> Decision:
    """Where a guide stands for citizens is said by those who look after it."""
    return handle(actor, document)
