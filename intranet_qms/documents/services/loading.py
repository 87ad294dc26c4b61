"""Bring existing documents in with their history, without the ceremony of approval.

For an office that starts with documents in force, and for the demo office. The trail says that
they were imported, and by whom. Any number of documents takes a constant number of statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ...host import Actor, Clock
from ...i18n import sort_key
from ...trail.services import record
from .. import queries, search
from ..content import content_hash, keyed_paragraphs, months_later
from ..kinds import composing, process_map, templates
from ..kinds.fields import Content, clean
from ..kinds.forms import form_of
from ..models import (
    DistributionEntry,
    Document,
    DocumentClause,
    LegalBasis,
    Paragraph,
    RelatedDocument,
    Revision,
    RevisionAssignment,
    RevisionDecision,
)
from ..paragraphs import KeyedText
from ..queries.facts import Readers
from ..seals import sealed_issue
from ..workflow import DecisionKind, DocumentKind, RevisionState
from .bulk import distribution_rows
from .codes import sort_key_of as code_sort_key

# Decisions of old paper issues have a day and no hour; noon in UTC is that day everywhere in Europe.
_NOON = time(12, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastIssue:
    """One issue as it was: the oldest first in a list of them."""

    body: str
    effective_on: date
    change_summary: str = ""
    title: str | None = None
    """Its title, where it was another than today's."""
    content: Mapping[str, Any] = field(default_factory=dict)
    """The fields of the kind's form; a composed kind makes its text of them."""
    author_id: int | None = None
    reviewer_id: int | None = None
    approver_id: int | None = None
    author_name: str = ""
    reviewer_name: str = ""
    approver_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A document in force with its issues; the last of ``issues`` is the one in force."""

    code: str
    kind: DocumentKind
    title: str
    issues: Sequence[PastIssue]
    title_en: str = ""
    process_type: str | None = None
    owner_unit_id: int | None = None
    owner_id: int | None = None
    review_interval_months: int = 24
    review_due_on: date | None = None
    """Counted from the effective date when missing."""
    legal_basis: str = ""
    jrwa: str = ""
    archive_category: str = ""
    clause_ids: Sequence[int] = ()
    everybody_reads: bool = False
    reader_unit_ids: Sequence[int] = ()
    reader_ids: Sequence[int] = field(default=())
    reader_roles: Sequence[str] = ()
    last_reviewed_on: date | None = None


def install_document(
    session: Session, actor: Actor, clock: Clock, installation: Installation
) -> Document:
    """Bring one document in. See ``install_documents``."""
    return install_documents(session, actor, clock, [installation])[0]


def install_documents(
    session: Session, actor: Actor, clock: Clock, installations: Iterable[Installation]
) -> list[Document]:
    """Bring documents in, in force, with their past issues, decisions and search rows.

    Nobody owes an acknowledgement by this; relations between the documents are added by
    ``relate`` once all are there.

    Raises:
        ValueError: a document without an issue.
        IntegrityError: a code that is taken.
    """
    installations = list(installations)
    now = clock.now()
    titles = {one.code: one.title for one in installations}
    drawn = process_map.as_json(_processes(installations))
    documents: list[Document] = []
    revisions: list[list[Revision]] = []
    for one in installations:
        if not one.issues:
            raise ValueError(f"{one.code} has no issue")
        document = _document(one, now)
        documents.append(document)
        revisions.append(_revisions(one, document, now, titles, drawn))
    session.add_all(documents)
    session.flush()

    paragraphs: list[dict[str, Any]] = []
    decisions: list[dict[str, Any]] = []
    clauses: list[dict[str, Any]] = []
    distribution: list[dict[str, Any]] = []
    assignments: list[dict[str, Any]] = []
    entries: list[search.Entry] = []
    for one, document, issues in zip(installations, documents, revisions, strict=True):
        previous: list[KeyedText] = []
        sealed: list[dict[str, Any]] = []
        for issue, revision in zip(one.issues, issues, strict=True):
            rows = keyed_paragraphs(revision.body, previous, seed=one.code)
            previous = [KeyedText(str(row["key"]), str(row["text"])) for row in rows]
            paragraphs += [{"revision_id": revision.id, **row} for row in rows]
            signed = _decisions(issue, revision)
            decisions += signed
            sealed.append(_sealed(revision, signed))
            if issue.reviewer_id is not None:
                assignments.append(
                    {"revision_id": revision.id, "person_id": issue.reviewer_id, "position": 0}
                )
        clauses += [
            {"document_id": document.id, "clause_id": clause_id}
            for clause_id in dict.fromkeys(one.clause_ids)
        ]
        distribution += _distribution(one, document)
        entries.append(
            search.Entry(
                document.id,
                document.uuid,
                one.code,
                (one.title, one.title_en),
                issues[-1].body,
                more=queries.field_words(one.kind, issues[-1].content),
                paragraphs=[(paragraph.key, paragraph.text) for paragraph in previous],
            )
        )
        record(
            session, actor, clock, "documents.import", "document", document.uuid,
            {"code": one.code, "issues": len(issues), "sealed": sealed},
        )  # fmt: skip
    for model, rows in (
        (Paragraph, paragraphs),
        (RevisionDecision, decisions),
        (RevisionAssignment, assignments),
        (DocumentClause, clauses),
        (DistributionEntry, distribution),
    ):
        if rows:
            session.execute(insert(model), rows)
    search.index(session, entries)
    return documents


def rest_on(session: Session, pairs: Iterable[tuple[int, int]]) -> None:
    """Note that documents rest on acts of the register: pairs of internal numbers, document first."""
    rows = [
        {"document_id": one, "act_id": act} for one, act in dict.fromkeys(pairs) if one != act
    ]  # fmt: skip
    if rows:
        session.execute(insert(LegalBasis), rows)


def fields_from_text(kind: DocumentKind, body: str) -> Content:
    """The fields of a manual, process card or client guide out of a text that was written before."""
    return composing.from_text(kind, body)


def guide_content(template: str, values: Mapping[str, Any]) -> Content:
    """The fields of a client guide under the first version of a template (``full``, ``short``).

    Raises:
        ValueError: a field that cannot be stored, or an unknown template.
    """
    content, problems = clean(form_of(DocumentKind.CLIENT_GUIDE).fields, values)
    layout = next((one for one in templates.BUILTIN if one.key == template), None)
    if problems or layout is None:
        raise ValueError(f"no guide: {problems or template}")
    return {**content, "template": templates.as_json(layout)}


def relate(session: Session, pairs: Iterable[tuple[int, int]]) -> None:
    """Note that documents name others: pairs of internal numbers, from the one to the other."""
    rows = [
        {"document_id": one, "related_id": other} for one, other in dict.fromkeys(pairs)
        if one != other
    ]  # fmt: skip
    if rows:
        session.execute(insert(RelatedDocument), rows)


def _document(one: Installation, now: datetime) -> Document:
    effective_on = one.issues[-1].effective_on
    return Document(
        code=one.code,
        code_key=code_sort_key(one.code),
        kind=one.kind,
        process_type=one.process_type,
        title=one.title,
        title_en=one.title_en,
        title_key=sort_key(one.title),
        owner_unit_id=one.owner_unit_id,
        owner_id=one.owner_id,
        review_interval_months=one.review_interval_months,
        review_due_on=one.review_due_on or months_later(effective_on, one.review_interval_months),
        legal_basis=one.legal_basis,
        jrwa=one.jrwa,
        archive_category=one.archive_category,
        current_state=RevisionState.EFFECTIVE,
        current_number=len(one.issues),
        current_label=str(len(one.issues)),
        effective_on=effective_on,
        last_reviewed_on=one.last_reviewed_on,
        created_at=now,
    )


def _processes(installations: Sequence[Installation]) -> list[process_map.Process]:
    """The processes that come with the documents, for a map that comes without its own."""
    by_code = {one.code: one for one in installations}
    named = {
        one.code: [code for code in one.issues[-1].content.get("procedures", []) if code in by_code]
        for one in installations
        if one.kind is DocumentKind.PROCESS_CARD and one.issues
    }
    below = {code for codes in named.values() for code in codes}
    return [
        process_map.Process(
            one.process_type, one.code, one.title, one.title_en,
            tuple(
                process_map.Step(code, by_code[code].title, by_code[code].title_en)
                for code in named.get(one.code, ())
            ),
        )
        for one in sorted(installations, key=lambda one: code_sort_key(one.code))
        if one.process_type
        and one.kind in {DocumentKind.PROCESS_CARD, DocumentKind.PROCEDURE}
        and one.code not in below
    ]  # fmt: skip


def _revisions(
    one: Installation,
    document: Document,
    now: datetime,
    titles: Mapping[str, str],
    drawn: list[dict[str, Any]],
) -> list[Revision]:
    made = []
    for number, issue in enumerate(one.issues, start=1):
        body, content = issue.body, dict(issue.content)
        if one.kind is DocumentKind.PROCESS_MAP and "processes" not in content:
            content["processes"] = drawn
        if content and form_of(one.kind).composed:
            body = composing.composed(one.kind, content, titles)
        last = number == len(one.issues)
        title = issue.title or one.title
        made.append(
            Revision(
                document=document,
                number=number,
                state=RevisionState.EFFECTIVE if last else RevisionState.SUPERSEDED,
                round=1,
                title=title,
                title_en=one.title_en,
                body=body,
                content=content,
                content_hash=content_hash(title, one.title_en, body, fields=content),
                change_summary=issue.change_summary,
                effective_on=issue.effective_on,
                published_at=_moment(issue.effective_on),
                superseded_at=None if last else _moment(one.issues[number].effective_on),
                in_force_from=issue.effective_on,
                in_force_until=None if last else one.issues[number].effective_on,
                author_id=issue.author_id,
                approver_id=issue.approver_id,
                created_at=now,
                updated_at=now,
            )
        )
    return made


def _decisions(issue: PastIssue, revision: Revision) -> list[dict[str, Any]]:
    signed = (
        (DecisionKind.PREPARED, issue.author_id, issue.author_name),
        (DecisionKind.REVIEWED, issue.reviewer_id, issue.reviewer_name),
        (DecisionKind.APPROVED, issue.approver_id, issue.approver_name),
    )
    return [
        {
            "revision_id": revision.id,
            "round": 1,
            "kind": kind,
            "person_id": person_id,
            "person_name": name,
            "content_hash": revision.content_hash,
            "comment": "",
            "at": _moment(issue.effective_on),
        }
        for kind, person_id, name in signed
        if person_id is not None
    ]


def _sealed(revision: Revision, signed: list[dict[str, Any]]) -> dict[str, Any]:
    """What the trail remembers of an issue that was brought in; ``queries.proof`` checks by it."""
    decisions = [SimpleNamespace(on_behalf_of_name="", **row) for row in signed]
    return sealed_issue(revision, decisions)


def _distribution(one: Installation, document: Document) -> list[dict[str, Any]]:
    return distribution_rows(
        document.id,
        Readers(
            one.everybody_reads,
            frozenset(one.reader_unit_ids),
            frozenset(one.reader_ids),
            frozenset(one.reader_roles),
        ),
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, _NOON, tzinfo=UTC)
