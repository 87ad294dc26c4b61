"""The register of findings, its sheet, and a finding from outside of an audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, current_app, flash, make_response, request, url_for

from ...access import decide
from ...errors import Invalid, not_found
from ...http import (
    address_values,
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
from ...i18n import localized, t
from ...people import queries as people
from ...signals import finding_raised
from .. import export, labels, queries, services
from ..filtering import asked_filters
from ..origins import origins
from ..queries import classes as class_queries
from ..workflow import FindingSource
from ._shared import form_number, routes, to_finding, today, warn_of_personal_data
from .keeping import keep_files
from .requirement import chosen_requirement, requirement_choices


@routes.get("/findings/")
@guarded("findings.read")
def index() -> Response:
    """The register, as far as the reader may see it."""
    session, actor, filters = db_session(), signed_in(), asked_filters()
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
        filters_query={k: v for k, v in address_values().items() if k not in {"page", "form"}},
        labels=labels,
        counts=queries.counts(session, actor, today()),
        origins=origins(session, actor, found.items),
        units=units,
        owners=owners,
        classes=class_queries.options(class_queries.classes(session, retired=True)),
        clauses=[(one, one) for one in queries.clause_numbers(session, actor)],
        years=[(str(one), str(one)) for one in queries.years(session, actor)],
        age=lambda finding: (
            (today() - finding.raised_at.astimezone(module().config.zone).date()).days
        ),
        active=_active(filters, dict(units), dict(owners)),
        done=queries.DONE,
        owed=queries.OWED,
        due_options=[
            ("overdue", t("overdue")),
            ("soon", t("within 14 days")),
            ("none", t("without a due date")),
        ],
        sort_url=lambda sort: _here(sort=sort, page=None),
        page_url=lambda number: _here(page=number),
    )


def _here(**changes: Any) -> str:
    values = {**address_values(), **changes}
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
        (
            "class",
            t("Class"),
            str(labels.CLASSES.get(filters.finding_class, filters.finding_class)),
        ),
        ("clause", t("Clause"), filters.clause),
        ("year", t("Year"), str(filters.year or "")),
        ("repeated", t("Repeats"), t("repeats only") if filters.repeated else ""),
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
            queries.listing(signed_in(), asked_filters(), today())
            .options(*queries.with_everything_of_a_sheet())
            .limit(export.MOST_ROWS)
        ).unique()
    )
    body = (
        export.as_csv(rows, zone, today()) if form == "csv" else export.as_xlsx(rows, zone, today())
    )
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
        classes=class_queries.options(class_queries.classes(session)),
        requirement=requirement_choices(None, values),
        sources=[
            one for one in labels.options(labels.SOURCES) if one[0] != FindingSource.AUDIT.value
        ],
        units=[
            (one.id, localized(one.name_pl, one.name_en))
            for one in people.units(session)
            if decide(signed_in(), "findings.raise", one)
        ],
        owners=people.person_choices(session),
    )


@routes.post("/findings/new")
@guarded("findings.raise")
def create() -> Response:
    """Enter it."""
    form, session, actor = request.form, db_session(), signed_in()
    if "find" in form:
        return _form(form, {})
    errors: dict[str, list[str]] = {}
    chosen = class_queries.class_named(session, form.get("finding_class", ""))
    finding_class = chosen.base if chosen is not None else None
    source = _choice(form.get("source"), FindingSource)
    if finding_class is None:
        errors["finding_class"] = [t("Choose a class.")]
    if source is None or source == FindingSource.AUDIT:
        errors["source"] = [t("Choose where the finding comes from.")]
    unit_id = form_number("unit_id")
    unit = next(iter(people.units_by_ids(session, [unit_id])), None) if unit_id else None
    if unit is None:
        errors["unit_id"] = [t("Choose the unit that answers.")]
    elif not (may := decide(actor, "findings.raise", unit)):
        errors["unit_id"] = [str(may.reason)]
    if not form.get("statement", "").strip():
        errors["statement"] = [t("Say what was found.")]
    if errors or finding_class is None or source is None or unit is None:
        return _form(form, errors, 422)
    cited = chosen_requirement()
    try:
        finding = services.raise_finding(
            session,
            actor,
            clock(),
            services.Raised(
                finding_class=finding_class,
                class_code=form.get("finding_class", ""),
                source=source,
                source_reference=form.get("source_reference", "").strip(),
                statement=form.get("statement", "").strip(),
                requirement=form.get("requirement", "").strip(),
                evidence_text=form.get("evidence_text", "").strip(),
                clause=cited.get("clause") or form.get("clause", "").strip(),
                clause_id=cited.get("clause_id"),
                unit_id=unit.id,
                owner_id=form_number("owner_id") or unit.head_id,
                document_id=cited.get("document_id") or form_number("document_id"),
                paragraph_key=cited.get("paragraph_key"),
            ),
            today=today(),
            due_days=module().config.action_due_days,
        )
    except Invalid as error:
        return _form(form, error.fields, 422)
    keep_files(finding, "files")
    number, finding_uuid = finding.number, finding.uuid
    sender = current_app._get_current_object()  # type: ignore[attr-defined]
    after_commit(
        session,
        lambda: finding_raised.send(sender, finding_number=number, finding_uuid=finding_uuid),
    )
    flash(t("The finding was entered as %(number)s.", number=number), "good")
    warn_of_personal_data()
    return to_finding(finding)


def _choice(value: str | None, kind: Callable[[str], Any]) -> Any:
    try:
        return kind(value or "")
    except ValueError:
        return None
