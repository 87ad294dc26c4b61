"""Checklists and Excel forms as tests need them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]

SURVEY_TITLES = ("type", "name", "label::Polski (pl)", "label::English (en)")


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A real workbook with the given sheets; the first row of each holds the titles."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def survey(*rows: Sequence[object], titles: Sequence[str] = SURVEY_TITLES, **sheets: Rows) -> bytes:
    """A workbook with a survey of `rows` (the first is Excel's row 2) and other sheets."""
    settings: Rows = (("form_title", "form_id"), ("Przegląd archiwum", "archive"))
    return xlsx({"survey": [titles, *rows], "settings": settings, **sheets})


def question(key: str = "q1", **words: Any) -> dict[str, Any]:
    """A question of a checklist's content."""
    return {"key": key, "text_pl": f"Pytanie {key}", "text_en": f"Question {key}", **words}


def content(*questions: dict[str, Any], key: str = "archive", **words: Any) -> dict[str, Any]:
    """A checklist's content with one section."""
    return {
        "key": key,
        "title_pl": "Przegląd archiwum",
        "title_en": "Archive review",
        "standard": "ISO 9001",
        "edition": "2015",
        "sections": [
            {
                "key": "general",
                "title_pl": "Ogólne",
                "title_en": "General",
                "questions": list(questions) or [question()],
            }
        ],
        **words,
    }
