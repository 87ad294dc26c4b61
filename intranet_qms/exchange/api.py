"""Imports and archives for programs: send a file, see what it would do, agree, fetch the result.

An import over the API is the import of the pages: the file is checked first, and nothing is changed
until somebody agrees to what was shown.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, request, url_for

from ..errors import Invalid, TooLarge
from ..http import (
    Routes,
    clock,
    db_session,
    described,
    guarded,
    json_response,
    load_json,
    module,
    paginate,
    query_int,
    signed_in,
)
from ..i18n import t
from . import labels, queries, services
from .models import ExchangeRun
from .reading import LIMITS
from .schemas import (
    DecisionSchema,
    LineSchema,
    RunAnswerSchema,
    RunListSchema,
    RunSchema,
)
from .views._shared import today
from .workflow import RunKind, RunState

routes = Routes("exchange")

_RUN, _LINES = RunSchema(), LineSchema(many=True)
_PAGES = {"page": "Which page, from 1", "per_page": "How many on a page, up to 200"}


def _answer(run: ExchangeRun, status: int = 200) -> Response:
    # Of an import the sheet as it was sent; of an archive, once it is done, the archive.
    file = url_for("qms.exchange_file", run_uuid=run.uuid) if run.file_sha256 else None
    payload: dict[str, Any] = {"run": _RUN.dump(run), "file": file}
    if run.kind == RunKind.IMPORT and run.state not in {RunState.MAPPING, RunState.FAILED}:
        listed = paginate(
            db_session(), queries.lines(run.id, request.args.get("outcome", "")),
            page=query_int("page", 1), per_page=query_int("per_page", 100, maximum=200),
        )  # fmt: skip
        lines = _LINES.dump(listed.items)
        for line, one in zip(lines, listed.items, strict=True):
            line["notes"] = [{**note, "message": labels.explain_note(note)} for note in one.notes]
        payload |= {
            "lines": lines, "page": listed.page, "pages": listed.pages, "total": listed.total
        }  # fmt: skip
    return json_response(payload, status=status)


@routes.get("/api/v1/exchange/runs")
@described(RunListSchema, query={"kind": "import, archive or restore", **_PAGES})
@guarded("exchange.manage")
def api_runs() -> Response:
    """All imports, archives and restores, the newest first."""
    listed = paginate(
        db_session(), queries.runs(request.args.get("kind", "")),
        page=query_int("page", 1), per_page=query_int("per_page", 50, maximum=200),
    )  # fmt: skip
    return json_response(
        {
            "runs": RunSchema(many=True).dump(listed.items),
            "page": listed.page, "pages": listed.pages, "total": listed.total,
        }
    )  # fmt: skip


@routes.post("/api/v1/exchange/imports")
@described(RunAnswerSchema, query={"name": "Name of the file"}, status=201)
@guarded("exchange.manage")
def api_import() -> Response:
    """Send a sheet (CSV or XLSX) as the body and learn what it would do. Nothing is changed: the
    run waits for a decision, or for somebody to say which column is what."""
    data = request.stream.read(LIMITS.bytes + 1)
    if len(data) > LIMITS.bytes:
        raise TooLarge("exchange.file_too_large", t("The message is larger than is taken here."))
    run = services.upload(
        db_session(), signed_in(), clock(), module().files, data,
        request.args.get("name", "")[:200] or "register", today=today(),
    )  # fmt: skip
    return _answer(queries.run(db_session(), run.uuid), 201)


@routes.post("/api/v1/exchange/archives")
@described(RunAnswerSchema, status=202)
@guarded("exchange.manage")
def api_archive() -> Response:
    """Have the whole register written into one file by the worker; ask for the run until it is
    done, then fetch its file."""
    run = services.request_archive(db_session(), signed_in(), clock())
    return _answer(queries.run(db_session(), run.uuid), 202)


@routes.get("/api/v1/exchange/runs/<uuid:run_uuid>")
@described(RunAnswerSchema, query={"outcome": "Rows with one outcome only", **_PAGES})
@guarded("exchange.manage")
def api_run(run_uuid: uuid.UUID) -> Response:
    """Where a run stands, and what each row of an import came to."""
    return _answer(queries.run(db_session(), run_uuid))


@routes.post("/api/v1/exchange/runs/<uuid:run_uuid>/decision")
@described(RunAnswerSchema, body=DecisionSchema)
@guarded("exchange.manage")
def api_decide(run_uuid: uuid.UUID) -> Response:
    """Say which column is what, agree to what was shown, or discard it."""
    session, actor = db_session(), signed_in()
    run = queries.run(session, run_uuid)
    sent = load_json(DecisionSchema(), maximum_bytes=20_000)
    if sent["decision"] == "discard":
        services.discard(session, actor, clock(), run)
    elif sent["decision"] == "columns":
        services.map_columns(
            session, actor, clock(), module().files, run, sent.get("columns", {}),
            edition=sent.get("edition", ""), today=today(),
        )  # fmt: skip
    elif run.kind != RunKind.IMPORT:
        # An archive takes the place of the whole register: a person looks at the page first.
        raise Invalid(
            "exchange.by_page",
            t("Restoring an archive is agreed to on its page."),
            fields={"decision": [t("Restoring an archive is agreed to on its page.")]},
        )
    else:
        services.decide(
            session, actor, clock(), module().files, run,
            skip_wrong=sent.get("errors") == "skip",
            update_existing=sent.get("existing") == "update",
            today=today(),
        )  # fmt: skip
    return _answer(queries.run(session, run_uuid))
