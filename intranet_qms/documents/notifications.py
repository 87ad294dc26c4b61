"""Who is told what about documents: rows of the outbox, written in the same transaction.

Addresses in mails are paths below the module's prefix; the worker puts the office's address in
front. Texts are made when the mail is sent, in its reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..outbox.services import Mail, enqueue_mail, enqueue_mails
from .models import Acknowledgement, Document, Revision
from .neighbours import UNIT
from .standing import all_agreed, asked
from .workflow import AssignmentPart, RevisionState


def _facts(revision: Revision) -> dict[str, Any]:
    document = revision.document
    return {
        "code": document.code,
        "title_pl": revision.title,
        "title_en": revision.title_en,
        "issue": revision.label,
        "path": f"/documents/{document.code}",
        "issue_path": f"/documents/{document.code}/issues/{revision.number}",
        "change_summary": revision.change_summary,
        "effective_on": revision.effective_on.isoformat() if revision.effective_on else None,
    }


def ask_for_decision(session: Session, clock: Clock, revision: Revision) -> None:
    """Tell everybody whose turn it is that an issue waits for them: the reviewers who are asked
    now, or the approvers once all have agreed. Nobody is told twice in a round."""
    approving = all_agreed(revision)
    if not approving:
        people = asked(revision)
    elif revision.approver_role:
        people = [
            one.person_id for one in revision.assignments if one.part is AssignmentPart.APPROVE
        ]
    else:
        people = [revision.approver_id] if revision.approver_id else []
    facts = {**_facts(revision), "approving": approving}
    enqueue_mails(
        session,
        clock,
        "documents_decide",
        [
            Mail(
                to_person_id=person_id,
                context=facts,
                dedup_key=f"documents.decide:{revision.uuid}:{revision.round}:{person_id}",
            )
            for person_id in people
        ],
    )


def tell_author(
    session: Session, clock: Clock, revision: Revision, outcome: str, by: Actor, comment: str
) -> None:
    """Tell the author that the issue was approved (``approved``) or sent back
    (``changes_requested``)."""
    if revision.author_id is None:
        return
    enqueue_mail(
        session,
        clock,
        to_person_id=revision.author_id,
        template="documents_decided",
        context={**_facts(revision), "outcome": outcome, "by": by.name, "comment": comment},
        dedup_key=f"documents.decided:{revision.uuid}:{revision.round}:{outcome}",
    )


def tell_readers(session: Session, clock: Clock, revision: Revision) -> None:
    """Tell everybody who owes an acknowledgement that an issue is in force."""
    debtors = session.execute(
        select(Acknowledgement.person_id, Acknowledgement.owed_since)
        .where(
            Acknowledgement.revision_id == revision.id,
            Acknowledgement.acknowledged_at.is_(None),
            Acknowledgement.ended_at.is_(None),
        )
        .order_by(Acknowledgement.person_id)
    ).all()
    facts = _facts(revision)
    enqueue_mails(
        session,
        clock,
        "documents_read",
        [
            Mail(
                to_person_id=person_id,
                context=facts,
                # Who left the list and came back owes it anew, and is told anew.
                dedup_key=f"documents.read:{revision.uuid}:{person_id}:{since:%Y%m%dT%H%M%S}",
            )
            for person_id, since in debtors
        ],
    )


def due_reviews(
    session: Session, today: date, notice_days: int
) -> Mapping[int, Sequence[Document]]:
    """Documents whose review is overdue or due within ``notice_days``, by whoever answers for them:
    the owner, or the head of the unit where there is none.

    One query; the most overdue first.
    """
    answers = func.coalesce(Document.owner_id, UNIT.c.head_id)
    documents = session.execute(
        select(answers, Document)
        .outerjoin(UNIT, UNIT.c.id == Document.owner_unit_id)
        .where(
            Document.current_state == RevisionState.EFFECTIVE,
            answers.is_not(None),
            Document.review_due_on <= today + timedelta(days=notice_days),
        )
        .order_by(Document.review_due_on, Document.code_key)
    )
    by_person: dict[int, list[Document]] = {}
    for person_id, document in documents:
        by_person.setdefault(person_id, []).append(document)
    return by_person


def remind_reviews(session: Session, clock: Clock, today: date, notice_days: int) -> int:
    """Write one mail to whoever answers for documents whose review is due, overdue ones first.

    Returns:
        How many mails are new; a second call on the same day writes none.
    """
    mails = [
        Mail(
            to_person_id=owner_id,
            context={
                "documents": [_due(one, today) for one in documents],
                "today": today.isoformat(),
            },
            dedup_key=f"documents.reviews_due:{owner_id}:{today.isoformat()}",
        )
        for owner_id, documents in due_reviews(session, today, notice_days).items()
    ]
    return enqueue_mails(session, clock, "documents_reviews_due", mails)


def _due(document: Document, today: date) -> dict[str, Any]:
    due_on = document.review_due_on
    return {
        "code": document.code,
        "title_pl": document.title,
        "title_en": document.title_en,
        "path": f"/documents/{document.code}",
        "due_on": due_on.isoformat() if due_on else None,
        "days": (due_on - today).days if due_on else None,
    }
