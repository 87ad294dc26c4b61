"""The PDF of an audit report: the same values always give the same file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..i18n import use_locale
from .audit_layout import audit_report_data
from .audit_values import (
    AgendaItem,
    Answer,
    AnswerState,
    AuditReport,
    Evidence,
    FileEntry,
    Finding,
    FollowedUp,
    Mark,
    Meeting,
    PhotoEntry,
    Question,
    Section,
    Shape,
    Signature,
    SyncReceipt,
    TeamMember,
    Tone,
)
from .typst_renderer import Limits, Photo, Progress, RenderedReport, compile_pdf

__all__ = [
    "AgendaItem",
    "Answer",
    "AnswerState",
    "AuditReport",
    "Evidence",
    "FileEntry",
    "Finding",
    "FollowedUp",
    "Mark",
    "Meeting",
    "PhotoEntry",
    "Question",
    "Section",
    "Shape",
    "Signature",
    "SyncReceipt",
    "TeamMember",
    "Tone",
    "render",
]


def render(
    report: AuditReport,
    photos: Mapping[str, Photo],
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF of `report` at `out_path`.

    Args:
        photos: by SHA-256. One that is missing or unreadable does not fail the report: its
            place says so, with the hash.
        progress: called with the part done and the stage; raising from it stops the work.

    Raises:
        ReportFailed: the file could not be made; `out_path` is as it was.
    """
    wanted = {entry.sha256 for entry in report.photos}
    wanted |= {signature.picture for signature in report.signatures}
    available = {sha256: photo for sha256, photo in photos.items() if sha256 in wanted}
    with use_locale(report.language):
        data = audit_report_data(report, frozenset(available))
    return compile_pdf(
        "audit_report.typ",
        data,
        out_path,
        made_at=report.made_at,
        photos=available,
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )
