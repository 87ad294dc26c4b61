"""Where the codes in a text lead today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..models import Document, FormerCode
from ..workflow import RevisionState

MOST_CODES = 500
"""Codes of one text that are looked up; what comes behind stays plain text."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The document that a code in a text means. ``code`` is the one it has today."""

    code: str
    title: str
    title_en: str
    withdrawn: bool


def link_targets(session: Session, codes: Iterable[str]) -> dict[str, LinkTarget]:
    """The documents that came into force, by the codes that a text has for them; a document that
    was renumbered is found by its earlier codes too. Two queries at most."""
    wanted = sorted(codes)[:MOST_CODES]
    if not wanted:
        return {}
    columns = (Document.code, Document.title, Document.title_en, Document.current_state)
    was_in_force = Document.current_state != RevisionState.DRAFT
    found = {
        row[0]: LinkTarget(row[0], row[1], row[2], row[3] is RevisionState.WITHDRAWN)
        for row in session.execute(select(*columns).where(Document.code.in_(wanted), was_in_force))
    }
    missing = {code.lower(): code for code in wanted if code not in found}
    if missing:
        rows = session.execute(
            select(func.lower(FormerCode.code), *columns)
            .join(FormerCode, FormerCode.document_id == Document.id)
            .where(func.lower(FormerCode.code).in_(missing), was_in_force)
        )
        for row in rows:
            target = LinkTarget(row[1], row[2], row[3], row[4] is RevisionState.WITHDRAWN)
            found[missing[row[0]]] = target
    return found
