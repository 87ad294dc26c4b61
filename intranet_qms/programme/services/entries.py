"""Enter, change and remove what a programme plans; every change is checked by the same rules."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from ..advice import advise
from ..models import Entry, EntryAuditor, EntryClause, Programme
from ..planning.conditions import Condition, violations
from ..planning.problem import Placed, Task
from ..queries.planning import Planning, planning, task_key
from ..words import sentence
from .programmes import changeable, check_version

PINNED = (Condition.PINNED_DAY, Condition.PINNED_TEAM)


@dataclass(frozen=True, kw_only=True)
class EntryChoice:
    """What somebody plans by hand. ``auditor_ids``: beside the lead. A day makes its month."""

    unit_id: int | None = None
    document_id: int | None = None
    clause_ids: Sequence[int] = ()
    day: date | None = None
    month: int | None = None
    half_days: int = 2
    lead_id: int | None = None
    auditor_ids: Sequence[int] = ()
    pinned_day: bool = False
    pinned_team: bool = False
    note: str = ""

    @property
    def team(self) -> frozenset[int]:
        """Everybody, the lead included."""
        return frozenset({*self.auditor_ids, *([self.lead_id] if self.lead_id else ())})


@dataclass(frozen=True, slots=True)
class Judged:
    """What speaks against a change: ``refused`` for which reasons it cannot be saved, ``warned`` of
    what whoever saves it should know. ``by_field``: the first ones by the field of the form."""

    refused: tuple[str, ...]
    warned: tuple[str, ...]
    by_field: dict[str, list[str]]


_FIELDS = {
    Condition.WORKING_DAY: "day",
    Condition.UNIT_CLOSED: "day",
    Condition.ABSENCE: "auditor_ids",
    Condition.REST: "day",
    Condition.LEAD: "lead_id",
}


def judge(
    session: Session, programme: Programme, entry: Entry | None, choice: EntryChoice, today: date
) -> Judged:
    """What the rules say of an entry as it would be. Nothing is changed."""
    seen = planning(session, programme, today, add_areas=False)
    key = task_key(entry) if entry is not None else "new"
    task = _task(seen, programme, key, entry, choice)
    tasks = tuple(one for one in seen.problem.tasks if one.key != key)
    problem = replace(seen.problem, tasks=(*tasks, task))
    placed = Placed(
        day=choice.day,
        month=choice.day.month if choice.day else choice.month,
        lead=choice.lead_id,
        team=choice.team,
    )
    plan = {**seen.present, key: placed}
    before = {
        (one.condition, one.person_id, one.number)
        for one in violations(seen.problem, seen.present, complete=False)
        if not one.task
    }
    found = [
        one
        for one in violations(problem, plan, complete=False)
        if one.task == key
        or (not one.task and one.person_id in choice.team
            and (one.condition, one.person_id, one.number) not in before)
    ]  # fmt: skip
    by_field: dict[str, list[str]] = {}
    refused = []
    for one in found:
        words = sentence(problem, one)
        refused.append(words)
        field = _FIELDS.get(one.condition, "auditor_ids")
        if one.person_id is not None and one.person_id == choice.lead_id and field != "day":
            field = "lead_id"
        by_field.setdefault(field, []).append(words)
    warned = advise(problem, plan, key)
    return Judged(tuple(dict.fromkeys(refused)), tuple(warned), by_field)


def _task(
    seen: Planning, programme: Programme, key: str, entry: Entry | None, choice: EntryChoice
) -> Task:
    """The entry as a task, with the area that was chosen now and without its own pins."""
    area_key = (
        f"d:{choice.document_id}" if choice.document_id is not None else f"u:{choice.unit_id}"
    )
    area = seen.areas.get(area_key)
    unit_id = choice.unit_id
    if unit_id is None and area is not None:
        unit_id = area.owner_unit_id
    shown = seen.around(unit_id)
    standard = (
        frozenset({programme.edition.standard})
        if programme.edition is not None and seen.needs_competence
        else frozenset()
    )
    return Task(
        key=key,
        name=f"{area.code} {area.name}" if area is not None else "",
        near_units=shown.near,
        documents=frozenset({choice.document_id})
        if choice.document_id is not None
        else frozenset(),
        standards=standard,
        half_days=choice.half_days,
        # By hand a team has as many as were chosen; one of them has to lead.
        team_size=len(choice.team) or (entry.team_size if entry is not None else 2),
        priority=area.chosen if area is not None else 0,
        last_team=area.last_team if area is not None else frozenset(),
        closed=shown.closed,
    )


def save_entry(
    session: Session,
    actor: Actor,
    clock: Clock,
    programme: Programme,
    entry: Entry | None,
    choice: EntryChoice,
    *,
    today: date,
    seen_version: int | None,
) -> Entry:
    """Enter or change an entry of a draft. What the rules forbid is refused with the reason.

    Raises:
        Forbidden, Conflict; Invalid: with the fields.
    """
    access.require(actor, "programme.manage")
    changeable(programme)
    check_version(programme, seen_version)
    fields = _problems(programme, entry, choice)
    if not fields:
        fields = judge(session, programme, entry, choice, today).by_field
    if fields:
        raise Invalid(
            "programme.entry",
            lazy("The entry cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    is_new = entry is None
    if entry is None:
        entry = Entry(uuid=new_uuid(), key=new_uuid(), team=[], clauses=[])
        programme.entries.append(entry)
    write(entry, choice)
    _note_priority(session, programme, entry, today)
    programme.changed_at = clock.now()
    session.flush()
    record(
        session, actor, clock, "programme.add" if is_new else "programme.change", "programme",
        programme.uuid, {"entry": str(entry.key)},
    )  # fmt: skip
    return entry


def _problems(
    programme: Programme, entry: Entry | None, choice: EntryChoice
) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    if choice.unit_id is None and choice.document_id is None:
        fields["unit_id"] = [t("Choose a unit or a procedure.")]
    if choice.day is not None and choice.day.year != programme.year:
        fields["day"] = [t("The day is not in %(year)s.", year=programme.year)]
    if choice.month is not None and not 1 <= choice.month <= 12:
        fields["month"] = [t("Choose a month.")]
    if not 1 <= choice.half_days <= 20:
        fields["half_days"] = [t("Give between 1 and 20 half-days.")]
    if choice.auditor_ids and choice.lead_id is None:
        fields["lead_id"] = [t("An audit needs a lead auditor.")]
    if any(
        one is not entry and (one.unit_id, one.document_id) == (choice.unit_id, choice.document_id)
        for one in programme.entries
    ):
        fields.setdefault("unit_id", []).append(t("This area is in the programme already."))
    return fields


def write(entry: Entry, choice: EntryChoice) -> None:
    """Put a choice into an entry."""
    entry.unit_id = choice.unit_id
    entry.document_id = choice.document_id
    entry.day = choice.day
    entry.month = choice.day.month if choice.day is not None else choice.month
    entry.half_days = choice.half_days
    entry.team_size = len(choice.team) or entry.team_size or 2
    entry.pinned_day = choice.pinned_day and entry.month is not None
    entry.pinned_team = choice.pinned_team and bool(choice.team)
    entry.note = choice.note.strip()[:5000]
    write_team(entry, choice.lead_id, choice.team)
    wanted = dict.fromkeys(choice.clause_ids)
    for row in list(entry.clauses):
        if row.clause_id in wanted:
            wanted.pop(row.clause_id)
        else:
            entry.clauses.remove(row)
    entry.clauses.extend(EntryClause(clause_id=one) for one in wanted)


def write_team(entry: Entry, lead_id: int | None, team: frozenset[int]) -> None:
    """Make a team that of an entry."""
    for row in list(entry.team):
        if row.person_id not in team:
            entry.team.remove(row)
    present = {row.person_id: row for row in entry.team}
    for person_id in sorted(team):
        member = present.get(person_id)
        if member is None:
            member = EntryAuditor(person_id=person_id)
            entry.team.append(member)
        member.leads = person_id == lead_id


def _note_priority(session: Session, programme: Programme, entry: Entry, today: date) -> None:
    seen = planning(session, programme, today, add_areas=False)
    area = seen.area_of(entry.unit_id, entry.document_id)
    if area is not None:
        entry.priority = area.chosen
        entry.factors = area.as_kept()


def remove_entry(
    session: Session,
    actor: Actor,
    clock: Clock,
    programme: Programme,
    key: uuid.UUID,
    *,
    seen_version: int | None,
) -> None:
    """Take an entry out of a draft. Raises Forbidden, Conflict, NotFound."""
    access.require(actor, "programme.manage")
    changeable(programme)
    check_version(programme, seen_version)
    entry = next((one for one in programme.entries if one.key == key), None)
    if entry is None:
        return
    programme.entries.remove(entry)
    programme.changed_at = clock.now()
    session.flush()
    record(
        session, actor, clock, "programme.remove", "programme", programme.uuid,
        {"entry": str(key)},
    )  # fmt: skip
