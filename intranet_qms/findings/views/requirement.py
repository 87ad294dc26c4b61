"""What is not met, chosen by search: a clause of any standard, a paragraph in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from ...http import db_session, guarded, page, signed_in
from ..models import Finding
from ..queries.requirements import (
    CitedClause,
    CitedParagraph,
    clause_cited,
    find_clauses,
    find_paragraphs,
    paragraph_cited,
)
from ._shared import routes, today


@dataclass(frozen=True, slots=True)
class RequirementChoices:
    """What the chooser shows; the chosen ones come first and are ticked."""

    asked: str
    clause: CitedClause | None
    paragraph: CitedParagraph | None
    clauses: list[CitedClause]
    paragraphs: list[CitedParagraph]


def _number(raw: Any) -> int | None:
    text = str(raw or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def requirement_choices(finding: Finding | None, values: Mapping[str, Any]) -> RequirementChoices:
    """What was chosen, in the form or in the finding, and what answers the search."""
    session, asked = db_session(), str(values.get("requirement_q", ""))[:200]
    clause_id = _number(values.get("clause_choice"))
    if clause_id is None and "clause_choice" not in values and finding is not None:
        clause_id = finding.clause_id
    choice = str(values.get("paragraph_choice", ""))
    if "paragraph_choice" not in values and finding is not None and finding.paragraph_key:
        choice = f"{finding.document_id}:{finding.paragraph_key}"
    clause = clause_cited(session, clause_id) if clause_id is not None else None
    paragraph = paragraph_cited(session, choice)
    return RequirementChoices(
        asked,
        clause,
        paragraph,
        [one for one in find_clauses(session, asked) if clause is None or one.id != clause.id],
        [
            one
            for one in find_paragraphs(session, signed_in(), asked, today())
            if paragraph is None or one.choice != paragraph.choice
        ],
    )


def chosen_requirement() -> dict[str, Any]:
    """What the form chose, as fields of a finding; nothing for what it does not speak of."""
    form, session = request.form, db_session()
    changes: dict[str, Any] = {}
    if "clause_choice" in form:
        number = _number(form["clause_choice"])
        clause = clause_cited(session, number) if number is not None else None
        changes["clause_id"] = clause.id if clause is not None else None
        if clause is not None:
            changes["clause"] = clause.citation[:60]
    if "paragraph_choice" in form:
        paragraph = paragraph_cited(session, form["paragraph_choice"])
        changes["paragraph_key"] = paragraph.key if paragraph is not None else None
        if paragraph is not None:
            changes["document_id"] = paragraph.document_id
    return changes


@routes.get("/findings/requirements")
@guarded("findings.raise")
def requirements() -> Response:
    """The part of a form that shows what answers the search, for a page that asks while one
    types."""
    return page(
        "qms/findings/_requirement_results.html",
        requirement=requirement_choices(None, request.args),
    )
