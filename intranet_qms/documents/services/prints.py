"""Note what goes into a book or a list, and have it made."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sqlalchemy.orm import Session

from ...access import require
from ...config import QMSConfig
from ...errors import Invalid, Unavailable
from ...host import Actor, Clock, FileStore
from ...i18n import lazy, t
from ...reports import services as reports
from ...reports.models import ReportJob
from ...reports.temporary import work_folder
from ...trail.services import record
from .. import printing
from ..models import Document, Print, Revision
from ..queries.prints import effective_issues
from ..workflow import PrintKind

MOST_IN_BOOK, MOST_IN_LIST = 400, 5_000
WAIT_SECONDS = 10.0
_making = threading.BoundedSemaphore(2)
"""Prints that are made while somebody waits: no more, or the pages of others would wait too."""
_making_for_everybody = threading.BoundedSemaphore(1)
"""The same of what is published: a program that fetches all of it keeps no colleague waiting."""


def issue_pdf(
    session: Session,
    store: FileStore,
    clock: Clock,
    config: QMSConfig,
    document: Document,
    revision: Revision,
    language: str,
    *,
    for_everybody: bool = False,
    copy_for: str = "",
) -> tuple[str, bytes]:
    """The print of a small issue, made now: the name of its file, and its bytes.

    Whether the reader may see the issue was asked before. ``for_everybody``: without the names of
    officials. ``copy_for``: somebody from outside, named on every page.

    Raises:
        Unavailable: others are being made, or this installation makes no PDF files.
        ReportFailed: it could not be made.
    """
    prepared = printing.prepare_issue(
        session, store, clock, config, document, revision, language,
        for_everybody=for_everybody, copy_for=copy_for,
    )  # fmt: skip
    turn = _making_for_everybody if for_everybody else _making
    if not turn.acquire(timeout=WAIT_SECONDS):
        raise Unavailable(
            "documents.print_busy",
            lazy("Other prints are being made right now."),
            way_out=lazy("Try again in a moment."),
            retry_after=5,
        )
    try:
        with work_folder(config.home / "work") as folder:
            made = prepared.render(folder / "print.pdf", lambda _done, _stage: None)
            return prepared.file_name, made.path.read_bytes()
    finally:
        turn.release()


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
) -> ReportJob:
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
        session, actor, clock, printing.COLLECTION_KIND, made.uuid, language=made.language
    )
