"""One finding with its way to the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, request

from ...access import decide, require
from ...documents import queries as documents
from ...errors import QMSError, not_found
from ...http import (
    clock,
    db_session,
    guarded,
    module,
    page,
    signed_in,
)
from ...i18n import localized, t
from ...people import queries as people
from ...personal_data import kinds_in
from ...trail import queries as trail
from .. import labels, queries, services
from ..models import Finding
from ..origins import origins
from ..services.raising import AMENDABLE
from ._shared import form_day, form_number, routes, to_finding, today

ACTION_ROWS = 3


def _finding(number: str) -> Finding:
    """A finding that the reader may see. Raises NotFound for all others: nobody learns by trying."""
    found = queries.by_number(db_session(), number)
    if found is None or not decide(signed_in(), "findings.read", found):
        raise not_found("findings.not_found")
    return found


@routes.get("/findings/<number>")
@guarded("findings.read")
def show(number: str) -> Response:
    """One finding with all that led to it and followed."""
    return _page(_finding(number))


def _page(
    finding: Finding,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> Response:
    session, actor = db_session(), signed_in()
    paragraph = (
        documents.paragraph_by_key(session, finding.document_id, finding.paragraph_key)
        if finding.document_id and finding.paragraph_key
        else None
    )
    return page(
        "qms/findings/show.html",
        status=status,
        finding=finding,
        unit_then=_unit_then(finding),
        personal=kinds_in(finding.statement, finding.requirement, finding.evidence_text)
        if decide(actor, "findings.amend", finding) and finding.state in AMENDABLE
        else [],
        origin=origins(session, actor, [finding]).get(finding.id),
        paragraph=paragraph,
        history=trail.history(session, "finding", finding.uuid),
        labels=labels,
        errors=errors or {},
        values=values or {},
        people=people.person_choices(session),
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        action_rows=range(ACTION_ROWS),
        action_kinds=labels.options(labels.ACTION_KINDS),
        today=today(),
        too_early=finding.effectiveness_on is not None and today() < finding.effectiveness_on,
        effectiveness_days=module().config.action_due_days,
    )


def _unit_then(finding: Finding) -> people.UnitThen | None:
    """The unit that answered a finding that is over, by its name of that day."""
    if finding.closed_at is None:
        return None
    day = finding.closed_at.astimezone(module().config.zone).date()
    return people.unit_as_of(db_session(), finding.unit_id, day)


def _step(number: str, action: str, verb: Callable[[Finding], None], said: str) -> Response:
    """Do one step and go back to the page; what is wrong is said beside its field."""
    finding = _finding(number)
    require(signed_in(), action, finding)
    try:
        verb(finding)
    except QMSError as error:
        if not error.fields:
            raise
        return _page(finding, error.fields, 422, request.form)
    flash(said, "good")
    return to_finding(finding)


@routes.post("/findings/<number>/accept")
@guarded("findings.read")
def accept(number: str) -> Response:
    """The audited unit agrees."""
    return _step(
        number,
        "findings.accept",
        lambda finding: services.accept(
            db_session(), signed_in(), clock(), finding, request.form.get("words", "")
        ),
        t("The finding was accepted."),
    )


@routes.post("/findings/<number>/actions")
@guarded("findings.read")
def agree_actions(number: str) -> Response:
    """Cause and actions are agreed."""
    require(signed_in(), "findings.act", _finding(number))
    planned = []
    errors: dict[str, list[str]] = {}
    for index in range(ACTION_ROWS):
        text = request.form.get(f"text_{index}", "").strip()
        owner_id, due_on = form_number(f"owner_id_{index}"), form_day(f"due_on_{index}")
        if index and not text:
            continue
        if owner_id is None:
            errors[f"owner_id_{index}"] = [t("Choose who does it.")]
        if due_on is None:
            errors[f"due_on_{index}"] = [t("Choose the day until which it is done.")]
        if owner_id is not None and due_on is not None:
            planned.append(
                services.PlannedAction(
                    kind=request.form.get(f"kind_{index}", ""),
                    text=text,
                    owner_id=owner_id,
                    due_on=due_on,
                )
            )
    if errors:
        return _page(_finding(number), errors, 422, request.form)
    return _step(
        number,
        "findings.act",
        lambda finding: services.agree_actions(
            db_session(),
            signed_in(),
            clock(),
            finding,
            root_cause=request.form.get("root_cause", ""),
            actions=planned,
            today=today(),
        ),
        t("The actions were agreed."),
    )


@routes.post("/findings/<number>/actions/<int:action_id>/done")
@guarded("findings.read")
def report_done(number: str, action_id: int) -> Response:
    """One action is done."""

    def done(finding: Finding) -> None:
        action = next((one for one in finding.actions if one.id == action_id), None)
        if action is None:
            raise not_found("findings.action_not_found")
        services.report_done(
            db_session(),
            signed_in(),
            clock(),
            finding,
            action,
            done_text=request.form.get(f"done_text_{action_id}", ""),
        )

    return _step(number, "findings.act", done, t("The action was reported done."))


@routes.post("/findings/<number>/verify")
@guarded("findings.read")
def verify(number: str) -> Response:
    """Somebody else saw it."""
    days = form_number("days")
    return _step(
        number,
        "findings.verify",
        lambda finding: services.verify(
            db_session(),
            signed_in(),
            clock(),
            finding,
            today=today(),
            effectiveness_after_days=min(
                days if days is not None else module().config.action_due_days, 730
            ),
        ),
        t("The actions were verified."),
    )


@routes.post("/findings/<number>/return")
@guarded("findings.read")
def send_back(number: str) -> Response:
    """It is not enough."""
    return _step(
        number,
        "findings.verify",
        lambda finding: services.send_back(
            db_session(), signed_in(), clock(), finding, request.form.get("reason", "")
        ),
        t("The finding was sent back."),
    )


@routes.post("/findings/<number>/close")
@guarded("findings.read")
def close(number: str) -> Response:
    """The effect is there."""
    return _step(
        number,
        "findings.close",
        lambda finding: services.close(
            db_session(),
            signed_in(),
            clock(),
            finding,
            today=today(),
            effectiveness_text=request.form.get("effectiveness_text", ""),
        ),
        t("The finding was closed."),
    )


@routes.post("/findings/<number>/withdraw")
@guarded("findings.read")
def withdraw(number: str) -> Response:
    """It was raised in error."""
    return _step(
        number,
        "findings.withdraw",
        lambda finding: services.withdraw(
            db_session(), signed_in(), clock(), finding, request.form.get("reason", "")
        ),
        t("The finding was withdrawn."),
    )


@routes.post("/findings/<number>/amend")
@guarded("findings.read")
def amend(number: str) -> Response:
    """Change texts, unit, owner or due date; the second of two savers is told."""

    def change(finding: Finding) -> None:
        changes: dict[str, Any] = {
            name: request.form[name].strip() for name in services.TEXTS if name in request.form
        }
        for name in ("unit_id", "owner_id"):
            if name in request.form:
                changes[name] = form_number(name)
        if "due_on" in request.form:
            changes["due_on"] = form_day("due_on")
        services.amend_finding(
            db_session(),
            signed_in(),
            clock(),
            finding,
            changes,
            seen_version=form_number("version") or 0,
            today=today(),
            due_days=module().config.action_due_days,
        )

    return _step(number, "findings.amend", change, t("The finding was changed."))
