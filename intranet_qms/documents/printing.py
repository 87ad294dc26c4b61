"""Documents on paper: one issue, a manual as a book, several documents as a book, the register.

What is printed is read here and handed to ``reports``, which knows no documents. A single issue is
small and is made while its reader waits; books, lists and very long texts are made by the worker.
Every print carries a code that leads to the public page ``/prints/<token>``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ..access import Decision as Allowed
from ..access import decide, no
from ..config import QMSConfig
from ..errors import not_found
from ..host import Actor, Clock, FileStore
from ..http import module
from ..i18n import date_text, lazy, localized, t, use_locale
from ..reports import book_print, register_print
from ..reports.document_print import DocumentPrint, render_document
from ..reports.kinds import Prepared, ReportKind, Subject, register
from ..reports.typst_renderer import Progress, RenderedReport
from . import labels, queries
from .kinds.composing import ENGLISH
from .models import Document, Print, Revision
from .paragraphs import parser
from .printing_sources import check_address, emblem, parse_with_links, prints_of
from .queries.prints import issues_of_print, print_by_uuid
from .workflow import DocumentKind, PrintKind

ISSUE_KIND, COLLECTION_KIND = "documents.issue", "documents.print"
LARGE_TEXT, LARGE_PICTURES = 120_000, 12
"""Characters, and pictures, above which a print is left to the worker."""


def is_large(revision: Revision) -> bool:
    """Whether the print of an issue is made by the worker."""
    return len(revision.body) > LARGE_TEXT or revision.body.count("![") > LARGE_PICTURES


def file_name(document: Document, revision: Revision) -> str:
    """What people get when they keep the print of an issue."""
    title = localized(revision.title, revision.title_en)
    return t(
        "%(code)s issue %(issue)s %(title)s",
        code=document.code,
        issue=revision.label,
        title=title[:100],
    )


# -- one issue ---------------------------------------------------------------------------------


def prepare_issue(
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
) -> Prepared:
    """Read everything for the print of one issue; a manual becomes a book of chapters.

    Args:
        for_everybody: without the names of officials, for what is published.
        copy_for: somebody from outside, whose name then stands on every page; no address of the
            intranet does.
    """
    with use_locale(language):
        [made] = prints_of(session, store, clock, config, [(document, revision)], language)
        if for_everybody:
            # Neither addresses nor titles of the intranet stand in what is published.
            english = (revision.content or {}).get(ENGLISH) if language == "en" else None
            made = replace(
                made,
                for_everybody=True,
                body=english or made.body,
                parse=partial(parse_with_links, links={}),
            )
        if copy_for:
            made = replace(made, copy_for=copy_for, parse=partial(parse_with_links, links={}))
        name = f"{file_name(document, revision)}.pdf"
        chapters = _chapters(document, revision)
        if chapters:
            book = book_print.BookPrint(
                office=config.office_name,
                title=made.title,
                kind=f"{made.kind} {made.code}",
                made_at=made.made_at,
                facts=(
                    (t("Issue"), (made.issue,)),
                    (t("Effective from"), (date_text(made.effective_from, made.zone),)),
                    (t("State of the document"), (made.state,)),
                    (t("Organisational unit"), (made.owner_unit,)),
                    (t("Owner"), (made.owner,)),
                ),
                whole=made,
                chapters=chapters,
                check_url=made.check_url,
                emblem=made.emblem,
                depth=3,
                language=language,
                zone=config.zone,
            )
            return Prepared(name, partial(_render_book, book))
    return Prepared(name, partial(_render_document, made))


def _render_document(made: DocumentPrint, path: Path, progress: Progress) -> RenderedReport:
    return render_document(made, path, progress)


def _render_book(book: book_print.BookPrint, path: Path, progress: Progress) -> RenderedReport:
    return book_print.render_book(book, path, progress)


def _render_register(
    made: register_print.RegisterPrint, path: Path, progress: Progress
) -> RenderedReport:
    return register_print.render_register(made, path, progress)


def _chapters(document: Document, revision: Revision) -> tuple[book_print.Chapter, ...]:
    """The chapters of a manual: its text divided at the highest headings."""
    if document.kind is not DocumentKind.MANUAL:
        return ()
    tokens = parser().parse(revision.body)
    headings = [one for one in tokens if one.type == "heading_open" and one.level == 0 and one.map]
    if len(headings) < 2:
        return ()
    top = min(int(one.tag[1]) for one in headings)
    lines = revision.body.splitlines()
    starts = [one.map or [0, 0] for one in headings if int(one.tag[1]) == top]
    found = []
    before = "\n".join(lines[: starts[0][0]]).strip()
    if before:
        found.append(book_print.Chapter(revision.title, before))
    for place, (start, after) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(lines)
        title = " ".join(lines[start].strip("# \t").split())
        found.append(book_print.Chapter(title or "—", "\n".join(lines[after:end])))
    return tuple(found)


# -- jobs --------------------------------------------------------------------------------------


def _issue_allowed(session: Session, actor: Actor, subject: uuid.UUID) -> Allowed:
    revision = queries.revision_by_uuid(session, subject)
    if revision is None:
        return no(lazy("This issue does not exist."))
    return decide(actor, "documents.read", revision)


def _issue(
    session: Session, store: FileStore, clock: Clock, subject: uuid.UUID, language: str
) -> Prepared:
    found = queries.revision_by_uuid(session, subject)
    if found is None:
        raise not_found("documents.issue_not_found")
    revision = queries.revision_by_number(session, found.document, found.number)
    return prepare_issue(session, store, clock, module().config, found.document, revision, language)


def _collection_allowed(session: Session, actor: Actor, subject: uuid.UUID) -> Allowed:
    found = print_by_uuid(session, subject)
    if found is None:
        return no(lazy("This print does not exist."))
    if found.made_by_id == actor.person_id:
        return decide(actor, "documents.read")
    return no(lazy("A print is handed to whoever asked for it."))


def collection(
    session: Session, store: FileStore, clock: Clock, subject: uuid.UUID, language: str
) -> Prepared:
    found = print_by_uuid(session, subject)
    if found is None:
        raise not_found("documents.print_not_found")
    config = module().config
    with use_locale(language):
        name = f"{found.title}, {date_text(found.made_at, config.zone, style='medium')}.pdf"
        if found.kind is PrintKind.REGISTER:
            made = _register(session, config, found, language)
            return Prepared(name, partial(_render_register, made))
        wanted = issues_of_print(session, found)
        parts = prints_of(session, store, clock, config, wanted, language)
        book = book_print.BookPrint(
            office=config.office_name,
            title=found.title,
            kind=t("Collection of documents"),
            made_at=found.made_at,
            facts=(
                (t("As of"), (date_text(found.made_at, config.zone),)),
                (t("Documents"), (str(len(parts)),)),
                *((label, (value,)) for label, value in found.narrowed),
            ),
            parts=tuple(parts),
            check_url=check_address(config, found.uuid),
            emblem=emblem(config),
            language=language,
            zone=config.zone,
        )
    return Prepared(name, partial(_render_book, book))


def _register(
    session: Session, config: QMSConfig, found: Print, language: str
) -> register_print.RegisterPrint:
    by_code = {
        one.code: one
        for one in session.scalars(
            select(Document)
            .where(Document.code.in_([row[1] for row in found.contents]))
            .options(joinedload(Document.owner_unit), joinedload(Document.owner))
        )
    }
    rows = []
    for _identifier, code, label in found.contents:
        one = by_code.get(code)
        if one is None:
            continue
        unit = localized(one.owner_unit.name_pl, one.owner_unit.name_en) if one.owner_unit else ""
        rows.append(
            (
                one.code,
                localized(one.title, one.title_en),
                str(labels.KINDS[one.kind]),
                "\n".join(part for part in (unit, one.owner.name if one.owner else "") if part),
                label or "—",
                date_text(one.effective_on, config.zone, style="medium"),
                date_text(one.review_due_on, config.zone, style="medium"),
                str(labels.STATES[one.current_state]),
            )
        )
    return register_print.RegisterPrint(
        office=config.office_name,
        made_at=found.made_at,
        rows=tuple(rows),
        narrowed=tuple((label, value) for label, value in found.narrowed),
        check_url=check_address(config, found.uuid),
        emblem=emblem(config),
        language=language,
        zone=config.zone,
    )


def crumbs_of(revision: Revision) -> tuple[tuple[str, str, Mapping[str, Any]], ...]:
    """The pages above what is made of an issue."""
    code = revision.document.code
    return ((t("Documents"), "documents_index", {}), (code, "documents_show", {"code": code}))


def _about_issue(session: Session, subject: uuid.UUID) -> Subject | None:
    revision = queries.revision_by_uuid(session, subject)
    if revision is None:
        return None
    code = revision.document.code
    return Subject(t("%(code)s as PDF", code=code), crumbs_of(revision))


def _about_collection(session: Session, subject: uuid.UUID) -> Subject | None:
    found = print_by_uuid(session, subject)
    return Subject(found.title, ((t("Documents"), "documents_index", {}),)) if found else None


register(ReportKind(ISSUE_KIND, _issue_allowed, _issue, subject=_about_issue))
register(ReportKind(COLLECTION_KIND, _collection_allowed, collection, subject=_about_collection))
