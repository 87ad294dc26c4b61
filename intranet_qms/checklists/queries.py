"""Reads of checklists."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from ..errors import not_found
from .comparing import Changes as Changes
from .comparing import changes_between as changes_between
from .content import questions_of as questions_of
from .models import (
    ChecklistQuestion,
    ChecklistTemplate,
    ChecklistVersion,
    QuestionCitation,
)
from .rules import shown_keys as shown_keys
from .workflow import VersionState


@dataclass(frozen=True, slots=True)
class Listed:
    """A checklist in the list: its published version, if any, and how many drafts wait."""

    template: ChecklistTemplate
    published: ChecklistVersion | None
    drafts: int


def listing(
    search: str = "",
    standard: str = "",
    *,
    with_drafts: bool = True,
    kind: str = "",
    unit_id: int | None = None,
) -> Select[Any]:
    """All checklists with their published version and number of drafts, in Polish order.

    `search` looks into titles and key, `standard` is "standard:edition" as `standards` gives it.
    `kind` and `unit_id` keep those that are written for them, or for any. Without `with_drafts`
    checklists that have nothing but drafts are left out. Rows become `Listed` by `as_listed`.
    """
    drafts = (
        select(func.count())
        .where(
            ChecklistVersion.template_id == ChecklistTemplate.id,
            ChecklistVersion.state == VersionState.DRAFT,
        )
        .correlate(ChecklistTemplate)
        .scalar_subquery()
    )
    published = (
        select(ChecklistVersion.id)
        .where(
            ChecklistVersion.template_id == ChecklistTemplate.id,
            ChecklistVersion.state == VersionState.PUBLISHED,
        )
        .correlate(ChecklistTemplate)
        .scalar_subquery()
    )
    query = (
        select(ChecklistTemplate, ChecklistVersion, drafts)
        .outerjoin(ChecklistVersion, ChecklistVersion.id == published)
        .options(
            defer(ChecklistVersion.content),
            defer(ChecklistVersion.import_notes),
            joinedload(ChecklistTemplate.for_unit),
        )
        .order_by(ChecklistTemplate.sort_key, ChecklistTemplate.id)
    )
    if search:
        query = query.where(
            or_(
                *(
                    column.icontains(search, autoescape=True)
                    for column in (
                        ChecklistTemplate.title_pl,
                        ChecklistTemplate.title_en,
                        ChecklistTemplate.key,
                    )
                )
            )
        )
    if standard:
        query = query.where(
            ChecklistTemplate.standard + ":" + ChecklistTemplate.edition == standard
        )
    if kind:
        query = query.where(ChecklistTemplate.for_kind.in_([kind, ""]))
    if unit_id is not None:
        query = query.where(
            or_(ChecklistTemplate.for_unit_id == unit_id, ChecklistTemplate.for_unit_id.is_(None))
        )
    if not with_drafts:
        query = query.where(
            ChecklistTemplate.id.in_(
                select(ChecklistVersion.template_id).where(
                    ChecklistVersion.state != VersionState.DRAFT
                )
            )
        )
    return query


def as_listed(rows: Sequence[Any]) -> list[Listed]:
    """Rows of `listing` as objects."""
    return [Listed(template, version, count) for template, version, count in rows]


def standards(session: Session) -> list[str]:
    """The standards, each with its edition, that some checklist is for."""
    rows = session.execute(
        select(ChecklistTemplate.standard, ChecklistTemplate.edition)
        .where(ChecklistTemplate.standard != "")
        .distinct()
        .order_by(ChecklistTemplate.standard, ChecklistTemplate.edition)
    )
    return [f"{standard}:{edition}" for standard, edition in rows]


def by_key(session: Session, key: str) -> ChecklistTemplate:
    """The checklist of this key. Raises NotFound."""
    found = session.scalar(select(ChecklistTemplate).where(ChecklistTemplate.key == key))
    if found is None:
        raise not_found("checklists.not_found")
    return found


def versions(session: Session, template: ChecklistTemplate) -> Sequence[ChecklistVersion]:
    """All versions of a checklist without their contents, newest first."""
    return session.scalars(
        select(ChecklistVersion)
        .where(ChecklistVersion.template_id == template.id)
        .options(defer(ChecklistVersion.content), defer(ChecklistVersion.import_notes))
        .order_by(ChecklistVersion.number.desc())
    ).all()


def version(session: Session, key: str, number: int) -> ChecklistVersion:
    """One version of the checklist of this key. Raises NotFound."""
    found = session.scalar(
        select(ChecklistVersion)
        .join(ChecklistVersion.template)
        .where(ChecklistTemplate.key == key, ChecklistVersion.number == number)
        .options(contains_eager(ChecklistVersion.template))
    )
    if found is None:
        raise not_found("checklists.not_found")
    return found


def published(session: Session) -> Sequence[ChecklistVersion]:
    """The versions that a new audit can be given, with their checklists, in Polish order."""
    return session.scalars(
        select(ChecklistVersion)
        .join(ChecklistVersion.template)
        .where(ChecklistVersion.state == VersionState.PUBLISHED)
        .options(
            contains_eager(ChecklistVersion.template).joinedload(ChecklistTemplate.for_unit),
            defer(ChecklistVersion.content),
            defer(ChecklistVersion.import_notes),
        )
        .order_by(ChecklistTemplate.sort_key, ChecklistTemplate.id)
    ).all()


def by_uuid(session: Session, identifier: uuid.UUID) -> ChecklistVersion:
    """A version, whatever its state, with its checklist. Raises NotFound."""
    found = session.scalar(
        select(ChecklistVersion)
        .join(ChecklistVersion.template)
        .where(ChecklistVersion.uuid == identifier)
        .options(contains_eager(ChecklistVersion.template))
    )
    if found is None:
        raise not_found("checklists.not_found")
    return found


def for_phone(session: Session, version_ids: Sequence[int]) -> list[dict[str, Any]]:
    """What a phone keeps of versions that its audits pinned: by content hash, with the content.

    Drafts are never among them.
    """
    rows = session.scalars(
        select(ChecklistVersion)
        .join(ChecklistVersion.template)
        .where(
            ChecklistVersion.id.in_(version_ids),
            ChecklistVersion.state != VersionState.DRAFT,
        )
        .options(contains_eager(ChecklistVersion.template))
        .order_by(ChecklistVersion.id)
    )
    return [as_data(row) for row in rows]


def as_data(row: ChecklistVersion) -> dict[str, Any]:
    """A version as the API and the phone get it."""
    return {
        "uuid": str(row.uuid),
        "key": row.template.key,
        "number": row.number,
        "state": row.state,
        "content_hash": row.content_hash,
        "content": row.content,
    }


def citing_clause(
    session: Session, clause: str, *, standard: str = "", edition: str = ""
) -> Sequence[ChecklistQuestion]:
    """The questions of published versions that cite `clause` or one below it (8.5 finds 8.5.1)."""
    conditions = [
        or_(
            ChecklistQuestion.clause == clause,
            ChecklistQuestion.clause.startswith(f"{clause}.", autoescape=True),
        )
    ]
    if standard:
        conditions.append(ChecklistTemplate.standard == standard)
    if edition:
        conditions.append(ChecklistTemplate.edition == edition)
    return _citing(session, and_(*conditions))


def citing_procedure(session: Session, code: str) -> Sequence[ChecklistQuestion]:
    """The questions of published versions that come from the document `code` or a paragraph of it
    (``PS-01 § 4`` is found by ``PS-01``)."""
    return _citing(
        session,
        or_(
            ChecklistQuestion.procedure == code,
            ChecklistQuestion.procedure.startswith(f"{code} ", autoescape=True),
            ChecklistQuestion.procedure.startswith(f"{code}#", autoescape=True),
        ),
    )


def tied_to_document(session: Session, document_id: int) -> dict[ChecklistQuestion, str]:
    """The questions of published versions that were tied to a document, each with the paragraph's
    key; empty for the document as a whole."""
    keys = {
        (row.template_id, row.question_key): row.paragraph_key
        for row in session.scalars(
            select(QuestionCitation).where(QuestionCitation.document_id == document_id)
        )
    }
    if not keys:
        return {}
    questions = _citing(
        session,
        and_(
            ChecklistVersion.template_id.in_({one[0] for one in keys}),
            ChecklistQuestion.key.in_({one[1] for one in keys}),
        ),
    )
    return {
        one: keys[one.version.template_id, one.key]
        for one in questions
        if (one.version.template_id, one.key) in keys
    }


def tied_elsewhere(session: Session, document_id: int) -> set[tuple[int, str]]:
    """Checklist and key of the questions that were tied to other documents than this one."""
    rows = session.execute(
        select(QuestionCitation.template_id, QuestionCitation.question_key).where(
            QuestionCitation.document_id != document_id
        )
    )
    return {(row.template_id, row.question_key) for row in rows}


def citation(session: Session, template_id: int, question_key: str) -> QuestionCitation | None:
    """The paragraph that a question was tied to, or None."""
    return session.scalars(
        select(QuestionCitation).where(
            QuestionCitation.template_id == template_id,
            QuestionCitation.question_key == question_key,
        )
    ).one_or_none()


def citation_of_version(
    session: Session, version_id: int, question_key: str
) -> tuple[int, str] | None:
    """Document and paragraph that a question of a version was tied to, or None."""
    row = session.execute(
        select(QuestionCitation.document_id, QuestionCitation.paragraph_key)
        .join(ChecklistVersion, ChecklistVersion.template_id == QuestionCitation.template_id)
        .where(ChecklistVersion.id == version_id, QuestionCitation.question_key == question_key)
    ).one_or_none()
    return (row.document_id, row.paragraph_key) if row is not None else None


def citations_of_version(session: Session, version_id: int) -> dict[str, tuple[int, str]]:
    """Document and paragraph by the key of each tied question of a version's checklist."""
    rows = session.execute(
        select(
            QuestionCitation.question_key,
            QuestionCitation.document_id,
            QuestionCitation.paragraph_key,
        )
        .join(ChecklistVersion, ChecklistVersion.template_id == QuestionCitation.template_id)
        .where(ChecklistVersion.id == version_id)
    )
    return {row.question_key: (row.document_id, row.paragraph_key) for row in rows}


def citations_of_template(session: Session, template_id: int) -> dict[str, tuple[int, str]]:
    """Document and paragraph by the key of each tied question of a checklist."""
    return {
        row.question_key: (row.document_id, row.paragraph_key)
        for row in session.scalars(
            select(QuestionCitation).where(QuestionCitation.template_id == template_id)
        )
    }


def _citing(session: Session, condition: Any) -> Sequence[ChecklistQuestion]:
    return session.scalars(
        select(ChecklistQuestion)
        .join(ChecklistQuestion.version)
        .join(ChecklistVersion.template)
        .where(ChecklistVersion.state == VersionState.PUBLISHED, condition)
        .options(
            contains_eager(ChecklistQuestion.version).options(
                contains_eager(ChecklistVersion.template),
                defer(ChecklistVersion.content),
                defer(ChecklistVersion.import_notes),
            )
        )
        .order_by(ChecklistTemplate.sort_key, ChecklistQuestion.position)
    ).all()
