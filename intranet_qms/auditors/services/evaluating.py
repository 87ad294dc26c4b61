"""Say after an audit how somebody did their part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...audits.workflow import AuditState, TeamRole
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from .. import notifications
from ..models import Evaluation
from ..permissions import PartToEvaluate
from ..workflow import MARKS, Grade, criteria
from ._checking import LONGEST, refuse

EVALUATED_IN = frozenset({AuditState.REPORTING, AuditState.CLOSED})
"""The work on site is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of somebody: marks by criterion, and words."""

    marks: Mapping[str, int]
    strengths: str = ""
    to_improve: str = ""


def part_in(audit: Any, person_id: int) -> PartToEvaluate | None:
    """Somebody's part in an audit, if it is one that is evaluated."""
    team = [one for one in audit.team if one.removed_at is None]
    lead = next((one.person_id for one in team if one.role == TeamRole.LEAD), None)
    for one in team:
        if one.person_id == person_id and one.role in (TeamRole.LEAD, TeamRole.AUDITOR):
            grade = Grade.LEAD if one.role == TeamRole.LEAD else Grade.AUDITOR
            return PartToEvaluate(person_id, grade, lead)
    return None


def evaluate(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Any,
    person: Any,
    said: Said,
    *,
    seen_version: int,
) -> Evaluation:
    """Keep an evaluation, or put it right; the evaluated is told.

    Args:
        seen_version: of the evaluation that was shown; 0 where there was none.

    Raises:
        Forbidden: the actor may not judge this part.
        Conflict: the audit is not that far, or somebody else evaluated meanwhile.
        Invalid: a mark is missing, or a low one has no word on what to improve.
    """
    part = part_in(audit, person.id)
    if part is None:
        raise Invalid("auditors.no_part", lazy("This person had no part that is evaluated."))
    access.require(actor, "auditors.evaluate", part)
    if audit.state not in EVALUATED_IN:
        raise Conflict(
            "auditors.too_early", lazy("Auditors are evaluated when the work on site is over.")
        )
    wanted = criteria(part.grade)
    fields: dict[str, list[str]] = {
        f"mark_{one}": [t("Choose a mark.")] for one in wanted if said.marks.get(one) not in MARKS
    }
    marks = {str(one): said.marks[one] for one in wanted if one in said.marks}
    if not fields and min(marks.values()) == MARKS[0] and not said.to_improve.strip():
        fields["to_improve"] = [t("Say what is to be improved: a mark of 1 needs words.")]
    for name, text in (("strengths", said.strengths), ("to_improve", said.to_improve)):
        if len(text) > LONGEST:
            fields[name] = [t("This text is too long.")]
    refuse(fields)
    kept = session.scalars(
        select(Evaluation).where(Evaluation.audit_id == audit.id, Evaluation.person_id == person.id)
    ).one_or_none()
    if (kept.row_version if kept else 0) != seen_version:
        raise Conflict(
            "changed_meanwhile",
            lazy("Somebody else saved this meanwhile."),
            way_out=lazy("Go back, your text is kept; open the page again and compare."),
        )
    if kept is None:
        kept = Evaluation(audit_id=audit.id, person_id=person.id)
        session.add(kept)
    kept.grade, kept.marks = part.grade, marks
    kept.strengths, kept.to_improve = said.strengths.strip(), said.to_improve.strip()
    kept.given_by_id, kept.given_by = actor.person_id or None, actor.name
    kept.given_at = clock.now()
    session.flush()
    # The trail is read by others than the evaluated: it says that, not what.
    trail.record(
        session, actor, clock, "auditors.evaluate", "audit", audit.uuid,
        {"number": audit.number, "person": person.name},
    )  # fmt: skip
    notifications.evaluated(session, clock, audit, kept)
    return kept
