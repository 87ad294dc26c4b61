"""Remarks about an issue: written, answered, settled; and the note that somebody looked."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...http import clock, db_session, guarded, signed_in
from ...i18n import t
from .. import queries, services
from ..models import Document, Revision
from ._shared import back_to, interface, readable_document, readable_revision, routes


def _issue(code: str, number: int) -> tuple[Document, Revision]:
    document = readable_document(code)
    return document, readable_revision(document, number)


def _back(document: Document, revision: Revision, message: str, anchor: str) -> BaseResponse:
    response = back_to("documents_issue", message, code=document.code, number=revision.number)
    response.headers["Location"] += f"#{anchor}"
    return response


@routes.post("/documents/<path:code>/issues/<int:number>/comments")
@guarded("documents.read")
def comment(code: str, number: int) -> BaseResponse:
    """Write a remark about a paragraph (``paragraph``: its key) or about the whole issue."""
    document, revision = _issue(code, number)
    made = services.add_comment(
        db_session(), signed_in(), clock(), revision,
        text=request.form.get("text", ""),
        paragraph_key=request.form.get("paragraph", "")[:12],
    )  # fmt: skip
    return _back(document, revision, t("Your remark is noted."), f"remark-{made.id}")


@routes.post("/documents/<path:code>/issues/<int:number>/comments/<int:comment_id>/answer")
@guarded("documents.read")
def answer(code: str, number: int, comment_id: int) -> BaseResponse:
    """Answer a remark."""
    document, revision = _issue(code, number)
    require(signed_in(), "documents.comment", revision)
    thread = queries.comment_by_id(db_session(), revision, comment_id)
    services.add_comment(
        db_session(), signed_in(), clock(), revision,
        text=request.form.get("text", ""), thread=thread,
    )  # fmt: skip
    first = thread.thread_id or thread.id
    return _back(document, revision, t("Your answer is noted."), f"remark-{first}")


@routes.post("/documents/<path:code>/issues/<int:number>/comments/<int:comment_id>/resolve")
@guarded("documents.read")
def resolve(code: str, number: int, comment_id: int) -> BaseResponse:
    """Settle a remark."""
    document, revision = _issue(code, number)
    require(signed_in(), "documents.comment", revision)
    thread = queries.comment_by_id(db_session(), revision, comment_id)
    services.resolve_comment(db_session(), signed_in(), clock(), revision, thread)
    return _back(document, revision, t("The remark is settled."), f"remark-{thread.id}")


@routes.post("/documents/<path:code>/issues/<int:number>/looked")
@guarded("documents.read")
def looked(code: str, number: int) -> Response:
    """Note that the reader has the text of this round before them; sent by the page itself."""
    _, revision = _issue(code, number)
    if request.form.get("content_hash", "") == revision.content_hash and interface().can(
        "documents.comment", revision
    ):
        services.note_look(db_session(), signed_in(), clock(), revision)
    return Response(status=204)
