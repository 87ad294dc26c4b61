"""Where the reviewers of an issue stand: whose turn it is, who has agreed.

Derived from the assignments and the decisions of the present round; nothing of it is stored twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from .models import Revision, RevisionAssignment, RevisionDecision
from .workflow import DecisionKind, ReviewerState, ReviewOrder, RevisionState


@dataclass(frozen=True, slots=True)
class Standing:
    """One reviewer of an issue. ``decision`` is what they said in this round, if anything."""

    person_id: int
    name: str
    state: ReviewerState
    decision: RevisionDecision | None = None


def decided_for(decision: RevisionDecision) -> int:
    """Whose word a decision is: a deputy's is that of whom they deputise for."""
    return decision.on_behalf_of_id or decision.person_id


def standings(revision: Revision) -> list[Standing]:
    """The reviewers of an issue in their order, as of its present round."""
    said = {
        decided_for(one): one
        for one in revision.decisions
        if one.round == revision.round
        and one.kind in {DecisionKind.REVIEWED, DecisionKind.CHANGES_REQUESTED}
        # Of a text that was changed after all, nothing is agreed yet.
        and one.content_hash == revision.content_hash
    }
    found: list[Standing] = []
    waiting = False
    for assigned in revision.reviewers:
        state = _state(revision, said.get(assigned.person_id), waiting)
        if state is not ReviewerState.AGREED and revision.review_order is ReviewOrder.IN_TURN:
            waiting = True
        found.append(_standing(assigned, state, said.get(assigned.person_id)))
    return found


def _state(revision: Revision, said: RevisionDecision | None, waiting: bool) -> ReviewerState:
    if said is not None:
        agreed = said.kind is DecisionKind.REVIEWED
        return ReviewerState.AGREED if agreed else ReviewerState.SENT_BACK
    if waiting or revision.state is not RevisionState.IN_REVIEW:
        return ReviewerState.LATER
    return ReviewerState.ASKED


def _standing(
    assigned: RevisionAssignment, state: ReviewerState, decision: RevisionDecision | None
) -> Standing:
    return Standing(assigned.person_id, assigned.person.name, state, decision)


def asked(revision: Revision) -> list[int]:
    """The internal numbers of those whose turn it is to review."""
    return [one.person_id for one in standings(revision) if one.state is ReviewerState.ASKED]


def all_agreed(revision: Revision) -> bool:
    """Whether nobody's review is missing; true where nobody reviews."""
    return all(one.state is ReviewerState.AGREED for one in standings(revision))
