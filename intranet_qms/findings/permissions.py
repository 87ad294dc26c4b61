"""Who may see, answer and close findings. Every refusal says why."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, YES, Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy
from .models import Finding

SEES_ALL = ("qms_representative", "lead_auditor", "auditor", "top_management")
"""Roles that see every finding: the system is judged as a whole by them."""

CONFIRMS = ("qms_representative", "lead_auditor", "auditor")
"""Roles that may confirm what others did."""


def heads_unit(actor: Actor, finding: Finding) -> bool:
    """Whether the actor leads the unit of the finding, or deputises for who does."""
    if finding.unit_id is None:
        return False
    return finding.unit_id in actor.headed_unit_ids or actor.is_person(
        finding.unit.head_id if finding.unit else None
    )


def answers_for(actor: Actor, finding: Finding) -> bool:
    """Whether the actor speaks for the audited side: owner or head of the unit."""
    return actor.is_person(finding.owner_id) or heads_unit(actor, finding)


def has_acted(actor: Actor, finding: Finding) -> bool:
    """Whether the actor answers for the finding, owns an action, or reported one done; for
    themselves, or for whom they deputise for today."""
    return answers_for(actor, finding) or any(
        actor.is_person(action.owner_id) or actor.is_person(action.done_by_id)
        for action in finding.actions
    )


@rule("findings.read")
def read(actor: Actor, finding: Any) -> Decision:
    """A finding is seen by those who judge the system, and by the unit that it concerns."""
    if finding is None:
        return YES
    if actor.has_role(GUEST_ROLE):
        # What a guest was granted is decided with the audit, one feature above.
        return no(lazy("This finding is outside of what you were granted."))
    return allow_if(
        actor.has_role(*SEES_ALL)
        or finding.unit_id in (actor.unit_ids | actor.headed_unit_ids)
        or answers_for(actor, finding)
        or actor.is_person(finding.raised_by_id)
        or any(actor.is_person(action.owner_id) for action in finding.actions)
        or any(place.unit_id in actor.headed_unit_ids for place in finding.extents),
        lazy("This finding concerns another unit."),
    )


@rule("findings.raise")
def raise_(actor: Actor, unit: Any) -> Decision:
    """Outside of an audit: auditors, management, and heads of units about their own work.

    ``unit``: the unit that answers; None asks whether there is any.
    """
    if actor.has_role(*SEES_ALL):
        return YES
    if not actor.headed_unit_ids:
        return no(
            lazy("Findings are entered by auditors, heads of units and the QMS representative.")
        )
    return allow_if(
        unit is None or unit.id in actor.headed_unit_ids or actor.is_person(unit.head_id),
        lazy("You enter findings about the units that you lead."),
    )


@rule("findings.amend")
def amend(actor: Actor, finding: Any) -> Decision:
    """Unit, owner and due date are kept by the representative and the lead auditors."""
    if finding is None:
        return raise_(actor, None)
    return allow_if(
        actor.has_role("qms_representative", "lead_auditor")
        or actor.is_person(finding.raised_by_id),
        lazy("Only who raised the finding, a lead auditor or the QMS representative changes it."),
    )


@rule("findings.accept")
def accept(actor: Actor, finding: Any) -> Decision:
    """The audited unit answers for itself."""
    return allow_if(
        finding is not None and answers_for(actor, finding),
        lazy("A finding is accepted by its owner or the head of the unit."),
    )


@rule("findings.act")
def act(actor: Actor, finding: Any) -> Decision:
    """Actions are agreed and reported by those who answer for them."""
    return allow_if(
        finding is not None
        and (
            answers_for(actor, finding)
            or actor.has_role("qms_representative")
            or any(actor.is_person(action.owner_id) for action in finding.actions)
        ),
        lazy("Actions are kept by the owner of the finding, the head of the unit or who acts."),
    )


@rule("findings.verify")
def verify(actor: Actor, finding: Any) -> Decision:
    """Done is what somebody else has seen done (ISO 9001, clause 10.2)."""
    if not actor.has_role(*CONFIRMS):
        return no(lazy("Actions are verified by an auditor or the QMS representative."))
    return allow_if(
        finding is not None and not has_acted(actor, finding),
        lazy("You took part in these actions; somebody else must verify them."),
    )


@rule("findings.close")
def close(actor: Actor, finding: Any) -> Decision:
    """Effectiveness is judged by somebody who did not act."""
    if not actor.has_role(*CONFIRMS):
        return no(lazy("Findings are closed by an auditor or the QMS representative."))
    return allow_if(
        finding is not None and not has_acted(actor, finding),
        lazy("You took part in these actions; somebody else must judge their effect."),
    )


@rule("findings.withdraw")
def withdraw(actor: Actor, finding: Any) -> Decision:
    """A finding raised in error is withdrawn, never deleted; and never by whom it is about."""
    if not actor.has_role("qms_representative", "lead_auditor"):
        return no(lazy("A finding is withdrawn by a lead auditor or the QMS representative."))
    return allow_if(
        finding is None or not has_acted(actor, finding),
        lazy("This finding is about your own work; somebody else must decide."),
    )


@rule("findings.export")
def export(actor: Actor, _subject: Any) -> Decision:
    """The register as a sheet holds what the reader sees on the page anyway."""
    return allow_if(
        not actor.has_role(GUEST_ROLE), lazy("The register is not exported for guests.")
    )


@rule("findings.dispute")
def dispute(actor: Actor, finding: Any) -> Decision:
    """The audited unit says that it is not so."""
    return accept(actor, finding)


@rule("findings.decide_dispute")
def decide_dispute(actor: Actor, finding: Any) -> Decision:
    """Somebody who leads audits decides, and never in a matter of their own."""
    if not actor.has_role("qms_representative", "lead_auditor"):
        return no(lazy("A dispute is decided by a lead auditor or the QMS representative."))
    return allow_if(
        finding is not None and not has_acted(actor, finding),
        lazy("This finding is about your own work; somebody else must decide."),
    )


@rule("findings.decide_extension")
def decide_extension(actor: Actor, finding: Any) -> Decision:
    """More time is given by those who confirm, and never by who asks for it."""
    if not actor.has_role(*CONFIRMS):
        return no(lazy("More time is given by an auditor or the QMS representative."))
    return allow_if(
        finding is not None and not has_acted(actor, finding),
        lazy("You take part in these actions; somebody else must decide."),
    )


@rule("findings.reopen")
def reopen(actor: Actor, finding: Any) -> Decision:
    """A finding that came back is taken up by those who lead."""
    return allow_if(
        actor.has_role("qms_representative", "lead_auditor"),
        lazy("A finding is reopened by a lead auditor or the QMS representative."),
    )


@rule("findings.compare")
def compare(actor: Actor, finding: Any) -> Decision:
    """Whether it is a repeat is decided by those who judge findings."""
    return allow_if(
        actor.has_role(*CONFIRMS)
        or (finding is not None and actor.is_person(finding.raised_by_id)),
        lazy("Whether it came back is decided by an auditor or the QMS representative."),
    )


@rule("findings.classes")
def classes(actor: Actor, _subject: Any) -> Decision:
    """The list of classes belongs to the representative."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("The classes of findings are kept by the QMS representative."),
    )


@rule("findings.check_places")
def check_places(actor: Actor, finding: Any) -> Decision:
    """Who answers says what was seen anywhere; who leads a named unit, what is seen there."""
    if act(actor, finding):
        return YES
    return allow_if(
        finding is not None
        and any(
            place.unit_id in actor.headed_unit_ids
            for place in finding.extents
            if place.round == finding.round
        ),
        lazy("Similar places are noted by who answers, and by the heads of the units named."),
    )
