"""Decisions about issues and documents: each is one POST and a page that says what came of it."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from ...http import clock, db_session, guarded, signed_in
from ...i18n import t
from .. import services
from ..workflow import RevisionState
from ._shared import back_to, interface, readable_document, readable_revision, routes, today


@routes.post("/documents/<path:code>/issues/<int:number>/review")
@guarded("documents.read")
def review(code: str, number: int) -> BaseResponse:
    """The reviewer agrees with the text whose hash the form carries."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    services.review(
        db_session(), signed_in(), clock(), revision,
        content_hash=request.form.get("content_hash", ""),
        comment=request.form.get("comment", ""),
    )  # fmt: skip
    return back_to(
        "documents_issue",
        t("Your agreement is noted; the approver has been told."),
        code=code, number=number,
    )  # fmt: skip


@routes.post("/documents/<path:code>/issues/<int:number>/approve")
@guarded("documents.read")
def approve(code: str, number: int) -> BaseResponse:
    """The approver signs the text whose hash the form carries."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    services.approve(
        db_session(), signed_in(), clock(), revision,
        content_hash=request.form.get("content_hash", ""),
        comment=request.form.get("comment", ""),
        today=today(),
    )  # fmt: skip
    if revision.state is RevisionState.EFFECTIVE:
        message = t("Approved. The issue is in force.")
    else:
        day = interface().day(revision.effective_on)
        message = t("Approved. The issue comes into force on %(day)s.", day=day)
    return back_to("documents_issue", message, code=code, number=number)


@routes.post("/documents/<path:code>/issues/<int:number>/request-changes")
@guarded("documents.read")
def request_changes(code: str, number: int) -> BaseResponse:
    """Send an issue back to its author."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    services.request_changes(
        db_session(), signed_in(), clock(), revision, comment=request.form.get("comment", "")
    )
    return back_to("documents_issue", t("The issue is a draft again."), code=code, number=number)


@routes.post("/documents/<path:code>/issues/<int:number>/give-up")
@guarded("documents.read")
def give_up(code: str, number: int) -> BaseResponse:
    """End an issue that never came into force."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    services.withdraw_revision(
        db_session(), signed_in(), clock(), revision, reason=request.form.get("reason", "")
    )
    return back_to("documents_issues", t("The draft is given up."), code=code)


@routes.post("/documents/<path:code>/withdraw")
@guarded("documents.read")
def withdraw(code: str) -> BaseResponse:
    """Take a document out of force."""
    document = readable_document(code)
    services.withdraw_document(
        db_session(), signed_in(), clock(), document, reason=request.form.get("reason", "")
    )
    return back_to("documents_show", t("The document is withdrawn."), code=code)


@routes.post("/documents/<path:code>/confirm-review")
@guarded("documents.read")
def confirm_review(code: str) -> BaseResponse:
    """The periodic review found the text still right."""
    document = readable_document(code)
    due = services.confirm_review(
        db_session(), signed_in(), clock(), document, today=today(),
        comment=request.form.get("comment", ""),
    )  # fmt: skip
    message = t("The review is noted. The next one is due on %(day)s.", day=interface().day(due))
    return back_to("documents_show", message, code=code)
