"""The questions of a version as rows, so that they can be asked for by clause and by their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents.queries.words import dictionary_forms
from .models import ChecklistQuestion

_MOST_TERMS = 200


def terms_of(*texts: str) -> str:
    """Dictionary forms of what texts say, each between spaces."""
    forms = sorted(dictionary_forms(*texts, most=_MOST_TERMS))
    return f" {' '.join(forms)} " if forms else ""


def question_rows(
    content: Mapping[str, Any], version_id: int | None = None
) -> list[ChecklistQuestion]:
    """The rows of a version's questions, in order."""
    placed = [
        (section["key"], question)
        for section in content["sections"]
        for question in section["questions"]
    ]
    return [
        ChecklistQuestion(
            version_id=version_id,
            key=question["key"],
            position=position,
            section=section,
            clause=question["clause"],
            procedure=question.get("procedure", ""),
            kind=question["type"],
            text_pl=question["text_pl"],
            text_en=question["text_en"],
            lemmas=terms_of(question["text_pl"], question["text_en"]),
        )
        for position, (section, question) in enumerate(placed, 1)
    ]
