"""An audit programme on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..i18n import t, tn, use_locale
from .document_print import facts_data, frame_data, head_data
from .print_marks import check_words
from .typst_renderer import Limits, Progress, RenderedReport, compile_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePrint:
    """What is printed. ``rows``: when, area, half-days, team, priority with its factors, state.

    ``signed``: who submitted and approved it when, and the seal. ``draft``: not approved yet.
    """

    office: str
    year: int
    version: int
    made_at: datetime
    facts: tuple[tuple[str, str], ...]
    signed: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    draft: bool = False
    emblem: str = ""
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))


def render_programme(
    made: ProgrammePrint,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF at `out_path`.

    Raises:
        ReportFailed: the file could not be made; `out_path` is as it was.
    """
    with use_locale(made.language):
        data = programme_data(made)
    return compile_pdf(
        "programme.typ",
        data,
        out_path,
        made_at=made.made_at,
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )


def programme_data(made: ProgrammePrint) -> dict[str, Any]:
    """The content of the template `programme.typ`, in the current language."""
    title = t("Audit programme %(year)s", year=made.year)
    return {
        **frame_data(
            office=made.office,
            title=title,
            keywords=[title],
            made_at=made.made_at,
            zone=made.zone,
            language=made.language,
            footer=f"{made.office} · {title}",
            uncontrolled=made.draft,
        ),
        "subject": title,
        "head": head_data(
            office=made.office,
            emblem=made.emblem,
            subject=title,
            unit="",
            cells=(
                (t("Version"), str(made.version)),
                (t("Audits"), str(len(made.rows))),
                (t("As of"), f"{made.made_at.astimezone(made.zone):%d.%m.%Y}"),
            ),
            check_url="",
        ),
        "check": check_words(""),
        "facts": facts_data(
            [(label, value.split("\n")) for label, value in made.facts]
            + [(t("Planned"), [tn("%(n)s audit", "%(n)s audits", len(made.rows))])]
        ),
        "signed": facts_data([(label, [value]) for label, value in made.signed]),
        "heads": [
            t("When"), t("Area"), t("Half-days"), t("Team"), t("Priority"), t("State"),
        ],
        "rows": [list(row) for row in made.rows],
        "nothing": t("Nothing is planned yet."),
    }  # fmt: skip
