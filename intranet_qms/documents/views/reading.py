"""The register and the pages on which documents are read."""

from __future__ import annotations

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import GUEST_ROLE
from ...errors import Invalid
from ...http import clock, db_session, guarded, page, query_int, signed_in
from ...i18n import localized, t, tn
from ...trail.queries import history
from .. import labels, panels, printing, queries, services
from ..hooks import occasions
from ..models import Document, Revision
from ..queries.effects import unit_then
from ..workflow import RevisionState
from . import past, progress
from ._rendering import rendered as rendered
from ._shared import (
    back_to,
    effective_or_latest,
    frame,
    interface,
    readable_document,
    readable_revision,
    routes,
    today,
)
from .layouts import layout

PER_PAGE = 25


@routes.get("/")
@guarded("documents.read")
def entrance() -> BaseResponse:
    """The module's own address leads to the register."""
    return redirect(interface().url("documents_index"))


@routes.get("/documents/")
@guarded("documents.read")
def index() -> Response:
    """The register of documents, now or as it stood ``on`` a day."""
    try:
        day = past.asked_day()
    except Invalid as error:
        return past.refused(error)
    if day is not None and day < today():
        return past.register_on(day)
    session, actor = db_session(), signed_in()
    asked = asked_of_address()
    listed = queries.register(
        session, actor, asked, today=today(), page=query_int("page", 1), per_page=PER_PAGE
    )
    choices = queries.filter_choices(session)
    return page(
        "qms/documents/index.html",
        asked=asked,
        listed=listed,
        choices=choices,
        active=active_filters(asked, choices),
        counts=queries.facets(asked, listed.counted, choices),
        to_read=0
        if actor.has_role(GUEST_ROLE)
        else queries.own_reading_count(session, actor.person_id),
        labels=labels,
    )


def asked_of_address() -> queries.Filter:
    """What the address asks the register for; a book or list of it is printed by the same."""
    return queries.asked_of(request.args)


def active_filters(asked: queries.Filter, choices: queries.FilterChoices) -> list[dict[str, str]]:
    """The filters that are set, as chips that take them away."""
    here = interface().here
    units = {one[0]: localized(one[2], one[3]) for one in choices.units}
    chosen = [
        ("q", t("Search"), asked.text.strip()),
        ("kind", t("Kind"), str(labels.KINDS.get(asked.kind, ""))),
        ("process", t("Process"), str(labels.PROCESS_TYPES.get(asked.process_type, ""))),
        ("unit", t("Unit"), units.get(asked.unit_id or 0, "")),
        ("owner", t("Owner"), dict(choices.owners).get(asked.owner_id or 0, "")),
        ("state", t("State"), str(labels.REGISTER_STATES.get(asked.state, ""))),
        ("due", t("Review"), str(labels.REVIEW_DUE.get(asked.due, ""))),
        ("clause", t("Clause"), dict(choices.clauses).get(asked.clause_id or 0, "")),
    ]
    return [
        {"label": label, "value": value, "remove_url": here(**{name: None, "page": None})}
        for name, label, value in chosen
        if value
    ]


@routes.get("/documents/<path:code>")
@guarded("documents.read")
def show(code: str) -> Response:
    """The text in force, now or ``on`` a day of the past."""
    document = readable_document(code)
    day = past.asked_day()
    if day is not None and day < today():
        return past.document_on(document, day)
    return _text_page(document, effective_or_latest(document), "show")


@routes.get("/documents/<path:code>/issues/<int:number>")
@guarded("documents.read")
def issue(code: str, number: int) -> Response:
    """One issue, whichever its state; a banner says when it is not the one in force."""
    document = readable_document(code)
    return _text_page(document, readable_revision(document, number), "issues")


def _text_page(document: Document, revision: Revision, tab: str) -> Response:
    actor, session = signed_in(), db_session()
    own = None
    if revision.state is RevisionState.EFFECTIVE and not actor.has_role(GUEST_ROLE):
        own = queries.own_acknowledgement(session, revision.id, actor.person_id)
        if own is not None and own.ended_at is not None:
            own = None
    text = rendered(document, revision)
    return page(
        "qms/documents/show.html",
        **frame(document, tab),
        **layout(document, revision, text.html),
        revision=revision,
        unit_then=unit_then(session, document, revision),
        text=text,
        attached=queries.attached_files(session, revision.id),
        own=own,
        **progress.around(revision),
        large_print=printing.is_large(revision),
    )


@routes.get("/documents/<path:code>/issues/<int:number>/print")
@guarded("documents.read")
def print_view(code: str, number: int) -> Response:
    """An issue for paper, with its record and the note that paper is not controlled."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    text = rendered(document, revision)
    return page(
        "qms/documents/print.html",
        **layout(document, revision, text.html),
        document=document,
        revision=revision,
        text=text,
        record=queries.change_record(db_session(), document, up_to=revision),
        occasions=occasions(db_session(), signed_in(), [one.id for one in document.revisions]),
        labels=labels,
        now=clock().now(),
    )


@routes.get("/documents/<path:code>/issues")
@guarded("documents.read")
def issues(code: str) -> Response:
    """All issues with their decisions: the change record."""
    document = readable_document(code)
    session = db_session()
    readable = [one for one in document.revisions if interface().can("documents.read", one)]
    full = queries.revisions_with_decisions(session, [one.id for one in readable])
    return page(
        "qms/documents/issues.html",
        occasions=occasions(session, signed_in(), [one.id for one in readable]),
        **frame(document, "issues"),
        record=[queries.entry_of(one) for one in full if one.published_at is not None],
        reviews=queries.periodic_reviews(session, document),
        revisions=full,
        events=history(session, "document", document.uuid, limit=50),
    )


@routes.get("/documents/<path:code>/links")
@guarded("documents.read")
def links(code: str) -> Response:
    """What a document rests on and what refers to it."""
    document = readable_document(code)
    session, actor = db_session(), signed_in()
    forward, back = queries.related_documents(session, document)
    return page(
        "qms/documents/links.html",
        **frame(document, "links"),
        forward=forward,
        back=back,
        acts=queries.legal_acts(session, document),
        citing=queries.citing_documents(session, document),
        clauses=queries.document_clauses(session, document),
        panels=panels.gather(session, actor, document),
    )


@routes.post("/documents/<path:code>/issues/<int:number>/acknowledge")
@guarded("documents.read")
def acknowledge(code: str, number: int) -> BaseResponse:
    """The reader confirms having read the issue in force."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    session, actor = db_session(), signed_in()
    services.acknowledge(session, actor, clock(), revision)
    thanks = t("Thank you. It is noted that you have read it.")
    left = queries.own_reading_count(session, actor.person_id)
    if not left:
        return back_to("documents_show", thanks, code=document.code)
    # Whoever has more to read goes on with it.
    more = tn("%(n)s more to read.", "%(n)s more to read.", left)
    return back_to("documents_reading", f"{thanks} {more}")
