"""Disposal lists: drawn up, agreed to, carried out."""

from __future__ import annotations

import uuid

from flask import Response, flash, request, url_for

from ...errors import Invalid
from ...http import clock, db_session, guarded, module, page, paginate, query_int, signed_in
from ...i18n import t
from ...workbook_writing import XLSX
from .. import labels, queries, services, sheets
from ..services.disposing import MOST_ITEMS
from ..workflow import DisposalKind
from ._shared import as_file, asked, routes, to, today, zone
from .listing import overview


@routes.get("/records/lists/")
@guarded("records.read")
def lists() -> Response:
    """All disposal lists."""
    found = paginate(db_session(), queries.disposals(), page=query_int("page", 1))
    return page(
        "qms/records/lists.html",
        page=found,
        labels=labels,
        page_url=lambda number: url_for("qms.records_lists", page=number),
    )


@routes.post("/records/lists/")
@guarded("records.propose")
def propose() -> Response:
    """Draw up a list of the chosen records, or of all that the filters show."""
    session = db_session()
    kind = DisposalKind.TRANSFER if request.form.get("kind") == "transfer" else DisposalKind.DESTROY
    if request.form.get("all"):
        chosen = queries.records(session, asked(), today=today(), zone=zone(), limit=MOST_ITEMS + 1)
    else:
        chosen = queries.named(session, _names(request.form.getlist("record")), zone=zone())
    try:
        made = services.propose(
            session, signed_in(), clock(), chosen,
            kind=kind, reason=request.form.get("reason", ""), today=today(),
        )  # fmt: skip
    except Invalid as error:
        return overview(error.fields, 422)
    flash(t("The list %(number)s waits for consent.", number=made.number), "good")
    return to("disposal", number=made.number)


def _names(values: list[str]) -> list[tuple[str, uuid.UUID]]:
    names = []
    for value in values[: MOST_ITEMS + 1]:
        kind, _, identifier = value.partition(":")
        try:
            names.append((kind, uuid.UUID(identifier)))
        except ValueError:
            continue
    return names


@routes.get("/records/lists/<string:number>")
@guarded("records.read")
def disposal(number: str) -> Response:
    """One list with its records and decisions."""
    return _disposal(number, {})


def _disposal(number: str, errors: dict[str, list[str]], status: int = 200) -> Response:
    return page(
        "qms/records/disposal.html",
        status=status,
        disposal=queries.disposal(db_session(), number),
        labels=labels,
        errors=errors,
    )


@routes.get("/records/lists/<string:number>/list.xlsx")
@guarded("records.read")
def disposal_sheet(number: str) -> Response:
    """The list as the archive takes it."""
    found = queries.disposal(db_session(), number)
    return as_file(sheets.disposal_sheet(found), XLSX, f"{found.number}.xlsx")


@routes.post("/records/lists/<string:number>/consent")
@guarded("records.consent")
def consent(number: str) -> Response:
    """The archive agrees."""
    found = queries.disposal(db_session(), number)
    services.consent(db_session(), signed_in(), clock(), found, request.form.get("note", ""))
    flash(t("Consent is given. The list can be carried out."), "good")
    return to("disposal", number=number)


@routes.post("/records/lists/<string:number>/refuse")
@guarded("records.consent")
def refuse(number: str) -> Response:
    """The archive does not agree."""
    found = queries.disposal(db_session(), number)
    try:
        services.refuse(db_session(), signed_in(), clock(), found, request.form.get("note", ""))
    except Invalid as error:
        return _disposal(number, error.fields, 422)
    flash(t("Consent is refused. Every record stays."), "neutral")
    return to("disposal", number=number)


@routes.post("/records/lists/<string:number>/cancel")
@guarded("records.propose")
def cancel(number: str) -> Response:
    """Take the list back."""
    found = queries.disposal(db_session(), number)
    services.cancel(db_session(), signed_in(), clock(), found)
    flash(t("The list is cancelled. Every record stays."), "neutral")
    return to("disposal", number=number)


@routes.post("/records/lists/<string:number>/carry-out")
@guarded("records.propose")
def carry_out(number: str) -> Response:
    """Destroy what the list names, or note that it was handed over."""
    found = queries.disposal(db_session(), number)
    services.carry_out(
        db_session(), signed_in(), clock(), module().files, found, today=today(), zone=zone()
    )
    flash(t("The list is carried out."), "good")
    return to("disposal", number=number)
