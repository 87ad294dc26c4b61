"""The register of findings, one finding with its way to the end, and the sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for

from ..access import decide, require
from ..documents import queries as documents
from ..errors import Invalid, QMSError, not_found
from ..http import (
    Routes,
    after_commit,
    clock,
    db_session,
    guarded,
    module,
    page,
    paginate,
    query_int,
    signed_in,
)
from ..i18n import localized, t
from ..people import queries as people
from ..signals import finding_raised
from ..trail import queries as trail
from . import export, labels, queries, services
from .models import Finding
from .origins import origins
from .workflow import FindingClass, FindingSource

routes = Routes("findings")

ACTION_ROWS = 3


def today() -> date:
    """The day in the office."""
    return clock().now().astimezone(module().config.zone).date()


def _chosen_number(name: str) -> int | None:
    return query_int(name, 0, minimum=0, maximum=2**31 - 1) or None


def _filters() -> queries.Filters:
    def known(name: str, options: Mapping[str, Any], *more: str) -> str:
        value = request.args.get(name, "")
        return value if value in options or value in more else ""

    return queries.Filters(
        search=request.args.get("q", "").strip()[:100],
        state=known("state", labels.STATES, "active"),
        finding_class=known("class", labels.CLASSES),
        source=known("source", labels.SOURCES),
        unit_id=_chosen_number("unit"),
        owner_id=_chosen_number("owner"),
        audit_id=_chosen_number("audit"),
        due=known("due", {}, "overdue", "soon", "none"),
        sort=request.args.get("sort", "")[:20],
    )


@routes.get("/findings/")
@guarded("findings.read")
def index() -> Response:
    """The register, as far as the reader may see it."""
    session, actor, filters = db_session(), signed_in(), _filters()
    found = paginate(
        session,
        queries.listing(actor, filters, today()),
        page=query_int("page", 1),
        per_page=queries.PER_PAGE,
    )
    units = [(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)]
    owners = people.person_choices(session)
    return page(
        "qms/findings/index.html",
        page=found,
        filters=filters,
        filters_query={
            k: v for k, v in request.args.to_dict().items() if k not in {"page", "form"}
        },
        labels=labels,
        counts=queries.counts(session, actor, today()),
        origins=origins(session, actor, found.items),
        units=units,
        owners=owners,
        active=_active(filters, dict(units), dict(owners)),
        done=queries.DONE,
        due_options=[
            ("overdue", t("overdue")),
            ("soon", t("within 14 days")),
            ("none", t("without a due date")),
        ],
        sort_url=lambda sort: _here(sort=sort, page=None),
        page_url=lambda number: _here(page=number),
    )


def _here(**changes: Any) -> str:
    values = {**request.args.to_dict(), **changes}
    return url_for(
        "qms.findings_index", **{name: value for name, value in values.items() if value is not None}
    )


def _active(
    filters: queries.Filters, units: Mapping[int, str], owners: Mapping[int, str]
) -> list[dict[str, str]]:
    due = {"overdue": t("overdue"), "soon": t("within 14 days"), "none": t("without a due date")}
    shown = [
        ("q", t("Search"), filters.search),
        (
            "state",
            t("State"),
            str({"active": t("not finished"), **labels.STATES}.get(filters.state, "")),
        ),
        ("class", t("Class"), str(labels.CLASSES.get(filters.finding_class, ""))),
        ("source", t("Source"), str(labels.SOURCES.get(filters.source, ""))),
        ("unit", t("Unit"), units.get(filters.unit_id or 0, "")),
        ("owner", t("Responsible"), owners.get(filters.owner_id or 0, "")),
        ("due", t("Due date"), due.get(filters.due, "")),
    ]
    return [
        {"label": label, "value": value, "remove_url": _here(**{name: None, "page": None})}
        for name, label, value in shown
        if value
    ]


@routes.get("/findings/export.<string:form>")
@guarded("findings.export")
def export_sheet(form: str) -> Response:
    """The register as the reader sees it, narrowed as the page is, as a file."""
    if form not in {"csv", "xlsx"}:
        raise not_found()
    session, zone = db_session(), module().config.zone
    rows = list(
        session.scalars(
            queries.listing(signed_in(), _filters(), today())
            .options(queries.with_document())
            .limit(export.MOST_ROWS)
        ).unique()
    )
    body = export.as_csv(rows, zone) if form == "csv" else export.as_xlsx(rows, zone)
    response = make_response(body)
    response.mimetype = "text/csv" if form == "csv" else export.XLSX
    name = t("findings") + f"-{today().isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


# -- a new finding from outside of an audit ------------------------------------------------------


@routes.get("/findings/new")
@guarded("findings.raise")
def new() -> Response:
    """The form for a finding from a complaint, an own report, an inspection or a control."""
    return _form({}, {})


def _form(values: Mapping[str, Any], errors: Mapping[str, Any], status: int = 200) -> Response:
    session = db_session()
    return page(
        "qms/findings/new.html",
        status=status,
        values=values,
        errors=errors,
        classes=labels.options(labels.CLASSES),
        sources=[
            one for one in labels.options(labels.SOURCES) if one[0] != FindingSource.AUDIT.value
        ],
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        owners=people.person_choices(session),
        documents=documents.document_choices(session),
    )


@routes.post("/findings/new")
@guarded("findings.raise")
def create() -> Response:
    """Enter it."""
    form, session, actor = request.form, db_session(), signed_in()
    errors: dict[str, list[str]] = {}
    finding_class = _choice(form.get("finding_class"), FindingClass)
    source = _choice(form.get("source"), FindingSource)
    if finding_class is None:
        errors["finding_class"] = [t("Choose a class.")]
    if source is None or source == FindingSource.AUDIT:
        errors["source"] = [t("Choose where the finding comes from.")]
    unit_id = form_number("unit_id")
    unit = next(iter(people.units_by_ids(session, [unit_id])), None) if unit_id else None
    if unit is None:
        errors["unit_id"] = [t("Choose the unit that answers.")]
    if not form.get("statement", "").strip():
        errors["statement"] = [t("Say what was found.")]
    if errors or finding_class is None or source is None or unit is None:
        return _form(form, errors, 422)
    try:
        finding = services.raise_finding(
            session,
            actor,
            clock(),
            services.Raised(
                finding_class=finding_class,
                source=source,
                statement=form.get("statement", "").strip(),
                requirement=form.get("requirement", "").strip(),
                evidence_text=form.get("evidence_text", "").strip(),
                clause=form.get("clause", "").strip(),
                unit_id=unit.id,
                owner_id=form_number("owner_id") or unit.head_id,
                document_id=form_number("document_id"),
            ),
            today=today(),
            due_days=module().config.action_due_days,
        )
    except Invalid as error:
        return _form(form, error.fields, 422)
    number, finding_uuid = finding.number, finding.uuid
    after_commit(
        session,
        lambda: finding_raised.send(None, finding_number=number, finding_uuid=finding_uuid),
    )
    flash(t("The finding was entered as %(number)s.", number=number), "good")
    return _to(finding)


def _choice(value: str | None, kind: Callable[[str], Any]) -> Any:
    try:
        return kind(value or "")
    except ValueError:
        return None


def form_number(name: str) -> int | None:
    """A choice of the form as a number; None for nothing or anything else."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def form_day(name: str) -> date | None:
    """A day of the form; None for nothing or anything else."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def _to(finding: Finding) -> Response:
    return make_response(redirect(url_for("qms.findings_show", number=finding.number), code=303))


# -- one finding ---------------------------------------------------------------------------------


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
    return _to(finding)


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
