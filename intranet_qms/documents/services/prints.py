"""Note what goes into a book or a list, and have it made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ...access import require
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import t
from ...reports import services as reports
from ...trail.services import record
from ..models import Document, Print
from ..queries.prints import effective_issues
from ..workflow import PrintKind

MOST_IN_BOOK, MOST_IN_LIST = 400, 5_000
COLLECTION_KIND = "documents.print"


def print_collection(
    session: Session,
    actor: Actor,
    clock: Clock,
    kind: PrintKind,
    title: str,
    documents: Sequence[Document],
    *,
    narrowed: Sequence[tuple[str, str]] = (),
    language: str | None = None,
) -> reports.ReportJob:
    """Have these documents printed as one file.

    Args:
        documents: in the order of the print, as far as the actor may see them. A book takes the
            issues in force and leaves out what has none.
        narrowed: the filters that led to them, as name and value.

    Returns:
        The job that makes it.

    Raises:
        Forbidden: ``documents.read``.
        Invalid: there is nothing to print, or more than one print may hold.
    """
    require(actor, "documents.read")
    current = effective_issues(session, [one.id for one in documents])
    contents = [
        [str(current[one.id][0]) if one.id in current else "", one.code,
         current[one.id][1] if one.id in current else ""]
        for one in documents
        if kind is PrintKind.REGISTER or one.id in current
    ]  # fmt: skip
    most = MOST_IN_LIST if kind is PrintKind.REGISTER else MOST_IN_BOOK
    if not contents:
        raise Invalid(
            "documents.nothing_to_print",
            t("None of these documents is in force, so that there is nothing to print."),
            way_out=t("Take a filter away and try again."),
        )
    if len(contents) > most:
        raise Invalid(
            "documents.too_much_to_print",
            t("One print holds at most %(most)s documents.", most=most),
            way_out=t("Narrow the register by a filter and print it in parts."),
        )
    made = Print(
        kind=kind,
        title=title[:400],
        language=language or actor.locale,
        contents=contents,
        narrowed=[list(one) for one in narrowed],
        made_at=clock.now(),
        made_by_id=actor.person_id or None,
        made_by_name=actor.name,
    )
    session.add(made)
    session.flush()
    record(
        session, actor, clock, "documents.print", "print", made.uuid,
        {"kind": str(kind), "documents": len(contents)},
    )  # fmt: skip
    return reports.request_report(
        session, actor, clock, COLLECTION_KIND, made.uuid, language=made.language
    )
