"""Import and export: what can be done, what was done, and the sheets that go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, make_response, request, url_for

from ... import access
from ...documents import queries as documents
from ...errors import not_found
from ...http import (
    address_values,
    db_session,
    guarded,
    page,
    paginate,
    query_int,
    signed_in,
)
from ...i18n import t
from ...workbook_writing import XLSX
from .. import labels, queries, sheets
from ..columns import FIELDS
from ._shared import routes, today


@routes.get("/exchange/")
@guarded("exchange.export")
def index() -> Response:
    """What can be taken out and brought in, and all exchanges so far."""
    return overview({})


def overview(errors: Mapping[str, Any], status: int = 200) -> Response:
    """The page of exchanges; with mistakes of a form that was sent from it."""
    session, actor = db_session(), signed_in()
    manages = bool(access.decide(actor, "exchange.manage"))
    kind = request.args.get("kind", "")
    listed = None
    if manages:
        listed = paginate(session, queries.runs(kind), page=query_int("page", 1))
    return page(
        "qms/exchange/index.html",
        status=status,
        manages=manages,
        page=listed,
        kind=kind if kind in labels.KINDS else "",
        labels=labels,
        errors=errors,
        fields=FIELDS,
        page_url=lambda number: url_for(
            "qms.exchange_index", **{**address_values(), "page": number}
        ),
    )


def as_file(body: bytes, media_type: str, name: str) -> Response:
    """A file to keep, which no cache keeps."""
    response = make_response(body)
    response.mimetype = media_type
    plain = name.encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/exchange/register.<string:form>")
@guarded("exchange.export")
def register(form: str) -> Response:
    """The register as the reader sees it, narrowed as the page is, as a sheet."""
    if form not in {"csv", "xlsx"}:
        raise not_found()
    table = sheets.register_table(
        db_session(), signed_in(), documents.asked_of(request.args), today=today()
    )
    name = f"{t('register')}-{today().isoformat()}.{form}"
    if form == "csv":
        return as_file(sheets.as_csv(table), "text/csv", name)
    return as_file(sheets.as_xlsx([table], title=t("Register of documents")), XLSX, name)


@routes.get("/exchange/template.xlsx")
@guarded("exchange.manage")
def template() -> Response:
    """A workbook to fill in, with every column explained."""
    return as_file(sheets.template(), XLSX, f"{t('register-template')}.xlsx")
