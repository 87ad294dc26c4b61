"""The bank of questions: those of all published checklists, and a collection that comes along.

Found by any inflected word, also without Polish letters. A question that several checklists ask in
the same words is one entry that names them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from ..documents.queries.words import asked_forms
from ..i18n import current_locale
from .content import normalise, questions_of
from .indexing import terms_of
from .models import ChecklistQuestion, ChecklistTemplate, ChecklistVersion
from .workflow import VersionState

COLLECTION: Final = Path(__file__).parent / "collection.json"
PAGE: Final = 25
ADDRESSED: Final = ("relevant", "required_when", "evidence_when")
"""Words that speak of other questions of the same checklist; they stay behind."""


@dataclass(frozen=True, slots=True)
class Place:
    """A published checklist that asks a question."""

    key: str
    number: int
    question: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A question to take: its content without key and conditions, and who asks it already."""

    question: Mapping[str, Any]
    places: tuple[Place, ...] = ()
    topic_pl: str = ""
    topic_en: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of entries. ``total`` counts all pages."""

    entries: tuple[Entry, ...]
    total: int
    page: int

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.page * PAGE < self.total


@dataclass(frozen=True, slots=True)
class _Collected:
    entry: Entry
    terms: str
    clauses: tuple[str, ...]


@cache
def _collection() -> tuple[_Collected, ...]:
    """What comes along, with its terms; read once for each process."""
    made = []
    for topic in json.loads(COLLECTION.read_text(encoding="utf-8"))["topics"]:
        for raw in topic["questions"]:
            question = _loose(
                normalise({"sections": [{"questions": [raw]}]})["sections"][0]["questions"][0]
            )
            made.append(
                _Collected(
                    Entry(question, (), topic["title_pl"], topic["title_en"]),
                    terms_of(
                        question["text_pl"],
                        question["text_en"],
                        topic["title_pl"],
                        topic["title_en"],
                    ),
                    (question["clause"],),
                )
            )
    return tuple(made)


def _loose(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question as it can stand in any checklist."""
    return {
        word: value for word, value in question.items() if word not in ADDRESSED and word != "key"
    }


def search(session: Session, typed: str, *, page: int = 1) -> Found:
    """The questions that speak of all words of `typed`; all of them for no words.

    The collection comes first, then the checklists' in the order of their titles. Three queries.
    """
    forms = asked_forms(typed)
    collected = [
        one.entry for one in _collection() if all(_has(one.terms, meant) for meant in forms)
    ]
    condition = and_(
        ChecklistVersion.state == VersionState.PUBLISHED, *(_row_has(meant) for meant in forms)
    )
    asked = (
        select(
            ChecklistQuestion.text_pl,
            func.min(ChecklistTemplate.sort_key),
            func.min(ChecklistQuestion.position),
        )
        .join(ChecklistQuestion.version)
        .join(ChecklistVersion.template)
        .where(condition)
        .group_by(ChecklistQuestion.text_pl)
    )
    total = len(collected) + (
        session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    )
    first = (page - 1) * PAGE
    entries = collected[first : first + PAGE]
    room = PAGE - len(entries)
    if room:
        texts = [
            row[0]
            for row in session.execute(
                asked.order_by(
                    func.min(ChecklistTemplate.sort_key), func.min(ChecklistQuestion.position)
                )
                .offset(max(0, first - len(collected)))
                .limit(room)
            )
        ]
        entries += _entries(session, ChecklistQuestion.text_pl.in_(texts), texts) if texts else []
    return Found(tuple(entries), total, page)


def _has(terms: str, meant: frozenset[str]) -> bool:
    return any(f" {form}" in terms for form in meant)


def _row_has(meant: frozenset[str]) -> ColumnElement[bool]:
    # The beginning of a word is enough: people see what they look for before they have typed it.
    return or_(
        *(ChecklistQuestion.lemmas.contains(f" {form}", autoescape=True) for form in sorted(meant))
    )


def of_clauses(
    session: Session, clauses: Sequence[str], *, standard: str, edition: str
) -> dict[str, list[Entry]]:
    """By clause: what published checklists of a standard's edition ask about it or below it, then
    what comes along for it."""
    wanted = list(dict.fromkeys(clauses))
    conditions = [
        or_(
            ChecklistQuestion.clause == clause,
            ChecklistQuestion.clause.startswith(f"{clause}.", autoescape=True),
        )
        for clause in wanted
    ]
    found: dict[str, list[Entry]] = {clause: [] for clause in wanted}
    if not wanted:
        return found
    rows = _entries(
        session,
        and_(
            or_(*conditions),
            ChecklistTemplate.standard == standard,
            ChecklistTemplate.edition == edition,
        ),
        None,
    )
    if standard == "ISO 9001":
        rows += [one.entry for one in _collection()]
    for entry in rows:
        clause = _nearest(entry.question["clause"], found)
        if clause:
            found[clause].append(entry)
    return found


def _nearest(clause: str, wanted: Mapping[str, object]) -> str:
    """The wanted clause that `clause` is, or lies below; the innermost one."""
    parts = clause.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in wanted:
            return name
    return ""


def _entries(
    session: Session, condition: ColumnElement[bool], order: Sequence[str] | None
) -> list[Entry]:
    """Entries of published questions, those of the same words joined, in the given order of texts."""
    rows = session.scalars(
        select(ChecklistQuestion)
        .join(ChecklistQuestion.version)
        .join(ChecklistVersion.template)
        .where(ChecklistVersion.state == VersionState.PUBLISHED, condition)
        .options(
            contains_eager(ChecklistQuestion.version).contains_eager(ChecklistVersion.template)
        )
        .order_by(ChecklistTemplate.sort_key, ChecklistQuestion.position)
    ).all()
    contents: dict[int, dict[str, Any]] = {}
    grouped: dict[str, list[ChecklistQuestion]] = {}
    for row in rows:
        grouped.setdefault(row.text_pl, []).append(row)
        if row.version_id not in contents:
            contents[row.version_id] = {
                question["key"]: question for question in questions_of(row.version.content)
            }
    texts = list(grouped) if order is None else [text for text in order if text in grouped]
    polish = current_locale() == "pl"
    return [
        Entry(
            _loose(contents[grouped[text][0].version_id][grouped[text][0].key]),
            tuple(
                Place(
                    one.version.template.key,
                    one.version.number,
                    one.key,
                    one.version.template.title_pl if polish else one.version.template.title_en,
                )
                for one in grouped[text]
            ),
        )
        for text in texts
    ]
