"""What of audits can be printed: the plan, the report as it stands, as it was signed, without names.

A draft is read from the audit anew each time. What is signed or confirmed is made from what was
kept, so that it is the same for ever.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ..access import Decision, decide, no
from ..config import QMSConfig
from ..errors import not_found
from ..files import services as files
from ..findings import labels as finding_labels
from ..host import SYSTEM, Actor, Clock, FileStore
from ..http import module
from ..i18n import date_text, lazy, localized, moment_text, t, use_locale
from ..reports import audit_report as report
from ..reports.audit_json import from_json
from ..reports.audit_plan_print import AuditPlanPrint, render_plan
from ..reports.docx_default import default_template
from ..reports.docx_render import DOCX, render_docx
from ..reports.kinds import Prepared, ReportKind, Subject, register
from ..reports.typst_renderer import Progress, RenderedReport
from . import labels, queries
from .models import Audit, AuditReport
from .report_source import REPORT_KIND, build, is_photo
from .services import reporting
from .workflow import ReportState, TeamRole

DRAFT_PDF = REPORT_KIND
DRAFT_DOCX = "audit.report_docx"
SIGNED_PDF = "audit.signed_report"
SIGNED_DOCX = "audit.signed_report_docx"
PUBLIC_PDF = "audit.public_report"
PUBLIC_DOCX = "audit.public_report_docx"
PLAN_PDF = "audit.plan"
LONGEST_SIDE = 1600

Renderer = Callable[[Path, Progress], RenderedReport]


# -- who may have it -----------------------------------------------------------------------------


def _gone() -> Decision:
    return no(lazy("This audit does not exist, or you have no access to it."))


def _draft_report(session: Session, actor: Actor, subject: uuid.UUID) -> Decision:
    audit = queries.by_uuid(session, subject)
    if audit is None:
        return _gone()
    return decide(actor, "audits.read_draft", (queries.draft_of(session, audit.id), audit))


def _audit_plan(session: Session, actor: Actor, subject: uuid.UUID) -> Decision:
    audit = queries.by_uuid(session, subject)
    return decide(actor, "audits.read", audit) if audit is not None else _gone()


def _signed(session: Session, actor: Actor, subject: uuid.UUID) -> Decision:
    found = _report_and_audit(session, subject)
    if found is None or found[0].state != ReportState.SIGNED:
        return _gone()
    return decide(actor, "audits.read_report", found)


def _public(session: Session, actor: Actor, subject: uuid.UUID) -> Decision:
    public = queries.public_by_uuid(session, subject)
    if public is None or public.confirmed_at is None:
        return _gone()
    audit = queries.by_id(session, public.report.audit_id)
    return decide(actor, "audits.read", audit) if audit is not None else _gone()


def _report_and_audit(session: Session, subject: uuid.UUID) -> tuple[AuditReport, Audit] | None:
    found = queries.report_by_uuid(session, subject)
    audit = queries.by_id(session, found.audit_id) if found is not None else None
    return (found, audit) if found is not None and audit is not None else None


# -- reports -------------------------------------------------------------------------------------


def draft_values(
    session: Session, clock: Clock, config: QMSConfig, audit: Audit, language: str
) -> report.AuditReport:
    """The report as it would be signed now, marked as a draft."""
    draft = queries.draft_of(session, audit.id)
    made = build(session, clock, config, audit, draft.language if draft else language, draft)
    with use_locale(made.language):
        return replace(made, mark=t("Draft, not signed"))


def signed_values(config: QMSConfig, audit: Audit, kept: AuditReport) -> report.AuditReport:
    """A signed report as it was kept, with its signature."""
    made = from_json(kept.content)
    with use_locale(kept.language):
        lead = str(labels.ROLES[TeamRole.LEAD])
        signature = report.Signature(
            kept.signed_name, lead, kept.signed_at, t("signed in the system")
        )
        others = tuple(
            one for one in made.signatures if one.signed_at is not None or one.role != lead
        )
        return replace(
            made,
            made_at=kept.signed_at or made.made_at,
            signatures=(*others, signature),
            seal=t("SHA-256 of the signed content: %(hash)s", hash=kept.content_hash),
        )


def _photos(
    session: Session, store: FileStore, audit: Audit, wanted: set[str]
) -> Callable[[Progress], Mapping[str, bytes]]:
    stored = {
        piece.sha256: piece.file
        for piece in queries.evidence_of(session, audit.id)
        if is_photo(piece) and piece.file is not None and piece.sha256 in wanted
    }

    def load(progress: Progress) -> Mapping[str, bytes]:
        made = {}
        for place, (sha256, file) in enumerate(stored.items(), 1):
            made[sha256] = files.picture(store, file, longest_side=LONGEST_SIDE)
            progress(0.4 * place / len(stored), "photos")
        return made

    return load


def _prepared(
    session: Session,
    store: FileStore,
    audit: Audit,
    values: report.AuditReport,
    name: str,
    *,
    docx: bool,
) -> Prepared:
    load = _photos(
        session,
        store,
        audit,
        {
            *(one.sha256 for one in values.photos),
            *(one.picture for one in values.signatures),
        },
    )
    if docx:
        own = queries.template_in_use(session)
        template = files.read(store, own.file) if own else default_template(values.language)

    def render(path: Path, progress: Progress) -> RenderedReport:
        photos = load(progress)

        def further(done: float, stage: str) -> None:
            progress(0.4 + 0.6 * done, stage)

        if docx:
            return render_docx(values, photos, template, path, further)
        return report.render(values, photos, path, further)

    if docx:
        return Prepared(f"{name}.docx", render, DOCX)
    return Prepared(f"{name}.pdf", render)


def _draft(
    session: Session,
    store: FileStore,
    clock: Clock,
    subject: uuid.UUID,
    language: str,
    *,
    docx: bool = False,
) -> Prepared:
    """Read everything; rendering needs no database any more. Runs in the application's context.

    Raises:
        NotFound: the audit is gone.
    """
    audit = queries.by_uuid(session, subject)
    if audit is None:
        raise not_found("audits.not_found")
    config = module().config
    values = draft_values(session, clock, config, audit, language)
    with use_locale(values.language):
        day = date_text(clock.now(), config.zone, style="medium")
        name = t("Audit report %(number)s, draft, %(day)s", number=audit.number, day=day)
    return _prepared(session, store, audit, values, name, docx=docx)


def _kept(
    session: Session,
    store: FileStore,
    _clock: Clock,
    subject: uuid.UUID,
    _language: str,
    *,
    docx: bool = False,
) -> Prepared:
    found = _report_and_audit(session, subject)
    if found is None or found[0].state != ReportState.SIGNED:
        raise not_found("audits.not_found")
    kept, audit = found
    values = signed_values(module().config, audit, kept)
    with use_locale(kept.language):
        name = t("Audit report %(number)s", number=audit.number)
        if kept.number > 1:
            name += ", " + t("version %(number)s", number=kept.number)
    return _prepared(session, store, audit, values, name, docx=docx)


def _without_names(
    session: Session,
    store: FileStore,
    _clock: Clock,
    subject: uuid.UUID,
    _language: str,
    *,
    docx: bool = False,
) -> Prepared:
    public = queries.public_by_uuid(session, subject)
    audit = queries.by_id(session, public.report.audit_id) if public is not None else None
    if public is None or audit is None or public.confirmed_at is None:
        raise not_found("audits.not_found")
    values = from_json(public.content)
    with use_locale(values.language):
        name = t("Audit report %(number)s, for the public bulletin", number=audit.number)
    return _prepared(session, store, audit, values, name, docx=docx)


def _keep_pdf(session: Session, clock: Clock, subject: uuid.UUID, file_id: int) -> None:
    """Keep the finished report with its audit and tell those who wait for it."""
    found = _report_and_audit(session, subject)
    if found is not None:
        reporting.hand_over(session, SYSTEM, clock, found[1], found[0], file_id)


def _keep_docx(session: Session, _clock: Clock, subject: uuid.UUID, file_id: int) -> None:
    found = queries.report_by_uuid(session, subject)
    if found is not None:
        found.docx_file_id = file_id


def _keep_public(
    session: Session, _clock: Clock, subject: uuid.UUID, file_id: int, *, docx: bool = False
) -> None:
    public = queries.public_by_uuid(session, subject)
    if public is not None:
        setattr(public, "docx_file_id" if docx else "pdf_file_id", file_id)


# -- the plan ------------------------------------------------------------------------------------


def plan_print(
    session: Session, clock: Clock, config: QMSConfig, audit: Audit, language: str
) -> AuditPlanPrint:
    """The plan as values, in one language."""
    with use_locale(language):
        editions = [audit.edition, *(one.edition for one in audit.further_standards)]
        days = date_text(audit.first_day, config.zone)
        if audit.last_day != audit.first_day:
            days += f" – {date_text(audit.last_day, config.zone)}"
        newer = queries.newer_issues(session, audit)
        present = [one for one in audit.team if one.removed_at is None]
        return AuditPlanPrint(
            office=config.office_name,
            number=audit.number,
            title=audit.title,
            made_at=clock.now(),
            days=days,
            facts=(
                (t("Kind of audit"), (str(labels.KINDS[audit.kind]),)),
                (t("Dates"), (days,)),
                (t("How it is held"), (str(labels.METHODS.get(audit.method, "")),)),
                (t("Place"), (audit.place,)),
                (t("Audit objective"), (audit.objective,)),
                (t("Criteria"), (audit.criteria, *(one.label for one in editions if one))),
            ),
            scope=(
                (t("Units audited"), tuple(_named(one.unit) for one in audit.units)),
                (
                    t("Procedures"),
                    tuple(labels.pinned_issue(one, newer) for one in audit.documents),
                ),
                (
                    t("Clauses of the standard"),
                    tuple(
                        f"{one.clause.number} "
                        + localized(one.clause.title_pl, one.clause.title_en)
                        for one in audit.clauses
                    ),
                ),
            ),
            team=tuple(
                (one.person.name, str(labels.ROLES[one.role]), str(labels.ROLE_RIGHTS[one.role]))
                for one in present
            ),
            agenda=tuple(
                (
                    _hours(item, config),
                    item.subject,
                    _named(item.unit) if item.unit else "—",
                    ", ".join(
                        [*(one.person.name for one in item.auditors),
                         *item.participants.splitlines()]
                    ) or "—",
                )
                for item in audit.agenda
            ),
            followed=tuple(
                (one.number, one.statement, str(finding_labels.STATES[one.state]))
                for one in queries.followed_findings(session, audit.id)
            ),
            emblem=config_emblem(config),
            language=language,
            zone=config.zone,
        )  # fmt: skip


def _named(unit: Any) -> str:
    return localized(unit.name_pl, unit.name_en)


def _hours(item: Any, config: QMSConfig) -> str:
    begins = moment_text(item.starts_at, config.zone)
    if item.ends_at is None:
        return begins
    return f"{begins}–{item.ends_at.astimezone(config.zone):%H:%M}"


def config_emblem(config: QMSConfig) -> str:
    """The office's own emblem as SVG, or none."""
    return Path(config.emblem_file).read_text("utf-8") if config.emblem_file else ""


def _plan(
    session: Session, _store: FileStore, clock: Clock, subject: uuid.UUID, language: str
) -> Prepared:
    audit = queries.by_uuid(session, subject)
    if audit is None:
        raise not_found("audits.not_found")
    made = plan_print(session, clock, module().config, audit, language)
    with use_locale(language):
        name = t("Audit plan %(number)s", number=audit.number)
    return Prepared(f"{name}.pdf", partial(_render_plan, made))


def _render_plan(made: AuditPlanPrint, path: Path, progress: Progress) -> RenderedReport:
    return render_plan(made, path, progress)


# -- their pages ---------------------------------------------------------------------------------


def _crumbs(audit: Audit, *, report_page: bool = False) -> tuple[tuple[str, str, Any], ...]:
    at = {"number": audit.number}
    above: tuple[tuple[str, str, Any], ...] = (
        (t("Audits"), "audits_index", {}),
        (audit.number, "audits_show", at),
    )
    return (*above, (t("Report"), "audits_report", at)) if report_page else above


def _title(kind: str, number: str) -> str:
    titles = {
        DRAFT_PDF: t("Draft of the report of audit %(number)s", number=number),
        DRAFT_DOCX: t("Draft of the report of audit %(number)s, DOCX", number=number),
        SIGNED_PDF: t("Report of audit %(number)s, PDF", number=number),
        SIGNED_DOCX: t("Report of audit %(number)s, DOCX", number=number),
        PUBLIC_PDF: t("Report of audit %(number)s without names, PDF", number=number),
        PUBLIC_DOCX: t("Report of audit %(number)s without names, DOCX", number=number),
        PLAN_PDF: t("Plan of audit %(number)s", number=number),
    }
    return titles[kind]


def _of_audit(kind: str, session: Session, subject: uuid.UUID) -> Subject | None:
    audit = queries.by_uuid(session, subject)
    if audit is None:
        return None
    return Subject(_title(kind, audit.number), _crumbs(audit, report_page=kind != PLAN_PDF))


def _of_report(kind: str, session: Session, subject: uuid.UUID) -> Subject | None:
    found = _report_and_audit(session, subject)
    if found is None:
        return None
    return Subject(_title(kind, found[1].number), _crumbs(found[1], report_page=True))


def _of_public(kind: str, session: Session, subject: uuid.UUID) -> Subject | None:
    public = queries.public_by_uuid(session, subject)
    audit = queries.by_id(session, public.report.audit_id) if public is not None else None
    if audit is None:
        return None
    return Subject(_title(kind, audit.number), _crumbs(audit, report_page=True))


for _kind in (
    ReportKind(DRAFT_PDF, _draft_report, _draft, subject=partial(_of_audit, DRAFT_PDF)),
    ReportKind(
        DRAFT_DOCX, _draft_report, partial(_draft, docx=True),
        subject=partial(_of_audit, DRAFT_DOCX),
    ),
    ReportKind(SIGNED_PDF, _signed, _kept, _keep_pdf, partial(_of_report, SIGNED_PDF)),
    ReportKind(
        SIGNED_DOCX, _signed, partial(_kept, docx=True), _keep_docx,
        partial(_of_report, SIGNED_DOCX),
    ),
    ReportKind(PUBLIC_PDF, _public, _without_names, _keep_public, partial(_of_public, PUBLIC_PDF)),
    ReportKind(
        PUBLIC_DOCX, _public, partial(_without_names, docx=True), partial(_keep_public, docx=True),
        partial(_of_public, PUBLIC_DOCX),
    ),
    ReportKind(PLAN_PDF, _audit_plan, _plan, subject=partial(_of_audit, PLAN_PDF)),
):  # fmt: skip
    register(_kind)
