"""What people do on the page of a finding besides the steps of its way."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, request, url_for

from ...access import decide, require
from ...documents import queries as documents
from ...errors import Invalid, QMSError, not_found
from ...http import clock, db_session, guarded, signed_in
from ...i18n import lazy, t
from .. import queries, services
from ..models import Finding
from ._shared import (
    form_day,
    form_number,
    form_uuid,
    routes,
    to_finding,
    today,
    warn_of_personal_data,
)
from .keeping import keep_files
from .showing import finding_page, the_finding

Deed = Callable[[Finding], str | Response]


@routes.post("/findings/<number>/do")
@guarded("findings.read")
def do(number: str) -> Response:
    """Do what the form's field ``what`` names; what is wrong is said beside its field."""
    finding = the_finding(number)
    deed = _DEEDS.get(request.form.get("what", ""))
    if deed is None:
        raise Invalid(
            "findings.unknown_deed",
            lazy("This form is not known here."),
            way_out=lazy("Open the finding again."),
        )
    try:
        done = deed(finding)
    except QMSError as error:
        if not error.fields:
            raise
        return finding_page(finding, error.fields, 422, request.form)
    if isinstance(done, Response):
        return done
    flash(done, "good")
    warn_of_personal_data()
    return to_finding(finding)


def _dispute(finding: Finding) -> str:
    services.dispute(
        db_session(), signed_in(), clock(), finding, request.form.get("dispute_words", "")
    )
    return t("The finding is disputed; a decision follows.")


def _decide_dispute(finding: Finding) -> str:
    stands = request.form.get("decision") == "stands"
    services.decide_dispute(
        db_session(),
        signed_in(),
        clock(),
        finding,
        stands=stands,
        reason=request.form.get("decision_words", ""),
    )
    return t("The finding stands.") if stands else t("The finding was withdrawn.")


def planned_of(suffix: str) -> services.PlannedAction:
    """The action that the fields of this suffix describe.

    Raises:
        Invalid: nobody does it, or there is no day.
    """
    form = request.form
    owner_id = form_number(f"owner_id_{suffix}")
    due_on = form_day(f"due_on_{suffix}")
    errors: dict[str, list[str]] = {}
    if owner_id is None:
        errors[f"owner_id_{suffix}"] = [t("Choose who does it.")]
    if due_on is None:
        errors[f"due_on_{suffix}"] = [t("Choose the day until which it is done.")]
    if owner_id is None or due_on is None:
        raise Invalid(
            "findings.actions_invalid",
            lazy("The actions cannot be agreed like this."),
            way_out=lazy("Correct the marked fields."),
            fields=errors,
        )
    return services.PlannedAction(
        kind=form.get(f"kind_{suffix}", ""),
        text=form.get(f"text_{suffix}", "").strip(),
        owner_id=owner_id,
        due_on=due_on,
        links=form.get(f"links_{suffix}", ""),
    )


def _add_action(finding: Finding) -> str:
    require(signed_in(), "findings.act", finding)
    services.add_action(
        db_session(), signed_in(), clock(), finding, planned_of("more"), today=today()
    )
    return t("The action was added.")


def _attach(finding: Finding) -> str:
    action_id = form_number("action")
    action = services.action_of(finding, action_id) if action_id is not None else None
    if not keep_files(finding, "files", action):
        raise Invalid(
            "findings.no_file", lazy("Choose a file."), fields={"files": [t("Choose a file.")]}
        )
    return t("The file was attached.")


def _ask_extension(finding: Finding) -> str:
    action = services.action_of(finding, form_number("action") or 0)
    services.ask_extension(
        db_session(),
        signed_in(),
        clock(),
        finding,
        action,
        new_due_on=form_day(f"new_due_on_{action.id}"),
        reason=request.form.get(f"extension_reason_{action.id}", ""),
        today=today(),
    )
    return t("More time was asked for.")


def _decide_extension(finding: Finding) -> str:
    identifier = form_uuid("extension")
    if identifier is None:
        raise not_found("findings.extension_not_found")
    granted = request.form.get("granted") == "yes"
    services.decide_extension(
        db_session(),
        signed_in(),
        clock(),
        finding,
        identifier,
        granted=granted,
        words=request.form.get("extension_words", ""),
    )
    return t("More time was given.") if granted else t("The request was refused.")


def _ineffective(finding: Finding) -> str:
    services.judge_ineffective(
        db_session(),
        signed_in(),
        clock(),
        finding,
        today=today(),
        reason=request.form.get("ineffective_words", ""),
    )
    return t("The finding goes back to its causes.")


def _reopen(finding: Finding) -> str:
    services.reopen(
        db_session(), signed_in(), clock(), finding, reason=request.form.get("reopen_words", "")
    )
    return t("The finding was reopened.")


def _repeat(finding: Finding) -> str:
    number = request.form.get("earlier", "").strip().upper()[:20]
    earlier = queries.by_number(db_session(), number)
    if earlier is None or not decide(signed_in(), "findings.read", earlier):
        raise Invalid(
            "findings.earlier_unknown",
            lazy("There is no finding of this number."),
            fields={"earlier": [t("There is no finding of this number.")]},
        )
    services.link_repeat(
        db_session(), signed_in(), clock(), finding, earlier, why=request.form.get("why", "")
    )
    return t("Linked: this finding repeats %(number)s.", number=earlier.number)


def _new(finding: Finding) -> str:
    services.not_a_repeat(db_session(), signed_in(), clock(), finding)
    return t("Noted: this finding is new.")


def _answers(finding: Finding) -> str:
    picked = []
    for raw in request.form.getlist("answers"):
        key, _, sample = raw.rpartition("/")
        if key and sample.isascii() and sample.isdigit() and len(sample) < 7:
            picked.append((key, int(sample)))
    services.set_answers(
        db_session(),
        signed_in(),
        clock(),
        finding,
        picked,
        seen_version=form_number("version") or 0,
    )
    return t("Kept: what the finding rests on.")


def _change_document(finding: Finding) -> Response:
    document_id = form_number("document_id")
    found = documents.documents_by_ids(db_session(), [document_id] if document_id else [])
    document = next(iter(found), None)
    if document is None or not decide(signed_in(), "documents.read", document):
        raise Invalid(
            "findings.no_document",
            lazy("Choose the document that changes."),
            fields={"document_id": [t("Choose the document that changes.")]},
        )
    action_id = form_number("action")
    begun = services.change_document(
        db_session(),
        signed_in(),
        clock(),
        finding,
        document,
        why=request.form.get("why_change", ""),
        action=services.action_of(finding, action_id) if action_id else None,
    )
    if not begun.is_new:
        flash(
            t("Linked with the issue of %(code)s that is on its way.", code=document.code), "good"
        )
        return to_finding(finding)
    flash(t("A draft of %(code)s was begun; it remembers the finding.", code=document.code), "good")
    target = url_for("qms.documents_edit", code=document.code, number=begun.revision.number)
    return make_response(redirect(target, code=303))


_DEEDS: dict[str, Deed] = {
    "dispute": _dispute,
    "decide_dispute": _decide_dispute,
    "add_action": _add_action,
    "attach": _attach,
    "ask_extension": _ask_extension,
    "decide_extension": _decide_extension,
    "ineffective": _ineffective,
    "reopen": _reopen,
    "repeat": _repeat,
    "new": _new,
    "answers": _answers,
    "change_document": _change_document,
}
