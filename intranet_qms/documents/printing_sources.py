"""What a print of issues says, read in a number of queries that does not depend on how many there are."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from markdown_it.token import Token
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ..config import QMSConfig
from ..files import services as files
from ..host import Clock, FileStore
from ..i18n import localized, t
from ..reports.document_print import Change, Decision, DocumentPrint
from ..reports.markdown_tree import Picture
from ..reports.print_marks import token_of
from ..standards.queries import clauses_by_ids
from . import labels, queries
from .kinds.composing import fields_as_text
from .models import Attachment, Document, DocumentClause, Revision
from .paragraphs import parser
from .queries.changes import ChangeEntry, Signature, entry_of
from .queries.effects import unit_then
from .references import BARE, BRACKETED, codes_in
from .workflow import AttachmentRole, DecisionKind, RevisionState

LONGEST_SIDE = 1200


def check_address(config: QMSConfig, identifier: uuid.UUID) -> str:
    """The public address that tells whether a print is still in force."""
    return f"{config.base_url.rstrip('/')}{config.url_prefix}/prints/{token_of(identifier)}"


def emblem(config: QMSConfig) -> str:
    """The office's emblem as SVG."""
    own = Path(config.emblem_file) if config.emblem_file else None
    path = own or Path(__file__).parent.parent / "static" / "qms" / "emblem.svg"
    return path.read_text(encoding="utf-8")


def prints_of(
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
                parse=partial(parse_with_links, links=links),
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


def parse_with_links(text: str, *, links: Mapping[str, tuple[str, str]]) -> Sequence[Token]:
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
