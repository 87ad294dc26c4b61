"""The page on which the cause of a finding is looked for, and where else it may be so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for

from ...access import decide, require
from ...documents import queries as documents
from ...errors import QMSError
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import localized, t
from ...people import queries as people
from ...personal_data import kinds_in
from .. import labels, services
from ..analysis import analysis_of
from ..fishbone import fishbone
from ..models import Finding
from ..workflow import AnalysisMethod, FindingState
from ._shared import form_number, routes
from .showing import the_finding


@routes.get("/findings/<number>/analysis")
@guarded("findings.read")
def analysis(number: str) -> Response:
    """Causes as a tree or a fishbone, and similar places; to write for those who answer."""
    return _page(the_finding(number))


def _page(
    finding: Finding,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> Response:
    session, actor = db_session(), signed_in()
    acts = bool(decide(actor, "findings.act", finding))
    of_round = analysis_of(finding, finding.round)
    method = finding.analysis_method or (
        AnalysisMethod.FISHBONE
        if any(one.category for one in of_round["causes"])
        else AnalysisMethod.WHYS
    )
    return page(
        "qms/findings/analysis.html",
        status=status,
        finding=finding,
        method=str(method),
        analysis=of_round,
        drawing=fishbone(finding.statement, [one for one in of_round["causes"] if one.category]),
        extents=[one for one in finding.extents if one.round == finding.round],
        labels=labels,
        errors=errors or {},
        values=values or {},
        may_write=bool(decide(actor, "findings.act", finding))
        and finding.state == FindingState.ACCEPTED,
        may_check=bool(decide(actor, "findings.check_places", finding))
        and finding.state not in ("open", "closed", "withdrawn"),
        personal=kinds_in(
            *(one.text for one in of_round["causes"]), *(one.note for one in finding.extents)
        ),
        units=[
            (one[0], localized(one[1], one[2]))
            for one in people.unit_choices(session)
            if acts or one[0] in actor.headed_unit_ids
        ],
        documents=documents.document_choices(session) if acts else [],
        results=labels.options(labels.EXTENT_RESULTS),
    )


@routes.post("/findings/<number>/analysis")
@guarded("findings.read")
def analyse(number: str) -> Response:
    """Change the analysis: the field ``what`` says how."""
    finding = the_finding(number)
    require(signed_in(), "findings.check_places", finding)
    form, anchor = request.form, ""
    session, actor = db_session(), signed_in()
    cause_id = form_number("cause") or 0
    try:
        match form.get("what", ""):
            case "method":
                services.choose_method(session, actor, clock(), finding, form.get("method", ""))
            case "add":
                made = services.add_cause(
                    session,
                    actor,
                    clock(),
                    finding,
                    text=form.get("text", ""),
                    parent_id=form_number("parent"),
                    category=form.get("category", "")[:20],
                )
                anchor = f"#cause-{made.id}"
            case "change":
                services.change_cause(
                    session,
                    actor,
                    clock(),
                    finding,
                    cause_id,
                    text=form.get("text", ""),
                    is_root=form.get("is_root") == "1",
                    seen_version=form_number("version") or 0,
                )
                anchor = f"#cause-{cause_id}"
            case "remove":
                services.remove_cause(session, actor, clock(), finding, cause_id)
                flash(t("The cause was removed; the history keeps its words."), "good")
            case _:
                services.check_place(
                    session,
                    actor,
                    clock(),
                    finding,
                    result=form.get("result", ""),
                    unit_id=form_number("unit_id"),
                    document_id=form_number("document_id"),
                    note_text=form.get("note", ""),
                )
                anchor = "#places"
    except QMSError as error:
        if not error.fields:
            raise
        return _page(finding, error.fields, 422, form)
    target = url_for("qms.findings_analysis", number=finding.number) + anchor
    return make_response(redirect(target, code=303))
