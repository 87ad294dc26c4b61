"""Begin, change, submit and approve programmes, and what they plan."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, flash, redirect, request, url_for

from ...audits import queries as audits
from ...documents import queries as documents
from ...errors import Conflict, Invalid
from ...http import clock, db_session, guarded, module, page, signed_in, today
from ...i18n import localized, t
from ...people import queries as people
from ...standards import queries as standards
from .. import labels, queries, services
from ..models import Entry, Programme
from ..queries.planning import entry_name
from ..risk import CLASSES, FACTORS, Rules
from ..words import month_name
from ._shared import form_day, form_number, form_numbers, routes, the_version, to
from .showing import entry_page, index, show_page


@routes.post("/programme/")
@guarded("programme.manage")
def begin() -> Response:
    """Begin the programme of a year."""
    year = form_number("year") or 0
    editions = standards.editions(db_session())
    newest = next((one.id for one in editions if one.label == "ISO 9001:2015"), None)
    try:
        made = services.begin(db_session(), signed_in(), clock(), year, edition_id=newest)
    except (Invalid, Conflict) as error:
        flash(error.message, "bad")
        response: Response = index()
        response.status_code = error.status
        return response
    return to("show", t("The draft of the programme was begun."), year=made.year)


@routes.post("/programme/<int:year>/steps")
@guarded("programme.read")
def step(year: int) -> Response:
    """Submit, return, approve, begin the next version, give a draft up."""
    programme = the_version(year)
    session, actor, form = db_session(), signed_in(), request.form
    reason = form.get("reason", "")
    said = ""
    number = programme.number
    try:
        match form.get("step", ""):
            case "submit":
                services.submit(session, actor, clock(), programme)
                said = t("The programme was submitted to top management.")
            case "return":
                services.send_back(session, actor, clock(), programme, reason)
                said = t("The programme was sent back.")
            case "approve":
                services.approve(session, actor, clock(), programme, seen_hash=form.get("hash", ""))
                said = t("The programme was approved and sealed.")
            case "next":
                made = services.next_version(session, actor, clock(), programme, reason)
                number = made.number
                said = t("The next version was begun.")
            case "discard":
                services.discard_draft(session, actor, clock(), programme)
                return to("index", t("The draft was given up."))
            case _:
                raise Invalid("programme.step_unknown", t("There is no such step."))
    except Invalid as error:
        flash(error.message, "bad")
        return show_page(programme, dict(error.fields), 422)
    return to("show", said, year=year, version=number)


# -- what the programme says of itself ---------------------------------------------------------


@routes.get("/programme/<int:year>/settings")
@guarded("programme.manage")
def settings(year: int) -> Response:
    """Objectives, risks, cycle, weights and limits."""
    return _settings_page(the_version(year), {}, None)


def _settings_page(
    programme: Programme,
    errors: dict[str, list[str]],
    values: services.Settings | None,
    status: int = 200,
) -> Response:
    shown = values or services.Settings(
        objectives=programme.objectives,
        risks=programme.risks,
        cycle_years=programme.cycle_years,
        edition_id=programme.edition_id,
        rules=Rules.of(programme.rules),
    )
    session = db_session()
    return page(
        "qms/programme/settings.html",
        status=status,
        programme=programme,
        values=shown,
        editions=[(one.id, one.label) for one in standards.editions(session)],
        closed=queries.closed_times(session, programme.year),
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        labels=labels,
        errors=errors,
        form=request.form,
    )


@routes.post("/programme/<int:year>/settings")
@guarded("programme.manage")
def save_settings(year: int) -> Response:
    """Change them, or when units are closed to audits."""
    programme = the_version(year)
    session, actor, form = db_session(), signed_in(), request.form
    given = None
    try:
        if "closed_add" in form:
            services.add_closed_time(
                session, actor, clock(), unit_id=form_number("closed_unit"),
                first_day=form_day("closed_first"), last_day=form_day("closed_last"),
                note=form.get("closed_note", ""),
            )  # fmt: skip
        elif "closed_remove" in form:
            services.remove_closed_time(session, actor, clock(), _uuid(form["closed_remove"]))
        else:
            given = _settings()
            services.save_settings(
                session, actor, clock(), programme, given, seen_version=form_number("version")
            )
    except Invalid as error:
        return _settings_page(programme, dict(error.fields), given, 422)
    return to("settings", t("Saved."), year=year, version=programme.number)


def _uuid(raw: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return uuid.UUID(int=0)


def _settings() -> services.Settings:
    form = request.form

    def whole(name: str) -> int:
        found = form_number(name)
        return -1 if found is None else found

    return services.Settings(
        objectives=form.get("objectives", ""),
        risks=form.get("risks", ""),
        cycle_years=whole("cycle_years"),
        edition_id=form_number("edition_id"),
        rules=Rules(
            weights={one: whole(f"weight_{one}") for one in FACTORS},
            class_points={one: whole(f"points_{one}") for one in CLASSES},
            open_times=whole("open_times"),
            late_times=whole("late_times"),
            month_half_days=whole("month_half_days"),
            year_half_days=whole("year_half_days"),
            rest_days=whole("rest_days"),
            needs_competence=form.get("needs_competence") == "1",
        ),
    )


# -- entries -------------------------------------------------------------------------------------


@routes.get("/programme/<int:year>/new")
@guarded("programme.manage")
def new(year: int) -> Response:
    """An empty entry, or one for the area that the address names."""
    programme = the_version(year)
    area = request.args.get("area", "")
    number = int(area[2:]) if area[2:].isascii() and area[2:].isdigit() and len(area) < 12 else None
    choice = services.EntryChoice(
        unit_id=number if area.startswith("u:") else None,
        document_id=number if area.startswith("d:") else None,
    )
    return _form(programme, None, choice, {})


@routes.get("/programme/<int:year>/entries/<uuid:key>/edit")
@guarded("programme.manage")
def edit(year: int, key: uuid.UUID) -> Response:
    """An entry as a form."""
    programme = the_version(year)
    found = queries.entry_of(programme, key)
    return _form(programme, found, _choice_of(found), {})


@routes.post("/programme/<int:year>/entries")
@guarded("programme.manage")
def save(year: int) -> Response:
    """Save an entry, remove it, or say what the rules say of it while the form is filled."""
    programme = the_version(year)
    form = request.form
    entry = queries.entry_of(programme, _uuid(form["key"])) if form.get("key") else None
    choice = _choice()
    if form.get("do") == "check":
        judged = services.judge(db_session(), programme, entry, choice, today())
        return page("qms/programme/_check.html", judged=judged)
    if form.get("do") == "remove" and entry is not None:
        services.remove_entry(
            db_session(), signed_in(), clock(), programme, entry.key,
            seen_version=form_number("version"),
        )  # fmt: skip
        return to("show", t("The entry was removed."), year=year, version=programme.number)
    try:
        saved = services.save_entry(
            db_session(), signed_in(), clock(), programme, entry, choice,
            today=today(), seen_version=form_number("version"),
        )  # fmt: skip
    except Invalid as error:
        return _form(programme, entry, choice, dict(error.fields), 422)
    return to("entry", t("Saved."), year=year, key=saved.key, version=programme.number)


@routes.post("/programme/<int:year>/entries/<uuid:key>/audit")
@guarded("audits.plan")
def make_audit(year: int, key: uuid.UUID) -> Any:
    """Make an audit of an entry."""
    programme = the_version(year)
    entry = queries.entry_of(programme, key)
    try:
        audit = services.make_audit(
            db_session(),
            signed_in(),
            clock(),
            programme,
            entry,
            today=today(),
            notice_working_days=module().config.audit_notice_working_days,
        )
    except Invalid as error:
        flash(error.message, "bad")
        return entry_page(programme, entry, dict(error.fields), 422)
    flash(t("The audit was planned as %(number)s.", number=audit.number), "good")
    return redirect(url_for("qms.audits_show", number=audit.number), code=303)


def _choice() -> services.EntryChoice:
    form = request.form
    return services.EntryChoice(
        unit_id=form_number("unit_id"),
        document_id=form_number("document_id"),
        clause_ids=form_numbers("clause_ids"),
        day=form_day("day"),
        month=form_number("month"),
        half_days=form_number("half_days") or 0,
        lead_id=form_number("lead_id"),
        auditor_ids=form_numbers("auditor_ids"),
        pinned_day=form.get("pinned_day") == "1",
        pinned_team=form.get("pinned_team") == "1",
        note=form.get("note", ""),
    )


def _choice_of(entry: Entry) -> services.EntryChoice:
    return services.EntryChoice(
        unit_id=entry.unit_id,
        document_id=entry.document_id,
        clause_ids=[one.clause_id for one in entry.clauses],
        day=entry.day,
        month=entry.month,
        half_days=entry.half_days,
        lead_id=next((one.person_id for one in entry.team if one.leads), None),
        auditor_ids=[one.person_id for one in entry.team if not one.leads],
        pinned_day=entry.pinned_day,
        pinned_team=entry.pinned_team,
        note=entry.note,
    )


def _form(
    programme: Programme,
    entry: Entry | None,
    choice: services.EntryChoice,
    errors: dict[str, list[str]],
    status: int = 200,
) -> Response:
    session = db_session()
    shown = services.judge(session, programme, entry, choice, today())
    known = queries.auditor_choices(session, today())
    there = {one[0] for one in known}
    gone = [(one.id, one.name) for one in people.people_by_ids(session, choice.team - there)]
    return page(
        "qms/programme/edit.html",
        status=status,
        programme=programme,
        entry=entry,
        name=entry_name(entry) if entry is not None else "",
        values=choice,
        judged=shown,
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        documents=documents.document_choices(session),
        clauses=audits.clause_choices(session),
        auditors=known + gone,
        months=[(number, month_name(number)) for number in range(1, 13)],
        labels=labels,
        errors=errors,
    )
