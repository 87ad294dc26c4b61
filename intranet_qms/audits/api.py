"""Reports of audits for programs: read-only JSON, with the addresses of their files."""

from __future__ import annotations

from flask import Response, url_for

from ..access import decide
from ..errors import not_found
from ..http import Routes, db_session, described, guarded, json_response, signed_in
from ..reports import queries as jobs
from . import printing, queries
from .models import Audit, AuditReport
from .schemas import ReportAnswerSchema, ReportDetailsSchema, ReportListSchema, ReportSchema
from .workflow import ReportState

routes = Routes("audits")

_ALL, _ONE = ReportSchema(many=True), ReportDetailsSchema()


def _readable(number: str) -> tuple[Audit, list[AuditReport]]:
    """The audit and those versions of its report that the caller may read."""
    audit = queries.by_number(db_session(), number)
    actor = signed_in()
    if audit is None or not decide(actor, "audits.read", audit):
        raise not_found("audits.not_found")
    return audit, [
        one
        for one in queries.versions(db_session(), audit.id)
        if decide(
            actor,
            "audits.read_report" if one.state == ReportState.SIGNED else "audits.read_draft",
            (one, audit),
        )
    ]


@routes.get("/api/v1/audits/<number>/reports")
@described(ReportListSchema)
@guarded("audits.read")
def api_reports(number: str) -> Response:
    """The versions of the report of an audit that the caller may read, the newest first."""
    return json_response({"reports": _ALL.dump(_readable(number)[1])})


@routes.get("/api/v1/audits/<number>/reports/<int:version>")
@described(ReportAnswerSchema)
@guarded("audits.read")
def api_report(number: str, version: int) -> Response:
    """One version with its texts, whom it went to, and where its files are fetched."""
    audit, readable = _readable(number)
    found = next((one for one in readable if one.number == version), None)
    if found is None:
        raise not_found("audits.not_found")
    signed = found.state == ReportState.SIGNED
    kinds = (
        (printing.SIGNED_PDF, printing.SIGNED_DOCX)
        if signed
        else (printing.DRAFT_PDF, printing.DRAFT_DOCX)
    )
    subject = found.uuid if signed else audit.uuid
    made = [jobs.latest(db_session(), kind, subject) for kind in kinds]
    pdf, docx = (
        url_for("qms.reports_file", job_uuid=one.uuid) if one and one.state == "done" else None
        for one in made
    )
    return json_response(
        {
            "report": _ONE.dump(found),
            "seal_holds": queries.check_seal(db_session(), audit, found).intact if signed else None,
            "files": {"pdf": pdf, "docx": docx},
        }
    )
