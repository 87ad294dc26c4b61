"""What citizens say about a guide, as the office reads it and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, request, url_for

from ...access import decide, require
from ...documents import panels
from ...documents import queries as documents
from ...documents.workflow import DocumentKind
from ...errors import Invalid, not_found
from ...findings import labels as finding_labels
from ...findings.workflow import FindingClass
from ...http import clock, db_session, guarded, module, page, query_int, signed_in
from ...i18n import t
from .. import labels, queries, services
from ..workflow import ANSWERS, Clarity, OpinionState, Topic
from ._shared import routes, today

if TYPE_CHECKING:
    from ...documents.models import Document

PER_PAGE = 25


def guide_of(code: str) -> Document:
    """The guide of the address. Raises NotFound, Forbidden."""
    document = documents.readable(db_session(), signed_in(), code)
    if document.kind is not DocumentKind.CLIENT_GUIDE:
        raise not_found("citizens.no_guide")
    require(signed_in(), "citizens.read", document)
    return document


@routes.get("/opinions")
@guarded("citizens.read")
def overview() -> Response:
    """All guides that citizens said something about: those with unread opinions come first."""
    session = db_session()
    said = queries.summaries(session)
    listed = documents.documents_by_ids(session, said)
    return page(
        "qms/citizens/overview.html",
        rows=sorted(
            ((one, said[one.id]) for one in listed),
            key=lambda row: (-row[1].new, -row[1].total, row[0].code_key),
        ),
        said_as=labels,
        clarity=list(Clarity),
        open_to_citizens=module().config.public_guides,
    )


@routes.get("/documents/<path:code>/opinions")
@guarded("citizens.read")
def opinions(code: str) -> Response:
    """All opinions about a guide, and where it stands for citizens."""
    return _page(guide_of(code))


def _page(
    document: Document,
    *,
    status: int = 200,
    errors: dict[str, list[str]] | None = None,
    values: dict[str, Any] | None = None,
    wrong: UUID | None = None,
) -> Response:
    session = db_session()
    state = request.args.get("state", "")
    state = state if state in set(OpinionState) else ""
    return page(
        "qms/citizens/opinions.html",
        status=status,
        **panels.frame(document, "opinions"),
        summary=queries.summary(session, document.id),
        listed=queries.opinions(
            session, document.id, state=state, page=query_int("page", 1), per_page=PER_PAGE
        ),
        state=state,
        said_as=labels,
        answers=ANSWERS,
        clarity=list(Clarity),
        states=list(OpinionState),
        chosen=queries.topics_of(session, [document.id]).get(document.id, ()),
        shown=not queries.is_hidden(session, document.id),
        open_to_citizens=module().config.public_guides,
        may_raise=bool(decide(signed_in(), "findings.raise"))
        and bool(decide(signed_in(), "citizens.handle", document)),
        classes=[
            one
            for one in finding_labels.options(finding_labels.CLASSES)
            if one[0] != FindingClass.STRENGTH.value
        ],
        errors=errors or {},
        values=values or {},
        wrong=wrong,
    )


def _back(document: Document, message: str) -> Response:
    flash(message, "good")
    return make_response(redirect(url_for("qms.citizens_opinions", code=document.code), code=303))


@routes.post("/documents/<path:code>/opinions/<uuid:identifier>")
@guarded("citizens.read")
def answer(code: str, identifier: UUID) -> Response:
    """Say what became of an opinion."""
    document = guide_of(code)
    require(signed_in(), "citizens.handle", document)
    session = db_session()
    found = queries.opinion(session, document.id, identifier)
    raw = request.form.get("state", "")
    if raw not in {str(one) for one in ANSWERS}:
        return _page(document, status=422, errors={"state": [t("Choose one of the answers.")]})
    try:
        services.handle(
            session, signed_in(), clock(), found, document, OpinionState(raw),
            note=request.form.get("note", ""),
        )  # fmt: skip
    except Invalid as error:
        return _page(
            document, status=422, errors=error.fields, values=request.form.to_dict(),
            wrong=identifier,
        )  # fmt: skip
    return _back(document, t("Noted."))


@routes.post("/documents/<path:code>/opinions/<uuid:identifier>/finding")
@guarded("citizens.read")
def raise_finding(code: str, identifier: UUID) -> Response:
    """Make a finding of an opinion, in one step."""
    document = guide_of(code)
    session = db_session()
    found = queries.opinion(session, document.id, identifier)
    raw = request.form.get("finding_class", "")
    errors = {}
    if raw not in set(FindingClass) - {FindingClass.STRENGTH}:
        errors["finding_class"] = [t("Choose a class.")]
    try:
        if errors:
            require(signed_in(), "citizens.handle", document)
            require(signed_in(), "findings.raise")
            raise Invalid("citizens.incomplete", t("Some fields are not right."), fields=errors)
        finding = services.raise_as_finding(
            session, signed_in(), clock(), found, document, FindingClass(raw),
            request.form.get("statement", ""),
            today=today(), due_days=module().config.action_due_days,
        )  # fmt: skip
    except Invalid as error:
        return _page(
            document, status=422, errors=error.fields, values=request.form.to_dict(),
            wrong=identifier,
        )  # fmt: skip
    flash(t("The finding was entered as %(number)s.", number=finding.number), "good")
    return make_response(redirect(url_for("qms.findings_show", number=finding.number), code=303))


@routes.post("/documents/<path:code>/publication")
@guarded("citizens.read")
def place(code: str) -> Response:
    """Say in which affairs a guide helps, and whether citizens see it."""
    document = guide_of(code)
    topics = [Topic(one) for one in request.form.getlist("topics") if one in set(Topic)]
    services.place_guide(
        db_session(), signed_in(), clock(), document,
        topics=topics, shown="shown" in request.form,
    )  # fmt: skip
    return _back(document, t("Saved."))
