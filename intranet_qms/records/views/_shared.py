"""What the pages of records share."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, make_response, redirect, request, url_for

from ...errors import not_found
from ...http import Routes, db_session, module, query_int
from ...http import today as today
from .. import labels, queries
from ..queries import Asked, Record

routes = Routes("records")


def zone() -> ZoneInfo:
    """The office's zone."""
    return module().config.zone


def asked() -> Asked:
    """What the address asks for; what is old or mistyped asks for nothing."""
    args = request.args
    state, kind = args.get("state", ""), args.get("kind", "")
    year = query_int("year", 0, minimum=0, maximum=9998)
    return Asked(
        state=state if state in labels.STATES else "",
        kind=kind if kind in labels.KINDS else "",
        category=args.get("category", "")[:10],
        jrwa=args.get("jrwa", "")[:10],
        year=year if year >= 1900 else None,
        unit_id=query_int("unit", 0, minimum=0, maximum=2**31 - 1) or None,
        text=args.get("q", "")[:200],
    )


def record_named(kind: str, identifier: uuid.UUID) -> Record:
    """The record of an address. Raises NotFound."""
    found = queries.named(db_session(), [(kind, identifier)], zone=zone())
    if not found:
        raise not_found("records.no_record")
    return found[0]


def to(endpoint: str, **values: Any) -> Response:
    """Go to a page after a change was made."""
    return make_response(redirect(url_for(f"qms.records_{endpoint}", **values), code=303))


def as_file(body: bytes, media_type: str, name: str) -> Response:
    """A file to keep, which no cache keeps."""
    response = make_response(body)
    response.mimetype = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
