"""The report of an audit: written, looked at, signed, acknowledged, corrected, published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...access import StaleSignIn, decide, has_fresh_sign_in, require
from ...errors import Conflict, Invalid, not_found
from ...host import Reauthentication
from ...http import (
    clock,
    db_session,
    guarded,
    json_response,
    module,
    page,
    query_int,
    signed_in,
    wants_json,
)
from ...i18n import LOCALES, current_locale, t, use_locale
from ...people import queries as people
from ...reports import queries as jobs
from ...reports import services as reports
from ...reports.audit_json import content_hash, from_json
from ...reports.views import job_view
from .. import labels, printing, queries, services
from ..models import Audit, AuditReport
from ..redaction import WHATS, Redacted, redact
from ..report_source import build
from ..services.reporting import TEXTS, WRITABLE
from ..workflow import AuditState, ReportPart, ReportState
from ._shared import form_number, form_numbers, routes, the_audit, to_audit, today


@routes.get("/audits/<number>/report")
@guarded("audits.read")
def report(number: str) -> Response:
    """The report: its draft for whoever leads, a signed version for whoever it is for."""
    return report_page(the_audit(number))


def report_page(
    audit: Audit,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> Response:
    """The page, also with what was wrong in one of its forms."""
    session, actor = db_session(), signed_in()
    every = queries.versions(session, audit.id)
    shown = _chosen(audit, every)
    if shown is not None and shown.state == ReportState.SIGNED:
        require(actor, "audits.read_report", (shown, audit))
    else:
        require(actor, "audits.read_draft", (shown, audit))
    versions = [
        one
        for one in every
        if one.state == ReportState.SIGNED or decide(actor, "audits.read_draft", (one, audit))
    ]
    leads = bool(decide(actor, "audits.lead", audit))
    signed = shown is not None and shown.state == ReportState.SIGNED
    writes = leads and not signed and (shown is not None or audit.state in WRITABLE)
    config = module().config
    if shown is not None and signed:
        report_values = printing.signed_values(config, audit, shown)
    else:
        report_values = printing.draft_values(session, clock(), config, audit, current_locale())
    public = queries.public_of(session, shown.id) if shown is not None and signed else None
    return page(
        "qms/audits/report.html",
        status=status,
        audit=audit,
        versions=versions,
        shown=shown,
        signed=signed,
        leads=leads,
        writes=writes,
        signs=bool(decide(actor, "audits.sign_report", audit)),
        report=report_values,
        hash=content_hash(report_values) if not signed else shown.content_hash if shown else "",
        sealed=queries.check_seal(session, audit, shown) if shown is not None and signed else None,
        prints=_prints(session, audit, shown, signed=signed),
        public=public,
        own=_owed_by(shown) if signed else [],
        languages=[("pl", "polski"), ("en", "English")],
        everybody=people.person_choices(session) if writes else [],
        further=[
            one.person_id for one in (shown.recipients if shown else ())
            if one.part == ReportPart.OTHER
        ],
        proof=_proof_url(url_for("qms.audits_report", number=audit.number) + "#sign"),
        can_sign_now=audit.state in (AuditState.REPORTING, AuditState.CLOSED),
        labels=labels,
        errors=errors or {},
        values=values or {},
        today=today(),
    )  # fmt: skip


def _chosen(audit: Audit, versions: Sequence[AuditReport]) -> AuditReport | None:
    """The version of the address, or what the reader most likely wants: what is being written for
    whoever leads, else the newest that is signed."""
    wanted = query_int("version", 0, minimum=0, maximum=10_000)
    if wanted:
        found = next((one for one in versions if one.number == wanted), None)
        if found is None:
            raise not_found("audits.not_found")
        return found
    if not decide(signed_in(), "audits.lead", audit):
        signed = [one for one in versions if one.state == ReportState.SIGNED]
        if signed:
            return signed[0]
    return versions[0] if versions else None


def _owed_by(shown: AuditReport | None) -> list[Any]:
    """The acknowledgements that the reader owes."""
    actor = signed_in()
    return [
        one
        for one in (shown.recipients if shown else ())
        if one.part == ReportPart.AUDITED
        and one.acknowledged_at is None
        and actor.is_person(one.person_id)
    ]


def _prints(
    session: Any, audit: Audit, shown: AuditReport | None, *, signed: bool
) -> list[dict[str, Any]]:
    """What can be downloaded, each with the job that makes it."""
    if signed and shown is not None:
        wanted = [
            ("signed_pdf", printing.SIGNED_PDF, shown.uuid, t("PDF")),
            ("signed_docx", printing.SIGNED_DOCX, shown.uuid, t("DOCX")),
        ]
    else:
        wanted = [
            ("draft_pdf", printing.DRAFT_PDF, audit.uuid, t("Draft as PDF")),
            ("draft_docx", printing.DRAFT_DOCX, audit.uuid, t("Draft as DOCX")),
        ]
    made = []
    for what, kind, subject, label in wanted:
        job = jobs.latest(session, kind, subject)
        made.append({"what": what, "label": label, "job": job_view(job) if job else None})
    return made


def _proof_url(next_url: str) -> str | None:
    """Where the reader proves anew who they are; None where that is not needed now."""
    users = module().users
    if has_fresh_sign_in(signed_in(), clock().now()) or not isinstance(users, Reauthentication):
        return None
    return users.reauthenticate_url(next_url)


@routes.post("/audits/<number>/report/text")
@guarded("audits.read")
def save_report(number: str) -> Response:
    """Keep the texts as they are written, asked by the page itself; share the draft."""
    audit = the_audit(number, "audits.read_details")
    form = request.form
    if form.get("do") in ("share", "unshare"):
        shared = form["do"] == "share"
        services.share_draft(db_session(), signed_in(), clock(), audit, shared=shared)
        flash(
            t("The audited units can read the draft now; their heads were told.")
            if shared
            else t("The draft is for the team alone again."),
            "good",
        )
        return _to_report(audit)
    language = form.get("language", "")
    try:
        draft = services.save_texts(
            db_session(),
            signed_in(),
            clock(),
            audit,
            {name: form[name] for name in TEXTS if name in form},
            language=language if language in LOCALES else current_locale(),
            seen_version=form_number("version") or 0,
            further_ids=form_numbers("further") if "recipients" in form else None,
        )
    except Invalid as error:
        return report_page(audit, error.fields, 422, form)
    if request.headers.get("HX-Request"):
        return page("qms/audits/_report_saved.html", report=draft, saved_at=clock().now())
    if wants_json():
        return json_response({"version": draft.row_version})
    flash(t("The report was saved."), "good")
    return _to_report(audit)


def _to_report(audit: Audit, part: str = "", **values: Any) -> Response:
    target = url_for("qms.audits_report", number=audit.number, **values)
    return make_response(redirect(target + (f"#{part}" if part else ""), code=303))


@routes.post("/audits/<number>/report")
@guarded("audits.read")
def request_report(number: str) -> Response:
    """Have something printed by the worker: a draft, the signed report, the plan."""
    audit = the_audit(number)
    session, actor = db_session(), signed_in()
    what = request.form.get("what", "draft_pdf")
    language = request.form.get("language", "")
    subject = audit.uuid
    kinds = {
        "draft_pdf": printing.DRAFT_PDF,
        "draft_docx": printing.DRAFT_DOCX,
        "plan": printing.PLAN_PDF,
        "signed_pdf": printing.SIGNED_PDF,
        "signed_docx": printing.SIGNED_DOCX,
        "public_pdf": printing.PUBLIC_PDF,
        "public_docx": printing.PUBLIC_DOCX,
    }
    kind = kinds.get(what, printing.DRAFT_PDF)
    if kind in (printing.DRAFT_PDF, printing.DRAFT_DOCX):
        require(actor, "audits.lead", audit)
        if audit.state not in (AuditState.IN_PROGRESS, AuditState.REPORTING, AuditState.CLOSED):
            raise Conflict("audits.report_too_early", t("There is nothing to report yet."))
    elif kind != printing.PLAN_PDF:
        chosen = form_number("version")
        found = next(
            (one for one in queries.versions(session, audit.id)
             if one.state == ReportState.SIGNED and chosen in (None, one.number)),
            None,
        )  # fmt: skip
        if found is None:
            raise Conflict("audits.report_not_signed", t("This report is not signed yet."))
        subject = found.uuid
        if kind in (printing.PUBLIC_PDF, printing.PUBLIC_DOCX):
            public = queries.public_of(session, found.id)
            if public is None or public.confirmed_at is None:
                raise Conflict("audits.public_not_confirmed", t("This has not been confirmed yet."))
            subject = public.uuid
    job = reports.request_report(
        session, actor, clock(), kind, subject,
        language=language if language in LOCALES else current_locale(),
    )  # fmt: skip
    return make_response(redirect(url_for("qms.reports_job", job_uuid=job.uuid), code=303))


@routes.post("/audits/<number>/report/sign")
@guarded("audits.read")
def sign_report(number: str) -> Response:
    """Sign exactly what was shown; its files are made right away."""
    audit = the_audit(number, "audits.read_details")
    session, actor, config = db_session(), signed_in(), module().config
    try:
        signed = services.sign_report(
            session,
            actor,
            clock(),
            audit,
            seen_hash=request.form.get("hash", "")[:64],
            build=lambda draft: build(session, clock(), config, audit, draft.language, draft),
        )
    except StaleSignIn as error:
        return _ask_again(error, audit)
    except Invalid as error:
        return report_page(audit, error.fields, 422, request.form)
    for kind in (printing.SIGNED_PDF, printing.SIGNED_DOCX):
        reports.request_report(session, actor, clock(), kind, signed.uuid, language=signed.language)
    flash(t("The report was signed. Everybody on its list gets its address by mail."), "good")
    return _to_report(audit)


def _ask_again(error: StaleSignIn, audit: Audit) -> Response:
    """Nothing was signed; the form waits until the signer has confirmed who they are."""
    back = url_for("qms.audits_report", number=audit.number)
    users = module().users
    proof = (
        users.reauthenticate_url(back + "#sign") if isinstance(users, Reauthentication) else back
    )
    return page(
        "qms/audits/sign_again.html",
        status=error.status,
        error=error,
        action=request.path,
        back=back,
        proof=proof,
        typed=[(name, value) for name, value in request.form.items() if len(value) <= 10_000],
        audit=audit,
    )


@routes.post("/audits/<number>/report/acknowledge")
@guarded("audits.read")
def acknowledge_report(number: str) -> Response:
    """The head of an audited unit says that the report is known, with remarks."""
    audit = the_audit(number)
    wanted = form_number("version")
    found = next(
        (one for one in queries.versions(db_session(), audit.id) if one.number == wanted), None
    )
    if found is None:
        raise not_found("audits.not_found")
    try:
        services.acknowledge_report(
            db_session(), signed_in(), clock(), audit, found, request.form.get("remarks", "")
        )
    except Invalid as error:
        return report_page(audit, error.fields, 422, request.form)
    flash(t("You have acknowledged the report."), "good")
    return _to_report(audit)


@routes.post("/audits/<number>/report/correct")
@guarded("audits.read")
def correct_report(number: str) -> Response:
    """Begin a further version with its reason, or give it up."""
    audit = the_audit(number, "audits.read_details")
    if request.form.get("drop"):
        services.drop_correction(db_session(), signed_in(), clock(), audit)
        flash(t("The correction was given up; the signed report stands."), "good")
        return _to_report(audit)
    try:
        services.correct_report(
            db_session(), signed_in(), clock(), audit, request.form.get("correct_reason", "")
        )
    except Invalid as error:
        return report_page(audit, error.fields, 422, request.form)
    flash(t("You are writing a further version; the signed one stays readable."), "good")
    return _to_report(audit)


# -- without names -------------------------------------------------------------------------------


def _signed_report(audit: Audit) -> AuditReport:
    require(signed_in(), "audits.sign_report", audit)
    found = queries.signed_of(db_session(), audit.id)
    if found is None:
        raise Conflict(
            "audits.report_not_signed",
            t("This report is not signed yet."),
            way_out=t("Sign it first."),
        )
    return found


def _without_names(found: AuditReport) -> Redacted:
    session = db_session()
    public = queries.public_of(session, found.id)
    with use_locale(found.language):
        return redact(
            from_json(found.content),
            # Those who left are named in what was written while they were here.
            [one.name for one in people.people(session, only_active=False)],
            take_out=public.take_out if public else (),
            leave_in=public.leave_in if public else (),
            photos=public.photos if public else (),
        )


@routes.get("/audits/<number>/report/public")
@guarded("audits.read")
def public_report(number: str) -> BaseResponse:
    """What the public bulletin would get, and what was taken out of it."""
    audit = the_audit(number, "audits.read_details")
    return _public_page(audit, _signed_report(audit))


def _public_page(
    audit: Audit, found: AuditReport, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    session = db_session()
    public = queries.public_of(session, found.id)
    made = _without_names(found)
    prints = []
    if public is not None and public.confirmed_at is not None:
        for what, kind, label in (
            ("public_pdf", printing.PUBLIC_PDF, t("PDF")),
            ("public_docx", printing.PUBLIC_DOCX, t("DOCX")),
        ):
            job = jobs.latest(session, kind, public.uuid)
            prints.append({"what": what, "label": label, "job": job_view(job) if job else None})
    return page(
        "qms/audits/report_public.html",
        status=status,
        audit=audit,
        shown=found,
        public=public,
        report=made.report,
        whole=from_json(found.content),
        taken=made.taken,
        whats=WHATS,
        hash=content_hash(made.report),
        prints=prints,
        errors=errors or {},
    )


@routes.post("/audits/<number>/report/public")
@guarded("audits.read")
def choose_public(number: str) -> BaseResponse:
    """Choose what goes and what stays, or confirm what was shown."""
    audit = the_audit(number, "audits.read_details")
    session, actor = db_session(), signed_in()
    found = _signed_report(audit)
    form = request.form
    if form.get("do") == "confirm":
        made = _without_names(found)
        public = services.confirm_public(
            session, actor, clock(), audit, found, made.report,
            taken=len(made.taken), seen_hash=form.get("hash", "")[:64],
        )  # fmt: skip
        for kind in (printing.PUBLIC_PDF, printing.PUBLIC_DOCX):
            reports.request_report(
                session, actor, clock(), kind, public.uuid, language=found.language
            )
        flash(t("The report without names was confirmed; its files are being made."), "good")
    else:
        try:
            services.choose_public(
                session,
                actor,
                audit,
                found,
                take_out=form.get("take_out", "").splitlines(),
                leave_in=form.getlist("leave_in"),
                photos=[sha for sha in form.getlist("photos") if len(sha) == 64],
                seen_version=form_number("version") or 0,
            )
        except Invalid as error:
            return _public_page(audit, found, error.fields, 422)
        flash(t("Your choice was kept. Look at the result and confirm it."), "good")
    return make_response(
        redirect(url_for("qms.audits_public_report", number=audit.number), code=303)
    )


# -- the plan, confirmed by the audited -----------------------------------------------------------


@routes.post("/audits/<number>/confirm-plan")
@guarded("audits.read")
def confirm_plan(number: str) -> Response:
    """The head of an audited unit says that the plan is known."""
    audit = the_audit(number)
    services.confirm_plan(
        db_session(),
        signed_in(),
        clock(),
        audit,
        seen_plan=form_number("plan") or 0,
        remarks=request.form.get("plan_remarks", ""),
    )
    flash(t("You have confirmed that you know the plan."), "good")
    return to_audit(audit)
