"""The list of records, and one record with its class, its time and its holds."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, request, url_for

from ...errors import Invalid
from ...http import (
    address_values,
    clock,
    db_session,
    guarded,
    page,
    query_int,
    signed_in,
)
from ...i18n import localized, t
from ...people import queries as people
from ...trail.queries import history
from ...workbook_writing import XLSX
from .. import labels, queries, services, sheets
from ..models import RecordHold
from ..workflow import DisposalKind
from ._shared import as_file, asked, record_named, routes, to, today, zone

MOST_ROWS = 20_000


@routes.get("/records/")
@guarded("records.read")
def index() -> Response:
    """Records of all kinds with the day from which they may go."""
    return overview({})


def overview(errors: Mapping[str, Any], status: int = 200) -> Response:
    """The list, with the mistakes of a disposal list that was not drawn up."""
    session, wanted = db_session(), asked()
    listed = queries.listing(session, wanted, today=today(), zone=zone(), page=query_int("page", 1))
    units = [(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)]
    return page(
        "qms/records/index.html",
        status=status,
        asked=wanted,
        page=listed,
        counts=queries.counts(session, today=today(), zone=zone()),
        labels=labels,
        today=today(),
        units=units,
        categories=[(one, one) for one in queries.categories(session)],
        active=_active(dict(units)),
        errors=errors,
        kind=DisposalKind.TRANSFER if wanted.state == "transfer" else DisposalKind.DESTROY,
        query={k: v for k, v in address_values().items() if k != "page"},
        page_url=lambda number: url_for(
            "qms.records_index", **{**address_values(), "page": number}
        ),
    )


def _active(units: Mapping[int, str]) -> list[dict[str, str]]:
    wanted = asked()
    shown = [
        ("q", t("Search"), wanted.text.strip()),
        ("state", t("State"), str(labels.STATES.get(wanted.state, ""))),
        ("kind", t("Kind"), str(labels.KINDS.get(wanted.kind, ""))),
        ("category", t("Archive category"), wanted.category),
        ("jrwa", t("JRWA class"), wanted.jrwa),
        ("year", t("Year of the end"), str(wanted.year or "")),
        ("unit", t("Unit"), units.get(wanted.unit_id or 0, "")),
    ]
    values: dict[str, Any] = {k: v for k, v in address_values().items() if k != "page"}
    return [
        {
            "label": label,
            "value": value,
            "remove_url": url_for(
                "qms.records_index", **{k: v for k, v in values.items() if k != name}
            ),
        }
        for name, label, value in shown
        if value
    ]


@routes.get("/records/list.xlsx")
@guarded("records.read")
def export() -> Response:
    """The list as the filters show it."""
    found = queries.records(db_session(), asked(), today=today(), zone=zone(), limit=MOST_ROWS)
    return as_file(
        sheets.records_sheet(found, today()), XLSX, f"{t('records')}-{today().isoformat()}.xlsx"
    )


@routes.get("/records/of/<string:kind>/<uuid:record_uuid>")
@guarded("records.read")
def show(kind: str, record_uuid: uuid.UUID) -> Response:
    """One record: its class, its time, its holds, and what the trail says."""
    return _show(kind, record_uuid, {}, {})


def _show(
    kind: str,
    record_uuid: uuid.UUID,
    errors: Mapping[str, Any],
    values: Mapping[str, Any],
    status: int = 200,
) -> Response:
    found = record_named(kind, record_uuid)
    session = db_session()
    return page(
        "qms/records/record.html",
        status=status,
        record=found,
        today=today(),
        labels=labels,
        holds=queries.holds(session, kind, record_uuid),
        events=history(session, kind, record_uuid, limit=20),
        classes=[(one.symbol, f"{one.symbol} {one.name}") for one in queries.classes(session)],
        errors=errors,
        values=values,
    )


@routes.post("/records/of/<string:kind>/<uuid:record_uuid>/hold")
@guarded("records.hold")
def hold(kind: str, record_uuid: uuid.UUID) -> Response:
    """Stop whatever would happen to it."""
    found = record_named(kind, record_uuid)
    try:
        services.place_hold(
            db_session(), signed_in(), clock(), found, request.form.get("reason", "")
        )
    except Invalid as error:
        return _show(kind, record_uuid, error.fields, request.form, 422)
    flash(t("The record is on hold. It stays until the hold is released."), "good")
    return to("show", kind=kind, record_uuid=record_uuid)


@routes.post("/records/of/<string:kind>/<uuid:record_uuid>/release")
@guarded("records.hold")
def release(kind: str, record_uuid: uuid.UUID) -> Response:
    """Let its time run again."""
    record_named(kind, record_uuid)
    live = next(
        (one for one in queries.holds(db_session(), kind, record_uuid) if not one.released_at), None
    )
    try:
        services.release_hold(
            db_session(), signed_in(), clock(),
            live.uuid if isinstance(live, RecordHold) else uuid.UUID(int=0),
            request.form.get("released", ""),
        )  # fmt: skip
    except Invalid as error:
        shown = {"released": error.fields.get("reason", [])}
        return _show(kind, record_uuid, shown, request.form, 422)
    flash(t("The hold is released."), "good")
    return to("show", kind=kind, record_uuid=record_uuid)


@routes.post("/records/of/<string:kind>/<uuid:record_uuid>/class")
@guarded("records.mark")
def classify(kind: str, record_uuid: uuid.UUID) -> Response:
    """Give it a class and category of its own."""
    found = record_named(kind, record_uuid)
    try:
        services.classify(
            db_session(), signed_in(), clock(), found,
            jrwa=request.form.get("jrwa", "").strip(),
            category=request.form.get("category", "").strip(),
        )  # fmt: skip
    except Invalid as error:
        return _show(kind, record_uuid, error.fields, request.form, 422)
    flash(t("Class and category are saved."), "good")
    return to("show", kind=kind, record_uuid=record_uuid)
