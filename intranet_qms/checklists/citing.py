"""The questions that cite a document, by the paragraph that is meant."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from ..documents import queries as documents
from ..documents.hooks import Citation, citing
from . import queries

_PLACE = re.compile(r"(?:§|pkt\.?|ust\.?|rozdz\.?|section|point)?\s*(\d+(?:\.\d+)*)\s*$")


@citing
def questions(session: Session, document: Any) -> list[Citation]:
    """Questions of published checklists that name the document, or were tied to it by hand.

    What was tied by hand holds; the rest is read from the words of the question: ``PG-02`` is the
    whole, ``PG-02 § 4.3`` the place of that number, ``PG-02#key`` one paragraph.
    """
    tied = queries.tied_to_document(session, document.id)
    elsewhere = queries.tied_elsewhere(session, document.id)
    found: list[Citation] = []
    paragraphs = None
    for question in [*queries.citing_procedure(session, document.code), *tied]:
        template = question.version.template
        name = (template.id, question.key)
        if name in elsewhere:
            continue
        reference = f"{template.key}:{question.key}"
        if any(one.reference == reference for one in found):
            continue
        keys: tuple[str, ...]
        if question in tied:
            keys = (tied[question],) if tied[question] else ()
        else:
            if paragraphs is None:
                paragraphs = documents.current_paragraphs(session, [document.id])
            rest = question.procedure[len(document.code) :].strip()
            number = _PLACE.fullmatch(rest)
            if rest.startswith("#"):
                keys = (rest[1:].strip(),)
            elif number:
                keys = tuple(
                    one.key
                    for one in paragraphs
                    if one.number == number[1]
                    or one.number.startswith((f"{number[1]}(", f"{number[1]}."))
                )
            else:
                keys = ()
        found.append(
            Citation(
                kind="question",
                reference=reference,
                code=template.key,
                title_pl=f"{question.position}. {question.text_pl}",
                title_en=f"{question.position}. {question.text_en}",
                endpoint="checklists_show_version",
                values={
                    "key": template.key,
                    "number": question.version.number,
                    "_anchor": f"question-{question.key}",
                },
                paragraphs=keys,
            )
        )
    return found
