"""Several texts as one book: a cover, a table of contents with page numbers, parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..i18n import t, use_locale
from .document_print import (
    Decision,
    DocumentPrint,
    changes_data,
    decisions_data,
    facts_data,
    frame_data,
    head_data,
    part_data,
)
from .markdown_tree import markdown_tree
from .print_marks import check_words
from .typst_renderer import Limits, Progress, RenderedReport, compile_pdf

BOOK_LIMITS = Limits(seconds=600)
"""A book of hundreds of pages is made by the worker, where nobody waits for the answer."""

__all__ = ["BOOK_LIMITS", "BookPrint", "Chapter", "Decision", "render_book"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a book that is one document: its title and its Markdown."""

    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPrint:
    """Everything that a book shows.

    Either ``parts`` are documents, each with a header table, a record and a change log of its own;
    or ``whole`` is the one document that ``chapters`` make up, and its header stands on every page.

    ``kind`` is the line above the title on the cover, ``facts`` the lines below it. ``depth``:
    levels of headings in the table of contents.
    """

    office: str
    title: str
    kind: str
    made_at: datetime
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parts: tuple[DocumentPrint, ...] = ()
    whole: DocumentPrint | None = None
    chapters: tuple[Chapter, ...] = ()
    check_url: str = ""
    emblem: str = ""
    depth: int = 1
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))


def render_book(
    book: BookPrint,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF of `book` at `out_path`.

    Raises:
        ReportFailed: the file could not be made; `out_path` is as it was.
    """
    with use_locale(book.language):
        data = book_data(book)
    printed = (*book.parts, *([book.whole] if book.whole else []))
    return compile_pdf(
        "book.typ",
        data,
        out_path,
        made_at=book.made_at,
        photos={one.sha256: one.data for part in printed for one in part.pictures.values()},
        progress=progress or (lambda _done, _stage: None),
        limits=limits or BOOK_LIMITS,
    )


def book_data(book: BookPrint) -> dict[str, Any]:
    """The content of the template `book.typ`, in the current language."""
    whole = book.whole
    head = (
        part_data(whole)["head"]
        if whole
        else head_data(
            office=book.office,
            emblem=book.emblem,
            subject=book.title,
            unit="",
            cells=(
                (t("Documents"), str(len(book.parts))),
                (t("Kind"), book.kind),
                (t("As of"), f"{book.made_at.astimezone(book.zone):%d.%m.%Y}"),
            ),
            check_url=book.check_url,
        )
    )
    log = (
        changes_data(whole.changes, whole.zone)
        if whole
        else {"changes": [], "changes_word": "", "change_heads": []}
    )
    return {
        **frame_data(
            office=book.office,
            title=f"{whole.code} {whole.title}" if whole else book.title,
            keywords=[part.code for part in book.parts] or [whole.code if whole else book.title],
            made_at=book.made_at,
            zone=book.zone,
            language=book.language,
            footer=t("Fingerprint of the content: SHA-256 %(hash)s", hash=whole.content_sha256[:16])
            if whole and whole.content_sha256
            else f"{book.office} · {book.title}",
            uncontrolled=True,
            copy_for=whole.copy_for if whole else "",
        ),
        "kind": book.kind,
        "subject": book.title,
        "head": head,
        "check": check_words(book.check_url),
        "facts": facts_data(book.facts),
        "decisions": decisions_data(whole) if whole else [],
        "contents_word": t("Contents"),
        "depth": book.depth,
        "parts": [part_data(part) for part in book.parts] or _chapters(book, head),
        **log,
    }


def _chapters(book: BookPrint, head: dict[str, Any]) -> list[dict[str, Any]]:
    whole = book.whole
    return [
        {
            "code": "",
            "subject": chapter.title,
            "with_record": False,
            "head": head,
            "text_language": whole.text_language if whole else "pl",
            "body": markdown_tree(
                chapter.body,
                pictures=whole.pictures if whole else {},
                parse=whole.parse if whole else None,
            ),
            "attachments": [],
            "attachments_word": "",
            "changes": [],
            "changes_word": "",
            "change_heads": [],
        }
        for chapter in book.chapters
    ]
