"""Begin the programme of a year, change what it says of itself, begin its next version."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from ..models import Entry, EntryAuditor, EntryClause, PlanRun, Programme
from ..risk import CLASSES, FACTORS, Rules
from ..workflow import ProgrammeState

LONGEST = 20_000
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a programme says of itself."""

    objectives: str = ""
    risks: str = ""
    cycle_years: int = 3
    edition_id: int | None = None
    rules: Rules = field(default_factory=Rules)


def begin(
    session: Session, actor: Actor, clock: Clock, year: int, *, edition_id: int | None = None
) -> Programme:
    """An empty draft of the programme of a year, with the cycle and rules of the year before.

    Raises:
        Forbidden; Invalid: no such year; Conflict: there is one already.
    """
    access.require(actor, "programme.manage")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        sentence = t(
            "Give a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR
        )
        raise Invalid("programme.year", sentence, fields={"year": [sentence]})
    if session.scalar(select(Programme.id).where(Programme.year == year).limit(1)) is not None:
        raise Conflict(
            "programme.there_already",
            lazy("There is a programme of %(year)s already.", year=year),
            way_out=lazy("Open it from the list."),
        )
    before = session.scalars(
        select(Programme)
        .where(Programme.year < year)
        .order_by(Programme.year.desc(), Programme.number.desc())
        .limit(1)
    ).one_or_none()
    made = Programme(
        uuid=new_uuid(),
        year=year,
        number=1,
        state=ProgrammeState.DRAFT,
        objectives=before.objectives if before else "",
        risks=before.risks if before else "",
        cycle_years=before.cycle_years if before else 3,
        edition_id=before.edition_id if before else edition_id,
        rules=dict(before.rules) if before else Rules().as_dict(),
        created_by=actor.name,
        created_at=clock.now(),
        entries=[],
    )
    session.add(made)
    session.flush()
    record(session, actor, clock, "programme.begin", "programme", made.uuid, {"year": year})
    return made


def changeable(programme: Programme) -> None:
    """Go on only with a draft.

    Raises:
        Conflict: ``programme.not_a_draft``.
    """
    if programme.state != ProgrammeState.DRAFT:
        raise Conflict(
            "programme.not_a_draft",
            lazy("This version of the programme does not change any more."),
            way_out=lazy("Begin the next version and say why."),
        )


def check_version(programme: Programme, seen: int | None) -> None:
    """Go on only if nobody saved since the form was shown.

    Raises:
        Conflict: ``programme.changed_meanwhile``.
    """
    if seen != programme.row_version:
        raise Conflict(
            "programme.changed_meanwhile",
            lazy("Somebody has changed the programme meanwhile."),
            way_out=lazy("Open the page again; what you typed is still in the form behind it."),
        )


def save_settings(
    session: Session,
    actor: Actor,
    clock: Clock,
    programme: Programme,
    settings: Settings,
    *,
    seen_version: int | None,
) -> None:
    """Change objectives, risks, cycle and rules of a draft.

    Raises:
        Forbidden, Conflict; Invalid: with the fields.
    """
    access.require(actor, "programme.manage")
    changeable(programme)
    check_version(programme, seen_version)
    fields: dict[str, list[str]] = {}
    if not 1 <= settings.cycle_years <= 10:
        fields["cycle_years"] = [t("Give between 1 and 10 years.")]
    rules = settings.rules
    if any(not 0 <= rules.weights.get(one, -1) <= 100 for one in FACTORS):
        fields["weights"] = [t("Weights are whole numbers from 0 to 100.")]
    elif not any(rules.weights.values()):
        fields["weights"] = [t("At least one factor has to count.")]
    if any(not 0 <= rules.class_points.get(one, -1) <= 100 for one in CLASSES):
        fields["class_points"] = [t("Points are whole numbers from 0 to 100.")]
    limits = (
        ("open_times", 1, 10),
        ("late_times", 1, 10),
        ("rest_days", 0, 30),
        ("month_half_days", 0, 60),
        ("year_half_days", 0, 500),
    )
    for name, least, most in limits:
        if not least <= getattr(rules, name) <= most:
            fields[name] = [t("Give a number from %(least)s to %(most)s.", least=least, most=most)]
    if max(len(settings.objectives), len(settings.risks)) > LONGEST:
        fields["objectives"] = [t("This is too long.")]
    if fields:
        raise Invalid(
            "programme.settings",
            lazy("The programme cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    programme.objectives = settings.objectives.strip()
    programme.risks = settings.risks.strip()
    programme.cycle_years = settings.cycle_years
    programme.edition_id = settings.edition_id
    programme.rules = rules.as_dict()
    session.flush()
    record(session, actor, clock, "programme.save", "programme", programme.uuid)


def next_version(
    session: Session, actor: Actor, clock: Clock, programme: Programme, reason: str
) -> Programme:
    """Begin a further version of an approved programme, with all of its entries.

    Raises:
        Forbidden; Invalid: no reason; Conflict: not the approved one, or there is a draft already.
    """
    access.require(actor, "programme.manage")
    if programme.state != ProgrammeState.APPROVED:
        raise Conflict(
            "programme.not_approved",
            lazy("Only an approved programme gets a further version; a draft is changed as it is."),
        )
    last = session.scalar(
        select(func.max(Programme.number)).where(Programme.year == programme.year)
    )
    if last != programme.number:
        raise Conflict(
            "programme.version_there",
            lazy("There is a further version already."),
            way_out=lazy("Change that one."),
        )
    if not reason.strip():
        sentence = t("Say why the programme changes.")
        raise Invalid("programme.reason", sentence, fields={"reason": [sentence]})
    made = Programme(
        uuid=new_uuid(),
        year=programme.year,
        number=programme.number + 1,
        state=ProgrammeState.DRAFT,
        objectives=programme.objectives,
        risks=programme.risks,
        cycle_years=programme.cycle_years,
        edition_id=programme.edition_id,
        rules=dict(programme.rules),
        change_reason=reason.strip()[:5000],
        created_by=actor.name,
        created_at=clock.now(),
        entries=[_copy(one) for one in programme.entries],
    )
    session.add(made)
    session.flush()
    record(
        session, actor, clock, "programme.next_version", "programme", made.uuid,
        {"year": made.year, "version": made.number, "reason": made.change_reason},
    )  # fmt: skip
    return made


def _copy(entry: Entry) -> Entry:
    return Entry(
        uuid=new_uuid(),
        key=entry.key,
        unit_id=entry.unit_id,
        document_id=entry.document_id,
        day=entry.day,
        month=entry.month,
        half_days=entry.half_days,
        team_size=entry.team_size,
        # What was approved stays where it is unless somebody lets go of it.
        pinned_day=True,
        pinned_team=True,
        priority=entry.priority,
        factors=entry.factors,
        note=entry.note,
        team=[EntryAuditor(person_id=one.person_id, leads=one.leads) for one in entry.team],
        clauses=[EntryClause(clause_id=one.clause_id) for one in entry.clauses],
    )


def discard_draft(session: Session, actor: Actor, clock: Clock, programme: Programme) -> None:
    """Give a draft up; what was approved stays.

    Raises:
        Forbidden, Conflict.
    """
    access.require(actor, "programme.manage")
    changeable(programme)
    for run in session.scalars(select(PlanRun).where(PlanRun.programme_id == programme.id)):
        session.delete(run)
    session.flush()
    session.delete(programme)
    record(
        session, actor, clock, "programme.discard", "programme", programme.uuid,
        {"year": programme.year, "version": programme.number},
    )  # fmt: skip
    session.flush()
