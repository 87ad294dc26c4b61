"""What the pages of a document have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...errors import Conflict, not_found
from ...http import (
    SAFE_METHODS,
    Routes,
    address_lists,
    db_session,
    signed_in,
)
from ...http import today as today
from ...templating import interface as interface
from .. import labels, panels, queries
from ..models import Document, DocumentChange, Revision
from ..queries.effects import acts_changed_under
from ..workflow import OPEN_STATES, RevisionState

routes = Routes("documents")


def readable_document(code: str) -> Document:
    """The document of the address; one that the reader may not know about does not exist.

    The address of a code that the document had before leads on to the one of today.
    """
    document = queries.readable(db_session(), signed_in(), code)
    if document.code.lower() != code.lower() and request.method in SAFE_METHODS:
        values = {**(request.view_args or {}), **address_lists()}
        target = url_for(str(request.endpoint), **{**values, "code": document.code})
        # Not for good: a document may get its old code back.
        abort(redirect(target, code=302))
    return document


def readable_revision(document: Document, number: int) -> Revision:
    """An issue of the document.

    Raises:
        NotFound: there is none.
        Forbidden: it is being prepared by others.
    """
    revision = queries.revision_by_number(db_session(), document, number)
    require(signed_in(), "documents.read", revision)
    return revision


def effective_or_latest(document: Document) -> Revision:
    """The issue that the page of a document shows: in force, else the last one that was, else the
    draft."""

    def rank(one: Revision) -> tuple[int, int]:
        order = {RevisionState.EFFECTIVE: 0, RevisionState.SUPERSEDED: 2}
        was_in_force = one.published_at is not None
        return (order.get(one.state, 1 if was_in_force else 3), -one.number)

    shown = min(document.revisions, key=rank, default=None)
    if shown is None:
        raise not_found("documents.issue_not_found")
    return queries.revision_by_number(db_session(), document, shown.number)


def open_revision(document: Document) -> Revision | None:
    """The issue on its way, if the reader may see it."""
    for one in document.revisions:
        if one.state in OPEN_STATES and interface().can("documents.read", one):
            return one
    return None


def tabs(document: Document, active: str) -> list[dict[str, Any]]:
    """The tabs of a document's page."""
    qms = interface()
    asked = 0
    current = next((one for one in document.revisions if one.published_at), None)
    if current is not None:
        _, asked = queries.acknowledgement_counts(db_session(), current.id)
    entries: list[tuple[str, str, int | None]] = [
        ("show", qms.t("Text"), None),
        # As many as the page lists: that another one is being prepared is not told by a number.
        (
            "issues",
            qms.t("Issues"),
            sum(bool(qms.can("documents.read", one)) for one in document.revisions),
        ),
        ("readers", qms.t("Acknowledgements"), asked or None),
        ("links", qms.t("Links"), None),
    ]
    return [
        {
            "label": label,
            "url": qms.url(f"documents_{name}", code=document.code),
            "active": name == active,
            "count": count,
        }
        for name, label, count in entries
    ] + [
        {
            "label": one.label,
            "url": qms.url(one.endpoint, code=document.code),
            "active": one.name == active,
            "count": one.count,
        }
        for one in panels.gather_tabs(db_session(), signed_in(), document)
    ]


def _due_because(document: Document) -> Sequence[DocumentChange]:
    """The changed acts that a document has to be reviewed for; guests read what is in force."""
    if not interface().can("documents.see_effects"):
        return ()
    return acts_changed_under(db_session(), document.id)


@panels.draws_frames
def frame(document: Document, active: str) -> dict[str, Any]:
    """What ``_document.html`` draws around each tab."""
    return {
        "document": document,
        "former_codes": queries.former_codes(db_session(), [document.id]).get(document.id, []),
        "labels": labels,
        "due_because": _due_because(document),
        "open_issue": open_revision(document),
        "tabs": tabs(document, active),
    }


def back_to(endpoint: str, message: str = "", /, **values: Any) -> BaseResponse:
    """Go to a page after a change was made, with a sentence that says so."""
    if message:
        flash(message, "good")
    return redirect(interface().url(endpoint, **values), code=303)


def form_version(raw: str | None) -> int:
    """The version that a form was made from.

    Raises:
        Conflict: the form does not say.
    """
    if raw is None or not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise Conflict(
            "documents.version_missing", interface().t("Open the form again and send it once more.")
        )
    return int(raw)
