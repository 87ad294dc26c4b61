"""Units and people of the office: who belongs where, what units keep, who stands in for whom."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Response, flash, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Invalid, not_found
from ...http import clock, db_session, guarded, page, paginate, query_int, signed_in
from ...i18n import localized, t
from .. import deputising, hooks, labels, queries, services
from ..models import Person, Unit
from ._shared import interface, routes, today

SHOWN = 100
"""Things of one kind on the page of a unit; the register has the rest."""


@routes.get("/units/")
@guarded("people.see_office")
def office_units() -> Response:
    """The office as a tree, today or on a day of the past."""
    session = db_session()
    day = _day(request.args.get("on"))
    lines = queries.tree(session, day or today())
    return page(
        "qms/people/units.html",
        lines=lines,
        day=day,
        closed=[] if day else queries.closed_units(session),
    )


def _day(raw: str | None) -> date | None:
    """A day of the address; what is none is left out."""
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        return None


def _unit(code: str) -> Unit:
    unit = queries.unit_by_code(db_session(), code)
    if unit is None:
        unit = queries.unit_by_earlier_code(db_session(), code)
    if unit is None:
        raise not_found("people.unit_not_found")
    return unit


@routes.get("/units/<path:code>")
@guarded("people.see_office")
def office_unit(code: str) -> BaseResponse:
    """One unit: its place, its people, what it keeps, what it was called."""
    session, unit = db_session(), _unit(code)
    if unit.code != code:
        return redirect(interface().url("people_office_unit", code=unit.code))
    held = hooks.holdings(session, [unit.id], signed_in())
    near = queries.units_by_ids(session, [unit.parent_id] if unit.parent_id else [])
    return page(
        "qms/people/unit.html",
        unit=unit,
        head=queries.person(session, unit.head_id) if unit.head_id else None,
        parent=near[0] if near else None,
        groups=[(one.label, one.kind, held[one.kind]) for one in hooks.followers()
                if one.kind in held],
        earlier=queries.earlier_names(session, unit.id),
        shown=SHOWN,
    )  # fmt: skip


@routes.get("/people/")
@guarded("people.see_office")
def office_people() -> Response:
    """Everybody, by surname; found by name, login or unit."""
    session = db_session()
    search = request.args.get("q", "").replace("\x00", "")[:100]
    unit_id = query_int("unit", 0, minimum=0) or None
    found = paginate(
        session, queries.found_people(search, unit_id), page=query_int("page", 1), per_page=50
    )
    units = [
        (number, localized(name_pl, name_en))
        for number, name_pl, name_en in queries.unit_choices(session)
    ]
    names = dict(units)
    active = [
        {
            "label": label,
            "value": value,
            "remove_url": interface().here(**{key: None, "page": None}),
        }
        for key, label, value in (
            ("q", t("Search"), search.strip()),
            ("unit", t("Unit"), names.get(unit_id or 0, "")),
        )
        if value
    ]
    return page(
        "qms/people/people.html",
        page=found,
        search=search,
        unit_id=unit_id,
        units=units,
        active=active,
        page_url=lambda number: interface().here(page=number),
    )


def _person(person_uuid: uuid.UUID) -> Person:
    person = queries.person_by_uuid(db_session(), person_uuid)
    if person is None:
        raise not_found("people.person_not_found")
    return person


@routes.get("/people/<uuid:person_uuid>")
@guarded("people.see_office")
def office_person(person_uuid: uuid.UUID) -> Response:
    """One person: unit, roles, and who stands in for whom."""
    return _person_page(_person(person_uuid), {}, {})


@routes.get("/people/me")
@guarded("people.see_office")
def office_me() -> BaseResponse:
    """The reader's own page."""
    person = queries.person(db_session(), signed_in().person_id)
    if person is None:
        raise not_found("people.person_not_found")
    return redirect(interface().url("people_office_person", person_uuid=person.uuid))


def _person_page(
    person: Person, values: Any, errors: dict[str, list[str]], status: int = 200
) -> Response:
    session = db_session()
    subject = deputising.concerned(session, person)
    standing = deputising.of_person(session, person.id, today())
    may = interface().can("people.appoint_deputy", subject)
    return page(
        "qms/people/person.html",
        status=status,
        person=person,
        roles=[labels.ROLES[one] for one in sorted(services.roles_of(person, today()))
               if one in labels.ROLES],
        heads=queries.units_headed(session, person.id),
        their_heads=queries.people_by_ids(session, subject.head_ids),
        deputies=[one for one in standing if one.person.id == person.id],
        stands_for=[one for one in standing if one.deputy.id == person.id],
        may=may,
        manages=interface().can("people.manage"),
        people=queries.person_choices(session) if may else [],
        units=queries.unit_choices(session) if interface().can("people.manage") else [],
        values=values,
        errors=errors,
    )  # fmt: skip


def _number(name: str) -> int | None:
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


@routes.post("/people/<uuid:person_uuid>/deputies")
@guarded("people.see_office")
def office_appoint(person_uuid: uuid.UUID) -> BaseResponse:
    """Appoint a deputy."""
    session, person = db_session(), _person(person_uuid)
    try:
        services.appoint_deputy(
            session, signed_in(), clock(), person,
            deputy_id=_number("deputy_id"),
            first_day=_day(request.form.get("first_day")),
            last_day=_day(request.form.get("last_day")),
            today=today(),
        )  # fmt: skip
    except Invalid as error:
        return _person_page(person, request.form, error.fields, 422)
    flash(t("The deputy is appointed and gets a mail."), "good")
    return redirect(interface().url("people_office_person", person_uuid=person.uuid), code=303)


@routes.post("/people/<uuid:person_uuid>/deputies/<int:number>/end")
@guarded("people.see_office")
def office_end_deputy(person_uuid: uuid.UUID, number: int) -> BaseResponse:
    """End a standing-in."""
    person = _person(person_uuid)
    services.end_deputy(db_session(), signed_in(), clock(), person, number, today=today())
    flash(t("It is ended."), "good")
    return redirect(interface().url("people_office_person", person_uuid=person.uuid), code=303)


@routes.post("/people/<uuid:person_uuid>/unit")
@guarded("people.manage")
def office_move_person(person_uuid: uuid.UUID) -> BaseResponse:
    """Somebody works in another unit from today on."""
    person = _person(person_uuid)
    try:
        services.move_person(
            db_session(), signed_in(), clock(), person, _number("unit_id") or 0, day=today()
        )
    except Invalid as error:
        return _person_page(person, request.form, error.fields, 422)
    flash(t("Saved. What they have to read follows their new unit."), "good")
    return redirect(interface().url("people_office_person", person_uuid=person.uuid), code=303)
