"""Remarks about an issue, the texts of its rounds, and who has looked at which."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ...access import require
from ...errors import Conflict, Forbidden, Invalid, not_found
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people.queries import people_by_ids
from ...trail.services import record
from ..content import clean_text
from ..models import Paragraph, Revision, RevisionComment, RevisionLook, RevisionRound
from ..permissions import keeps
from ..workflow import OPEN_STATES, RevisionState

MAX_COMMENT = 4000


def add_comment(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    *,
    text: str,
    paragraph_key: str = "",
    thread: RevisionComment | None = None,
) -> RevisionComment:
    """Write a remark about a paragraph or the whole, or answer one.

    Args:
        paragraph_key: the paragraph's stable key; empty for the issue as a whole.
        thread: the remark that is answered; the answer is about the same paragraph.

    Raises:
        Forbidden: ``documents.comment``.
        Invalid: nothing written, or no such paragraph.
    """
    require(actor, "documents.comment", revision)
    text = clean_text(text.strip(), "text", limit=MAX_COMMENT)
    if not text:
        problem = t("Write what you want to say.")
        raise Invalid("documents.comment_empty", problem, fields={"text": [problem]})
    number = quote = ""
    if thread is not None:
        if thread.revision_id != revision.id:
            raise not_found("documents.comment_not_found")
        paragraph_key, number, quote = thread.paragraph_key, thread.paragraph_number, ""
    elif paragraph_key:
        paragraph = next((one for one in revision.paragraphs if one.key == paragraph_key), None)
        if paragraph is None:
            raise Conflict(
                "documents.paragraph_gone",
                lazy("This paragraph is no longer in the text."),
                way_out=lazy("Open the page again, or write a remark about the whole issue."),
            )
        number, quote = paragraph.number, paragraph.text[:2000]
    comment = RevisionComment(
        revision_id=revision.id,
        # A thread has one level: an answer to an answer belongs to the first remark.
        thread_id=(thread.thread_id or thread.id) if thread else None,
        round=max(revision.round, 1),
        paragraph_key=paragraph_key,
        paragraph_number=number,
        quote=quote,
        author_id=actor.person_id,
        author_name=actor.name,
        on_behalf_of_name=_speaks_for(session, actor, revision),
        text=text,
        at=clock.now(),
    )
    session.add(comment)
    session.flush()
    note_look(session, actor, clock, revision)
    record(
        session, actor, clock, "documents.comment", "revision", revision.uuid,
        {"code": revision.document.code, "issue": revision.label, "paragraph": number},
    )  # fmt: skip
    return comment


def _speaks_for(session: Session, actor: Actor, revision: Revision) -> str:
    """Whose place a deputy takes in this issue; empty for somebody who has a part of their own."""
    parts = [revision.author_id, revision.approver_id]
    parts += [one.person_id for one in revision.assignments]
    if actor.person_id in parts or keeps(actor, revision.document):
        return ""
    covered = next((one for one in parts if one is not None and actor.is_person(one)), None)
    found = people_by_ids(session, [covered]) if covered is not None else []
    return found[0].name if found else ""


def resolve_comment(
    session: Session, actor: Actor, clock: Clock, revision: Revision, comment: RevisionComment
) -> None:
    """Settle a thread: by who began it, by the author of the issue, or by who keeps the document.

    Raises:
        Forbidden: somebody else's matter.
        Conflict: settled already.
    """
    require(actor, "documents.comment", revision)
    if comment.revision_id != revision.id or comment.thread_id is not None:
        raise not_found("documents.comment_not_found")
    if not may_resolve(actor, revision, comment):
        raise Forbidden(
            "documents.resolve.refused",
            lazy("A remark is settled by who wrote it or by the author of the issue."),
        )
    session.refresh(comment, with_for_update={"of": RevisionComment})
    if comment.resolved_at is not None:
        raise Conflict(
            "documents.comment_resolved",
            lazy("This was settled already by %(name)s.", name=comment.resolved_by_name),
        )
    comment.resolved_at, comment.resolved_by_name = clock.now(), actor.name
    session.flush()
    record(
        session, actor, clock, "documents.resolve_comment", "revision", revision.uuid,
        {
            "code": revision.document.code, "issue": revision.label,
            "paragraph": comment.paragraph_number, "by": comment.author_name,
        },
    )  # fmt: skip


def may_resolve(actor: Actor, revision: Revision, comment: RevisionComment) -> bool:
    """Whether the actor may settle a thread of an open issue."""
    return revision.state in OPEN_STATES and (
        actor.is_person(comment.author_id)
        or actor.is_person(revision.author_id)
        or keeps(actor, revision.document)
    )


def open_threads_of_others(session: Session, revision: Revision) -> int:
    """How many remarks of others wait for an answer of those who write the issue: neither settled
    nor answered by anybody but who made them."""
    answer = aliased(RevisionComment)
    answered = (
        select(answer.id)
        .where(
            answer.thread_id == RevisionComment.id, answer.author_id != RevisionComment.author_id
        )
        .exists()
    )
    found = session.execute(
        select(func.count(RevisionComment.id)).where(
            RevisionComment.revision_id == revision.id,
            RevisionComment.thread_id.is_(None),
            RevisionComment.resolved_at.is_(None),
            RevisionComment.author_id != (revision.author_id or 0),
            ~answered,
        )
    ).scalar_one()
    return int(found)


def keep_round(session: Session, clock: Clock, revision: Revision) -> None:
    """Keep the text of a round as it is handed over."""
    # By columns: rows that were written anew in this transaction may have the numbers of old ones.
    rows = session.execute(
        select(Paragraph.key, Paragraph.number, Paragraph.text)
        .where(Paragraph.revision_id == revision.id)
        .order_by(Paragraph.position)
    )
    session.add(
        RevisionRound(
            revision_id=revision.id,
            round=revision.round,
            content_hash=revision.content_hash,
            title=revision.title,
            title_en=revision.title_en,
            paragraphs=[list(row) for row in rows],
            content=dict(revision.content or {}),
            at=clock.now(),
        )
    )
    session.flush()


def note_look(session: Session, actor: Actor, clock: Clock, revision: Revision) -> bool:
    """Note that the actor has the text of the present round before them.

    Only of those who review or approve; a later round then shows them what changed since.

    Returns:
        Whether it is their first look at this round.
    """
    asked = {revision.approver_id, *(one.person_id for one in revision.assignments)}
    if revision.state is not RevisionState.IN_REVIEW or not any(
        actor.is_person(one) for one in asked
    ):
        return False
    known = session.scalar(
        select(RevisionLook.id).where(
            RevisionLook.revision_id == revision.id,
            RevisionLook.person_id == actor.person_id,
            RevisionLook.round == revision.round,
        )
    )
    if known is not None:
        return False
    session.add(
        RevisionLook(
            revision_id=revision.id,
            person_id=actor.person_id,
            round=revision.round,
            at=clock.now(),
        )
    )
    session.flush()
    return True
