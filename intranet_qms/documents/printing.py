"""Documents on paper: one issue, a manual as a book, several documents as a book, the register.

What is printed is read here and handed to ``reports``, which knows no documents. A single issue is
small and is made while its reader waits; books, lists and very long texts are made by the worker.
Every print carries a code that leads to the public page ``/prints/<token>``.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from markdown_it.token import Token
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ..access import Decision as Allowed
from ..access import decide, no
from ..config import QMSConfig
from ..errors import not_found
from ..files import services as files
from ..host import Actor, Clock, FileStore
from ..http import module
from ..i18n import date_text, lazy, localized, t, use_locale
from ..reports import book_print, register_print
from ..reports.document_print import Change, Decision, DocumentPrint, render_document
from ..reports.kinds import Prepared, ReportKind, Subject, register
from ..reports.markdown_tree import Picture
from ..reports.print_marks import token_of
from ..reports.typst_renderer import Progress, RenderedReport
from ..standards.queries import clauses_by_ids
from . import labels, queries
from .kinds.composing import ENGLISH, fields_as_text
from .models import Attachment, Document, DocumentClause, Print, Revision
from .paragraphs import parser
from .queries.changes import ChangeEntry, Signature, entry_of
from .queries.effects import unit_then
from .queries.prints import issues_of_print, print_by_uuid
from .references import BARE, BRACKETED, codes_in
from .workflow import AttachmentRole, DecisionKind, DocumentKind, PrintKind, RevisionState

ISSUE_KIND, COLLECTION_KIND = "documents.issue", "documents.print"
LARGE_TEXT, LARGE_PICTURES = 120_000, 12
"""Characters, and pictures, above which a print is left to the worker."""
LONGEST_SIDE = 1200


def check_address(config: QMSConfig, identifier: uuid.UUID) -> str:
    """The public address that tells whether a print is still in force."""
    return f"{config.base_url.rstrip('/')}{config.url_prefix}/prints/{token_of(identifier)}"


def emblem(config: QMSConfig) -> str:
    """The office's emblem as SVG."""
    own = Path(config.emblem_file) if config.emblem_file else None
    path = own or Path(__file__).parent.parent / "static" / "qms" / "emblem.svg"
    return path.read_text(encoding="utf-8")


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
        [made] = _prints(session, store, clock, config, [(document, revision)], language)
        if for_everybody:
            # Neither addresses nor titles of the intranet stand in what is published.
            english = (revision.content or {}).get(ENGLISH) if language == "en" else None
            made = replace(
                made, for_everybody=True, body=english or made.body, parse=partial(_parse, links={})
            )
        if copy_for:
            made = replace(made, copy_for=copy_for, parse=partial(_parse, links={}))
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


# -- reading -----------------------------------------------------------------------------------


def _prints(
    session: Session,
    store: FileStore,
    clock: Clock,
    config: QMSConfig,
    wanted: Sequence[tuple[Document, Revision]],
    language: str,
) -> list[DocumentPrint]:
    """The prints of issues, in a number of queries that does not depend on how many there are."""
    document_ids = [document.id for document, _ in wanted]
    logs = _change_logs(session, document_ids)
    clauses = _clauses(session, document_ids)
    pictures, attached = _files(session, store, [revision.id for _, revision in wanted])
    known = queries.codes_to_urls(
        session, {code for _, revision in wanted for code in codes_in(revision.body)}
    )
    now, drawing = clock.now(), emblem(config)
    root = f"{config.base_url.rstrip('/')}{config.url_prefix}/documents/"
    made = []
    for document, revision in wanted:
        links = {code: (f"{root}{code}", known[code][1]) for code in known if code != document.code}
        record = entry_of(revision)
        kept_by = unit_then(session, document, revision) or document.owner_unit
        made.append(
            DocumentPrint(
                office=config.office_name,
                code=document.code,
                title=localized(revision.title, revision.title_en),
                kind=str(labels.KINDS[document.kind]),
                issue=revision.label,
                made_at=now,
                body=_text(document, revision),
                effective_from=revision.in_force_from or revision.effective_on,
                state=""
                if revision.state is RevisionState.EFFECTIVE
                else str(labels.STATES[revision.state]),
                owner_unit=localized(kept_by.name_pl, kept_by.name_en) if kept_by else "",
                owner=document.owner.name if document.owner else "",
                prepared_by=_signed(record.prepared),
                reviewed_by=_signed(record.reviewed),
                approved_by=_signed(record.approved),
                standards=clauses.get(document.id, ()),
                legal_basis=tuple(document.legal_basis.splitlines()),
                jrwa=document.jrwa,
                archive_category=document.archive_category,
                attachments=attached.get(revision.id, ()),
                changes=_up_to(logs.get(document.id, ()), revision),
                content_sha256=revision.content_hash,
                language=language,
                zone=config.zone,
                emblem=drawing,
                check_url=check_address(config, revision.uuid),
                pictures=pictures.get(revision.id, {}),
                parse=partial(_parse, links=links),
            )
        )
    return made


def _text(document: Document, revision: Revision) -> str:
    above = fields_as_text(document.kind, revision.content or {})
    return f"{above}\n\n{revision.body}" if above else revision.body


def _signed(signatures: Sequence[Signature]) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            one.name, t("for %(name)s", name=one.on_behalf_of) if one.on_behalf_of else "", one.at
        )
        for one in signatures
    )


def _change_logs(session: Session, document_ids: Sequence[int]) -> dict[int, list[Revision]]:
    rows = session.scalars(
        select(Revision)
        .where(Revision.document_id.in_(document_ids), Revision.published_at.is_not(None))
        .options(selectinload(Revision.decisions))
        .order_by(Revision.document_id, Revision.number.desc())
    )
    found: dict[int, list[Revision]] = {}
    for one in rows:
        found.setdefault(one.document_id, []).append(one)
    return found


def _up_to(log: Sequence[Revision], revision: Revision) -> tuple[Change, ...]:
    """The record of changes as the holder of this issue may know it: up to the issue itself."""
    told = [one for one in log if one.number <= revision.number]
    if revision not in told:
        told.insert(0, revision)
    return tuple(_change(entry_of(one)) for one in told)


def _change(entry: ChangeEntry) -> Change:
    people = (
        (DecisionKind.PREPARED, entry.prepared),
        (DecisionKind.REVIEWED, entry.reviewed),
        (DecisionKind.APPROVED, entry.approved),
    )
    return Change(
        entry.label,
        entry.in_force_from,
        entry.change or (t("First issue") if entry.revision.number == 1 else ""),
        "\n".join(
            f"{labels.DECISIONS[kind]}: {', '.join(one.name for one in signed)}"
            for kind, signed in people
            if signed
        ),
    )


def _clauses(session: Session, document_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The clauses that documents prove, one line for each edition of a standard."""
    pairs = session.execute(
        select(DocumentClause.document_id, DocumentClause.clause_id).where(
            DocumentClause.document_id.in_(document_ids)
        )
    ).all()
    if not pairs:
        return {}
    by_id = {clause.id: clause for clause in clauses_by_ids(session, {row[1] for row in pairs})}
    # ``clauses_by_ids`` keeps the order of the standard.
    order = {identifier: place for place, identifier in enumerate(by_id)}
    cited: dict[int, dict[str, list[str]]] = {}
    for document_id, clause_id in sorted(pairs, key=lambda row: order.get(row[1], 0)):
        clause = by_id.get(clause_id)
        if clause is not None:
            cited.setdefault(document_id, {}).setdefault(clause.edition.label, []).append(
                clause.number
            )
    return {
        document_id: tuple(f"{label}: {', '.join(numbers)}" for label, numbers in editions.items())
        for document_id, editions in cited.items()
    }


def _files(
    session: Session, store: FileStore, revision_ids: Sequence[int]
) -> tuple[dict[int, dict[str, Picture]], dict[int, tuple[str, ...]]]:
    """The pictures of issues by name, and the names of the files that are attached to them."""
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.revision_id.in_(revision_ids))
        .options(joinedload(Attachment.file))
        .order_by(Attachment.revision_id, Attachment.position, Attachment.id)
    )
    pictures: dict[int, dict[str, Picture]] = {}
    attached: dict[int, tuple[str, ...]] = {}
    for one in rows:
        if one.role is not AttachmentRole.PICTURE:
            line = f"{one.name} (SHA-256 {one.sha256[:16]})"
            attached[one.revision_id] = (*attached.get(one.revision_id, ()), line)
            continue
        data = files.picture(store, one.file, longest_side=LONGEST_SIDE)
        with Image.open(io.BytesIO(data)) as opened:
            width, height = opened.size
        pictures.setdefault(one.revision_id, {})[one.name] = Picture(
            one.sha256, data, width, height
        )
    return pictures, attached


# -- codes of other documents as links ---------------------------------------------------------


def _parse(text: str, *, links: Mapping[str, tuple[str, str]]) -> Sequence[Token]:
    """The tokens of a text, with the codes of known documents as links to the intranet."""
    tokens = parser().parse(text)
    for block in tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children, links))
    return tokens


def _linked(children: Sequence[Token], links: Mapping[str, tuple[str, str]]) -> list[Token]:
    made: list[Token] = []
    inside = 0
    for token in children:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or inside:
            made.append(token)
            continue
        at = 0
        found = sorted(
            (match.start(), match.end(), match[group], group)
            for group, pattern in ((1, BRACKETED), (0, BARE))
            for match in pattern.finditer(token.content)
        )
        for start, end, code, bracketed in found:
            if start < at or code not in links:
                continue
            address, title = links[code]
            made.append(_text_token(token.content[at:start]))
            made.append(Token("link_open", "a", 1, attrs={"href": address}))
            made.append(_text_token(f"{code} {title}" if bracketed else code))
            made.append(Token("link_close", "a", -1))
            at = end
        made.append(_text_token(token.content[at:]))
    return made


def _text_token(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


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
        parts = _prints(session, store, clock, config, wanted, language)
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
