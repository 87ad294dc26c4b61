"""The story of one case on paper: facts, texts and tables in sections. Knows no feature."""

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
class StoryTable:
    """A table of a section. ``widths`` are parts of the page's width, one for each column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySection:
    """A part with its heading. ``texts``: a small heading (may be empty) and the words below it.

    ``tree``: lines of a list with how deep each stands, from 0, and whether it is marked.
    """

    title: str
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    tree: tuple[tuple[int, str, bool], ...] = ()
    tables: tuple[StoryTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPrint:
    """What is printed. ``kind`` is what the paper is called, ``code`` the case's number."""

    office: str
    kind: str
    code: str
    title: str
    unit: str
    made_at: datetime
    cells: tuple[tuple[str, str], ...]
    sections: tuple[StorySection, ...]
    mark_word: str = ""
    """What a marked line of a tree is, in words."""
    emblem: str = ""
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))


def render_story(
    story: StoryPrint,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
) -> RenderedReport:
    """Make the PDF of `story` at `out_path`.

    Raises:
        ReportFailed: the file could not be made; `out_path` is as it was.
    """
    with use_locale(story.language):
        data = story_data(story)
    return compile_pdf(
        "story.typ",
        data,
        out_path,
        made_at=story.made_at,
        progress=progress or (lambda _done, _stage: None),
        limits=limits,
    )


def story_data(story: StoryPrint) -> dict[str, Any]:
    """The content of the template `story.typ`, in the current language."""
    subject = f"{story.kind} {story.code}"
    return {
        **frame_data(
            office=story.office,
            title=subject,
            keywords=[story.code, story.kind],
            made_at=story.made_at,
            zone=story.zone,
            language=story.language,
            footer=f"{story.office} · {subject}",
            uncontrolled=True,
        ),
        "subject": subject,
        "lead": story.title,
        "head": head_data(
            office=story.office,
            emblem=story.emblem,
            subject=subject,
            unit=story.unit,
            cells=story.cells,
            check_url="",
        ),
        "mark_word": story.mark_word,
        "nothing": t("Nothing has been noted here."),
        "sections": [
            {
                "title": one.title,
                "facts": facts_data([(label, list(lines)) for label, lines in one.facts]),
                "texts": [{"label": label, "text": text} for label, text in one.texts],
                "tree": [
                    {"depth": depth, "text": text, "marked": marked}
                    for depth, text, marked in one.tree
                ],
                "tables": [
                    {
                        "heads": list(table.heads),
                        "rows": [list(row) for row in table.rows],
                        "widths": list(table.widths),
                    }
                    for table in one.tables
                ],
            }
            for one in story.sections
        ],
    }
