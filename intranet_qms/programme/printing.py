"""The programme on paper (an accessible PDF) and as a workbook."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..access import Decision, decide, no
from ..errors import not_found
from ..host import Actor, Clock, FileStore
from ..http import module
from ..i18n import date_text, lazy, t, use_locale
from ..reports import programme_print
from ..reports.kinds import Prepared, ReportKind, Subject, register
from ..reports.typst_renderer import Progress, RenderedReport
from ..workbook_writing import Table
from . import labels, queries
from .models import Entry, Programme
from .queries.areas import Area
from .queries.following import Followed
from .queries.planning import entry_name
from .words import day_text, factor_text, month_name
from .workflow import SEALED

KIND = "programme.plan"


def _when(entry: Entry) -> str:
    if entry.day is not None:
        return day_text(entry.day)
    return month_name(entry.month) if entry.month is not None else "—"


def _team(entry: Entry) -> str:
    return "\n".join(
        f"{one.person.name} ({t('lead')})" if one.leads else one.person.name for one in entry.team
    )


def _became(one: Followed) -> str:
    said = str(labels.STANDINGS[one.standing])
    return f"{said}\n{one.audit_number}" if one.audit_number else said


def tables(
    programme: Programme, followed: Sequence[Followed], listed: Sequence[Area]
) -> list[Table]:
    """Entries, areas with their risk, and the versions' facts as sheets."""
    plan = Table(
        t("Programme"),
        [
            (t("Procedure"), 12), (t("Unit"), 10), (t("Area"), 50), (t("Month"), 12),
            (t("First day"), 12), (t("Half-days"), 10), (t("Lead auditor"), 26),
            (t("Team"), 40), (t("Clauses"), 16), (t("Priority"), 10), (t("State"), 22),
            (t("Audit"), 12), (t("Held from"), 12), (t("Held until"), 12), (t("Note on it"), 40),
        ],
        [
            [
                one.entry.document.code if one.entry.document else "",
                one.entry.unit.code if one.entry.unit else "",
                entry_name(one.entry),
                month_name(one.entry.month) if one.entry.month else "",
                one.entry.day,
                one.entry.half_days,
                next((of.person.name for of in one.entry.team if of.leads), ""),
                ", ".join(of.person.name for of in one.entry.team if not of.leads),
                ", ".join(of.clause.number for of in one.entry.clauses),
                one.entry.priority,
                str(labels.STANDINGS[one.standing]),
                one.audit_number,
                one.audit_first,
                one.audit_last,
                one.entry.note,
            ]
            for one in followed
        ],
    )  # fmt: skip
    risk = Table(
        t("Areas and risk"),
        [(t("Code"), 12), (t("Area"), 50), (t("Importance"), 12), (t("Last audit"), 14),
         (t("Due in"), 10), (t("Computed"), 10), (t("Chosen"), 10), (t("Of what"), 60),
         (t("Reason"), 40)],
        [
            [
                one.code, one.name, one.importance, one.last_audit, one.due_year,
                one.computed.value, one.chosen,
                "; ".join(factor_text(of) for of in one.as_kept() if of["name"] != "override"),
                one.override_reason,
            ]
            for one in listed
        ],
    )  # fmt: skip
    return [plan, risk]


def _by_uuid(session: Session, subject: uuid.UUID) -> Programme | None:
    return session.scalars(select(Programme).where(Programme.uuid == subject)).one_or_none()


def _allowed(session: Session, actor: Actor, subject: uuid.UUID) -> Decision:
    found = _by_uuid(session, subject)
    if found is None:
        return no(lazy("This programme does not exist."))
    return decide(actor, "programme.read", found)


def _subject(session: Session, subject: uuid.UUID) -> Subject | None:
    found = _by_uuid(session, subject)
    if found is None:
        return None
    title = t("Audit programme %(year)s", year=found.year)
    return Subject(
        title,
        (
            (t("Audit programme"), "programme_index", {}),
            (str(found.year), "programme_show", {"year": found.year, "version": found.number}),
        ),
    )


def _prepare(
    session: Session, _store: FileStore, clock: Clock, subject: uuid.UUID, language: str
) -> Prepared:
    found = _by_uuid(session, subject)
    if found is None:
        raise not_found("programme.not_found")
    config = module().config
    programme = queries.version(session, found.year, found.number)
    now = clock.now()
    day = now.astimezone(config.zone).date()
    with use_locale(language):
        followed = queries.follow(session, programme, day)
        name = f"{t('Audit programme %(year)s', year=programme.year)}.pdf"
        zone = config.zone
        signed = []
        if programme.submitted_at is not None:
            signed.append(
                (
                    t("Submitted"),
                    f"{programme.submitted_by}, {date_text(programme.submitted_at, zone)}",
                )
            )
        if programme.state in SEALED:
            signed.append(
                (
                    t("Approved"),
                    f"{programme.approved_by}, {date_text(programme.approved_at, zone)}",
                )
            )
            signed.append((t("Seal of the content (SHA-256)"), programme.content_hash))
        facts = [
            (t("State"), str(labels.STATES[programme.state])),
            (
                t("Cycle"),
                t("every area at least once in %(years)s years", years=programme.cycle_years),
            ),
            (t("Standard"), programme.edition.label if programme.edition else "—"),
            (t("Why it was changed"), programme.change_reason),
            (t("Objectives"), programme.objectives),
            (t("Risks of the programme"), programme.risks),
        ]
        rows = [
            (
                _when(one.entry),
                entry_name(one.entry)
                + (
                    f"\n{', '.join(of.clause.number for of in one.entry.clauses)}"
                    if one.entry.clauses
                    else ""
                ),
                str(one.entry.half_days),
                _team(one.entry),
                f"{one.entry.priority}\n"
                + "\n".join(factor_text(of) for of in one.entry.factors[:5]),
                _became(one),
            )
            for one in followed
        ]
        made = programme_print.ProgrammePrint(
            office=config.office_name,
            year=programme.year,
            version=programme.number,
            made_at=now,
            facts=tuple((label, value) for label, value in facts if value),
            signed=tuple(signed),
            rows=tuple(rows),
            draft=programme.state not in SEALED,
            language=language,
            zone=zone,
        )
    return Prepared(name, partial(_render, made))


def _render(made: programme_print.ProgrammePrint, path: Path, progress: Progress) -> RenderedReport:
    return programme_print.render_programme(made, path, progress)


register(ReportKind(KIND, _allowed, _prepare, subject=_subject))
