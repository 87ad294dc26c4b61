"""Load a catalogue or a mapping from a sheet: look first, then load; and get the same sheet back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Conflict, Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from ...sheet_reading import explain_refusal
from ...workbook_reading import WorkbookRefused
from ...workbook_writing import as_csv
from .. import services, sheets
from ._shared import as_file, routes, the_edition


@routes.get("/standards/-/load")
@guarded("standards.manage")
def load() -> Response:
    """Where a sheet is chosen, with what it has to look like."""
    return _form({})


@routes.post("/standards/-/load")
@guarded("standards.manage")
def load_sheet() -> BaseResponse:
    """Show what a sheet would change; load it once that was seen."""
    text = request.form.get("text", "")
    sent = request.files.get("sheet")
    data = sent.stream.read() if sent is not None and sent.filename else text.encode()
    if not data:
        return _form({"sheet": [t("Choose a file.")]}, 422)
    try:
        content = services.read_sheet(data)
    except WorkbookRefused as error:
        return _form({"sheet": [explain_refusal(error.code, error.parameters)]}, 422)
    if not text or (sent is not None and sent.filename):
        return _preview(content)
    try:
        loaded = services.load_sheet(
            db_session(), signed_in(), clock(), content,
            seen=request.form.get("seen", ""), consent=request.form.get("consent") == "1",
        )  # fmt: skip
    except Conflict as error:
        flash(error.message, "attention")
        return _preview(content, status=409)
    except Invalid as error:
        return _preview(content, error.fields, 422)
    flash(
        t("Nothing had to be changed.")
        if loaded.nothing
        else t("Loaded: %(names)s.", names=", ".join(one.label for one in loaded.changed)),
        "good",
    )
    return redirect(url_for("qms.standards_index"), code=303)


def _preview(
    content: sheets.Content, errors: dict[str, list[str]] | None = None, status: int | None = None
) -> Response:
    found = services.preview(db_session(), content)
    table = (
        sheets.link_table(content.links) if content.links else sheets.draft_table(content.editions)
    )
    return page(
        "qms/standards/load_preview.html",
        status=status or (200 if found.possible else 422),
        preview=found,
        text=as_csv(table).decode("utf-8-sig") if found.possible else "",
        errors=errors or {},
    )


def _form(errors: dict[str, Any], status: int = 200) -> Response:
    return page(
        "qms/standards/load.html",
        status=status,
        errors=errors,
        catalogue=sheets.CATALOGUE,
        mapping=sheets.MAPPING,
    )


@routes.get("/standards/<uuid:edition>/clauses.csv")
@guarded("standards.read")
def edition_file(edition: uuid.UUID) -> Response:
    """An edition as a sheet that can be loaded again."""
    found = the_edition(edition)
    return as_file(
        as_csv(sheets.catalogue_table([found])), "text/csv; charset=utf-8", f"{found.label}.csv"
    )
