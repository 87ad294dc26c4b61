"""Which code comes next, and which codes documents had before."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..kinds import numbering
from ..models import Document, FormerCode, NumberingPattern
from ..neighbours import UNIT
from ..workflow import DocumentKind


def numbering_patterns(session: Session) -> dict[DocumentKind, str]:
    """The pattern of each kind: the office's own, else the one that the program brings."""
    rows = session.execute(select(NumberingPattern.kind, NumberingPattern.pattern))
    own = {row[0]: row[1] for row in rows}
    return {kind: own.get(kind, pattern) for kind, pattern in numbering.DEFAULTS.items()}


def next_code(
    session: Session,
    kind: DocumentKind,
    *,
    year: int,
    unit_id: int | None = None,
    process_type: str | None = None,
    only_filled: bool = False,
) -> str:
    """The next free code of a kind; a code that a document had before is not free.

    Args:
        year: of the office's day.
        unit_id: the unit that will own the document, where the pattern asks for it.
        only_filled: nothing while something is not known that the pattern asks for.
    """
    pattern = numbering_patterns(session)[kind]
    unit = session.scalar(select(UNIT.c.code).where(UNIT.c.id == unit_id)) if unit_id else None
    place = numbering.Place(unit or "", year, process_type or "")
    if only_filled and not numbering.is_filled(pattern, place):
        return ""
    before = numbering.prefix(pattern, place)
    beginning = before.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    taken = session.scalars(
        select(Document.code)
        .where(Document.code.ilike(beginning, escape="\\"))
        .union_all(select(FormerCode.code).where(FormerCode.code.ilike(beginning, escape="\\")))
    )
    return numbering.next_code(pattern, place, taken)


def former_codes(session: Session, document_ids: Iterable[int]) -> dict[int, list[str]]:
    """The codes that documents had before, the latest first, by the document's number."""
    wanted = list(document_ids)
    if not wanted:
        return {}
    found: dict[int, list[str]] = {}
    for document_id, code in session.execute(
        select(FormerCode.document_id, FormerCode.code)
        .where(FormerCode.document_id.in_(wanted))
        .order_by(FormerCode.until.desc(), FormerCode.id.desc())
    ):
        found.setdefault(document_id, []).append(code)
    return found


def code_today(session: Session, former: str) -> str | None:
    """The code that the document of a former code has today; upper and lower case alike."""
    return session.scalar(
        select(Document.code)
        .join(FormerCode, FormerCode.document_id == Document.id)
        .where(func.lower(FormerCode.code) == former.lower())
        .limit(1)
    )


def renumbered(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Which of ``codes`` are those that documents had before: to the code of today."""
    wanted = list(codes)
    if not wanted:
        return {}
    rows = session.execute(
        select(FormerCode.code, Document.code)
        .join(Document, Document.id == FormerCode.document_id)
        .where(FormerCode.code.in_(wanted))
    )
    return {row[0]: row[1] for row in rows}
