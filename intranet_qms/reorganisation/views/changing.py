"""Add changes to a plan, each by a form of its own, and take them out."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import localized, t
from ...people import queries as people
from .. import services, words
from ..models import Reorganisation
from ..preview import nodes
from ..workflow import ChangeKind
from ._shared import back_to, change_of, plan_of, routes

NEW_ROWS = 4
"""New units that one split can open at once; more are opened by changes of their own."""


def _kind(raw: str | None) -> ChangeKind:
    try:
        return ChangeKind(raw or "")
    except ValueError:
        raise Invalid(
            "reorganisation.kind_unknown", t("Choose what happens to the unit.")
        ) from None


@routes.get("/reorganisations/<uuid:plan_uuid>/changes/new")
@guarded("reorganisation.plan")
def add(plan_uuid: uuid.UUID) -> Response:
    """The form of one kind of change."""
    plan = plan_of(plan_uuid)
    kind = _kind(request.args.get("kind", ChangeKind.RENAME.value))
    values: dict[str, Any] = {"unit": request.args.get("unit", "")}
    unit = next((one for one in nodes(db_session())[0] if one.ref == values["unit"]), None)
    if unit is not None and kind is ChangeKind.RENAME:
        values.update(code=unit.code, name_pl=unit.name_pl, name_en=unit.name_en)
    return _form(plan, kind, values, {})


def _form(
    plan: Reorganisation,
    kind: ChangeKind,
    values: dict[str, Any],
    errors: dict[str, list[str]],
    status: int = 200,
) -> Response:
    present, _, keys = nodes(db_session())
    present.sort(key=lambda one: keys[one.ref])
    units = [(one.ref, f"{one.code} {localized(one.name_pl, one.name_en)}") for one in present]
    opened = [
        (f"+{one.details.get('code')}", f"{one.details.get('code')} {one.details.get('name_pl')}")
        for one in plan.changes
        if one.kind is ChangeKind.OPEN
    ]
    return page(
        "qms/reorganisation/change.html",
        status=status,
        plan=plan,
        kind=kind,
        values=values,
        errors=errors,
        units=units,
        targets=[*opened, *units],
        people=people.person_choices(db_session()),
        rows=range(1, (NEW_ROWS if kind is ChangeKind.SPLIT else 1) + 1),
        texts=words,
    )


@routes.post("/reorganisations/<uuid:plan_uuid>/changes/new")
@guarded("reorganisation.plan")
def add_change(plan_uuid: uuid.UUID) -> BaseResponse:
    """Add a change; one that divides leads on to who gets what."""
    session, plan = db_session(), plan_of(plan_uuid)
    kind = _kind(request.form.get("kind"))
    try:
        details, new_units = _sent(kind)
        change = services.add_change(
            session, signed_in(), clock(), plan, kind, details, new_units=new_units
        )
    except Invalid as error:
        session.rollback()
        values = {name: request.form.get(name, "") for name in request.form}
        for name in ("units", "targets"):
            values[name] = request.form.getlist(name)  # type: ignore[assignment]
        return _form(plan_of(plan_uuid), kind, values, error.fields, 422)
    if kind in {ChangeKind.SPLIT, ChangeKind.MERGE}:
        return back_to(
            "reorganisation_shares",
            t("The change is added. Look at who gets what."),
            plan_uuid=plan.uuid,
            change_uuid=change.uuid,
        )
    return back_to("reorganisation_show", t("The change is added."), plan_uuid=plan.uuid)


def _text(name: str) -> str:
    """A value of the form. Raises Invalid for characters that cannot be stored."""
    value = request.form.get(name, "").strip()
    if "\x00" in value or len(value) > 2000:
        message = t("The text holds characters that cannot be stored.")
        raise Invalid("reorganisation.text", message, fields={name: [message]})
    return value


def _refs(name: str) -> list[str]:
    """The units that were chosen; what cannot name a unit is left out."""
    return [one for one in request.form.getlist(name)[:100] if one.isprintable() and len(one) < 40]


def _person(name: str) -> int | None:
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _sent(kind: ChangeKind) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    unit = _text("unit")
    if kind is ChangeKind.OPEN:
        return {**_unit_sent(""), "parent": _text("parent"), "head": _person("head")}, []
    if kind is ChangeKind.RENAME:
        return _renamed(unit), []
    if kind is ChangeKind.MOVE:
        return {"unit": unit, "parent": _text("parent")}, []
    if kind is ChangeKind.HEAD:
        return {"unit": unit, "person": _person("person")}, []
    if kind is ChangeKind.CLOSE:
        return {"unit": unit}, []
    opened = _opened(_parent_of(unit or next(iter(request.form.getlist("units")), "")))
    refs = [f"+{one['code']}" for one in opened]
    if kind is ChangeKind.MERGE:
        target = _text("target") or next(iter(refs), "")
        return {"units": _refs("units"), "target": target}, opened
    return {
        "unit": unit,
        "targets": [*refs, *_refs("targets")],
        "goes_on": bool(request.form.get("goes_on")),
    }, opened


def _unit_sent(prefix: str) -> dict[str, Any]:
    return {word: _text(f"{prefix}{word}") for word in ("code", "name_pl", "name_en")}


def _renamed(ref: str) -> dict[str, Any]:
    """What is left empty stays as it is."""
    sent = _unit_sent("")
    unit = next((one for one in nodes(db_session())[0] if one.ref == ref), None)
    if unit is not None:
        sent["code"] = sent["code"] or unit.code
        # A new Polish name with the old English one would be two names.
        same = sent["name_pl"] == unit.name_pl
        sent["name_en"] = sent["name_en"] or (unit.name_en if same else "")
    return {"unit": ref, **sent}


def _parent_of(ref: str) -> str:
    unit = next((one for one in nodes(db_session())[0] if one.ref == ref), None)
    return (unit.parent or "") if unit is not None else ""


def _opened(parent: str) -> list[dict[str, Any]]:
    """The new units of the form's rows; an empty row is none."""
    found = []
    for row in range(1, NEW_ROWS + 1):
        sent = _unit_sent(f"new{row}_")
        if any(sent.values()):
            found.append(
                {
                    **sent,
                    "parent": _text(f"new{row}_parent") or parent,
                    "head": _person(f"new{row}_head"),
                }
            )
    return found


@routes.post("/reorganisations/<uuid:plan_uuid>/changes/<uuid:change_uuid>/remove")
@guarded("reorganisation.plan")
def remove(plan_uuid: uuid.UUID, change_uuid: uuid.UUID) -> BaseResponse:
    """Take a change out."""
    plan = plan_of(plan_uuid)
    services.remove_change(db_session(), signed_in(), clock(), plan, change_of(plan, change_uuid))
    return back_to("reorganisation_show", t("The change is taken out."), plan_uuid=plan.uuid)
