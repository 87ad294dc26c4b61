"""Who may see, plan, lead and work in audits. Every refusal says why."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, YES, Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy
from .models import Audit, TeamMember
from .workflow import RECORDS, AuditState, ReportPart, TeamRole

PLANS = ("qms_representative", "lead_auditor")
"""Roles that plan audits."""

SEES_ALL = ("qms_representative", "lead_auditor", "top_management")
"""Roles that see every audit with its details."""

_INSIDE = frozenset({AuditState.PLANNED, AuditState.CANCELLED})
"""States that are nobody's business but the planners' and the team's."""


def membership(actor: Actor, audit: Audit) -> TeamMember | None:
    """The actor's present place in the team."""
    for member in audit.team:
        if member.person_id == actor.person_id and member.removed_at is None:
            return member
    return None


def is_audited(actor: Actor, audit: Audit) -> bool:
    """Whether the audit concerns a unit that the actor belongs to or leads."""
    own = actor.unit_ids | actor.headed_unit_ids
    return any(scope.unit_id in own or actor.is_person(scope.unit.head_id) for scope in audit.units)


@rule("audits.read")
def read(actor: Actor, audit: Any) -> Decision:
    """Announced and later audits are known to the office; guests see what they take part in."""
    if audit is None:
        return YES
    if membership(actor, audit) is not None:
        return YES
    if actor.has_role(GUEST_ROLE):
        return no(lazy("You see the audits that you were asked to take part in."))
    return allow_if(
        audit.state not in _INSIDE or actor.has_role(*SEES_ALL),
        lazy("This audit has not been announced."),
    )


@rule("audits.read_details")
def read_details(actor: Actor, audit: Any) -> Decision:
    """Answers and photographs are for the team, the audited units and those who judge the whole.

    They show named people at work; the rest of the office reads the outcome.
    """
    if audit is None:
        return YES
    known = read(actor, audit)
    if not known:
        return known
    return allow_if(
        membership(actor, audit) is not None
        or actor.has_role(*SEES_ALL)
        or (is_audited(actor, audit) and not actor.has_role(GUEST_ROLE)),
        lazy("Answers and photographs are shown to the team and to the audited units."),
    )


@rule("audits.plan")
def plan(actor: Actor, _audit: Any) -> Decision:
    """Audits are planned by the representative and the lead auditors."""
    return allow_if(
        actor.has_role(*PLANS),
        lazy("Audits are planned by a lead auditor or the QMS representative."),
    )


@rule("audits.lead")
def lead(actor: Actor, audit: Any) -> Decision:
    """The lead auditor of the audit decides in it; the representative may step in."""
    if audit is None:
        return plan(actor, None)
    member = membership(actor, audit)
    return allow_if(
        (member is not None and member.role == TeamRole.LEAD)
        or actor.has_role("qms_representative"),
        lazy("Only the lead auditor of this audit or the QMS representative decides this."),
    )


@rule("audits.decide")
def decide_conflict(actor: Actor, audit: Any) -> Decision:
    """What stands in an audit is decided by its lead auditor alone (protocol, step 3.2)."""
    member = membership(actor, audit) if audit is not None else None
    return allow_if(
        member is not None and member.role == TeamRole.LEAD,
        lazy("Only the lead auditor of this audit decides which answer stands."),
    )


@rule("audits.record")
def record(actor: Actor, audit: Any) -> Decision:
    """Answers and findings are recorded by the lead auditor and the auditors of the team.

    Late work of somebody who left the team is taken over on the word of whoever leads the audit.
    """
    if audit is not None and actor.vouched_by is not None:
        return lead(actor.vouched_by, audit)
    member = membership(actor, audit) if audit is not None else None
    return allow_if(
        member is not None and member.role in RECORDS,
        lazy("Only the auditors of this audit record in it."),
    )


@rule("audits.take_up")
def take_up(actor: Actor, _audit: Any) -> Decision:
    """An audit that is over is taken up again by the representative alone."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("An audit that is over is taken up again by the QMS representative."),
    )


@rule("audits.sign_report")
def sign_report(actor: Actor, audit: Any) -> Decision:
    """A report is signed by the lead auditor of its audit, in person.

    Where the lead has left the office, the representative signs, so that a report can be ended.
    """
    if audit is None:
        return plan(actor, None)
    member = membership(actor, audit)
    if member is not None and member.role == TeamRole.LEAD:
        return YES
    gone = not any(
        one.role == TeamRole.LEAD and one.removed_at is None and one.person.active
        for one in audit.team
    )
    return allow_if(
        gone and actor.has_role("qms_representative"),
        lazy("The report is signed by the lead auditor of this audit."),
    )


@rule("audits.read_report")
def read_report(actor: Actor, subject: Any) -> Decision:
    """A signed report is read by whoever reads the details of its audit, and by its recipients.

    The subject is the report with its audit.
    """
    if subject is None:
        return YES
    report, audit = subject
    if any(actor.is_person(one.person_id) for one in report.recipients):
        return YES
    return read_details(actor, audit)


@rule("audits.read_draft")
def read_draft(actor: Actor, subject: Any) -> Decision:
    """A draft of a report is for the team and the representative.

    The audited units read it once the lead has shared it for a check of its facts. The subject is
    the draft, or None before one was begun, with its audit.
    """
    if subject is None:
        return YES
    draft, audit = subject
    known = read_details(actor, audit)
    if not known:
        return known
    shared = draft is not None and draft.shared_at is not None
    return allow_if(
        membership(actor, audit) is not None
        or actor.has_role("qms_representative")
        or (shared and is_audited(actor, audit)),
        lazy("The report is a draft: the audited unit reads it once the lead auditor shares it."),
    )


@rule("audits.confirm_plan")
def confirm_plan(actor: Actor, audit: Any) -> Decision:
    """The head of an audited unit, or their deputy, says that they know the plan."""
    if audit is None:
        return YES
    return allow_if(
        any(actor.is_person(scope.unit.head_id) for scope in audit.units),
        lazy("The plan is confirmed by the heads of the audited units."),
    )


@rule("audits.acknowledge_report")
def acknowledge_report(actor: Actor, report: Any) -> Decision:
    """A report is acknowledged by the heads of the audited units, or their deputies."""
    if report is None:
        return YES
    return allow_if(
        any(one.part == ReportPart.AUDITED and actor.is_person(one.person_id)
            for one in report.recipients),
        lazy("The report is acknowledged by the heads of the audited units."),
    )  # fmt: skip


@rule("audits.templates")
def templates(actor: Actor, _nothing: Any) -> Decision:
    """How reports look is the representative's business."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("The template of reports is kept by the QMS representative."),
    )
