"""Records for programs: the list, what is due, class and category. Consent stays with people on
their pages."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response

from ..http import (
    Routes,
    clock,
    db_session,
    described,
    guarded,
    json_response,
    load_json,
    query_int,
    signed_in,
)
from . import queries, services
from .queries import Record
from .schemas import (
    ClassificationSchema,
    RecordAnswerSchema,
    RecordListSchema,
    RecordSchema,
)
from .views._shared import asked, record_named, today, zone

routes = Routes("records")

_ONE = RecordSchema()


def _dumped(record: Record) -> dict[str, Any]:
    shown: dict[str, Any] = _ONE.dump(record)
    return {**shown, "state": record.state(today()).value}


@routes.get("/api/v1/records")
@described(
    RecordListSchema,
    query={
        "state": "due (may be destroyed), transfer, kept, open or held",
        "kind": "Kind of records",
        "category": "Archive category as it is written",
        "jrwa": "Class of the file plan",
        "year": "In which the matter ended",
        "q": "Part of code or title",
        "page": "Which page, from 1",
        "per_page": "How many on a page, up to 200",
    },
)
@guarded("records.read")
def api_records() -> Response:
    """Records with their class, category and the day from which they may go; ``state=due`` lists
    what may be destroyed."""
    session = db_session()
    found = queries.listing(
        session, asked(), today=today(), zone=zone(),
        page=query_int("page", 1), per_page=query_int("per_page", 50, maximum=200),
    )  # fmt: skip
    return json_response(
        {
            "records": [_dumped(one) for one in found.items],
            "counts": queries.counts(session, today=today(), zone=zone()),
            "page": found.page, "pages": found.pages, "total": found.total,
        }
    )  # fmt: skip


@routes.get("/api/v1/records/<string:kind>/<uuid:record_uuid>")
@described(RecordAnswerSchema)
@guarded("records.read")
def api_record(kind: str, record_uuid: uuid.UUID) -> Response:
    """One record."""
    return json_response({"record": _dumped(record_named(kind, record_uuid))})


@routes.put("/api/v1/records/<string:kind>/<uuid:record_uuid>/classification")
@described(RecordAnswerSchema, body=ClassificationSchema)
@guarded("records.mark")
def api_classify(kind: str, record_uuid: uuid.UUID) -> Response:
    """Give one record a class and a category of its own, or those of its kind again."""
    found = record_named(kind, record_uuid)
    sent = load_json(ClassificationSchema(), maximum_bytes=5_000)
    services.classify(
        db_session(), signed_in(), clock(), found, jrwa=sent["jrwa"], category=sent["category"]
    )
    return json_response({"record": _dumped(record_named(kind, record_uuid))})
