"""The register and a document as they stood on a day of the past (``on`` in the address)."""

from __future__ import annotations

from datetime import date

from flask import Response, request

from ...access import require
from ...errors import Invalid
from ...http import db_session, page, query_int, signed_in
from .. import labels, queries
from ..models import Document, Revision
from ..workflow import RevisionState
from ._rendering import rendered
from ._shared import frame, today
from .layouts import layout

PER_PAGE = 25


def asked_day() -> date | None:
    """The day that the address asks for.

    Raises:
        Invalid: no date, or one that has not come yet.
    """
    return queries.day_of(request.args.get("on", "")[:10], today())


def register_on(day: date) -> Response:
    """The whole register on a day."""
    kind, raw_unit = request.args.get("kind", ""), query_int("unit", 0, minimum=0)
    asked = queries.PastFilter(
        day=day,
        text=request.args.get("q", "")[:300],
        kind=kind if kind in labels.KINDS else "",
        unit_id=raw_unit or None,
    )
    session = db_session()
    listed = queries.register_on(
        session, signed_in(), asked, page=query_int("page", 1), per_page=PER_PAGE
    )
    return page(
        "qms/documents/register_on.html",
        asked=asked,
        listed=listed,
        units=queries.filter_choices(session).units,
        labels=labels,
        faults=labels.FAULTS,
    )


def document_on(document: Document, day: date) -> Response:
    """The page of a document as it stood on a day, with the proof of its text."""
    session = db_session()
    revision = queries.revision_on(session, document, day)
    if revision is None:
        return page(
            "qms/documents/show_on.html",
            **frame(document, "show"),
            day=day, revision=None, text=None, proof=None,
        )  # fmt: skip
    require(signed_in(), "documents.read", revision)
    return _text_on(document, revision, day)


def _text_on(document: Document, revision: Revision, day: date) -> Response:
    text = rendered(document, revision)
    return page(
        "qms/documents/show_on.html",
        **frame(document, "show"),
        **layout(document, revision, text.html),
        day=day,
        revision=revision,
        text=text,
        proof=queries.prove(db_session(), [revision])[revision.id],
        faults=labels.FAULTS,
        still=revision.state is RevisionState.EFFECTIVE,
    )


def refused(error: Invalid) -> Response:
    """The register's page of a day that is none, with the sentence and the picker."""
    return page(
        "qms/documents/register_on.html",
        status=error.status,
        asked=None,
        listed=None,
        units=[],
        labels=labels,
        faults=labels.FAULTS,
        problem=error,
    )
