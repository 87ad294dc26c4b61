"""Begin documents and issues, and write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ...access import require
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import sort_key, t
from ...trail.services import record
from .. import queries, search
from ..content import MAX_BODY, check_extent, clean_text, content_hash, keyed_paragraphs
from ..kinds.numbering import DEFAULTS
from ..models import (
    Document,
    Paragraph,
    Revision,
)
from ..paragraphs import KeyedText
from ..queries.paths import path_of
from ..workflow import OPEN_STATES, DocumentKind, ReviewOrder, RevisionState
from .assigning import assign_reviewers, next_numbers, set_minor, writers_with
from .attachments import carry_on
from .choices import gone_choice, person_is_gone, vanished
from .codes import problem_of
from .codes import sort_key_of as code_sort_key
from .content import drafted, next_content
from .hashing import issue_hash
from .locking import lock_issue
from .properties import (
    Properties,
    apply_properties,
    changed_meanwhile,
    property_problems,
    write_lists,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFields:
    """What the author of a draft writes."""

    title: str
    title_en: str = ""
    body: str = ""
    change_summary: str = ""
    effective_on: date | None = None
    reviewer_ids: Sequence[int] | None = None
    """In their order; None leaves them as they are."""
    review_order: ReviewOrder | None = None
    """None leaves it as it is."""
    minor: bool | None = None
    """Whether the change is editorial; None leaves it as it is."""
    approver_id: int | None = None
    content: Mapping[str, Any] | None = None
    """The fields of the kind's form as sent; None leaves them as they are."""


def create_document(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    code: str,
    kind: DocumentKind,
    title: str,
    title_en: str = "",
    properties: Properties,
) -> Document:
    """Begin a document with an empty first issue. Without a code it gets the next one of its kind.

    Raises:
        Invalid: no title, a code of another form or one that is taken; ``fields`` says which.
        Forbidden: ``documents.create``, or a unit that the actor does not head.
    """
    require(actor, "documents.create")
    code, title = code.strip(), title.strip()
    problems: dict[str, list[str]] = {}
    if not code and kind in DEFAULTS:
        code = queries.next_code(
            session, kind, year=clock.now().year, unit_id=properties.owner_unit_id,
            process_type=properties.process_type,
        )  # fmt: skip
    problem = problem_of(session, code)
    if problem:
        problems["code"] = [problem]
    if not title:
        problems["title"] = [t("Give the document a title.")]
    if properties.owner_unit_id is None:
        problems["owner_unit"] = [t("Choose the unit that owns the document.")]
    elif (
        not actor.has_role("qms_representative")
        and properties.owner_unit_id not in actor.headed_unit_ids
    ):
        problems["owner_unit"] = [t("Choose a unit that you head.")]
    problems |= property_problems(properties) | vanished(session, properties)
    if problems:
        raise Invalid("documents.not_created", t("The document was not created."), fields=problems)
    title = clean_text(title, "title", limit=400)
    title_en = clean_text(title_en.strip(), "title_en", limit=400)
    now = clock.now()
    document = Document(
        code=code,
        code_key=code_sort_key(code),
        kind=kind,
        title=title,
        title_en=title_en,
        title_key=sort_key(title),
        created_at=now,
    )
    apply_properties(document, properties)
    session.add(document)
    session.flush()
    write_lists(session, document, properties)
    _add_revision(session, actor, clock, document, 1, title=title, title_en=title_en)
    search.index(session, [search.Entry(document.id, document.uuid, code, (title, title_en), "")])
    record(
        session, actor, clock, "documents.create", "document", document.uuid,
        {"code": code, "title": title},
    )  # fmt: skip
    return document


def start_issue(session: Session, actor: Actor, clock: Clock, document: Document) -> Revision:
    """Begin the next issue with the text in force.

    Raises:
        Forbidden: ``documents.draft``.
        Conflict: an issue is on its way already.
    """
    require(actor, "documents.draft", document)
    # Of the document alone: PostgreSQL locks no row that an outer join may not have.
    session.refresh(document, with_for_update={"of": Document})
    if any(revision.state in OPEN_STATES for revision in document.revisions):
        raise Conflict(
            "documents.issue_open",
            t("A new issue of %(code)s is being prepared already.", code=document.code),
            way_out=t("Continue that one, or give it up first."),
        )
    current = next(
        (one for one in document.revisions if one.state is RevisionState.EFFECTIVE), None
    )
    number = max((one.number for one in document.revisions), default=0) + 1
    revision = _add_revision(
        session, actor, clock, document, number,
        title=document.title,
        title_en=document.title_en,
        base=current,
    )  # fmt: skip
    if current is not None:
        named = [*current.reviewer_ids, *revision.reviewer_ids]
        assign_reviewers(session, revision, [one for one in named if one != actor.person_id])
        if current.approver_id != actor.person_id:
            revision.approver_id = current.approver_id
    record(
        session, actor, clock, "documents.start_issue", "revision", revision.uuid,
        {"code": document.code, "issue": number},
    )  # fmt: skip
    return revision


def _add_revision(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    number: int,
    *,
    title: str,
    title_en: str,
    base: Revision | None = None,
) -> Revision:
    now = clock.now()
    content, body = next_content(session, document.kind, base)
    path = path_of(session, document.kind)
    major, minor = next_numbers(document, minor=False)
    revision = Revision(
        document=document,
        number=number,
        major_number=major,
        minor_number=minor,
        review_order=path.order,
        state=RevisionState.DRAFT,
        title=title,
        title_en=title_en,
        body=body,
        content=content,
        content_hash=content_hash(title, title_en, body, fields=content),
        author_id=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    session.add(revision)
    session.flush()
    assign_reviewers(
        session, revision, [one for one in path.reviewer_ids if one != actor.person_id]
    )
    write_paragraphs(session, revision, base)
    if base is not None:
        carry_on(session, base, revision)
    return revision


def write_paragraphs(session: Session, revision: Revision, base: Revision | None = None) -> None:
    """Divide the text anew; what was there keeps its keys."""
    previous = _keyed(session, revision.id)
    ancestors = _keyed(session, base.id) if base is not None else []
    rows = keyed_paragraphs(
        revision.body, previous or ancestors, ancestors if previous else (),
        seed=revision.document.code,
    )  # fmt: skip
    session.execute(
        delete(Paragraph)
        .where(Paragraph.revision_id == revision.id)
        .execution_options(synchronize_session=False)
    )
    if rows:
        session.execute(insert(Paragraph), [{"revision_id": revision.id, **row} for row in rows])
    session.expire(revision, ["paragraphs"])


def _keyed(session: Session, revision_id: int) -> list[KeyedText]:
    rows = session.execute(
        select(Paragraph.key, Paragraph.text)
        .where(Paragraph.revision_id == revision_id)
        .order_by(Paragraph.position)
    )
    return [KeyedText(key, text) for key, text in rows]


def save_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    fields: DraftFields,
    *,
    row_version: int,
) -> bool:
    """Keep what the author wrote; called every few seconds while they write.

    Args:
        row_version: the version that the author's form was made from.

    Returns:
        Whether anything changed.

    Raises:
        Forbidden: ``documents.edit``.
        Conflict: somebody saved since ``row_version``; nothing is overwritten.
        Invalid: a text that cannot be stored.
    """
    lock_issue(session, revision)
    require(actor, "documents.edit", revision)
    if revision.row_version != row_version:
        raise changed_meanwhile()
    body = clean_text(fields.body, "body", limit=MAX_BODY)
    check_extent(body)
    content, body = drafted(session, revision, fields.content, body)
    # An empty title is a draft's business while it is written; submitting asks for one.
    values = {
        "title": clean_text(fields.title.strip(), "title", limit=400),
        "title_en": clean_text(fields.title_en.strip(), "title_en", limit=400),
        "change_summary": clean_text(fields.change_summary, "change_summary", limit=10_000).strip(),
        "effective_on": fields.effective_on,
        "approver_id": fields.approver_id,
        "review_order": fields.review_order or revision.review_order,
        "content": content,
    }
    if fields.approver_id != revision.approver_id and person_is_gone(session, fields.approver_id):
        problem = gone_choice()
        raise Invalid("documents.not_saved", problem, fields={"approver_id": [problem]})
    changed = [name for name, value in values.items() if getattr(revision, name) != value]
    for name in changed:
        setattr(revision, name, values[name])
    if fields.reviewer_ids is not None and assign_reviewers(session, revision, fields.reviewer_ids):
        changed.append("reviewers")
    if fields.minor is not None and set_minor(revision, fields.minor):
        changed.append("minor")
    new_body = body != revision.body
    if not changed and not new_body:
        return False
    if new_body or {"title", "title_en", "content"} & set(changed):
        # What the hash covers is the text: the fields of a form as much as the body.
        revision.writer_ids = writers_with(revision, actor)
    revision.body = body
    revision.content_hash = issue_hash(session, revision)
    revision.updated_at = clock.now()
    session.flush()
    if new_body:
        base = session.scalars(
            select(Revision).where(
                Revision.document_id == revision.document_id,
                Revision.state == RevisionState.EFFECTIVE,
            )
        ).one_or_none()
        write_paragraphs(session, revision, base)
    if revision.document.current_number is None and {"title", "title_en"} & set(changed):
        _retitle_unpublished(session, revision)
    return True


def _retitle_unpublished(session: Session, revision: Revision) -> None:
    """A document that was never in force is known by the title of its draft."""
    document = revision.document
    document.title = revision.title or document.title
    document.title_en, document.title_key = revision.title_en, sort_key(document.title)
    titles = (document.title, document.title_en)
    search.index(session, [search.Entry(document.id, document.uuid, document.code, titles, "")])
