"""How far an audit is and what keeps it from being complete, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..checklists.queries import shown_keys
from ..checklists.workflow import fits, is_required, needs_evidence
from ..i18n import lazy
from .asked import asked
from .hooks import Obstacle, further_obstacles
from .models import Answer, Audit, AuditReport, Evidence
from .standing import Says, Standing, derive
from .workflow import EvidenceState, ReportState

Slot = tuple[str, int]
"""Question and sample."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the questions are. ``shown`` leaves out those that the answers make irrelevant."""

    shown: int
    answered: int
    required_open: int
    conflicts: int
    evidence_missing: int

    @property
    def percent(self) -> int:
        """Whole percent of the shown questions that are answered."""
        return 100 if not self.shown else self.answered * 100 // self.shown


def slots_of(session: Session, audit_id: int) -> dict[Slot, Standing[Answer]]:
    """What stands for every question and sample of an audit. One query."""
    grouped: dict[Slot, list[Answer]] = {}
    for answer in session.scalars(
        select(Answer).where(Answer.audit_id == audit_id).order_by(Answer.id)
    ):
        grouped.setdefault((answer.question_key, answer.sample), []).append(answer)
    return {slot: derive(records) for slot, records in grouped.items()}


def current_values(slots: Mapping[Slot, Standing[Answer]]) -> dict[str, Any]:
    """The answers that rules look at: of each question the first sample, where nobody differs."""
    return {
        key: standing.shown[0].value
        for (key, sample), standing in slots.items()
        if sample == 0 and standing.says is Says.ANSWERED
    }


def progress_of(
    session: Session, audit: Audit, slots: Mapping[Slot, Standing[Answer]] | None = None
) -> Progress:
    """How far an audit is.

    Args:
        slots: what ``slots_of`` gave, when the caller has it already.
    """
    slots = slots_of(session, audit.id) if slots is None else slots
    # What only an earlier version asked is kept and shown, and keeps nothing from being complete.
    questions = [one for one in asked(session, audit).questions.values() if "earlier" not in one]
    values = current_values(slots)
    shown = set(shown_keys(questions, values))
    relevant = {key: value for key, value in values.items() if key in shown}
    by_key = {question["key"]: question for question in questions}
    answered = {
        key
        for (key, _), standing in slots.items()
        if standing.says is not Says.UNANSWERED
        and key in by_key
        # An answer to an earlier form of the question is kept, and has to be given anew.
        and (
            "was" not in by_key[key] or any(fits(by_key[key], one.value) for one in standing.shown)
        )
    }
    with_evidence = {
        (key, sample)
        for key, sample in session.execute(
            select(Evidence.question_key, Evidence.sample).where(
                Evidence.audit_id == audit.id, Evidence.state != EvidenceState.REFUSED
            )
        )
    }
    return Progress(
        shown=len(shown),
        answered=len(answered & shown),
        required_open=sum(
            question["key"] in shown
            and question["key"] not in answered
            and is_required(question, relevant)
            for question in questions
        ),
        conflicts=sum(standing.in_conflict for standing in slots.values()),
        # Each sample rests on its own evidence.
        evidence_missing=sum(
            key in shown
            and (key, sample) not in with_evidence
            and needs_evidence(by_key[key], standing.shown[0].value, relevant)
            for (key, sample), standing in slots.items()
            if standing.says is Says.ANSWERED
        ),
    )


def obstacles(session: Session, audit: Audit) -> Sequence[Obstacle]:
    """Why an audit should not be closed yet; empty for a complete one."""
    found: list[Obstacle] = []
    incomplete = session.scalar(
        select(func.count()).where(
            Evidence.audit_id == audit.id, Evidence.state == EvidenceState.INCOMPLETE
        )
    )
    if incomplete:
        found.append(
            Obstacle(
                "evidence_incomplete",
                lazy("Photographs that have not arrived: %(count)s.", count=incomplete),
            )
        )
    progress = progress_of(session, audit)
    if progress.conflicts:
        found.append(
            Obstacle(
                "conflict_open",
                lazy("Questions with two answers to decide: %(count)s.", count=progress.conflicts),
            )
        )
    if progress.required_open:
        found.append(
            Obstacle(
                "required_open",
                lazy(
                    "Required questions without an answer: %(count)s.",
                    count=progress.required_open,
                ),
            )
        )
    if progress.evidence_missing:
        found.append(
            Obstacle(
                "evidence_missing",
                lazy(
                    "Answers that need evidence and have none: %(count)s.",
                    count=progress.evidence_missing,
                ),
            )
        )
    reports = set(
        session.scalars(select(AuditReport.state).where(AuditReport.audit_id == audit.id))
    )
    if ReportState.SIGNED not in reports:
        found.append(Obstacle("no_report", lazy("The report has not been signed.")))
    elif ReportState.DRAFT in reports:
        found.append(Obstacle("correction_open", lazy("A correction of the report is begun.")))
    return found + further_obstacles(session, audit)
