"""Steps of an audit, the decision of conflicts, and findings raised at a desk."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Response, current_app, flash, make_response, redirect, request, url_for

from ...access import require
from ...db import new_uuid
from ...errors import Invalid, QMSError
from ...findings.queries.classes import class_named
from ...http import (
    clock,
    db_session,
    guarded,
    module,
    signed_in,
)
from ...i18n import lazy, t
from ...signals import audit_closed
from .. import services
from ..following import OVER
from ..models import Audit
from ._shared import form_number, routes, the_audit, to_audit, today
from .showing import audit_page


def _step(number: str, verb: Callable[[Audit], None], said: str) -> Response:
    audit = the_audit(number)
    try:
        verb(audit)
    except QMSError as error:
        if not error.fields:
            raise
        return audit_page(audit, error.fields, 422, request.form)
    flash(said, "good")
    return to_audit(audit)


@routes.post("/audits/<number>/announce")
@guarded("audits.read")
def announce(number: str) -> Response:
    """Send the plan, pin what is audited."""
    return _step(
        number,
        lambda audit: services.announce(
            db_session(),
            signed_in(),
            clock(),
            audit,
            today=today(),
            notice_working_days=module().config.audit_notice_working_days,
            short_notice_reason=request.form.get("short_notice_reason", ""),
        ),
        t("The audit was announced; the audited units get the plan by mail."),
    )


@routes.post("/audits/<number>/finish")
@guarded("audits.read")
def finish(number: str) -> Response:
    """End the work on site."""
    return _step(
        number,
        lambda audit: services.finish(db_session(), signed_in(), clock(), audit),
        t("The work on site was ended. Write the report and sign it."),
    )


@routes.post("/audits/<number>/reopen")
@guarded("audits.read")
def reopen(number: str) -> Response:
    """Resume the work on site."""
    return _step(
        number,
        lambda audit: (services.take_up if audit.state in OVER else services.reopen)(
            db_session(), signed_in(), clock(), audit, request.form.get("reopen_reason", "")
        ),
        t("The work on site was resumed."),
    )


@routes.post("/audits/<number>/close")
@guarded("audits.read")
def close(number: str) -> Response:
    """Close it; what is incomplete needs a reason."""
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    return _step(
        number,
        lambda audit: services.close(
            db_session(),
            signed_in(),
            clock(),
            audit,
            reason=request.form.get("reason", ""),
            signal=lambda **values: audit_closed.send(application, **values),
        ),
        t("The audit was closed."),
    )


@routes.post("/audits/<number>/cancel")
@guarded("audits.read")
def cancel(number: str) -> Response:
    """It will not be held."""
    return _step(
        number,
        lambda audit: services.cancel(
            db_session(), signed_in(), clock(), audit, request.form.get("cancel_reason", "")
        ),
        t("The audit was cancelled."),
    )


@routes.post("/audits/<number>/decide")
@guarded("audits.read")
def decide_conflict(number: str) -> Response:
    """The lead auditor decides which of several answers stays."""
    audit = the_audit(number, "audits.read_details")
    require(signed_in(), "audits.decide", audit)
    sample = form_number("sample")
    try:
        keep = [uuid.UUID(value) for value in request.form.getlist("keep")]
        seen = [uuid.UUID(value) for value in request.form.getlist("seen")]
    except ValueError as error:
        raise Invalid("audits.answer_unknown", lazy("This answer is not there.")) from error
    if not keep:
        raise Invalid(
            "audits.nothing_kept",
            lazy("Choose the answer that stays, or several to keep them side by side."),
        )
    outcome = services.resolve_conflict(
        db_session(),
        signed_in(),
        clock(),
        audit,
        uuid=new_uuid(),
        question_key=request.form.get("question", ""),
        sample=sample or 0,
        keep=keep,
        based_on=seen,
        note=request.form.get("note", "").strip(),
    )
    if outcome.in_conflict:
        flash(t("Meanwhile another answer has come; look at it too."), "attention")
    else:
        flash(t("The conflict was decided; all answers stay in the record."), "good")
    target = url_for("qms.audits_show", number=audit.number) + f"#q-{outcome.answer.question_key}"
    return make_response(redirect(target, code=303))


@routes.post("/audits/<number>/findings")
@guarded("audits.read")
def raise_finding(number: str) -> Response:
    """Raise a finding at a desk."""
    audit = the_audit(number, "audits.read_details")
    require(signed_in(), "audits.record", audit)
    form = request.form
    chosen = class_named(db_session(), form.get("finding_class", ""))
    if chosen is None:
        return audit_page(audit, {"finding_class": [t("Choose a class.")]}, 422, form)
    try:
        finding = services.raise_finding(
            db_session(),
            signed_in(),
            clock(),
            audit,
            uuid=None,
            question_key=form.get("question_key") or None,
            finding_class=chosen.base,
            class_code=chosen.code,
            clause=form.get("clause", "").strip(),
            requirement=form.get("requirement", "").strip(),
            statement=form.get("statement", "").strip(),
            evidence_text=form.get("evidence_text", "").strip(),
            unit_id=form_number("unit_id"),
            today=today(),
            due_days=module().config.action_due_days,
        )
    except Invalid as error:
        if not error.fields:
            raise
        return audit_page(audit, error.fields, 422, form)
    flash(t("The finding was entered as %(number)s.", number=finding.number), "good")
    return to_audit(audit)
