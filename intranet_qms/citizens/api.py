"""Opinions of citizens for programs of the office: read, and answer for the guide's owner."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from ..access import require
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
from .schemas import (
    HandlingSchema,
    OpinionAnswerSchema,
    OpinionListSchema,
    OpinionSchema,
)
from .views.reading import guide_of
from .workflow import OpinionState

routes = Routes("citizens")

_ONE, _ALL = OpinionSchema(), OpinionSchema(many=True)


@routes.get("/api/v1/documents/<path:code>/opinions")
@described(
    OpinionListSchema,
    query={
        "state": "new, read, used, spam or finding; without it all but spam",
        "page": "Which page, from 1",
        "per_page": "How many on a page, up to 200",
    },
)
@guarded("citizens.read")
def api_opinions(code: str) -> Response:
    """What citizens say about a guide, the newest first."""
    session, document = db_session(), guide_of(code)
    state = request.args.get("state", "")
    found = queries.opinions(
        session, document.id, state=state if state in set(OpinionState) else "",
        page=query_int("page", 1), per_page=query_int("per_page", 50, maximum=200),
    )  # fmt: skip
    said = queries.summary(session, document.id)
    return json_response(
        {
            "clarity": {str(word.value): number for word, number in said.clarity.items()},
            "opinions": _ALL.dump(found.items),
            "page": found.page, "pages": found.pages, "total": found.total,
        }
    )  # fmt: skip


@routes.post("/api/v1/documents/<path:code>/opinions/<uuid:identifier>")
@described(OpinionAnswerSchema, body=HandlingSchema)
@guarded("citizens.read")
def api_handle(code: str, identifier: UUID) -> Response:
    """Say what became of an opinion: read, used for a change, or spam."""
    session, document = db_session(), guide_of(code)
    found = queries.opinion(session, document.id, identifier)
    require(signed_in(), "citizens.handle", document)
    sent = load_json(HandlingSchema(), maximum_bytes=10_000)
    services.handle(
        session, signed_in(), clock(), found, document, OpinionState(sent["state"]),
        note=sent["note"],
    )  # fmt: skip
    return json_response({"opinion": _ONE.dump(found)})
