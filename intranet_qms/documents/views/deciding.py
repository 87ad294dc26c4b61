"""Decisions about issues and documents: each is one POST and a page that says what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import StaleSignIn, require
from ...errors import Invalid
from ...http import ask_again, clock, db_session, guarded, is_proved, page, proof_url, signed_in
from ...i18n import t
from .. import queries, services
from ..hooks import citations
from ..models import Document
from ..standing import all_agreed
from ..workflow import RevisionState
from ._shared import (
    back_to,
    frame,
    interface,
    readable_document,
    readable_revision,
    routes,
    today,
)


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
        t("Your agreement is noted; the approver has been told.")
        if all_agreed(revision)
        else t("Your agreement is noted; other reviewers are still reading."),
        code=code, number=number,
    )  # fmt: skip


@routes.post("/documents/<path:code>/issues/<int:number>/approve")
@guarded("documents.read")
def approve(code: str, number: int) -> BaseResponse:
    """The approver signs the text whose hash the form carries."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    try:
        services.approve(
            db_session(), signed_in(), clock(), revision,
            content_hash=request.form.get("content_hash", ""),
            comment=request.form.get("comment", ""),
            today=today(),
            editorial="editorial" in request.form,
        )  # fmt: skip
    except StaleSignIn as error:
        return ask_again(
            error, interface().url("documents_issue", code=code, number=number, sign="approve")
        )
    except Invalid as error:
        if error.code != "documents.minor_unconfirmed":
            raise
        # A browser asks for the tick itself; this is for those that do not.
        flash(str(error.message), "bad")
        return redirect(
            interface().url("documents_issue", code=code, number=number, sign="approve"), code=303
        )
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


@routes.get("/documents/<path:code>/withdraw")
@guarded("documents.read")
def withdraw_form(code: str) -> Response:
    """Why a document goes out of force, and what takes its place."""
    document = readable_document(code)
    require(signed_in(), "documents.withdraw", document)
    return _withdraw_form(document, {}, {})


def _withdraw_form(
    document: Document,
    values: Mapping[str, Any],
    errors: Mapping[str, list[str]],
    *,
    status: int = 200,
) -> Response:
    session = db_session()
    return page(
        "qms/documents/withdraw.html",
        status=status,
        **frame(document, "show"),
        others=[one for one in queries.document_choices(session) if one[0] != document.id],
        values=dict(values.items()),
        errors=errors,
        cited=citations(session, document),
        proved=is_proved(),
        proof=proof_url(interface().url("documents_withdraw_form", code=document.code)),
    )


@routes.post("/documents/<path:code>/withdraw")
@guarded("documents.read")
def withdraw(code: str) -> BaseResponse:
    """Take a document out of force."""
    document = readable_document(code)
    require(signed_in(), "documents.withdraw", document)
    try:
        services.withdraw_document(
            db_session(), signed_in(), clock(), document,
            reason=request.form.get("reason", ""),
            today=today(),
            replaced_by=_replacement(),
            replacement_note=request.form.get("replacement_note", ""),
        )  # fmt: skip
    except Invalid as error:
        return _withdraw_form(document, request.form, error.fields, status=422)
    except StaleSignIn as error:
        return ask_again(error, interface().url("documents_withdraw_form", code=code))
    return back_to("documents_show", t("The document is withdrawn."), code=code)


def _replacement() -> Document | None:
    raw = request.form.get("replaced_by", "").strip()
    if not raw:
        return None
    known = raw.isascii() and raw.isdigit() and len(raw) <= 9
    found = queries.documents_by_ids(db_session(), [int(raw)]) if known else []
    if not found:
        problem = t("Choose another document that is in force.")
        raise Invalid("documents.replacement", problem, fields={"replaced_by": [problem]})
    return found[0]


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
