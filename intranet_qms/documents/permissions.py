"""Who may read, write and decide about documents. Each refusal says why in words."""

from __future__ import annotations

from typing import Any

from ..access import GUEST_ROLE, YES, Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy
from .models import Document, Revision
from .standing import standings
from .workflow import OPEN_STATES, AssignmentPart, DocumentKind, ReviewerState, RevisionState

REPRESENTATIVE = "qms_representative"


def keeps(actor: Actor, document: Document) -> bool:
    """Whether the actor looks after the document: owner, head of its unit, or representative."""
    return (
        actor.has_role(REPRESENTATIVE)
        or actor.is_person(document.owner_id)
        or document.owner_unit_id in actor.headed_unit_ids
    )


def takes_part(actor: Actor, revision: Revision) -> bool:
    """Whether the actor writes, reviews or approves the issue."""
    return (
        actor.is_person(revision.author_id)
        or _approves(actor, revision)
        or any(actor.is_person(one.person_id) for one in revision.assignments)
    )


def _approves(actor: Actor, revision: Revision) -> bool:
    if not revision.approver_role:
        return actor.is_person(revision.approver_id)
    return actor.has_role(revision.approver_role) or any(
        actor.is_person(one.person_id)
        for one in revision.assignments
        if one.part is AssignmentPart.APPROVE
    )


def sees_everything(actor: Actor) -> bool:
    """Whether drafts of the whole office are open to the actor."""
    return actor.has_role(REPRESENTATIVE)


@rule("documents.read")
def read(actor: Actor, subject: Any) -> Decision:
    """Everybody reads what is or was in force; what never was, those who prepare it.

    ``subject``: a document, an issue, or None for the register as such. An external auditor reads
    what is in force only.
    """
    if subject is None:
        return YES
    if isinstance(subject, Document):
        if actor.has_role(GUEST_ROLE):
            return allow_if(
                subject.current_state is RevisionState.EFFECTIVE,
                lazy("An external auditor reads the issue in force."),
            )
        if subject.current_state is not RevisionState.DRAFT:
            return YES
        involved = any(takes_part(actor, revision) for revision in subject.revisions)
        return allow_if(
            keeps(actor, subject) or involved,
            lazy("This document has not come into force yet; only those who prepare it see it."),
        )
    revision: Revision = subject
    if actor.has_role(GUEST_ROLE):
        return allow_if(
            revision.state is RevisionState.EFFECTIVE,
            lazy("An external auditor reads the issue in force."),
        )
    if revision.published_at is not None:
        return YES
    return allow_if(
        keeps(actor, revision.document) or takes_part(actor, revision),
        lazy("This issue is being prepared; only those who prepare it see it."),
    )


@rule("documents.create")
def create(actor: Actor, _subject: Any) -> Decision:
    """New documents are begun by heads of units and the representative."""
    return allow_if(
        actor.has_role(REPRESENTATIVE) or bool(actor.headed_unit_ids),
        lazy("New documents are begun by heads of units and the QMS representative."),
    )


@rule("documents.draft")
def draft(actor: Actor, document: Any) -> Decision:
    """A new issue is begun by those who look after the document."""
    if document.current_state is RevisionState.WITHDRAWN:
        return no(lazy("The document is withdrawn."))
    return _keeper(actor, document)


@rule("documents.manage")
def manage(actor: Actor, document: Any) -> Decision:
    """The facts of a document: owner, unit, interval, clauses, distribution list."""
    return _keeper(actor, document)


@rule("documents.confirm_review")
def confirm_review(actor: Actor, document: Any) -> Decision:
    """That the text still holds is said by those who look after it."""
    if document.current_state is not RevisionState.EFFECTIVE:
        return no(lazy("Only a document in force is reviewed."))
    return _keeper(actor, document)


def _keeper(actor: Actor, document: Document) -> Decision:
    return allow_if(
        keeps(actor, document),
        lazy("This is done by the owner, the head of the owner's unit or the QMS representative."),
    )


@rule("documents.edit")
def edit(actor: Actor, revision: Any) -> Decision:
    """A draft is written by its author and those who look after the document."""
    if revision.state is not RevisionState.DRAFT:
        return no(lazy("The text was handed over for review and cannot be changed now."))
    return allow_if(
        actor.is_person(revision.author_id) or keeps(actor, revision.document),
        lazy("A draft is changed by its author and by those who look after the document."),
    )


@rule("documents.submit")
def submit(actor: Actor, revision: Any) -> Decision:
    """Who may write a draft may hand it over."""
    return edit(actor, revision)


@rule("documents.review")
def review(actor: Actor, revision: Any) -> Decision:
    """The named reviewers, or who deputises for them, each in their turn, never who wrote."""
    if revision.state is not RevisionState.IN_REVIEW:
        return no(lazy("The issue is not in review."))
    own = [one for one in standings(revision) if actor.is_person(one.person_id)]
    if not own:
        return no(lazy("Another person was named as the reviewer."))
    if actor.person_id in (revision.writer_ids or ()):
        return no(lazy("Nobody reviews or approves what they wrote themselves."))
    if all(one.state is ReviewerState.LATER for one in own):
        return no(lazy("Somebody else reviews the issue before you; you will get a mail."))
    return _other_than_the_author(actor, revision)


@rule("documents.approve")
def approve(actor: Actor, revision: Any) -> Decision:
    """The named approver, or who deputises for them, never the author or the reviewer, nor who
    wrote all of it in the author's place."""
    if revision.state is not RevisionState.IN_REVIEW:
        return no(lazy("The issue is not in review."))
    if not _approves(actor, revision):
        return no(lazy("Another person was named as the approver."))
    if set(revision.writer_ids or ()) == {actor.person_id}:
        return no(lazy("Nobody reviews or approves what they wrote themselves."))
    return _other_than_the_author(actor, revision)


@rule("documents.request_changes")
def request_changes(actor: Actor, revision: Any) -> Decision:
    """The reviewer and the approver can send an issue back, and its author can take it back."""
    if revision.state is not RevisionState.IN_REVIEW:
        return no(lazy("The issue is not in review."))
    return allow_if(
        takes_part(actor, revision) or actor.has_role(REPRESENTATIVE),
        lazy("An issue is sent back by its reviewer or approver, or taken back by its author."),
    )


def _other_than_the_author(actor: Actor, revision: Revision) -> Decision:
    # The person, not whom they deputise for: two pairs of eyes belong to two people.
    return allow_if(
        actor.person_id != revision.author_id,
        lazy("Nobody reviews or approves what they wrote themselves."),
    )


@rule("documents.withdraw")
def withdraw(actor: Actor, subject: Any) -> Decision:
    """Out of force by the representative or top management; a draft by who may write it."""
    if isinstance(subject, Revision):
        if subject.state not in OPEN_STATES or subject.state is RevisionState.IN_REVIEW:
            return no(lazy("Take the issue back from review first."))
        return allow_if(
            actor.is_person(subject.author_id) or keeps(actor, subject.document),
            lazy("A draft is given up by its author or by those who look after the document."),
        )
    if subject.current_state is not RevisionState.EFFECTIVE:
        return no(lazy("Only a document in force is withdrawn."))
    return allow_if(
        actor.has_role(REPRESENTATIVE, "top_management"),
        lazy("A document is withdrawn by the QMS representative or top management."),
    )


@rule("documents.acknowledge")
def acknowledge(actor: Actor, revision: Any) -> Decision:
    """Everybody of the office confirms for themselves, and only for what is in force."""
    if actor.has_role(GUEST_ROLE):
        return no(lazy("Guests confirm nothing."))
    return allow_if(
        revision.state is RevisionState.EFFECTIVE,
        lazy("Only the issue in force is confirmed."),
    )


@rule("documents.see_readers")
def see_readers(actor: Actor, document: Any) -> Decision:
    """Who has read a document is seen by its keepers, heads (their own people) and auditors."""
    return allow_if(
        keeps(actor, document)
        or bool(actor.headed_unit_ids)
        or actor.has_role("auditor", "lead_auditor", "top_management"),
        lazy("Who has read a document is seen by its owner, heads of units and auditors."),
    )


@rule("documents.comment")
def comment(actor: Actor, revision: Any) -> Decision:
    """Remarks are written by those who prepare, review and approve the issue, while it is open."""
    if actor.has_role(GUEST_ROLE):
        return no(lazy("Guests write no remarks."))
    if revision.state not in OPEN_STATES:
        return no(lazy("The issue is closed; its remarks stay as they are."))
    return allow_if(
        takes_part(actor, revision) or keeps(actor, revision.document),
        lazy("Remarks are written by those who prepare, review and approve the issue."),
    )


@rule("documents.set_paths")
def set_paths(actor: Actor, _subject: Any) -> Decision:
    """How documents of a kind are approved is set by the representative."""
    return allow_if(
        actor.has_role(REPRESENTATIVE),
        lazy("The ways of approval are set by the QMS representative."),
    )


@rule("documents.see_due_reviews")
def see_due_reviews(actor: Actor, _subject: Any) -> Decision:
    """Everybody of the office sees the reviews that are theirs to do."""
    return allow_if(
        not actor.has_role(GUEST_ROLE), lazy("Periodic reviews are done by the office itself.")
    )


@rule("documents.configure")
def configure(actor: Actor, _subject: Any) -> Decision:
    """Patterns of codes and templates of guides are the representative's."""
    return allow_if(
        actor.has_role(REPRESENTATIVE),
        lazy("Numbering and templates are set by the QMS representative."),
    )


@rule("documents.renumber")
def renumber(actor: Actor, document: Any) -> Decision:
    """A code is changed by the representative alone: others cite it."""
    return allow_if(
        actor.has_role(REPRESENTATIVE),
        lazy("A document is renumbered by the QMS representative."),
    )


@rule("documents.see_comments")
def see_comments(actor: Actor, revision: Any) -> Decision:
    """The remarks of an issue stay with it for those who prepared it, keep it or audit it."""
    if actor.has_role(GUEST_ROLE):
        return no(lazy("Guests see no remarks."))
    return allow_if(
        takes_part(actor, revision)
        or keeps(actor, revision.document)
        or (
            revision.published_at is not None
            and actor.has_role("auditor", "lead_auditor", "top_management")
        ),
        lazy("Remarks are seen by those who prepare, keep or audit the document."),
    )


@rule("documents.see_acknowledgements")
def see_acknowledgements(actor: Actor, _subject: Any) -> Decision:
    """Who is missing over all documents is seen by heads (their own people), the representative,
    auditors and top management."""
    return allow_if(
        bool(actor.headed_unit_ids)
        or actor.has_role(REPRESENTATIVE, "auditor", "lead_auditor", "top_management"),
        lazy("Who has confirmed what is seen by heads of units, auditors and the representative."),
    )


@rule("documents.remind_readers")
def remind_readers(actor: Actor, document: Any) -> Decision:
    """Heads remind their own people, the representative everybody; of one document, who looks
    after it too."""
    return allow_if(
        actor.has_role(REPRESENTATIVE)
        or bool(actor.headed_unit_ids)
        or (isinstance(document, Document) and keeps(actor, document)),
        lazy("People are reminded by their head, the document's owner or the QMS representative."),
    )


@rule("documents.ask_all_readers")
def ask_all_readers(actor: Actor, _subject: Any) -> Decision:
    """That everybody is asked about everything is decided by the representative."""
    return allow_if(
        actor.has_role(REPRESENTATIVE),
        lazy("The readers of the whole register are asked by the QMS representative."),
    )


@rule("documents.tune_search")
def tune_search(actor: Actor, _subject: Any) -> Decision:
    """The office's synonyms are kept by the representative."""
    return allow_if(
        actor.has_role(REPRESENTATIVE),
        lazy("The words of the search are kept by the QMS representative."),
    )


@rule("documents.see_effects")
def see_effects(actor: Actor, _subject: Any) -> Decision:
    """What a change means for others is seen by everybody who works here."""
    return allow_if(
        not actor.has_role(GUEST_ROLE), lazy("An external auditor reads the issue in force.")
    )


@rule("documents.note_changed_act")
def note_changed_act(actor: Actor, document: Any) -> Decision:
    """That an act has changed is noted by who keeps it in the register, of acts only."""
    if document.kind not in (DocumentKind.LEGAL_ACT, DocumentKind.EXTERNAL):
        return no(lazy("Only acts and documents from outside are changed by others."))
    return _keeper(actor, document)


@rule("documents.decide_effect")
def decide_effect(actor: Actor, effect: Any) -> Decision:
    """Answered by who answers for the citing thing; questions of checklists by lead auditors too."""
    return allow_if(
        actor.has_role(REPRESENTATIVE)
        or actor.is_person(effect.owner_id)
        or (effect.kind == "question" and actor.has_role("lead_auditor")),
        lazy("This is answered by the owner of the citing thing or the QMS representative."),
    )
