"""One issue of a controlled document as a PDF, with the header table that offices use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..i18n import date_text, t, use_locale
from .markdown_tree import markdown_tree
from .typst_renderer import Limits, Progress, RenderedReport, compile_pdf

DASH = "—"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who prepared, reviewed or approved, as what, and when; ``at`` None: not yet."""

    name: str
    role: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the change log."""

    issue: str
    effective_from: date | None
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPrint:
    """Everything that the print of one issue shows.

    ``body`` is the Markdown of the issue; ``content_sha256`` the hash to which its approval is
    bound. ``uncontrolled`` (the rule for anything printed) marks the copy with the day of the
    print. ``state`` is the word for the state of the issue, shown unless it is in force.
    """

    office: str
    code: str
    title: str
    kind: str
    issue: str
    made_at: datetime
    body: str
    effective_from: date | None = None
    state: str = ""
    owner_unit: str = ""
    owner: str = ""
    prepared_by: tuple[Decision, ...] = ()
    reviewed_by: tuple[Decision, ...] = ()
    approved_by: tuple[Decision, ...] = ()
    standards: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    jrwa: str = ""
    archive_category: str = ""
    attachments: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    content_sha256: str = ""
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))
    uncontrolled: bool = True


def render_document(
    document: DocumentPrint,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF of `document` at `out_path`.

    Raises:
        ReportFailed: the file could not be made; `out_path` is as it was.
    """
    with use_locale(document.language):
        data = document_data(document)
    return compile_pdf(
        "document.typ",
        data,
        out_path,
        made_at=document.made_at,
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )


def document_data(document: DocumentPrint) -> dict[str, Any]:
    """The content of the template `document.typ`, in the current language."""
    made_on = document.made_at.astimezone(document.zone)
    facts = (
        (t("State of the document"), [document.state]),
        (t("Organisational unit"), [document.owner_unit]),
        (t("Owner"), [document.owner]),
        (t("Standard"), list(document.standards)),
        (t("Legal basis"), list(document.legal_basis)),
        (t("Classification"), [_classification(document)]),
    )
    decisions = (
        (t("Prepared by"), document.prepared_by),
        (t("Reviewed by"), document.reviewed_by),
        (t("Approved by"), document.approved_by),
    )
    return {
        "language": document.language,
        "title": f"{document.code} {document.title}",
        "keywords": [document.code, *document.standards],
        "made_on": {"year": made_on.year, "month": made_on.month, "day": made_on.day},
        "office": document.office,
        "kind": document.kind,
        "code": document.code,
        "subject": document.title,
        "header": [
            {"label": t("Code"), "value": document.code},
            {"label": t("Issue"), "value": document.issue},
            {
                "label": t("Effective from"),
                "value": date_text(document.effective_from, document.zone),
            },
        ],
        "page_word": t("Page"),
        "page_words": t("page {page} of {pages}"),
        "footer": t(
            "Fingerprint of the content: SHA-256 %(hash)s", hash=document.content_sha256[:16]
        )
        if document.content_sha256
        else f"{document.office} · {document.code}",
        "uncontrolled": t(
            "Uncontrolled copy, printed %(date)s", date=date_text(made_on, document.zone)
        )
        if document.uncontrolled
        else None,
        "facts": [
            {"label": label, "value": kept}
            for label, lines in facts
            if (kept := [line for line in lines if line])
        ],
        "decisions": [
            {
                "label": label,
                "people": [
                    {
                        "name": person.name,
                        "role": person.role,
                        "date": date_text(person.at, document.zone),
                    }
                    for person in people
                ],
            }
            for label, people in decisions
        ],
        "body": markdown_tree(document.body),
        "attachments_word": t("Attachments"),
        "attachments": list(document.attachments),
        "changes_word": t("Change log"),
        "change_heads": [t("Issue"), t("Effective from"), t("Change")],
        "changes": [
            [change.issue, date_text(change.effective_from, document.zone), change.description]
            for change in document.changes
        ],
    }


def _classification(document: DocumentPrint) -> str:
    if not document.jrwa:
        return ""
    return t(
        "class %(jrwa)s, category %(category)s",
        jrwa=document.jrwa,
        category=document.archive_category or DASH,
    )
