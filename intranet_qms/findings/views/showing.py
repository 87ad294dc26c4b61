"""One finding with its way to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask import Response, flash, request

from ...access import decide, require
from ...documents import labels as document_labels
from ...documents import queries as documents
from ...errors import Conflict, QMSError, not_found
from ...host import Actor
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
from ...workdays import add_working_days
from .. import labels, queries, services
from ..analysis import analysis_of
from ..answers import choices
from ..models import Finding
from ..origins import origins
from ..pictures import pieces
from ..queries import DONE
from ..queries import classes as class_queries
from ..queries.repeats import series_of, suggestions
from ..services.raising import AMENDABLE
from ..workflow import FindingState
from ._shared import form_day, form_number, routes, to_finding, today, warn_of_personal_data
from .keeping import keep_files as _keep_files
from .requirement import chosen_requirement, requirement_choices

ACTION_ROWS, MOST_ACTION_ROWS = 2, 12


def the_finding(number: str) -> Finding:
    """A finding that the reader may see. Raises NotFound for all others: nobody learns by trying."""
    found = queries.by_number(db_session(), number)
    if found is None or not decide(signed_in(), "findings.read", found):
        raise not_found("findings.not_found")
    return found


@routes.get("/findings/<number>")
@guarded("findings.read")
def show(number: str) -> Response:
    """One finding with all that led to it and followed."""
    return finding_page(the_finding(number))


def finding_page(
    finding: Finding,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> Response:
    session, actor = db_session(), signed_in()
    values = values or {}
    may_amend = bool(decide(actor, "findings.amend", finding)) and finding.state in AMENDABLE
    may_compare = bool(decide(actor, "findings.compare", finding))
    resting = {(one.question_key, one.sample) for one in queries.answers_of(session, finding)}
    answers = choices(session, actor, finding)
    # Until somebody chooses, it rests on what was answered to the question it was raised at.
    resting = resting or {
        (one.question_key, one.sample)
        for one in answers
        if one.question_key == finding.question_key
    }
    return page(
        "qms/findings/show.html",
        status=status,
        finding=finding,
        unit_then=_unit_then(finding),
        personal=_personal(actor, finding),
        origin=origins(session, actor, [finding]).get(finding.id),
        paragraph=_paragraph(finding),
        history=_together(trail.history(session, "finding", finding.uuid)),
        pictures=pieces(session, actor, finding),
        labels=labels,
        document_states=document_labels.STATES,
        errors=errors or {},
        values=values,
        may_amend=may_amend,
        classes=class_queries.options(class_queries.classes(session)),
        class_code=finding.own_class.code if finding.own_class else finding.finding_class,
        requirement=requirement_choices(finding, values) if may_amend else None,
        answers=[one for one in answers if (one.question_key, one.sample) in resting],
        answer_choices=answers if may_amend and finding.state == FindingState.OPEN else [],
        resting=resting,
        suggestions=suggestions(session, actor, finding)
        if may_compare and not finding.repeat_decision and finding.state not in DONE
        else [],
        series=series_of(session, actor, finding),
        rounds=[(number, analysis_of(finding, number)) for number in range(finding.round, 0, -1)],
        waiting=[one for one in finding.extensions if one.granted is None],
        people=people.person_choices(session),
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        documents=documents.document_choices(session)
        if decide(actor, "findings.act", finding) and finding.state not in DONE
        else [],
        action_rows=range(_rows(values)),
        action_kinds=labels.options(labels.ACTION_KINDS),
        today=today(),
        too_early=finding.effectiveness_on is not None and today() < finding.effectiveness_on,
        effectiveness_days=finding.effectiveness_days or module().config.effectiveness_days,
        root_cause=services.chosen_cause(finding),
    )


def _together(entries: Iterable[Any]) -> list[tuple[Any, int]]:
    """Acts of the same kind by the same person, one after the other, as one with their number."""
    found: list[tuple[Any, int]] = []
    for entry in entries:
        last = found[-1][0] if found else None
        same = last is not None and (last.action, last.actor_name) == (
            entry.action,
            entry.actor_name,
        )
        if same and not entry.details.get("reason") and last is not None:
            found[-1] = (last, found[-1][1] + 1)
        else:
            found.append((entry, 1))
    return found


def _rows(values: Mapping[str, Any]) -> int:
    raw = str(values.get("rows", ""))
    shown = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 3 else ACTION_ROWS
    return max(1, min(shown + ("more" in values), MOST_ACTION_ROWS))


def _personal(actor: Actor, finding: Finding) -> list[str]:
    """What looks like personal data in the texts that the reader can still take it out of."""
    texts: list[str] = []
    if finding.state in AMENDABLE and decide(actor, "findings.amend", finding):
        texts += [getattr(finding, name) for name in services.TEXTS]
    if finding.state == FindingState.ACCEPTED and decide(actor, "findings.act", finding):
        texts += [one.text for one in finding.causes if one.round == finding.round]
        texts += [one.note for one in finding.extents if one.round == finding.round]
    return kinds_in(*texts)


def _paragraph(finding: Finding) -> Any:
    if not finding.document_id or not finding.paragraph_key:
        return None
    return documents.paragraph_by_key(db_session(), finding.document_id, finding.paragraph_key)


def _unit_then(finding: Finding) -> people.UnitThen | None:
    """The unit that answered a finding that is over, by its name of that day."""
    if finding.closed_at is None:
        return None
    day = finding.closed_at.astimezone(module().config.zone).date()
    return people.unit_as_of(db_session(), finding.unit_id, day)


def _step(number: str, action: str, verb: Callable[[Finding], None], said: str) -> Response:
    """Do one step and go back to the page; what is wrong is said beside its field."""
    finding = the_finding(number)
    require(signed_in(), action, finding)
    try:
        verb(finding)
    except QMSError as error:
        if not error.fields:
            raise
        return finding_page(finding, error.fields, 422, request.form)
    flash(said, "good")
    warn_of_personal_data()
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
    require(signed_in(), "findings.act", the_finding(number))
    form = request.form
    if "more" in form:
        # One more row: everything that was typed stays.
        return finding_page(the_finding(number), {}, 200, form)
    planned = []
    errors: dict[str, list[str]] = {}
    for index in range(_rows(form)):
        text = form.get(f"text_{index}", "").strip()
        owner_id, due_on = form_number(f"owner_id_{index}"), _due(index)
        if index and not text:
            continue
        if owner_id is None:
            errors[f"owner_id_{index}"] = [t("Choose who does it.")]
        if due_on is None:
            errors[f"due_on_{index}"] = [t("Choose the day until which it is done.")]
        if owner_id is not None and due_on is not None:
            planned.append(
                services.PlannedAction(
                    kind=form.get(f"kind_{index}", ""),
                    text=text,
                    owner_id=owner_id,
                    due_on=due_on,
                    links=form.get(f"links_{index}", ""),
                )
            )
    if errors:
        return finding_page(the_finding(number), errors, 422, form)
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


def _due(index: int) -> date | None:
    """The chosen day, or the end of so many working days."""
    days = form_number(f"days_{index}")
    if days is not None and not request.form.get(f"due_on_{index}"):
        return add_working_days(today(), min(days, 500))
    return form_day(f"due_on_{index}")


@routes.post("/findings/<number>/actions/<int:action_id>/done")
@guarded("findings.read")
def report_done(number: str, action_id: int) -> Response:
    """One action is done."""

    def done(finding: Finding) -> None:
        action = services.action_of(finding, action_id)
        _keep_files(finding, f"files_{action_id}", action)
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
                days if days is not None else module().config.effectiveness_days, 730
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

    if "find" in request.form:
        # Looking for a requirement without a script: everything that was typed stays.
        finding = the_finding(number)
        require(signed_in(), "findings.amend", finding)
        return finding_page(finding, {}, 200, request.form)

    def change(finding: Finding) -> None:
        form = request.form
        changes: dict[str, Any] = {
            name: form[name].strip() for name in services.TEXTS if name in form
        }
        if form.get("class_code"):
            changes["class_code"] = form["class_code"][:20]
        for name in ("unit_id", "owner_id"):
            if name in form:
                changes[name] = form_number(name)
        if "due_on" in form:
            changes["due_on"] = form_day("due_on")
        changes |= chosen_requirement()
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

    try:
        return _step(number, "findings.amend", change, t("The finding was changed."))
    except Conflict as error:
        if error.code != "sync.finding_changed":
            raise
        # Nothing of the second writer is lost: their words stay in the form, beside the other's.
        return finding_page(
            the_finding(number), {"version": [str(error.message)]}, error.status, request.form
        )
