"""Who sees and keeps the register of auditors. Every refusal says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..access import GUEST_ROLE, Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy
from .workflow import Grade


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose days are meant, and who leads that person."""

    person_id: int
    head_ids: Iterable[int] = ()


@dataclass(frozen=True, slots=True)
class PartToEvaluate:
    """Somebody's part in an audit. ``lead_id``: who led it."""

    person_id: int
    grade: Grade
    lead_id: int | None


@rule("auditors.read")
def read(actor: Actor, _subject: Any) -> Decision:
    """Who is appointed and competent is known to everybody who works here."""
    return allow_if(
        not actor.has_role(GUEST_ROLE), lazy("The register of auditors is the office's own.")
    )


@rule("auditors.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """Appointments and competence are the representative's."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("The register of auditors is kept by the QMS representative."),
    )


@rule("auditors.plan_with")
def plan_with(actor: Actor, subject: Any) -> Decision:
    """Days and load of somebody: for themselves, who leads them, and who plans audits.

    ``subject``: a ``Whose``; None asks for everybody's.
    """
    if actor.has_role("qms_representative", "lead_auditor"):
        return allow_if(True, "")
    return allow_if(
        subject is not None and _is_own_or_led(actor, subject),
        lazy("Days and load are shown to the auditor, their head and to who plans audits."),
    )


@rule("auditors.enter_absence")
def enter_absence(actor: Actor, subject: Any) -> Decision:
    """Absences are entered by the auditor, who leads them, and the representative."""
    if subject is None:
        return read(actor, None)
    return allow_if(
        actor.has_role("qms_representative") or _is_own_or_led(actor, subject),
        lazy("Absences are entered by the auditor, their head or the QMS representative."),
    )


@rule("auditors.see_evaluations")
def see_evaluations(actor: Actor, person_id: Any) -> Decision:
    """What was said of somebody is for them and for the representative, never for colleagues."""
    return allow_if(
        actor.has_role("qms_representative") or actor.person_id == person_id,
        lazy("Evaluations are shown to the auditor and to the QMS representative."),
    )


@rule("auditors.evaluate")
def evaluate(actor: Actor, part: Any) -> Decision:
    """The lead of the audit evaluates its auditors, the representative its lead; nobody themselves."""
    if part is None:
        return read(actor, None)
    if actor.person_id == part.person_id:
        return no(lazy("Nobody evaluates themselves."))
    if part.grade is Grade.LEAD:
        return allow_if(
            actor.has_role("qms_representative"),
            lazy("The lead auditor is evaluated by the QMS representative."),
        )
    return allow_if(
        actor.person_id == part.lead_id or actor.has_role("qms_representative"),
        lazy("Auditors are evaluated by the lead auditor of the audit."),
    )


def _is_own_or_led(actor: Actor, whose: Whose) -> bool:
    return actor.person_id == whose.person_id or any(actor.is_person(one) for one in whose.head_ids)
