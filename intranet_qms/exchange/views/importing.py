"""The pages of an import: the file, its columns, what it would do, and what it did."""

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
    module,
    page,
    paginate,
    query_int,
    signed_in,
)
from ...i18n import t
from ...standards import queries as standards
from ...workbook_reading import column_letter
from ...workbook_writing import XLSX
from .. import labels, queries, services, sheets
from ..columns import FIELDS
from ..known import default_edition
from ..models import ExchangeRun
from ..workflow import RunKind, RunState
from ._shared import found, job_view, routes, to_run, today
from .listing import as_file, overview


@routes.post("/exchange/imports")
@guarded("exchange.manage")
def upload() -> Response:
    """Take a file and show what it would do."""
    sent = request.files.get("sheet")
    if sent is None or not sent.filename:
        return overview({"sheet": [t("Choose a file.")]}, 422)
    try:
        run = services.upload(
            db_session(), signed_in(), clock(), module().files, sent.stream.read(),
            sent.filename, today=today(),
        )  # fmt: skip
    except Invalid as error:
        return overview({"sheet": error.fields.get("file", [error.message])}, 422)
    return to_run(run)


@routes.get("/exchange/runs/<uuid:run_uuid>")
@guarded("exchange.manage")
def show(run_uuid: uuid.UUID) -> Response:
    """Where a run stands: what it needs, how far it is, what it came to."""
    return run_page(found(run_uuid), {})


def run_page(run: ExchangeRun, errors: Mapping[str, Any], status: int = 200) -> Response:
    """The page of a run, by its kind and state."""
    outcome = request.args.get("outcome", "")
    listed = None
    if run.kind == RunKind.IMPORT and run.state not in {RunState.MAPPING, RunState.FAILED}:
        listed = paginate(
            db_session(), queries.lines(run.id, outcome), page=query_int("page", 1), per_page=50
        )
    editions = list(standards.editions(db_session()))
    return page(
        "qms/exchange/run.html",
        status=status,
        run=run,
        labels=labels,
        job=job_view(run),
        lines=listed,
        outcome=outcome if outcome in labels.OUTCOMES else "",
        errors=errors,
        columns=_columns(run),
        field_choices=[(one.name, str(one.heading)) for one in FIELDS],
        editions=[(one.label, one.label) for one in editions],
        edition=run.choices.get("edition") or getattr(default_edition(editions), "label", ""),
        failure=labels.explain_failure(run.error_code, run.error_values),
        before=queries.done_before(db_session(), RunKind(run.kind), run.file_sha256 or ""),
        page_url=lambda number: url_for(
            "qms.exchange_show",
            **{**address_values(), "run_uuid": run.uuid, "page": number},
        ),
    )


def _columns(run: ExchangeRun) -> list[dict[str, Any]]:
    headers = run.choices.get("headers", {})
    chosen = run.choices.get("columns", {})
    return [
        {
            "index": index,
            "letter": column_letter(int(index)),
            "heading": headers[index],
            "field": chosen.get(index, ""),
            "sample": run.choices.get("samples", {}).get(index, ""),
        }
        for index in sorted(headers, key=int)
    ]


@routes.post("/exchange/runs/<uuid:run_uuid>/columns")
@guarded("exchange.manage")
def assign(run_uuid: uuid.UUID) -> Response:
    """Say which column is what."""
    run = found(run_uuid)
    chosen = {
        int(name): request.form.get(f"column-{name}", "") for name in run.choices.get("headers", {})
    }
    try:
        services.map_columns(
            db_session(), signed_in(), clock(), module().files, run,
            {index: value for index, value in chosen.items() if value},
            edition=request.form.get("edition", ""), today=today(),
        )  # fmt: skip
    except Invalid as error:
        if not error.fields:
            raise
        run.choices = {**run.choices, "columns": {str(k): v for k, v in chosen.items() if v}}
        answer = run_page(run, error.fields, 422)
        db_session().rollback()
        return answer
    return to_run(run)


@routes.post("/exchange/runs/<uuid:run_uuid>/columns-again")
@guarded("exchange.manage")
def assign_again(run_uuid: uuid.UUID) -> Response:
    """Go back from the result of a check to the columns."""
    run = found(run_uuid)
    services.move(db_session(), run, RunState.MAPPING)
    return to_run(run)


@routes.post("/exchange/runs/<uuid:run_uuid>/do")
@guarded("exchange.manage")
def do(run_uuid: uuid.UUID) -> Response:
    """Agree to what is shown."""
    run, actor = found(run_uuid), signed_in()
    if run.kind == RunKind.RESTORE:
        services.agree_to_restore(db_session(), actor, clock(), run)
        return to_run(run)
    try:
        done = services.decide(
            db_session(), actor, clock(), module().files, run,
            skip_wrong=request.form.get("errors") == "skip",
            update_existing=request.form.get("existing") == "update",
            today=today(),
        )  # fmt: skip
    except Invalid as error:
        return run_page(run, error.fields or {"existing": [error.message]}, 422)
    if done:
        flash(t("The import is done."), "good")
    return to_run(run)


@routes.post("/exchange/runs/<uuid:run_uuid>/discard")
@guarded("exchange.manage")
def discard(run_uuid: uuid.UUID) -> Response:
    """Decide against it."""
    run = found(run_uuid)
    services.discard(db_session(), signed_in(), clock(), run)
    flash(t("Discarded. Nothing was changed."), "neutral")
    return to_run(run)


@routes.get("/exchange/runs/<uuid:run_uuid>/problems.xlsx")
@guarded("exchange.manage")
def problems(run_uuid: uuid.UUID) -> Response:
    """Every mistake and remark of an import, to correct the file beside it."""
    run = found(run_uuid)
    table = sheets.problems_table(queries.all_lines(db_session(), run.id))
    return as_file(sheets.as_xlsx([table], title=t("To correct")), XLSX, f"{t('to-correct')}.xlsx")
