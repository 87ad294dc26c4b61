"""The register for programs: read-only JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for

from ..access import decide, require
from ..errors import not_found
from ..http import Routes, db_session, guarded, json_response, query_int, signed_in, today
from . import queries
from .hooks import hidden
from .models import Document, Revision
from .queries.effects import changes_of
from .schemas import (
    AcknowledgementSchema,
    ChangeSchema,
    DocumentDetailsSchema,
    DocumentSchema,
    IssueTextSchema,
    OwedSchema,
    ParagraphSchema,
    PastDocumentSchema,
)
from .workflow import DocumentKind, ReviewDue, RevisionState

routes = Routes("documents")

_LIST = DocumentSchema(many=True)
_ONE = DocumentDetailsSchema()
_ACKNOWLEDGEMENTS = AcknowledgementSchema(many=True)
_READING = OwedSchema(many=True)
_CHANGES = ChangeSchema(many=True)
_ISSUE = IssueTextSchema()
_PAST = PastDocumentSchema(many=True)
_PAST_ONE = PastDocumentSchema()
_PARAGRAPHS = ParagraphSchema(many=True)


def _choice(name: str, known: type[DocumentKind] | type[ReviewDue]) -> str:
    value = request.args.get(name, "")
    return value if value in set(known) else ""


@routes.get("/api/v1/documents")
@guarded("documents.read")
def api_list() -> Response:
    """Documents that the caller may see: ``q``, ``kind``, ``due``, ``sort``, ``page``, ``per_page``.

    With ``on`` (a day of the past, ISO 8601) the register as it stood on it, by code, with the
    proof of each text; ``q`` is then part of a title or code, and ``kind`` filters.
    """
    day = queries.day_of(request.args.get("on", "")[:10], today())
    if day is not None and day < today():
        return _list_on(day)
    asked = queries.Filter(
        text=request.args.get("q", "")[:300],
        kind=_choice("kind", DocumentKind),
        due=_choice("due", ReviewDue),
        sort=request.args.get("sort", "")[:20],
    )
    listed = queries.register(
        db_session(), signed_in(), asked,
        today=today(),
        page=query_int("page", 1),
        per_page=query_int("per_page", 50, maximum=200),
    )  # fmt: skip
    return json_response(
        {
            "documents": _LIST.dump(listed.page.items),
            "page": listed.page.page,
            "pages": listed.page.pages,
            "per_page": listed.page.per_page,
            "total": listed.page.total,
        }
    )


@routes.get("/api/v1/documents/<path:code>")
@guarded("documents.read")
def api_one(code: str) -> Response:
    """One document with its issues and the paragraphs in force; with ``on`` (a day of the past)
    the issue that was in force then, with the proof of its text."""
    session = db_session()
    document = queries.readable(session, signed_in(), code)
    day = queries.day_of(request.args.get("on", "")[:10], today())
    if day is not None and day < today():
        return _one_on(document, day)
    details: dict[str, Any] = {
        name: getattr(document, name)
        for name in (
            "uuid", "code", "kind", "process_type", "title", "title_en", "current_state",
            "current_number", "effective_on", "review_due_on", "owner", "owner_unit",
            "legal_basis", "jrwa", "archive_category",
        )
    }  # fmt: skip
    details["issues"] = [one for one in document.revisions if one.published_at is not None]
    details["paragraphs"] = (
        queries.current_paragraphs(session, [document.id])
        if document.current_state is RevisionState.EFFECTIVE
        else []
    )
    details["former_codes"] = queries.former_codes(session, [document.id]).get(document.id, [])
    details["legal_acts"] = queries.legal_acts(session, document)
    details["cited_by"] = queries.citing_documents(session, document)
    current = next(
        (one for one in document.revisions if one.state is RevisionState.EFFECTIVE), None
    )
    details["content"] = (current.content if current is not None else None) or {}
    details["attachments"] = _files_of(document, current) if current is not None else []
    return json_response({"document": _ONE.dump(details)})


def _files_of(document: Document, revision: Revision) -> list[dict[str, Any]]:
    return [
        {
            "attachment": one.attachment,
            "words": one.words.value if one.words else None,
            "address": url_for(
                "qms.documents_attached_file",
                code=document.code,
                number=revision.number,
                attachment=one.attachment.uuid,
            ),
        }
        for one in queries.attached_files(db_session(), revision.id)
    ]


def _list_on(day: date) -> Response:
    asked = queries.PastFilter(
        day=day, text=request.args.get("q", "")[:300], kind=_choice("kind", DocumentKind)
    )
    listed = queries.register_on(
        db_session(), signed_in(), asked,
        page=query_int("page", 1),
        per_page=query_int("per_page", 50, maximum=200),
    )  # fmt: skip
    return json_response(
        {
            "on": day.isoformat(),
            "documents": _PAST.dump(listed.rows),
            "page": listed.page.page,
            "pages": listed.page.pages,
            "per_page": listed.page.per_page,
            "total": listed.page.total,
        }
    )


def _one_on(document: Document, day: date) -> Response:
    session = db_session()
    revision = queries.revision_on(session, document, day)
    if revision is None:
        raise not_found("documents.not_in_force_then")
    require(signed_in(), "documents.read", revision)
    proof = queries.prove(session, [revision])[revision.id]
    return json_response(
        {
            "on": day.isoformat(),
            "document": {
                **_PAST_ONE.dump({"document": document, "revision": revision, "proof": proof}),
                "paragraphs": _PARAGRAPHS.dump(revision.paragraphs),
            },
        }
    )


@routes.get("/api/v1/documents/<path:code>/issues/<int:number>")
@guarded("documents.read")
def api_issue(code: str, number: int) -> Response:
    """What one issue says: text, fields and paragraphs."""
    session = db_session()
    document = queries.readable(session, signed_in(), code)
    revision = queries.revision_by_number(session, document, number)
    require(signed_in(), "documents.read", revision)
    return json_response({"issue": _ISSUE.dump(revision)})


@routes.get("/api/v1/documents/<path:code>/issues/<int:number>/acknowledgements")
@guarded("documents.read")
def api_acknowledgements(code: str, number: int) -> Response:
    """Who was asked to confirm an issue, who has, when, and which text; as far as the caller may
    see it."""
    session, actor = db_session(), signed_in()
    document = queries.readable(session, actor, code)
    revision = queries.revision_by_number(session, document, number)
    require(actor, "documents.read", revision)
    require(actor, "documents.see_readers", document)
    whole = decide(actor, "documents.manage", document)
    lines = queries.acknowledgements(
        session, revision, unit_ids=None if whole else queries.units_seen(session, actor)
    )
    return json_response({"acknowledgements": _ACKNOWLEDGEMENTS.dump(lines)})


@routes.get("/api/v1/reading")
@guarded("documents.read")
def api_reading() -> Response:
    """What the caller has to read and confirm, the oldest first."""
    owed = queries.own_reading(db_session(), signed_in().person_id)
    return json_response({"reading": _READING.dump(owed)})


@routes.get("/api/v1/documents/<path:code>/effects")
@guarded("documents.see_effects")
def api_effects(code: str) -> Response:
    """What the changes of a document asked of those who cite it, the latest change first; things
    that the caller may not read are named by their kind only."""
    session, actor = db_session(), signed_in()
    document = queries.readable(session, actor, code)
    changes = changes_of(session, document)
    unseen = hidden(
        session, actor, {(one.kind, one.reference) for each in changes for one in each.effects}
    )
    for change in changes:
        for one in change.effects:
            if (one.kind, one.reference) in unseen:
                session.expunge(one)
                one.reference = one.code = one.title_pl = one.title_en = one.note = ""
    return json_response({"changes": _CHANGES.dump(changes)})
