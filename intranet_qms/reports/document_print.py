"""One issue of a controlled document as a PDF, with the header table that offices use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..i18n import date_text, t, use_locale
from .markdown_tree import Parse, Picture, markdown_tree
from .print_marks import check_words, qr_drawing
from .typst_renderer import Limits, Progress, RenderedReport, compile_pdf

DASH = "—"
LONGEST_HEAD = 160
"""Characters of a title at the head of each page; the first page has all of it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who prepared, reviewed or approved, as what, and when; ``at`` None: not yet."""

    name: str
    role: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the change log; ``people`` says who prepared, reviewed and approved it."""

    issue: str
    effective_from: date | None
    description: str
    people: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPrint:
    """Everything that the print of one issue shows.

    ``body`` is the Markdown of the issue; ``content_sha256`` the hash to which its approval is
    bound. ``uncontrolled`` (the rule for anything printed) marks the copy with the day of the
    print. ``state`` is the word for the state of the issue, shown unless it is in force.
    ``check_url`` is the address that tells whether a print is still in force; it is printed as a
    QR code on every page. ``emblem`` is an SVG drawing. ``pictures`` are by the address that the
    text gives them. ``parse`` turns the text into tokens where the dialect has links of its own.
    ``text_language`` is that of the text, whatever ``language`` the words around it have.
    ``for_everybody`` leaves out who owns the document and who decided about it: names of officials
    are for the office.
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
    emblem: str = ""
    check_url: str = ""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    parse: Parse | None = None
    for_everybody: bool = False
    copy_for: str = ""
    """Who took the copy, where it leaves the office with somebody from outside."""
    text_language: str = "pl"


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
        photos={one.sha256: one.data for one in document.pictures.values()},
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )


def document_data(document: DocumentPrint) -> dict[str, Any]:
    """The content of the template `document.typ`, in the current language."""
    return {
        **frame_data(
            office=document.office,
            title=f"{document.code} {document.title}",
            keywords=[document.code, *document.standards],
            made_at=document.made_at,
            zone=document.zone,
            language=document.language,
            footer=_footer(document),
            uncontrolled=document.uncontrolled,
            copy_for=document.copy_for,
        ),
        "part": part_data(document),
    }


def frame_data(
    *,
    office: str,
    title: str,
    keywords: Sequence[str],
    made_at: datetime,
    zone: ZoneInfo,
    language: str,
    footer: str,
    uncontrolled: bool,
    copy_for: str = "",
) -> dict[str, Any]:
    """What every print says outside of its text: metadata, foot, the numbers of its pages."""
    made_on = made_at.astimezone(zone)
    return {
        "language": language,
        "title": title,
        "keywords": list(keywords),
        "made_on": {"year": made_on.year, "month": made_on.month, "day": made_on.day},
        "office": office,
        "page_words": t("page {page} of {pages}"),
        "footer": footer,
        "uncontrolled": _uncontrolled(date_text(made_on, zone), copy_for)
        if uncontrolled or copy_for
        else None,
    }


def _uncontrolled(day: str, copy_for: str) -> str:
    if copy_for:
        return t("Uncontrolled copy for %(name)s, printed %(date)s", name=copy_for, date=day)
    return t("Uncontrolled copy, printed %(date)s", date=day)


def head_data(
    *,
    office: str,
    emblem: str,
    subject: str,
    unit: str,
    cells: Sequence[tuple[str, str]],
    check_url: str,
) -> dict[str, Any]:
    """The table at the head of a page. ``cells`` are three: name and value."""
    return {
        "office": office,
        "emblem": emblem or None,
        "subject": subject if len(subject) <= LONGEST_HEAD else f"{subject[:LONGEST_HEAD]}…",
        "unit": unit,
        "cells": [{"label": label, "value": value} for label, value in cells],
        "page_word": t("Page"),
        "page_short": t("{page} of {pages}"),
        "qr": qr_drawing(check_url) if check_url else None,
        "qr_alt": t("Code that leads to the page which tells whether this print is still in force"),
    }


def part_data(document: DocumentPrint, *, top_level: int = 2) -> dict[str, Any]:
    """One issue: its head, its record, its text and what follows.

    Args:
        top_level: level of the highest heading of the text; the title is one above.
    """
    facts = (
        (t("State of the document"), [document.state]),
        (t("Organisational unit"), [document.owner_unit]),
        (t("Owner"), [] if document.for_everybody else [document.owner]),
        (t("Standard"), list(document.standards)),
        (t("Legal basis"), list(document.legal_basis)),
        (t("Classification"), [_classification(document)]),
    )
    return {
        "code": document.code,
        "kind": document.kind,
        "subject": document.title,
        "with_record": True,
        "head": head_data(
            office=document.office,
            emblem=document.emblem,
            subject=document.title,
            unit=document.owner_unit,
            cells=(
                (t("Code"), document.code),
                (t("Issue"), document.issue),
                (t("Effective from"), date_text(document.effective_from, document.zone)),
            ),
            check_url=document.check_url,
        ),
        "check": check_words(document.check_url),
        "facts": facts_data(facts),
        "decisions": [] if document.for_everybody else decisions_data(document),
        "text_language": document.text_language,
        "body": markdown_tree(
            document.body,
            top_level=top_level,
            pictures=document.pictures,
            parse=document.parse,
        ),
        "attachments_word": t("Attachments"),
        "attachments": list(document.attachments),
        **changes_data(() if document.for_everybody else document.changes, document.zone),
    }


def facts_data(facts: Sequence[tuple[str, Sequence[str]]]) -> list[dict[str, Any]]:
    """Names and values; what has no value is left out."""
    return [
        {"label": label, "value": kept}
        for label, lines in facts
        if (kept := [line for line in lines if line])
    ]


def decisions_data(document: DocumentPrint) -> list[dict[str, Any]]:
    """The table of those who prepared, reviewed and approved."""
    columns = (
        (t("Prepared by"), document.prepared_by),
        (t("Reviewed by"), document.reviewed_by),
        (t("Approved by"), document.approved_by),
    )
    return [
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
        for label, people in columns
    ]


def changes_data(changes: Sequence[Change], zone: ZoneInfo) -> dict[str, Any]:
    """The change log: issue, day, what changed, and who answered for it."""
    return {
        "changes_word": t("Change log"),
        "change_heads": [
            t("Issue"),
            t("Effective from"),
            t("Change"),
            t("Prepared, reviewed, approved by"),
        ],
        "changes": [
            [
                change.issue,
                date_text(change.effective_from, zone),
                change.description,
                change.people or DASH,
            ]
            for change in changes
        ],
    }


def _footer(document: DocumentPrint) -> str:
    if not document.content_sha256:
        return f"{document.office} · {document.code}"
    return t("Fingerprint of the content: SHA-256 %(hash)s", hash=document.content_sha256[:16])


def _classification(document: DocumentPrint) -> str:
    if not document.jrwa:
        return ""
    return t(
        "class %(jrwa)s, category %(category)s",
        jrwa=document.jrwa,
        category=document.archive_category or DASH,
    )
