"""Set how codes are made, and give a document another code."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ...access import require
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import t
from ...trail.services import record
from .. import queries
from ..kinds import numbering
from ..models import Document, FormerCode, NumberingPattern
from ..workflow import DocumentKind
from . import codes, indexing


def set_patterns(
    session: Session, actor: Actor, clock: Clock, patterns: Mapping[DocumentKind, str]
) -> list[DocumentKind]:
    """Set the patterns of codes; documents that have a code keep it.

    Returns:
        The kinds whose pattern changed.

    Raises:
        Forbidden: ``documents.configure``.
        Invalid: a pattern that makes no codes; ``fields`` has the kinds.
    """
    require(actor, "documents.configure")
    problems: dict[str, list[str]] = {}
    for kind, pattern in patterns.items():
        try:
            numbering.check(pattern.strip())
        except numbering.PatternProblem as error:
            problems[kind.value] = [_words(str(error))]
    if problems:
        raise Invalid(
            "documents.pattern_refused", t("The patterns were not saved."), fields=problems
        )
    before = queries.numbering_patterns(session)
    changed = []
    for kind, pattern in patterns.items():
        wanted = pattern.strip()
        if before[kind] == wanted:
            continue
        row = session.scalars(
            select(NumberingPattern).where(NumberingPattern.kind == kind)
        ).one_or_none()
        if row is None:
            row = NumberingPattern(kind=kind, pattern=wanted)
            session.add(row)
        row.pattern = wanted
        changed.append(kind)
    session.flush()
    if changed:
        record(
            session, actor, clock, "documents.set_numbering", "register", "numbering",
            {kind.value: [before[kind], patterns[kind].strip()] for kind in changed},
        )  # fmt: skip
    return changed


def _words(problem: str) -> str:
    return {
        "number": t("The pattern has {number} exactly once, apart from other digits."),
        "placeholder": t("Placeholders are {number}, {number:02}, {unit}, {year} and {process}."),
        "letters": t("A code has letters, digits, dots, dashes and slashes only."),
        "length": t("The text is longer than %(limit)s characters.", limit=60),
    }[problem]


def renumber(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    *,
    code: str,
    reason: str = "",
) -> str:
    """Give a document another code. The old one still finds it, and leads to its page.

    Returns:
        The code that it had.

    Raises:
        Forbidden: ``documents.renumber``.
        Invalid: a code of another form, one that is or was another document's, or no reason.
    """
    session.refresh(document, with_for_update={"of": Document})
    require(actor, "documents.renumber", document)
    code, old = code.strip(), document.code
    problems: dict[str, list[str]] = {}
    if code == old:
        problems["code"] = [t("This is its code already.")]
    else:
        problem = codes.problem_of(session, code, document_id=document.id)
        if problem:
            problems["code"] = [problem]
    if not reason.strip():
        problems["reason"] = [t("Give the reason.")]
    if problems:
        raise Invalid("documents.not_renumbered", t("The code was not changed."), fields=problems)
    # Back to a code of its own: that one is not a former code any more.
    session.execute(
        delete(FormerCode).where(
            FormerCode.document_id == document.id,
            func.lower(FormerCode.code).in_([code.lower(), old.lower()]),
        )
    )
    if code.lower() != old.lower():
        session.add(FormerCode(document_id=document.id, code=old, until=clock.now()))
    document.code, document.code_key = code, codes.sort_key_of(code)
    session.flush()
    indexing.refresh(session, [document.id])
    record(
        session, actor, clock, "documents.renumber", "document", document.uuid,
        {"from": old, "to": code, "reason": reason.strip()[:2000]},
    )  # fmt: skip
    return old
