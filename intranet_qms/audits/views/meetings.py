"""The opening and the closing meeting as they were held, with who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask import Response, flash, request

from ...access import decide
from ...errors import Forbidden, Invalid
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import t
from ...people import queries as people
from .. import labels, services
from ..agenda import AgendaKind
from ..agenda_words import KINDS
from ..models import Audit
from ._shared import as_number, routes, the_audit, to_audit

EMPTY_ROWS = 4
MOST_ROWS = 100


@routes.get("/audits/<number>/meetings")
@guarded("audits.read")
def meetings(number: str) -> Response:
    """Both meetings: as they were written down, or as the agenda foresees them."""
    audit = the_audit(number)
    _may_record(audit)
    return _form(audit, _kind(request.args.get("kind", "")))


@routes.post("/audits/<number>/meetings")
@guarded("audits.read")
def save_meeting(number: str) -> Response:
    """Write one meeting down."""
    audit = the_audit(number)
    _may_record(audit)
    form = request.form
    kind = _kind(form.get("kind", ""))
    rows = _rows()
    if form.get("wish") == "more":
        return _form(audit, kind, rows=rows, more=True)
    zone = module().config.zone
    try:
        starts_at = datetime.combine(
            date.fromisoformat(form.get("day", "")),
            time.fromisoformat(form.get("hour", "")).replace(tzinfo=None),
            tzinfo=zone,
        )
        if not 1970 < starts_at.year < 9000:
            raise ValueError
    except ValueError:
        return _form(
            audit, kind, rows=rows, status=422,
            errors={"day": [t("Say on which day and at what hour it began.")]},
        )  # fmt: skip
    names = dict(people.person_choices(db_session()))
    try:
        services.record_meeting(
            db_session(),
            signed_in(),
            clock(),
            audit,
            kind=kind,
            starts_at=starts_at,
            place=form.get("place", ""),
            notes=form.get("notes", ""),
            attendees=[
                services.Attendee(
                    name=names.get(row["person_id"], row["name"]),
                    function=row["function"],
                    person_id=row["person_id"] if row["person_id"] in names else None,
                    remote=row["remote"],
                )
                for row in rows
                if row["name"] or row["person_id"] in names
            ],
        )
    except Invalid as error:
        told = {{"starts_at": "day"}.get(name, name): said for name, said in error.fields.items()}
        return _form(audit, kind, rows=rows, errors=told, status=422)
    flash(t("The meeting was written down."), "good")
    return to_audit(audit)


def _kind(text: str) -> str:
    return text if text in ("opening", "closing") else "opening"


def _may_record(audit: Audit) -> None:
    actor = signed_in()
    decision = decide(actor, "audits.record", audit)
    if not decision and not decide(actor, "audits.lead", audit):
        raise Forbidden("audits.record.refused", decision.reason)


def _rows() -> list[dict[str, Any]]:
    form = request.form
    count = min(as_number(form.get("rows", "")) or 0, MOST_ROWS)
    return [
        {
            "person_id": as_number(form.get(f"person-{place}", "")),
            "name": form.get(f"name-{place}", "").strip()[:300],
            "function": form.get(f"function-{place}", "").strip()[:300],
            "remote": f"remote-{place}" in form,
        }
        for place in range(count)
    ]


def _form(
    audit: Audit,
    kind: str,
    *,
    rows: Sequence[Mapping[str, Any]] | None = None,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
    more: bool = False,
) -> Response:
    zone = module().config.zone
    held = next((one for one in audit.meetings if one.kind == kind), None)
    foreseen = next((one for one in audit.agenda if one.kind == kind), None)
    begins = held.starts_at if held else foreseen.starts_at if foreseen else None
    local = begins.astimezone(zone) if begins else None
    shown = list(rows) if rows is not None else _known_rows(audit, kind)
    filled = [row for row in shown if row["name"] or row["person_id"]]
    empty = EMPTY_ROWS * 2 if more else EMPTY_ROWS
    blank = {"person_id": None, "name": "", "function": "", "remote": False}
    form = request.form if request.method == "POST" else {}
    return page(
        "qms/audits/meetings.html",
        status=status,
        audit=audit,
        kind=kind,
        kinds=KINDS,
        held=held,
        values={
            "day": form.get("day") or (local.date().isoformat() if local
                                       else audit.first_day.isoformat()),
            "hour": form.get("hour") or (f"{local:%H:%M}" if local else ""),
            "place": form.get("place", held.place if held else audit.place),
            "notes": form.get("notes", held.notes if held else ""),
        },
        rows=[*filled, *([blank] * min(empty, MOST_ROWS - len(filled)))],
        people=people.person_choices(db_session()),
        errors=errors or {},
    )  # fmt: skip


def _known_rows(audit: Audit, kind: str) -> list[dict[str, Any]]:
    """Who was there; before it is written down, who is expected: the team and the heads."""
    for held in audit.meetings:
        if held.kind == kind:
            return [
                {
                    "person_id": one.person_id,
                    "name": "" if one.person_id else one.name,
                    "function": one.function,
                    "remote": one.remote,
                }
                for one in held.attendees
            ]
    rows: list[dict[str, Any]] = [
        {
            "person_id": one.person_id,
            "name": "",
            "function": str(labels.ROLES[one.role]),
            "remote": audit.method == "remote",
        }
        for one in audit.team
        if one.removed_at is None
    ]
    rows += [
        {
            "person_id": one.unit.head_id,
            "name": "",
            "function": t("Head of the audited unit %(code)s", code=one.unit.code),
            "remote": audit.method == "remote",
        }
        for one in audit.units
        if one.unit.head_id is not None
    ]
    known = {name for _number, name in people.person_choices(db_session())}
    for item in audit.agenda:
        if item.kind == AgendaKind(kind):
            rows += [
                {"person_id": None, "name": name, "function": "", "remote": False}
                for name in item.participants.splitlines()
                if name.strip() and name not in known
            ]
    return rows
