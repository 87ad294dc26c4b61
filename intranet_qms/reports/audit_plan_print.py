"""The plan of an audit on paper (ISO 19011, clause 6.3.2.2): accessible, made from values alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..i18n import t, use_locale
from .document_print import facts_data, frame_data, head_data
from .typst_renderer import Limits, Progress, RenderedReport, compile_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlanPrint:
    """What the plan shows. All texts are as they are printed.

    ``facts``, ``scope``: names with values. ``team``: name, role, what the role may do. ``agenda``:
    when, what, unit, who. ``followed``: number, statement and state of earlier findings.
    """

    office: str
    number: str
    title: str
    made_at: datetime
    days: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    scope: tuple[tuple[str, tuple[str, ...]], ...]
    team: tuple[tuple[str, str, str], ...]
    agenda: tuple[tuple[str, str, str, str], ...] = ()
    followed: tuple[tuple[str, str, str], ...] = ()
    emblem: str = ""
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))


def render_plan(
    plan: AuditPlanPrint,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF of ``plan`` at ``out_path``.

    Raises:
        ReportFailed: the file could not be made; ``out_path`` is as it was.
    """
    with use_locale(plan.language):
        data = plan_data(plan)
    return compile_pdf(
        "audit_plan.typ",
        data,
        out_path,
        made_at=plan.made_at,
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )


def plan_data(plan: AuditPlanPrint) -> dict[str, Any]:
    """The content of the template ``audit_plan.typ``, in the current language."""
    title = t("Audit plan %(number)s", number=plan.number)
    return {
        **frame_data(
            office=plan.office,
            title=f"{title}: {plan.title}",
            keywords=[plan.number],
            made_at=plan.made_at,
            zone=plan.zone,
            language=plan.language,
            footer=f"{plan.office} · {title}",
            uncontrolled=True,
        ),
        "subject": plan.title,
        "head": head_data(
            office=plan.office,
            emblem=plan.emblem,
            subject=plan.title,
            unit="",
            cells=(
                (t("Number"), plan.number),
                (t("Kind"), t("Audit plan")),
                (t("Dates"), plan.days),
            ),
            check_url="",
        ),
        "facts": facts_data([(name, list(value)) for name, value in plan.facts]),
        "scope": facts_data([(name, list(value)) for name, value in plan.scope]),
        "team": [list(row) for row in plan.team],
        "agenda": [list(row) for row in plan.agenda],
        "questions": [list(row) for row in plan.followed],
        "words": {
            "team": t("Audit team"),
            "name": t("Name"),
            "role": t("Role"),
            "may": t("What the role does"),
            "scope": t("Scope"),
            "agenda": t("Agenda"),
            "no_agenda": t("There is no agenda yet: who is where, and when."),
            "time": t("Time"),
            "subject": t("Subject"),
            "unit": t("Organisational unit"),
            "who": t("Who takes part"),
            "followed": t("Earlier findings that are looked at again"),
            "finding": t("Finding"),
            "statement": t("Statement"),
            "state": t("State"),
        },
    }
