"""What every step of an issue on its way shares: the state after it, the decision, its seal and its entry."""

from __future__ import annotations

import hmac

from sqlalchemy.orm import Session

from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people.queries import people_by_ids
from ...trail.services import record
from ..models import Revision, RevisionDecision
from ..seals import decision_seal
from ..workflow import (
    DecisionKind,
    RevisionState,
    RevisionStep,
    next_state,
)


def reason_given(text: str) -> str:
    """A reason, shortened to what is kept. Raises Invalid: none is given."""
    reason = text.strip()
    if not reason:
        problem = t("Give the reason.")
        raise Invalid("documents.reason_missing", problem, fields={"reason": [problem]})
    return reason[:4000]


def state_after(revision: Revision, step: RevisionStep) -> RevisionState:
    """The state after a step. Raises Conflict: the step is not possible any more."""
    state = next_state(revision.state, step)
    if state is None:
        raise step_impossible(revision)
    return state


def step_impossible(revision: Revision) -> Conflict:
    """Why a step is refused that another has come before."""
    return Conflict(
        "documents.step_impossible",
        lazy("The issue has moved on meanwhile; this step is not possible any more."),
        way_out=lazy("Open the page again to see where the issue stands."),
    )


def decided_already(decision: RevisionDecision) -> Conflict:
    """Why a second word of the same person is refused."""
    return Conflict(
        "documents.decided_already",
        lazy("This was decided already by %(name)s.", name=decision.person_name),
        way_out=lazy("Open the page again to see where the issue stands."),
    )


def require_same_text(revision: Revision, shown_hash: str) -> None:
    """Refuse a word about another text than the one shown. Raises Conflict."""
    if not hmac.compare_digest(revision.content_hash.encode(), shown_hash.encode()):
        raise Conflict(
            "documents.text_changed",
            lazy("The text is no longer the one that was shown to you."),
            way_out=lazy("Open the page again, read what has changed, and decide then."),
        )


def decide_as(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    kind: DecisionKind,
    named_id: int | None,
    comment: str,
) -> RevisionDecision:
    """Note a decision; ``named_id`` is whom the actor deputises for, if anybody."""
    deputised = None
    if named_id is not None and named_id != actor.person_id:
        deputised = next(iter(people_by_ids(session, [named_id])), None)
    decision = RevisionDecision(
        revision=revision,
        round=revision.round,
        kind=kind,
        person_id=actor.person_id,
        person_name=actor.name,
        on_behalf_of_id=deputised.id if deputised else None,
        on_behalf_of_name=deputised.name if deputised else "",
        content_hash=revision.content_hash,
        comment=comment.strip()[:4000],
        at=clock.now(),
        signed_in_at=actor.proved_at,
    )
    session.add(decision)
    revision.updated_at = clock.now()
    session.flush()
    return decision


def sealed_facts(decision: RevisionDecision) -> dict[str, object]:
    """What the trail remembers of a decision, so that an altered row is found."""
    facts: dict[str, object] = {
        "hash": decision.content_hash,
        "round": decision.round,
        "decision": str(decision.uuid),
        "seal": decision_seal(decision),
    }
    if decision.on_behalf_of_name:
        facts["for"] = decision.on_behalf_of_name
    return facts


def note_step(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    verb: str,
    details: dict[str, object],
) -> None:
    """Note a step of an issue in the trail, as ``documents.<verb>``."""
    facts = {"code": revision.document.code, "issue": revision.label, **details}
    record(session, actor, clock, f"documents.{verb}", "revision", revision.uuid, facts)
