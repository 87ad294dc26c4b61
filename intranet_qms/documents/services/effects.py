"""What a change of a document asks of those who cite it, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...access import require
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...outbox.services import Mail, enqueue_mails
from ...people import queries as people
from ...people.workflow import Role
from ...trail.services import record
from ..hooks import Citation, citations
from ..models import ChangeEffect, Document, DocumentChange, Paragraph, Revision
from ..workflow import DocumentChangeKind, EffectState

MAX_NOTE = 2000
MOST_LISTED = 60


def changed_keys(old: Iterable[Paragraph], new: Iterable[Paragraph]) -> set[str]:
    """The paragraphs that read otherwise, are new or are gone. One that only moved says the same."""
    before = {one.key: one.text for one in old}
    after = {one.key: one.text for one in new}
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def affected(found: Sequence[Citation], changed: set[str] | None) -> list[Citation]:
    """What has to be looked at: what cites a changed paragraph, or the document as a whole.

    Args:
        changed: None for everything.
    """
    if changed is None:
        return list(found)
    return [one for one in found if not one.paragraphs or changed.intersection(one.paragraphs)]


def note_issue(
    session: Session,
    actor: Actor,
    clock: Clock,
    replaced: Revision | None,
    revision: Revision,
    *,
    day: date,
) -> DocumentChange | None:
    """Ask everybody who answers for a citing thing to look at it, once for each issue.

    Editorial issues change words and no rules; nobody is asked. The first issue is cited by nobody
    who read another one.
    """
    settle(session, actor, clock, revision.document, EffectState.UPDATED)
    if replaced is None or revision.is_minor:
        return None
    changed = changed_keys(replaced.paragraphs, revision.paragraphs)
    if replaced.content_hash != revision.content_hash and not changed:
        changed = set()
    return _note(
        session, actor, clock, revision.document, DocumentChangeKind.ISSUE,
        summary=revision.change_summary, happened_on=day, changed=changed,
        revision_id=revision.id,
    )  # fmt: skip


def note_withdrawal(
    session: Session, actor: Actor, clock: Clock, document: Document, *, reason: str, day: date
) -> DocumentChange | None:
    """Ask everybody who cites a withdrawn document to cite something else."""
    settle(session, actor, clock, document, EffectState.WITHDRAWN)
    return _note(
        session, actor, clock, document, DocumentChangeKind.WITHDRAWAL,
        summary=reason, happened_on=day, changed=None,
    )  # fmt: skip


def note_changed_act(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    *,
    summary: str,
    link: str,
    happened_on: date | None,
    due_on: date | None,
    today: date,
) -> DocumentChange:
    """The publisher changed an act: everything that rests on it is due for review, with the reason.

    Raises:
        Forbidden: ``documents.note_changed_act``.
        Invalid: see ``fields``.
        Conflict: nothing rests on it.
    """
    require(actor, "documents.note_changed_act", document)
    problems: dict[str, list[str]] = {}
    summary, link = summary.strip(), link.strip()
    if not summary:
        problems["summary"] = [t("Say what has changed.")]
    elif len(summary) > MAX_NOTE or "\x00" in summary:
        problems["summary"] = [t("At most %(limit)s characters.", limit=MAX_NOTE)]
    is_address = link.startswith(("https://", "http://")) and link.isprintable()
    if link and (not is_address or len(link) > 1000):
        problems["link"] = [t("Give an address that begins with https://.")]
    if happened_on is None:
        problems["happened_on"] = [t("Choose the day from which the change holds.")]
    if due_on is None or due_on < today:
        problems["due_on"] = [t("Choose a day from today on.")]
    if problems or happened_on is None or due_on is None:
        raise Invalid("documents.act_not_noted", t("Nothing was noted."), fields=problems)
    change = _note(
        session, actor, clock, document, DocumentChangeKind.ACT,
        summary=summary, link=link, happened_on=happened_on, changed=None, due_on=due_on,
    )  # fmt: skip
    if change is None:
        raise Conflict(
            "documents.act_cited_by_nobody",
            lazy("No document in force rests on this act; there is nothing to review."),
            way_out=lazy("Name the act as the legal basis in the properties of the documents."),
        )
    ids = [one.source_document_id for one in change.effects if one.source_document_id]
    for one in session.scalars(select(Document).where(Document.id.in_(ids))).all():
        if one.review_due_on is None or one.review_due_on > due_on:
            one.review_due_on = due_on
        record(
            session, actor, clock, "documents.review_opened", "document", one.uuid,
            {"code": one.code, "act": document.code, "summary": summary,
             "due": due_on.isoformat()},
        )  # fmt: skip
    session.flush()
    return change


def _note(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    kind: DocumentChangeKind,
    *,
    summary: str,
    happened_on: date,
    changed: set[str] | None,
    link: str = "",
    due_on: date | None = None,
    revision_id: int | None = None,
) -> DocumentChange | None:
    found = affected(citations(session, document), changed)
    if not found:
        return None
    change = DocumentChange(
        uuid=new_uuid(),
        document_id=document.id,
        kind=kind,
        revision_id=revision_id,
        summary=summary,
        link=link,
        happened_on=happened_on,
        due_on=due_on,
        noted_by_id=actor.person_id or None,
        noted_by_name=actor.name,
        noted_at=clock.now(),
        effects=[
            ChangeEffect(
                uuid=new_uuid(),
                kind=one.kind,
                reference=one.reference[:200],
                code=one.code[:60],
                title_pl=one.title_pl,
                title_en=one.title_en,
                endpoint=one.endpoint,
                values=dict(one.values),
                paragraphs=sorted(changed.intersection(one.paragraphs)) if changed else [],
                source_document_id=one.document_id,
                owner_id=one.owner_id,
                state=EffectState.OPEN,
            )
            for one in found
        ],
    )
    session.add(change)
    session.flush()
    record(
        session, actor, clock, "documents.note_effects", "document", document.uuid,
        {"code": document.code, "kind": kind.value, "things": len(found),
         "summary": summary[:500]},
    )  # fmt: skip
    _tell(session, clock, document, change, happened_on)
    return change


def _tell(
    session: Session, clock: Clock, document: Document, change: DocumentChange, day: date
) -> None:
    """One mail to each owner with all of theirs; what nobody owns goes to the representatives."""
    by_person: dict[int, list[ChangeEffect]] = {}
    nobodys = [one for one in change.effects if one.owner_id is None]
    for one in change.effects:
        if one.owner_id is not None:
            by_person.setdefault(one.owner_id, []).append(one)
    if nobodys:
        for person in people.people_with_role(session, Role.QMS_REPRESENTATIVE, today=day):
            by_person.setdefault(person.id, []).extend(nobodys)
    enqueue_mails(
        session,
        clock,
        "documents_effects",
        [
            Mail(
                to_person_id=person_id,
                context={
                    "code": document.code,
                    "title_pl": document.title,
                    "title_en": document.title_en,
                    "kind": change.kind.value,
                    "summary": change.summary[:500],
                    "link": change.link,
                    "due_on": change.due_on.isoformat() if change.due_on else None,
                    "path": f"/documents/{document.code}/effects",
                    "things": [
                        {"code": one.code, "pl": one.title_pl[:200], "en": one.title_en[:200]}
                        for one in listed[:MOST_LISTED]
                    ],
                    "more": max(0, len(listed) - MOST_LISTED),
                },
                dedup_key=f"documents.effects:{change.uuid}:{person_id}",
            )
            for person_id, listed in sorted(by_person.items())
        ],
    )


def decide_effect(
    session: Session,
    actor: Actor,
    clock: Clock,
    effect: ChangeEffect,
    *,
    state: str,
    note: str = "",
) -> None:
    """Say what came of looking at a citing thing. It may be said otherwise later.

    Raises:
        Forbidden: ``documents.decide_effect``.
        Invalid: an unknown answer, or a note that is too long.
    """
    require(actor, "documents.decide_effect", effect)
    if state not in {EffectState.NOT_AFFECTED, EffectState.UPDATED, EffectState.OPEN}:
        raise Invalid("documents.effect_state", lazy("Choose one of the answers."))
    if len(note) > MAX_NOTE or "\x00" in note:
        raise Invalid("documents.effect_note", t("At most %(limit)s characters.", limit=MAX_NOTE))
    _settle(session, actor, clock, effect, EffectState(state), note.strip())
    session.flush()


def settle(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    state: EffectState,
    *,
    note: str = "",
) -> None:
    """A document was confirmed, revised or withdrawn: that answers the changed acts it rests on."""
    effects = session.scalars(
        select(ChangeEffect)
        .join(ChangeEffect.change)
        .where(
            ChangeEffect.source_document_id == document.id,
            ChangeEffect.state == EffectState.OPEN,
            DocumentChange.kind == DocumentChangeKind.ACT,
        )
    ).all()
    for effect in effects:
        _settle(session, actor, clock, effect, state, note)
    if effects:
        session.flush()


def _settle(
    session: Session,
    actor: Actor,
    clock: Clock,
    effect: ChangeEffect,
    state: EffectState,
    note: str,
) -> None:
    before = effect.state
    effect.state, effect.note = state, note
    settled = state is not EffectState.OPEN
    effect.decided_by_id = (actor.person_id or None) if settled else None
    effect.decided_by_name = actor.name if settled else ""
    effect.decided_at = clock.now() if settled else None
    details: dict[str, Any] = {
        "thing": f"{effect.kind} {effect.code}".strip(),
        "title": effect.title_pl[:200],
        "before": EffectState(before).value,
        "after": state.value,
        "note": note,
    }
    record(
        session, actor, clock, "documents.decide_effect", "document_change",
        effect.change.uuid, details,
    )  # fmt: skip
