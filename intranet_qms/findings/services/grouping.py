"""The answers of an audit that one finding rests on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ..answers import choices
from ..models import Finding, FindingAnswer
from ..workflow import FindingState
from .raising import check_version
from .steps import note


def set_answers(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    picked: Iterable[tuple[str, int]],
    *,
    seen_version: int | None,
) -> None:
    """Let the finding rest on these answers (question, sample), and on no others.

    Raises:
        Conflict: the unit has answered already, or somebody changed the finding meanwhile.
        Invalid: an answer that this audit does not have.
    """
    access.require(actor, "findings.amend", finding)
    check_version(finding, seen_version)
    if finding.state != FindingState.OPEN:
        raise Conflict(
            "findings.answers_fixed",
            lazy("The unit has answered this finding; what it rests on stays as it is."),
        )
    wanted = list(dict.fromkeys(picked))
    known = {(one.question_key, one.sample) for one in choices(session, actor, finding)}
    if not set(wanted) <= known:
        raise Invalid(
            "findings.answer_unknown",
            lazy("The audit has no such answer."),
            fields={"answers": [t("The audit has no such answer.")]},
        )
    session.execute(
        delete(FindingAnswer)
        .where(FindingAnswer.finding_id == finding.id)
        .execution_options(synchronize_session=False)
    )
    if wanted:
        session.execute(
            insert(FindingAnswer),
            [
                {"finding_id": finding.id, "question_key": key, "sample": sample}
                for key, sample in wanted
            ],
        )
    if finding.question_key not in {key for key, _ in wanted}:
        finding.question_key = wanted[0][0] if wanted else None
    # The answers are no columns of the finding: whoever chose others meanwhile is told all the same.
    flag_modified(finding, "question_key")
    session.flush()
    note(
        session, actor, clock, finding, "set_answers",
        {"answers": [f"{key}/{sample}" for key, sample in wanted]},
    )  # fmt: skip
