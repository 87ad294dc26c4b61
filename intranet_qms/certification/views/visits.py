"""Pages of external audits: what is known of one, its findings, and a sheet of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, request

from ...errors import Invalid
from ...findings import labels as finding_labels
from ...findings.workflow import FindingClass
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import localized, t, tn
from ...people import queries as people
from ...workbook_writing import XLSX, Table, as_xlsx
from .. import labels, queries, reading, services
from ..models import CertificationVisit
from ..workflow import VisitDecision, VisitKind, standing
from ._shared import (
    as_file,
    form_day,
    form_number,
    notice_days,
    routes,
    seen_version,
    to,
    today,
)
from .certificates import certificate_page


def _sent(errors: dict[str, list[str]]) -> services.VisitFacts:
    form = request.form
    decision = form.get("decision", "")
    return services.VisitFacts(
        due_on=form_day("due_on", errors),
        planned_on=form_day("planned_on", errors),
        held_on=form_day("held_on", errors),
        auditors=form.get("auditors", ""),
        audit_id=form_number("audit_id"),
        decision=VisitDecision(decision) if decision in set(VisitDecision) else VisitDecision.NONE,
        decided_on=form_day("decided_on", errors),
        note=form.get("note", ""),
    )


@routes.post("/certification/certificates/<uuid:certificate_uuid>/visits")
@guarded("certification.manage")
def plan_visit(certificate_uuid: uuid.UUID) -> Response:
    """Add an external audit to a certificate."""
    found = queries.certificate(db_session(), certificate_uuid)
    errors: dict[str, list[str]] = {}
    kind = request.form.get("kind", "")
    if kind not in set(VisitKind):
        errors["kind"] = [t("Choose what audit it is.")]
    facts = _sent(errors)
    try:
        if errors:
            raise Invalid("certification.visit", t("Some fields are not right."), fields=errors)
        made = services.plan_visit(
            db_session(), signed_in(), clock(), found, VisitKind(kind), facts, today=today()
        )
    except Invalid as error:
        return certificate_page(found, error.fields, 422, request.form)
    return to("visit", t("Saved."), visit_uuid=made.uuid)


@routes.get("/certification/visits/<uuid:visit_uuid>")
@guarded("certification.read")
def visit(visit_uuid: uuid.UUID) -> Response:
    """One external audit: days, decision, findings."""
    return _page(queries.visit(db_session(), visit_uuid), {})


def _page(
    found: CertificationVisit,
    errors: Mapping[str, Any],
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> Response:
    session = db_session()
    return page(
        "qms/certification/visit.html",
        status=status,
        visit=found,
        standing=standing(found.held_on, found.due_on, today(), notice_days()),
        audits=queries.audit_choices(session),
        decisions=[(one.value, str(labels.DECISIONS[one])) for one in VisitDecision if one.value],
        classes=finding_labels.options(finding_labels.CLASSES),
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        imports=queries.open_imports(session, found.id),
        labels=labels,
        finding_labels=finding_labels,
        errors=errors,
        values=values or {},
    )


@routes.post("/certification/visits/<uuid:visit_uuid>")
@guarded("certification.manage")
def save_visit(visit_uuid: uuid.UUID) -> Response:
    """Change what is known of it."""
    found = queries.visit(db_session(), visit_uuid)
    errors: dict[str, list[str]] = {}
    facts = _sent(errors)
    try:
        if errors:
            raise Invalid("certification.visit", t("Some fields are not right."), fields=errors)
        services.save_visit(
            db_session(), signed_in(), clock(), found, facts,
            seen_version=seen_version(), today=today(),
        )  # fmt: skip
    except Invalid as error:
        return _page(found, error.fields, 422, request.form)
    return to("visit", t("Saved."), visit_uuid=found.uuid)


@routes.post("/certification/visits/<uuid:visit_uuid>/findings")
@guarded("certification.manage")
def take_in(visit_uuid: uuid.UUID) -> Response:
    """Enter one finding of the body, or a sheet of them to be looked at first."""
    found = queries.visit(db_session(), visit_uuid)
    if "sheet" in request.files:
        return _take_sheet(found)
    form = request.form
    errors: dict[str, list[str]] = {}
    raw = form.get("finding_class", "")
    sent = services.Found(
        number=form.get("number", ""),
        finding_class=FindingClass(raw) if raw in set(FindingClass) else None,
        statement=form.get("statement", ""),
        clause=form.get("clause", ""),
        requirement=form.get("requirement", ""),
        evidence_text=form.get("evidence_text", ""),
        unit_id=form_number("unit_id"),
        due_on=form_day("finding_due_on", errors),
    )
    try:
        if errors:
            raise Invalid("certification.finding", t("Some fields are not right."), fields=errors)
        finding = services.take_in_one(
            db_session(), signed_in(), clock(), found, sent,
            today=today(), due_days=module().config.action_due_days,
        )  # fmt: skip
    except Invalid as error:
        return _page(found, error.fields, 422, form)
    return to(
        "visit",
        t("The finding was entered as %(number)s.", number=finding.number),
        visit_uuid=found.uuid,
    )


def _take_sheet(found: CertificationVisit) -> Response:
    sent = request.files.get("sheet")
    try:
        if sent is None or not sent.filename:
            sentence = t("Choose a file.")
            raise Invalid("certification.no_sheet", sentence, fields={"sheet": [sentence]})
        made = services.check_sheet(
            db_session(), signed_in(), clock(), found,
            sent.stream.read(reading.LIMITS.bytes + 1), sent.filename,
        )  # fmt: skip
    except Invalid as error:
        return _page(found, error.fields, 422)
    return to("sheet", import_uuid=made.uuid)


@routes.get("/certification/imports/<uuid:import_uuid>")
@guarded("certification.manage")
def sheet(import_uuid: uuid.UUID) -> Response:
    """What a sheet would enter, row by row, before anything is."""
    sent = queries.import_of(db_session(), import_uuid)
    found = queries.visit(db_session(), sent.visit.uuid)
    return page(
        "qms/certification/sheet.html",
        sent=sent,
        visit=found,
        usable=len(reading.usable(sent.rows)),
        explain=reading.explain,
        columns=reading.COLUMNS,
        labels=labels,
        classes=finding_labels.CLASSES,
    )


@routes.post("/certification/imports/<uuid:import_uuid>")
@guarded("certification.manage")
def decide_sheet(import_uuid: uuid.UUID) -> Response:
    """Enter the findings of a sheet, or discard it."""
    session, actor = db_session(), signed_in()
    sent = queries.import_of(session, import_uuid)
    found = queries.visit(session, sent.visit.uuid)
    if request.form.get("decision") != "enter":
        services.discard_import(session, actor, clock(), sent)
        flash(t("Discarded. Nothing was changed."), "neutral")
        return to("visit", visit_uuid=found.uuid)
    entered = services.enter_import(
        session, actor, clock(), found, sent,
        today=today(), due_days=module().config.action_due_days,
    )  # fmt: skip
    return to(
        "visit",
        tn("%(n)s finding is entered.", "%(n)s findings are entered.", entered),
        visit_uuid=found.uuid,
    )


@routes.get("/certification/findings-template.xlsx")
@guarded("certification.manage")
def template() -> Response:
    """A workbook to fill in with the findings of an external audit."""
    widths = {"number": 14, "finding_class": 22, "clause": 12, "unit": 14, "due_on": 14}
    filled = Table(
        t("Findings"),
        [(str(label), widths.get(name, 50)) for name, (label, _) in reading.COLUMNS.items()],
        [],
    )
    words = Table(
        t("Words"),
        [(t("Class"), 30)],
        [[str(finding_labels.CLASSES[one])] for one in FindingClass],
    )
    name = f"{t('findings-of-the-body')}.xlsx"
    return as_file(as_xlsx([filled, words], title=t("Findings")), XLSX, name)
