"""Decide about one clause on the way to a later edition: where it comes from, and whether it is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people import queries as people
from ...trail import services as trail
from .. import notifications
from ..models import Clause, ClauseMapping, StandardEdition, TransitionVerdict
from ..workflow import Verdict

LONGEST_NOTE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the representative says about a clause. ``owner_id`` and ``due_on``: of what is to do."""

    verdict: Verdict
    note: str = ""
    owner_id: int | None = None
    due_on: date | None = None


def decide(
    session: Session,
    actor: Actor,
    clock: Clock,
    earlier: StandardEdition,
    clause: Clause,
    decision: Decision,
    *,
    seen_version: int,
) -> TransitionVerdict:
    """Keep a verdict about a clause, and tell whoever is asked to do something.

    Args:
        seen_version: of the verdict that was shown; 0 where there was none.

    Raises:
        Forbidden: the actor does not keep standards.
        Conflict: ``changed_meanwhile``.
        Invalid: what is to do has nobody or no day, or the reason is missing.
    """
    access.require(actor, "standards.manage")
    fields: dict[str, list[str]] = {}
    if decision.verdict is Verdict.TO_DO:
        owner = people.person(session, decision.owner_id) if decision.owner_id else None
        if owner is None or not owner.active:
            fields["owner_id"] = [t("Say who does it.")]
        if decision.due_on is None:
            fields["due_on"] = [t("Say until when.")]
    if decision.verdict is not Verdict.COVERED and not decision.note.strip():
        fields["note"] = [
            t("Say what is to be done.")
            if decision.verdict is Verdict.TO_DO
            else t("Say why the clause does not apply to the office.")
        ]
    elif len(decision.note) > LONGEST_NOTE:
        fields["note"] = [t("This text is too long.")]
    if fields:
        raise Invalid(
            "standards.verdict_invalid",
            lazy("The verdict cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    known = _of(session, earlier, clause)
    if (known.row_version if known else 0) != seen_version:
        raise _changed()
    kept = known or TransitionVerdict(earlier_edition_id=earlier.id, clause_id=clause.id)
    before = (known.owner_id, known.due_on, known.note) if known else None
    is_to_do = decision.verdict is Verdict.TO_DO
    kept.verdict = decision.verdict
    kept.note = decision.note.strip()
    kept.owner_id = decision.owner_id if is_to_do else None
    kept.due_on = decision.due_on if is_to_do else None
    kept.decided_by, kept.decided_at = actor.name, clock.now()
    session.add(kept)
    session.flush()
    trail.record(
        session, actor, clock, "standards.decide", "transition_verdict", kept.uuid,
        {"clause": f"{clause.edition.label}, {clause.number}", "verdict": str(kept.verdict),
         "owner_id": kept.owner_id, "due_on": kept.due_on.isoformat() if kept.due_on else None},
    )  # fmt: skip
    if is_to_do and before != (kept.owner_id, kept.due_on, kept.note):
        notifications.asked(session, clock, earlier, clause, kept)
    return kept


def report_done(
    session: Session,
    actor: Actor,
    clock: Clock,
    verdict: TransitionVerdict,
    note: str,
    *,
    seen_version: int,
) -> None:
    """Whoever was asked says what was done; the clause counts as covered from now on.

    Raises:
        Forbidden: somebody else was asked.
        Conflict: changed meanwhile, or nothing is to be done about the clause.
        Invalid: no word on what was done.
    """
    access.require(actor, "standards.report", verdict)
    if verdict.row_version != seen_version or verdict.verdict != Verdict.TO_DO:
        raise _changed()
    text = note.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise Invalid(
            "standards.report_invalid",
            lazy("Say what was done."),
            fields={"done": [t("Say what was done.") if not text else t("This text is too long.")]},
        )
    asked = verdict.note
    verdict.verdict = Verdict.COVERED
    verdict.note = f"{asked}\n\n{text}" if asked else text
    verdict.owner_id = verdict.due_on = None
    verdict.decided_by, verdict.decided_at = actor.name, clock.now()
    session.flush()
    trail.record(
        session, actor, clock, "standards.report_done", "transition_verdict", verdict.uuid,
        {"clause": verdict.clause.number},
    )  # fmt: skip


def take_back(
    session: Session, actor: Actor, clock: Clock, verdict: TransitionVerdict, *, seen_version: int
) -> None:
    """Forget a verdict: the clause counts as its proof says again. Raises as ``decide``."""
    access.require(actor, "standards.manage")
    if verdict.row_version != seen_version:
        raise _changed()
    trail.record(
        session, actor, clock, "standards.take_back", "transition_verdict", verdict.uuid,
        {"verdict": str(verdict.verdict), "note": verdict.note[:500]},
    )  # fmt: skip
    session.delete(verdict)
    session.flush()


def map_clause(
    session: Session,
    actor: Actor,
    clock: Clock,
    earlier: StandardEdition,
    clause: Clause,
    from_ids: Sequence[int],
    *,
    note_pl: str,
    note_en: str,
    seen_ids: Sequence[int],
) -> None:
    """Say which clauses of an earlier edition led to this one.

    The notes are kept with each of the lines; a line that has its own by a sheet keeps them where
    the notes were not changed.

    Raises:
        Forbidden: the actor does not keep standards.
        Conflict: somebody else changed the mapping of this clause.
        Invalid: a clause of another edition.
    """
    access.require(actor, "standards.manage")
    olds = {one.id: one for one in earlier.clauses}
    if not set(from_ids) <= set(olds):
        raise Invalid(
            "standards.mapping_invalid",
            lazy("Choose clauses of the earlier edition."),
            fields={"from_ids": [t("Choose clauses of the earlier edition.")]},
        )
    session.scalars(select(Clause.id).where(Clause.id == clause.id).with_for_update()).one()
    present = {
        line.from_clause_id: line
        for line in session.scalars(
            select(ClauseMapping).where(
                ClauseMapping.to_clause_id == clause.id, ClauseMapping.from_clause_id.in_(olds)
            )
        )
    }
    if set(present) != set(seen_ids):
        raise _changed()
    added = [one for one in dict.fromkeys(from_ids) if one not in present]
    removed = [one for one in present if one not in set(from_ids)]
    said = note_pl.strip()[:2_000], note_en.strip()[:2_000]
    shown = _shared_note(list(present.values()))
    for number in removed:
        session.delete(present.pop(number))
    for number in added:
        present[number] = ClauseMapping(
            from_clause_id=number, to_clause_id=clause.id, note_pl=said[0], note_en=said[1]
        )
        session.add(present[number])
    if said != shown:
        for line in present.values():
            line.note_pl, line.note_en = said
    session.flush()
    if added or removed or said != shown:
        trail.record(
            session, actor, clock, "standards.map", "standard_edition", clause.edition.uuid,
            {"clause": clause.number, "from": earlier.label,
             "added": [olds[one].number for one in added],
             "removed": [olds[one].number for one in removed]},
        )  # fmt: skip


def _shared_note(lines: Sequence[ClauseMapping]) -> tuple[str, str]:
    """The note that all lines of a clause carry; empty where they differ."""
    notes = {(one.note_pl, one.note_en) for one in lines}
    return notes.pop() if len(notes) == 1 else ("", "")


def _of(session: Session, earlier: StandardEdition, clause: Clause) -> TransitionVerdict | None:
    return session.scalars(
        select(TransitionVerdict).where(
            TransitionVerdict.earlier_edition_id == earlier.id,
            TransitionVerdict.clause_id == clause.id,
        )
    ).one_or_none()


def _changed() -> Conflict:
    return Conflict(
        "changed_meanwhile",
        lazy("Somebody else saved this meanwhile."),
        way_out=lazy("Go back, your text is kept; open the page again and compare."),
    )
