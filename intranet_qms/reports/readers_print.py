"""Who has confirmed having read an issue, and who has not: the proof on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..i18n import date_text, moment_text, t, tn, use_locale
from .document_print import facts_data, frame_data, head_data
from .typst_renderer import Limits, Progress, RenderedReport, compile_pdf


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A person, when they confirmed (None: not yet), and the SHA-256 of the text they confirmed."""

    name: str
    at: datetime | None
    content_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersPrint:
    """What the proof shows. ``groups``: a unit's name with its people."""

    office: str
    code: str
    title: str
    issue: str
    made_at: datetime
    effective_from: date | None
    content_sha256: str
    groups: tuple[tuple[str, tuple[ReaderLine, ...]], ...]
    owner_unit: str = ""
    emblem: str = ""
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))


def render_readers(
    readers: ReadersPrint,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF of `readers` at `out_path`.

    Raises:
        ReportFailed: the file could not be made; `out_path` is as it was.
    """
    with use_locale(readers.language):
        data = readers_data(readers)
    return compile_pdf(
        "readers.typ",
        data,
        out_path,
        made_at=readers.made_at,
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )


def readers_data(readers: ReadersPrint) -> dict[str, Any]:
    """The content of the template `readers.typ`, in the current language."""
    title = t("Acknowledgements")
    subject = f"{readers.code} {readers.title}"
    lines = [line for _, group in readers.groups for line in group]
    given = sum(line.at is not None for line in lines)
    return {
        **frame_data(
            office=readers.office,
            title=f"{title} – {subject}",
            keywords=[readers.code, title],
            made_at=readers.made_at,
            zone=readers.zone,
            language=readers.language,
            footer=f"{readers.office} · {readers.code} · {title}",
            uncontrolled=False,
        ),
        "subject": f"{title}: {subject}",
        "head": head_data(
            office=readers.office,
            emblem=readers.emblem,
            subject=subject,
            unit=readers.owner_unit,
            cells=(
                (t("Code"), readers.code),
                (t("Issue"), readers.issue),
                (t("In force from"), date_text(readers.effective_from, readers.zone)),
            ),
            check_url="",
        ),
        "facts": facts_data(
            [
                (t("As of"), [moment_text(readers.made_at, readers.zone)]),
                (t("Confirmed"), [t("%(given)s of %(all)s", given=given, all=len(lines))]),
                (t("SHA-256 of the text"), [readers.content_sha256]),
            ]
        ),
        "heads": [t("Person"), t("Confirmed"), t("SHA-256 of the text")],
        "groups": [
            {
                "name": name,
                "count": tn(
                    "%(given)s of %(n)s person has confirmed",
                    "%(given)s of %(n)s people have confirmed",
                    len(group),
                    given=sum(line.at is not None for line in group),
                ),
                "rows": [
                    [
                        line.name,
                        moment_text(line.at, readers.zone) if line.at else t("not yet"),
                        _short(line.content_sha256, readers.content_sha256) if line.at else "—",
                    ]
                    for line in group
                ],
            }
            for name, group in readers.groups
        ],
        "nothing": t("Nobody was asked yet"),
    }


def _short(confirmed: str, current: str) -> str:
    """The beginning of the hash; whole where another text was confirmed than the one above."""
    return confirmed[:16] if confirmed in {"", current} else confirmed
