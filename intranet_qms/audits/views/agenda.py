"""The agenda of an audit as a form: a first proposal, lines to change, clashes told by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask import Response, flash, request

from ...access import decide
from ...errors import Forbidden, Invalid
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import localized, t
from ...workdays import is_working_day
from .. import services
from ..agenda import MOST_LINES, AgendaKind, Line, proposal
from ..agenda_words import KINDS
from ..models import Audit
from ..queries.agenda import agenda_version
from ..workflow import RECORDS
from ._shared import as_number, routes, the_audit, to_audit

EMPTY_LINES = 3
_FARTHEST = 3_660
"""Days from the beginning of the audit beyond which a day is a slip of the finger."""


@dataclass(slots=True)
class Row:
    """One line as it stands in the form."""

    kind: str = "work"
    day: str = ""
    begins: str = ""
    ends: str = ""
    subject: str = ""
    unit_id: int | None = None
    auditor_ids: list[int] = field(default_factory=list)
    participants: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was entered that makes it a line."""
        return not (self.subject or self.begins or self.ends)


@routes.get("/audits/<number>/agenda")
@guarded("audits.read")
def agenda(number: str) -> Response:
    """The agenda as it is, or a first proposal where there is none."""
    audit = the_audit(number)
    _may_change(audit)
    rows = [_row_of(line) for line in _lines(audit)] or [_row_of(line) for line in _proposed(audit)]
    return _form(audit, rows, {}, proposed=not audit.agenda)


@routes.post("/audits/<number>/agenda")
@guarded("audits.read")
def save_agenda(number: str) -> Response:
    """Save all lines, or come back with more empty ones or a new proposal."""
    audit = the_audit(number)
    _may_change(audit)
    rows = _rows_of_form()
    wish = request.form.get("wish", "")
    if wish == "more":
        return _form(audit, rows, {}, empty=len(rows) + EMPTY_LINES)
    if wish == "propose":
        return _form(audit, [_row_of(line) for line in _proposed(audit)], {}, proposed=True)
    filled = [(place, row) for place, row in enumerate(rows) if not row.empty]
    lines: list[Line] = []
    errors: dict[str, list[str]] = {}
    for place, row in filled:
        line = _line_of(row, audit)
        if line is None:
            errors[f"line-{place}"] = [t("Give a day, a beginning and an end.")]
        else:
            lines.append(line)
    if errors:
        return _form(audit, rows, errors, status=422)
    try:
        services.set_agenda(
            db_session(),
            signed_in(),
            clock(),
            audit,
            lines,
            zone=module().config.zone,
            seen_version=request.form.get("seen", ""),
        )
    except Invalid as error:
        places = {f"line-{number}": f"line-{place}" for number, (place, _) in enumerate(filled)}
        told = {places[name]: messages for name, messages in (error.fields or {}).items()}
        return _form(audit, rows, told, status=422)
    flash(t("The agenda was saved."), "good")
    return to_audit(audit)


def _may_change(audit: Audit) -> None:
    decision = decide(signed_in(), "audits.lead", audit)
    if not decision and not decide(signed_in(), "audits.plan"):
        raise Forbidden("audits.plan.refused", decision.reason)


def _form(
    audit: Audit,
    rows: Sequence[Row],
    errors: Mapping[str, Sequence[str]],
    *,
    proposed: bool = False,
    empty: int = 0,
    status: int = 200,
) -> Response:
    wanted = min(MOST_LINES, max(len(rows) + (0 if errors else 1), empty))
    shown = [*rows, *(Row() for _ in range(wanted - len(rows)))]
    return page(
        "qms/audits/agenda.html",
        status=status,
        audit=audit,
        rows=shown,
        errors=errors,
        proposed=proposed,
        seen=request.form.get("seen") or agenda_version(audit),
        kinds=[(kind, str(label)) for kind, label in KINDS.items()],
        units=[
            (scope.unit_id, localized(scope.unit.name_pl, scope.unit.name_en))
            for scope in audit.units
        ],
        auditors=_team(audit),
        days=[(day.isoformat(), day) for day in _days(audit)],
    )


def _team(audit: Audit) -> list[tuple[int, str]]:
    return [
        (member.person_id, member.person.name)
        for member in audit.team
        if member.removed_at is None and member.role in RECORDS
    ]


def _days(audit: Audit) -> list[date]:
    """The days of the audit; an audit lasts days, and a wrong year must not fill a page."""
    count = min((audit.last_day - audit.first_day).days + 1, 31)
    return [audit.first_day + timedelta(days=number) for number in range(max(count, 1))]


def _proposed(audit: Audit) -> list[Line]:
    days = _days(audit)
    return proposal(
        [day for day in days if is_working_day(day)] or days,
        {scope.unit_id: localized(scope.unit.name_pl, scope.unit.name_en) for scope in audit.units},
        [number for number, _name in _team(audit)],
        zone=module().config.zone,
        opening=str(KINDS[AgendaKind.OPENING]),
        closing=str(KINDS[AgendaKind.CLOSING]),
    )


def _lines(audit: Audit) -> list[Line]:
    return [
        Line(
            kind=AgendaKind(item.kind),
            starts_at=item.starts_at,
            ends_at=item.ends_at or item.starts_at,
            subject=item.subject,
            unit_id=item.unit_id,
            auditor_ids=frozenset(one.person_id for one in item.auditors),
            participants=item.participants,
        )
        for item in audit.agenda
    ]


def _row_of(line: Line) -> Row:
    zone = module().config.zone
    begins, ends = line.starts_at.astimezone(zone), line.ends_at.astimezone(zone)
    return Row(
        kind=str(line.kind),
        day=begins.date().isoformat(),
        begins=f"{begins:%H:%M}",
        ends=f"{ends:%H:%M}" if ends > begins else "",
        subject=line.subject,
        unit_id=line.unit_id,
        auditor_ids=sorted(line.auditor_ids),
        participants=line.participants,
    )


def _rows_of_form() -> list[Row]:
    form = request.form
    count = min(as_number(form.get("lines", "")) or 0, MOST_LINES)
    rows = []
    for place in range(count):

        def text(name: str, place: int = place) -> str:
            return form.get(f"{name}-{place}", "").replace("\r\n", "\n").strip()

        rows.append(
            Row(
                kind=text("kind"),
                day=text("day")[:20],
                begins=text("begins")[:10],
                ends=text("ends")[:10],
                subject=text("subject")[:300],
                unit_id=as_number(text("unit")),
                auditor_ids=[
                    number
                    for number in map(as_number, form.getlist(f"auditors-{place}")[:100])
                    if number is not None
                ],
                participants=text("participants")[:2_000],
            )
        )
    return [row for place, row in enumerate(rows) if f"remove-{place}" not in form]


def _line_of(row: Row, audit: Audit) -> Line | None:
    """The row as a line; None where day or times are none, or nobody offered what was chosen."""
    zone = module().config.zone
    try:
        day = date.fromisoformat(row.day or audit.first_day.isoformat())
        begins = datetime.combine(day, time.fromisoformat(row.begins), tzinfo=zone)
        ends = datetime.combine(day, time.fromisoformat(row.ends), tzinfo=zone)
        kind = AgendaKind(row.kind or "work")
    except ValueError:
        return None
    if abs((day - audit.first_day).days) > _FARTHEST:
        # The first and the last days of the calendar cannot be told in another zone.
        return None
    team = {number for number, _name in _team(audit)}
    units = {scope.unit_id for scope in audit.units}
    return Line(
        kind=kind,
        starts_at=begins,
        ends_at=ends,
        subject=row.subject,
        unit_id=row.unit_id if row.unit_id in units else None,
        auditor_ids=frozenset(row.auditor_ids) & team,
        participants=row.participants,
    )
