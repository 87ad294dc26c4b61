"""Why it came to this, and where else it may be so (ISO 9001, clause 10.2.1 b)."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid, NotFound
from ...host import Actor, Clock
from ...i18n import lazy, t
from ..models import ExtentCheck, Finding, FindingCause
from ..workflow import AnalysisMethod, Bone, ExtentResult, FindingState
from .steps import LONGEST_WORDS, note, refuse_step

MOST_CAUSES = 100
DEEPEST = 12
"""How many times "why" is asked in one line; five is the rule of thumb."""


def _require_open(actor: Actor, finding: Finding) -> None:
    access.require(actor, "findings.act", finding)
    if finding.state != FindingState.ACCEPTED:
        refuse_step(finding)


def choose_method(
    session: Session, actor: Actor, clock: Clock, finding: Finding, method: str
) -> None:
    """Look for the cause in this way; what was found in the other way stays and can be shown."""
    _require_open(actor, finding)
    if method not in set(AnalysisMethod):
        raise Invalid(
            "findings.method_unknown",
            lazy("Choose five whys or a fishbone."),
            fields={"method": [t("Choose five whys or a fishbone.")]},
        )
    finding.analysis_method = method
    session.flush()


def add_cause(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    *,
    text: str,
    parent_id: int | None = None,
    category: str = "",
) -> FindingCause:
    """Add a "because": below another one, on a bone, or as the first.

    Raises:
        Conflict: actions were agreed already, or there are too many causes.
        Invalid: no words, an unknown bone.
        NotFound: the cause that it explains is gone.
    """
    _require_open(actor, finding)
    _check_text(text)
    present = [one for one in finding.causes if one.round == finding.round]
    if len(present) >= MOST_CAUSES:
        raise _too_many()
    if parent_id is not None:
        parent = _cause(present, parent_id)
        category = parent.category
        if _depth(present, parent) >= DEEPEST:
            raise _too_many()
    elif category and category not in set(Bone):
        raise Invalid(
            "findings.bone_unknown",
            lazy("Choose where the cause comes from."),
            fields={"category": [t("Choose where the cause comes from.")]},
        )
    cause = FindingCause(
        finding_id=finding.id,
        round=finding.round,
        parent_id=parent_id,
        category=category,
        text=text.strip(),
        position=1 + max((one.position for one in present), default=0),
        entered_by_name=actor.name,
        entered_at=clock.now(),
    )
    session.add(cause)
    session.flush()
    session.expire(finding, ["causes"])
    note(session, actor, clock, finding, "add_cause", {"cause": str(cause.uuid)})
    return cause


def change_cause(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    cause_id: int,
    *,
    text: str,
    is_root: bool,
    seen_version: int,
) -> None:
    """Change the words of a cause, or whether it is a root cause.

    Raises:
        Conflict: somebody else changed it meanwhile.
    """
    _require_open(actor, finding)
    _check_text(text)
    cause = _cause(finding.causes, cause_id)
    if cause.row_version != seen_version:
        raise Conflict(
            "findings.cause_changed",
            lazy("Somebody else changed this cause meanwhile."),
            way_out=lazy("Open the analysis again, compare, and enter your change anew."),
        )
    text_before, root_before = cause.text, cause.is_root
    cause.text, cause.is_root = text.strip(), is_root
    session.flush()
    if (text_before, root_before) != (cause.text, cause.is_root):
        note(
            session, actor, clock, finding, "change_cause",
            {"cause": str(cause.uuid), "before": text_before[:500], "is_root": is_root},
        )  # fmt: skip


def remove_cause(
    session: Session, actor: Actor, clock: Clock, finding: Finding, cause_id: int
) -> None:
    """Take a cause away with everything below it; the trail keeps its words."""
    _require_open(actor, finding)
    cause = _cause(finding.causes, cause_id)
    gone, last = [cause], [cause.id]
    while last:
        below = [one for one in finding.causes if one.parent_id in last]
        gone += below
        last = [one.id for one in below]
    note(
        session, actor, clock, finding, "remove_cause",
        {"removed": [one.text[:500] for one in gone]},
    )  # fmt: skip
    session.execute(
        delete(FindingCause)
        .where(FindingCause.id.in_([one.id for one in gone]))
        .execution_options(synchronize_session=False)
    )
    for one in gone:
        session.expunge(one)
    session.expire(finding, ["causes"])


def check_place(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    *,
    result: str,
    unit_id: int | None = None,
    document_id: int | None = None,
    note_text: str = "",
) -> None:
    """Say what was seen in a similar place; the same place again replaces what was said.

    Raises:
        Forbidden: neither answers for the finding nor leads the unit, which was named already.
        Conflict: the finding is over.
        Invalid: no place, or an unknown result.
    """
    access.require(actor, "findings.check_places", finding)
    if unit_id not in actor.headed_unit_ids:
        access.require(actor, "findings.act", finding)
    if finding.state in (FindingState.OPEN, FindingState.CLOSED, FindingState.WITHDRAWN):
        refuse_step(finding)
    fields: dict[str, list[str]] = {}
    if (unit_id is None) == (document_id is None):
        fields["place"] = [t("Choose a unit or a procedure.")]
    if result not in set(ExtentResult):
        fields["result"] = [t("Choose what was seen there.")]
    if len(note_text) > LONGEST_WORDS:
        fields["note"] = [t("This text is too long.")]
    if fields:
        raise Invalid(
            "findings.place_invalid",
            lazy("This cannot be noted like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    place = session.scalars(
        select(ExtentCheck).where(
            ExtentCheck.finding_id == finding.id,
            ExtentCheck.round == finding.round,
            ExtentCheck.unit_id.is_(None) if unit_id is None else ExtentCheck.unit_id == unit_id,
            ExtentCheck.document_id.is_(None)
            if document_id is None
            else ExtentCheck.document_id == document_id,
        )
    ).one_or_none()
    if place is None:
        place = ExtentCheck(
            finding_id=finding.id,
            round=finding.round,
            unit_id=unit_id,
            document_id=document_id,
        )
        session.add(place)
    place.result, place.note = result, note_text.strip()
    place.checked_by_id, place.checked_by_name = actor.person_id or None, actor.name
    place.checked_at = clock.now()
    session.flush()
    session.expire(finding, ["extents"])
    note(
        session, actor, clock, finding, "check_place",
        {"unit_id": unit_id, "document_id": document_id, "result": result},
    )  # fmt: skip


def _check_text(text: str) -> None:
    said = t("Say why it came to this.") if not text.strip() else ""
    if len(text) > 2000:
        said = t("This text is too long.")
    if said:
        raise Invalid(
            "findings.cause_invalid",
            lazy("The cause cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields={"text": [said]},
        )


def _cause(causes: list[FindingCause], cause_id: int) -> FindingCause:
    found = next((one for one in causes if one.id == cause_id), None)
    if found is None:
        raise NotFound(
            "findings.cause_gone",
            lazy("This cause is not there any more."),
            way_out=lazy("Open the analysis again; somebody may have removed it."),
        )
    return found


def _depth(causes: list[FindingCause], cause: FindingCause) -> int:
    by_id = {one.id: one for one in causes}
    depth, above = 1, cause.parent_id
    while above is not None and above in by_id:
        depth, above = depth + 1, by_id[above].parent_id
    return depth


def _too_many() -> Conflict:
    return Conflict(
        "findings.too_many_causes",
        lazy("The analysis has as many causes as can be shown."),
        way_out=lazy("Remove what turned out not to matter."),
    )
