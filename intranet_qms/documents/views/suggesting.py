"""What the search boxes suggest, as JSON for their script; without it they search as they are."""

from __future__ import annotations

from flask import Response, request

from ...http import db_session, guarded, json_response, signed_in
from .. import labels
from ..queries.suggesting import suggestions
from ._shared import interface, routes


@routes.get("/documents/suggest")
@guarded("documents.read")
def suggest() -> Response:
    """Documents by the beginning of a code or by words of a title."""
    found = suggestions(db_session(), signed_in(), request.args.get("q", "").replace("\x00", " "))
    return json_response(
        {
            "documents": [
                {
                    "code": one.code,
                    "title": one.title,
                    "kind": str(labels.KINDS[one.kind]),
                    "url": interface().url("documents_show", code=one.code),
                }
                for one in found
            ]
        }
    )
