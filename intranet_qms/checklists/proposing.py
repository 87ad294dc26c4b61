"""Questions proposed from what they rest on: clauses of a standard, paragraphs of a procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from ..documents import queries as documents
from ..documents.hooks import citations
from ..documents.queries.words import plain
from ..host import Actor
from ..standards import queries as standards
from . import bank
from .content import MAX_GUIDANCE

MAX_CLAUSES: Final = 60
_QUOTED: Final = 400
"""Characters of a paragraph that a question quotes; the rest stands in its guidance."""


@dataclass(frozen=True, slots=True)
class ClauseProposals:
    """What could be asked about one clause. ``general`` entries only repeat the clause's title."""

    number: str
    title_pl: str
    title_en: str
    entries: tuple[bank.Entry, ...]
    general: bool


@dataclass(frozen=True, slots=True)
class ParagraphProposal:
    """What could be asked about one paragraph, and how many published questions cite it already."""

    key: str
    number: str
    text: str
    heading: bool
    question: Mapping[str, Any]
    asked: int


def from_clauses(session: Session, edition: Any, numbers: Sequence[str]) -> list[ClauseProposals]:
    """Proposals for clauses of an edition, in the order of the standard.

    The wording of published checklists for this edition comes first; where there is none, that of
    the clause's counterparts in other editions; where there is none either, a general question.
    """
    wanted = set(numbers[:MAX_CLAUSES])
    clauses = [one for one in standards.clauses(session, edition.id) if one.number in wanted]
    names = [one.number for one in clauses]
    found = bank.of_clauses(session, names, standard=edition.standard, edition=edition.edition)
    bare = [one for one in clauses if not found[one.number]]
    if bare:
        _from_other_editions(session, edition, bare, found)
    made = []
    for clause in clauses:
        entries = found[clause.number] or [bank.Entry(_general(edition, clause))]
        made.append(
            ClauseProposals(
                clause.number,
                clause.title_pl,
                clause.title_en,
                tuple(entries),
                not found[clause.number],
            )
        )
    return made


def _from_other_editions(
    session: Session, edition: Any, clauses: Sequence[Any], found: dict[str, list[bank.Entry]]
) -> None:
    ways = standards.ways(session, edition.id)
    by_edition: dict[tuple[str, str], dict[str, str]] = {}
    for clause in clauses:
        way = ways.get(clause.id)
        for link in [*way.came_from, *way.went_to] if way else ():
            other = link.clause.edition
            by_edition.setdefault((other.standard, other.edition), {})[link.clause.number] = (
                clause.number
            )
    for (standard, name), numbers in by_edition.items():
        elsewhere = bank.of_clauses(session, list(numbers), standard=standard, edition=name)
        for number, entries in elsewhere.items():
            target = found[numbers[number]]
            known = {one.question["text_pl"] for one in target}
            target += [
                bank.Entry({**one.question, "clause": numbers[number]}, one.places)
                for one in entries
                if one.question["text_pl"] not in known
            ]


def _general(edition: Any, clause: Any) -> dict[str, Any]:
    label = f"{edition.standard}:{edition.edition}"
    return {
        "text_pl": f"Czy spełnione są wymagania pkt {clause.number} „{clause.title_pl}” normy {label}?",
        "text_en": f"Are the requirements of clause {clause.number} “{clause.title_en}” of {label} met?",
        "guidance_pl": "Poproś o dowód z ostatnich miesięcy i zapisz, co obejrzano.",
        "guidance_en": "Ask for evidence from recent months and note what was looked at.",
        "clause": clause.number,
        "type": "conformity",
        "evidence": "required_on_nonconformity",
        "weight": 1,
        "required": False,
    }


def from_document(session: Session, actor: Actor, code: str) -> tuple[Any, list[ParagraphProposal]]:
    """A document in force, and a proposal for each paragraph of its issue, in order.

    Raises:
        NotFound: there is no such document, or the actor may not know about it.
    """
    document = documents.readable(session, actor, code)
    asked: dict[str, int] = {}
    for citation in citations(session, document):
        for key in citation.paragraphs:
            asked[key] = asked.get(key, 0) + 1
    return document, [
        _proposal(document, one, asked.get(one.key, 0))
        for one in documents.current_paragraphs(session, [document.id])
    ]


def _proposal(document: Any, paragraph: Any, asked: int) -> ParagraphProposal:
    heading = paragraph.text.lstrip().startswith("#")
    text = plain(paragraph.text).strip()
    place = f"{document.code} § {paragraph.number}" if paragraph.number else document.code
    quoted = text if len(text) <= _QUOTED else f"{text[:_QUOTED].rsplit(' ', 1)[0]} …"
    return ParagraphProposal(
        key=paragraph.key,
        number=paragraph.number,
        text=text,
        heading=heading,
        asked=asked,
        question={
            "text_pl": f"Czy postępuje się tak, jak mówi {place}: „{quoted}”?",
            "text_en": f"Is it done as {place} says: “{quoted}”?",
            "guidance_pl": text[:MAX_GUIDANCE] if quoted != text else "",
            "guidance_en": text[:MAX_GUIDANCE] if quoted != text else "",
            "clause": "",
            "procedure": place[:100],
            "cites": {
                "document": document.code,
                "paragraph": paragraph.key,
                "number": paragraph.number,
                "issue": paragraph.revision.label,
            },
            "type": "conformity",
            "evidence": "required_on_nonconformity",
            "weight": 1,
            "required": False,
        },
    )
