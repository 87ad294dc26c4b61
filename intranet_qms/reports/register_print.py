"""The register of documents, narrowed as its reader narrowed it, as a list on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..i18n import date_text, t, tn, use_locale
from .document_print import facts_data, frame_data, head_data
from .print_marks import check_words
from .typst_renderer import Limits, Progress, RenderedReport, compile_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPrint:
    """What the list shows.

    ``rows``: code, title, kind, unit and owner, issue, in force from, review due, state; texts as
    they are printed. ``narrowed``: the filters that were set, as name and value.
    """

    office: str
    made_at: datetime
    rows: tuple[tuple[str, ...], ...]
    narrowed: tuple[tuple[str, str], ...] = ()
    check_url: str = ""
    emblem: str = ""
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))


def render_register(
    register: RegisterPrint,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF of `register` at `out_path`.

    Raises:
        ReportFailed: the file could not be made; `out_path` is as it was.
    """
    with use_locale(register.language):
        data = register_data(register)
    return compile_pdf(
        "register.typ",
        data,
        out_path,
        made_at=register.made_at,
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )


def register_data(register: RegisterPrint) -> dict[str, Any]:
    """The content of the template `register.typ`, in the current language."""
    title = t("Register of controlled documents")
    count = tn("%(n)s document", "%(n)s documents", len(register.rows))
    day = date_text(register.made_at, register.zone)
    return {
        **frame_data(
            office=register.office,
            title=title,
            keywords=[title],
            made_at=register.made_at,
            zone=register.zone,
            language=register.language,
            footer=f"{register.office} · {title}",
            uncontrolled=True,
        ),
        "subject": title,
        "head": head_data(
            office=register.office,
            emblem=register.emblem,
            subject=title,
            unit="",
            cells=(
                (t("Documents"), str(len(register.rows))),
                (t("Kind"), t("List of documents")),
                (t("As of"), f"{register.made_at.astimezone(register.zone):%d.%m.%Y}"),
            ),
            check_url=register.check_url,
        ),
        "check": check_words(register.check_url),
        "facts": facts_data(
            [
                (t("As of"), [day]),
                (t("Documents shown"), [count]),
                *((label, [value]) for label, value in register.narrowed),
            ]
        ),
        "heads": [
            t("Code"),
            t("Title"),
            t("Kind"),
            t("Unit and owner"),
            t("Issue"),
            t("In force from"),
            t("Review due"),
            t("State"),
        ],
        "rows": [list(row) for row in register.rows],
        "nothing": t("No document matches"),
    }
