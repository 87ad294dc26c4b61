"""The draft of an issue in its editor, which saves itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, render_template, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...errors import Conflict, Invalid
from ...http import clock, commit_even_if_refused, db_session, guarded, module, page, signed_in
from ...i18n import t
from .. import markup, services
from ..content import MAX_BODY
from ..models import Document, Revision
from ..workflow import DocumentKind
from . import assigning, attaching, fields, together
from ._shared import (
    back_to,
    form_version,
    frame,
    readable_document,
    readable_revision,
    routes,
    today,
)
from .facts import _number


@routes.post("/documents/<path:code>/issues")
@guarded("documents.read")
def start_issue(code: str) -> BaseResponse:
    """Begin the next issue."""
    document = readable_document(code)
    revision = services.start_issue(db_session(), signed_in(), clock(), document)
    return back_to("documents_edit", code=code, number=revision.number)


@routes.get("/documents/<path:code>/issues/<int:number>/edit")
@guarded("documents.read")
def edit(code: str, number: int) -> Response:
    """The draft in its editor."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    require(signed_in(), "documents.edit", revision)
    return _edit_form(document, revision, _values_of(revision), {})


def _values_of(revision: Revision) -> dict[str, Any]:
    return {
        "title": revision.title,
        "title_en": revision.title_en,
        "body": revision.body,
        "change_summary": revision.change_summary,
        "effective_on": revision.effective_on.isoformat() if revision.effective_on else "",
        **assigning.values_of(revision),
    }


def _edit_form(
    document: Document,
    revision: Revision,
    values: Mapping[str, Any],
    errors: Mapping[str, list[str]],
    *,
    status: int = 200,
) -> Response:
    body = str(values.get("body", ""))
    return page(
        "qms/documents/edit.html",
        status=status,
        **frame(document, "issues"),
        revision=revision,
        values=assigning.typed(values),
        errors=errors,
        attached=attaching.attachments_of(revision),
        attachment_bytes=module().config.attachment_bytes,
        **fields.editor(revision, fields.sent_content(document.kind)),
        **assigning.choices(document, revision),
        preview=together.first_preview(document, revision, body),
    )


def _draft_fields(kind: DocumentKind) -> services.DraftFields:
    """The draft as its form sends it.

    Raises:
        Invalid: a date or a number that is none.
    """
    raw = request.form.get("effective_on", "").strip()
    try:
        effective_on = date.fromisoformat(raw) if raw else None
        if effective_on is not None and not 1990 <= effective_on.year <= 2199:
            raise ValueError(raw)
    except ValueError as error:
        problem = t("This is not a date.")
        raise Invalid(
            "documents.not_a_date", problem, fields={"effective_on": [problem]}
        ) from error
    return services.DraftFields(
        title=request.form.get("title", ""),
        title_en=request.form.get("title_en", ""),
        body=request.form.get("body", ""),
        change_summary=request.form.get("change_summary", ""),
        effective_on=effective_on,
        content=fields.sent_content(kind),
        approver_id=_number("approver_id"),
        **assigning.sent(),
    )


def _save(revision: Revision) -> bool:
    # Before the form is looked at: who may not write is not told what is wrong with it.
    require(signed_in(), "documents.edit", revision)
    sent = _draft_fields(revision.document.kind)
    version = form_version(request.form.get("row_version"))
    if version == revision.row_version:
        together.keep_before(revision)
    changed = services.save_draft(
        db_session(), signed_in(), clock(), revision, sent, row_version=version
    )
    if changed:
        together.keep_after(revision)
    return changed


@routes.post("/documents/<path:code>/issues/<int:number>/edit")
@guarded("documents.read")
def save(code: str, number: int) -> BaseResponse:
    """Save the draft, and hand it over if that button was pressed.

    The second of two savers gets both texts side by side, with the differences.
    """
    document = readable_document(code)
    revision = readable_revision(document, number)
    template_before = (revision.content or {}).get("template")
    try:
        _save(revision)
        if "submit" in request.form:
            services.submit(db_session(), signed_in(), clock(), revision, today=today())
    except Invalid as error:
        # What was typed is kept even if it cannot be handed over yet.
        commit_even_if_refused()
        return _edit_form(document, revision, request.form, error.fields, status=422)
    except Conflict as error:
        if error.code != "documents.changed_meanwhile":
            raise
        return together.conflict_page(document, revision)
    if fields.row_button_pressed():
        return _edit_form(document, revision, request.form, {})
    if fields.form_must_be_drawn_anew(template_before, revision):
        return back_to("documents_edit", t("The draft is saved."), code=code, number=number)
    if "submit" in request.form:
        return back_to(
            "documents_issue",
            t("The issue is handed over for review."),
            code=code,
            number=number,
        )
    return back_to("documents_issue", t("The draft is saved."), code=code, number=number)


@routes.post("/documents/<path:code>/issues/<int:number>/autosave")
@guarded("documents.read")
def autosave(code: str, number: int) -> Response:
    """Save while the author writes; answers with a line for the editor's foot."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    status, problem = 200, None
    try:
        _save(revision)
    except (Conflict, Invalid) as error:
        status, problem = error.status, error
    version = form_version(request.form.get("row_version")) if problem else revision.row_version
    present = together.presence_html(revision, version)
    if problem is not None:
        commit_even_if_refused()
    return Response(
        render_template(
            "qms/documents/_saved.html", revision=revision, problem=problem, now=clock().now(),
            zone=module().config.zone, presence=present,
        ),
        status=status,
    )  # fmt: skip


@routes.post("/documents/<path:code>/issues/<int:number>/merge")
@guarded("documents.read")
def merge(code: str, number: int) -> BaseResponse:
    """Save one text out of two, or go on writing with it."""
    document, revision = attaching.issue_to_write(code, number)
    try:
        body, chosen = together.merged_form(revision)
    except Conflict as error:
        if error.code != "documents.changed_meanwhile":
            raise
        return together.conflict_page(document, revision)
    goes_on = "edit" in request.form
    form = MultiDict([(name, value) for name, values in chosen.items() for value in values])
    form["body"], form["row_version"] = body, str(revision.row_version)
    # From here on it is as if the writer had sent the merged form.
    request.form = ImmutableMultiDict(form)
    if goes_on:
        return _edit_form(document, revision, request.form, {})
    try:
        _save(revision)
    except Invalid as error:
        return _edit_form(document, revision, request.form, error.fields, status=422)
    return back_to("documents_edit", t("Both texts are saved as one."), code=code, number=number)


@routes.post("/documents/preview")
@guarded("documents.read", writes=False)
def preview() -> Response:
    """The text of a draft as its readers will see it."""
    body = request.form.get("body", "")[:MAX_BODY]
    return Response(render_template("qms/documents/_preview.html", html=markup.render(body).html))
