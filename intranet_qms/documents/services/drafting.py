"""Begin documents and issues, and write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import flag_modified

from ...access import require
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, sort_key, t
from ...trail.services import record
from .. import queries, search
from ..content import MAX_BODY, check_extent, clean_text, content_hash, keyed_paragraphs
from ..kinds.numbering import DEFAULTS
from ..models import (
    DistributionEntry,
    Document,
    DocumentClause,
    LegalBasis,
    Paragraph,
    RelatedDocument,
    Revision,
)
from ..paragraphs import KeyedText
from ..queries.lists import ROLES
from ..queries.paths import path_of
from ..workflow import OPEN_STATES, DocumentKind, ReviewOrder, RevisionState
from . import duties
from .assigning import assign_reviewers, next_numbers, set_minor, writers_with
from .attachments import carry_on
from .choices import gone_choice, person_is_gone, vanished
from .codes import problem_of
from .codes import sort_key_of as code_sort_key
from .content import drafted, next_content
from .hashing import issue_hash
from .locking import lock_issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """The facts of a document that stand outside of its text."""

    owner_unit_id: int | None = None
    owner_id: int | None = None
    process_type: str | None = None
    review_interval_months: int = 24
    legal_basis: str = ""
    jrwa: str = ""
    archive_category: str = ""
    clause_ids: Sequence[int] = ()
    related_ids: Sequence[int] = ()
    everybody_reads: bool = False
    reader_unit_ids: Sequence[int] = ()
    reader_ids: Sequence[int] = ()
    reader_roles: Sequence[str] = ()
    legal_act_ids: Sequence[int] = ()
    """Acts and external documents of the register that it rests on."""


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
    _apply(document, properties)
    session.add(document)
    session.flush()
    _write_lists(session, document, properties)
    _add_revision(session, actor, clock, document, 1, title=title, title_en=title_en)
    search.index(session, [search.Entry(document.id, document.uuid, code, (title, title_en), "")])
    record(
        session, actor, clock, "documents.create", "document", document.uuid,
        {"code": code, "title": title},
    )  # fmt: skip
    return document


def property_problems(properties: Properties) -> dict[str, list[str]]:
    """What is wrong with the facts of a document, by field."""
    problems: dict[str, list[str]] = {}
    if not 1 <= properties.review_interval_months <= 60:
        problems["review_interval_months"] = [t("The review interval is between 1 and 60 months.")]
    for name, value, limit in (
        ("jrwa", properties.jrwa, 20),
        ("archive_category", properties.archive_category, 10),
        ("legal_basis", properties.legal_basis, 20_000),
    ):
        if len(value) > limit or "\x00" in value:
            problems[name] = [t("The text is longer than %(limit)s characters.", limit=limit)]
    return problems


def _apply(document: Document, properties: Properties) -> None:
    document.owner_unit_id = properties.owner_unit_id
    document.owner_id = properties.owner_id
    document.process_type = properties.process_type or None
    document.review_interval_months = properties.review_interval_months
    document.legal_basis = properties.legal_basis.strip()
    document.jrwa = properties.jrwa.strip()
    document.archive_category = properties.archive_category.strip()


def _write_lists(session: Session, document: Document, properties: Properties) -> None:
    clauses = [{"clause_id": one} for one in dict.fromkeys(properties.clause_ids)]
    related = [
        {"related_id": one} for one in dict.fromkeys(properties.related_ids) if one != document.id
    ]
    nobody: dict[str, object] = {
        "everybody": False,
        "unit_id": None,
        "person_id": None,
        "role": None,
    }
    reading = [{**nobody, "unit_id": one} for one in dict.fromkeys(properties.reader_unit_ids)]
    reading += [{**nobody, "person_id": one} for one in dict.fromkeys(properties.reader_ids)]
    reading += [
        {**nobody, "role": one} for one in dict.fromkeys(properties.reader_roles) if one in ROLES
    ]
    if properties.everybody_reads:
        reading.insert(0, {**nobody, "everybody": True})
    _replace(session, DocumentClause, document, clauses)
    _replace(session, RelatedDocument, document, related)
    acts = [{"act_id": one} for one in dict.fromkeys(properties.legal_act_ids)]
    _replace(session, LegalBasis, document, [one for one in acts if one["act_id"] != document.id])
    _replace(session, DistributionEntry, document, reading)
    session.expire(document, ["clauses"])


def _replace(
    session: Session,
    model: type[DocumentClause | RelatedDocument | DistributionEntry | LegalBasis],
    document: Document,
    rows: Sequence[Mapping[str, Any]],
) -> None:
    session.execute(
        delete(model)
        .where(model.document_id == document.id)
        .execution_options(synchronize_session=False)
    )
    if rows:
        session.execute(insert(model), [{"document_id": document.id, **row} for row in rows])


def set_properties(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    properties: Properties,
    *,
    row_version: int,
    today: date | None = None,
) -> None:
    """Change the facts of a document. Its text and its dates are not touched.

    Args:
        today: the day in the office's zone, by which people have their roles; the clock's own when
            missing.

    Raises:
        Forbidden: ``documents.manage``.
        Conflict: somebody saved since ``row_version``.
        Invalid: see ``fields``.
    """
    session.refresh(document, with_for_update={"of": Document})
    require(actor, "documents.manage", document)
    if document.row_version != row_version:
        raise changed_meanwhile()
    problems = property_problems(properties) | vanished(session, properties)
    if problems:
        raise Invalid("documents.not_saved", t("The document was not saved."), fields=problems)
    before = _facts(document) | _lists(session, document)
    _apply(document, properties)
    _write_lists(session, document, properties)
    lists = _lists(session, document)
    after = _facts(document) | lists
    if any(before[name] != lists[name] for name in lists):
        # Rows of other tables raise no version by themselves, and who has the form open with the
        # list of before would put it back unawares.
        flag_modified(document, "jrwa")
    session.flush()
    record(
        session, actor, clock, "documents.set_properties", "document", document.uuid,
        {name: [before[name], after[name]] for name in after if before[name] != after[name]},
    )  # fmt: skip
    duties.list_changed(session, clock, document, today or clock.now().date())


def _facts(document: Document) -> dict[str, object]:
    return {
        "owner_unit_id": document.owner_unit_id,
        "owner_id": document.owner_id,
        "process_type": document.process_type,
        "review_interval_months": document.review_interval_months,
        "jrwa": document.jrwa,
        "archive_category": document.archive_category,
        "legal_basis": document.legal_basis,
    }


def _lists(session: Session, document: Document) -> dict[str, object]:
    """What stands about a document in tables of their own, in a fixed order."""
    readers = session.execute(
        select(
            DistributionEntry.everybody, DistributionEntry.unit_id, DistributionEntry.person_id,
            DistributionEntry.role,
        ).where(DistributionEntry.document_id == document.id)
    )  # fmt: skip
    return {
        "clauses": _numbers(session, DocumentClause.clause_id, DocumentClause, document),
        "related": _numbers(session, RelatedDocument.related_id, RelatedDocument, document),
        "legal_acts": _numbers(session, LegalBasis.act_id, LegalBasis, document),
        "readers": sorted(([*row] for row in readers), key=str),
    }


def _numbers(
    session: Session,
    column: InstrumentedAttribute[int],
    model: type[DocumentClause | RelatedDocument | LegalBasis],
    document: Document,
) -> list[int]:
    return sorted(session.scalars(select(column).where(model.document_id == document.id)))


def changed_meanwhile() -> Conflict:
    """The answer to the second of two savers; their text stays in their form."""
    return Conflict(
        "documents.changed_meanwhile",
        lazy("Somebody else saved this meanwhile. Nothing of yours was overwritten or lost."),
        way_out=lazy("Compare both texts below, take over what is missing, and save again."),
    )


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
