"""What waits for somebody among documents: to read, to review, to approve, to check periodically."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from ..access import decide
from ..host import Actor
from ..i18n import localized, t
from ..people.worklist import WorkItem, source
from .models import Acknowledgement, Document, Revision, RevisionAssignment
from .queries.effects import open_effects
from .queries.without_text import documents_without_text
from .standing import all_agreed, asked
from .workflow import RevisionState

_AHEAD = timedelta(days=30)


@source
def of_documents(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Everything about documents that waits for the actor, in five queries."""
    return [
        *_to_read(session, actor),
        *_to_decide(session, actor),
        *_sent_back(session, actor),
        *_to_check(session, actor, today),
        *_to_bring_in(session, actor),
    ]


def _title(document: Document) -> str:
    return f"{document.code} {localized(document.title, document.title_en)}"


def _to_read(session: Session, actor: Actor) -> list[WorkItem]:
    documents = session.scalars(
        select(Document)
        .join(Revision, Revision.document_id == Document.id)
        .join(Acknowledgement, Acknowledgement.revision_id == Revision.id)
        .where(
            Acknowledgement.person_id == actor.person_id,
            Acknowledgement.acknowledged_at.is_(None),
            Acknowledgement.ended_at.is_(None),
            Revision.state == RevisionState.EFFECTIVE,
        )
        .order_by(Document.code_key)
    )
    return [
        WorkItem(t("Read and confirm"), _title(one), "documents_show", {"code": one.code})
        for one in documents
    ]


def _to_decide(session: Session, actor: Actor) -> list[WorkItem]:
    people = sorted({actor.person_id, *actor.covers_person_ids})
    assigned = select(RevisionAssignment.revision_id).where(
        RevisionAssignment.person_id.in_(people)
    )
    revisions = session.scalars(
        select(Revision)
        .where(
            Revision.state == RevisionState.IN_REVIEW,
            or_(Revision.approver_id.in_(people), Revision.id.in_(assigned)),
        )
        .options(
            joinedload(Revision.document),
            selectinload(Revision.assignments),
            selectinload(Revision.decisions),
            defer(Revision.body),
        )
        .order_by(Revision.updated_at)
    )
    items = []
    for revision in revisions:
        reviewing = not set(people).isdisjoint(asked(revision))
        approving = all_agreed(revision) and bool(decide(actor, "documents.approve", revision))
        if (reviewing or approving) and actor.person_id != revision.author_id:
            items.append(
                WorkItem(
                    t("Review the new issue") if reviewing else t("Approve the new issue"),
                    _title(revision.document),
                    "documents_issue",
                    {"code": revision.document.code, "number": revision.number},
                    due_on=revision.effective_on,
                    icon="check",
                )
            )
    return items


def _sent_back(session: Session, actor: Actor) -> list[WorkItem]:
    revisions = session.scalars(
        select(Revision)
        .where(
            Revision.author_id.in_(sorted({actor.person_id, *actor.covers_person_ids})),
            Revision.state == RevisionState.DRAFT,
            Revision.round > 0,
        )
        .options(joinedload(Revision.document))
        .order_by(Revision.updated_at)
    )
    return [
        WorkItem(
            t("Correct what was sent back"),
            _title(one.document),
            "documents_issue",
            {"code": one.document.code, "number": one.number},
            due_on=one.effective_on,
            icon="edit",
        )
        for one in revisions
    ]


def _to_check(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    documents = session.scalars(
        select(Document)
        .where(
            Document.owner_id.in_(sorted({actor.person_id, *actor.covers_person_ids})),
            Document.current_state == RevisionState.EFFECTIVE,
            Document.review_due_on <= today + _AHEAD,
        )
        .order_by(Document.review_due_on)
    )
    return [
        WorkItem(
            t("Check whether the document still holds"),
            _title(one),
            "documents_show",
            {"code": one.code},
            due_on=one.review_due_on,
            icon="repeat",
        )
        for one in documents
    ]


def _to_bring_in(session: Session, actor: Actor) -> list[WorkItem]:
    documents = session.scalars(
        select(Document)
        .where(
            Document.owner_id.in_(sorted({actor.person_id, *actor.covers_person_ids})),
            Document.id.in_(documents_without_text()),
        )
        .order_by(Document.code_key)
    )
    return [
        WorkItem(
            t("Bring in the text that is kept elsewhere"), _title(one), "documents_show",
            {"code": one.code}, icon="paperclip",
        )
        for one in documents
    ]  # fmt: skip


@source
def effects_of_changes(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Things of the actor that cite a document which has changed."""
    return [
        WorkItem(
            t("Look at what a change affects"),
            t(
                "%(document)s has changed: %(thing)s",
                document=effect.change.document.code,
                thing=f"{effect.code} {localized(effect.title_pl, effect.title_en)}".strip()[:160],
            ),
            "documents_effects",
            {"code": effect.change.document.code},
            due_on=effect.change.due_on,
            icon="link",
        )
        for effect in open_effects(session, actor)
    ]
