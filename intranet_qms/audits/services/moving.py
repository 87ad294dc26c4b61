"""Move an audit that is going on to a newer version of its checklist (protocol, step 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...checklists import queries as checklists
from ...checklists.workflow import VersionState, check_value
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from ..changes import lock_audits
from ..checklist import pinned
from ..models import Answer, Audit, ChecklistMove
from ..workflow import TAKES_WORK
from .planning import check_version

_TOLD = 100


@dataclass(frozen=True, slots=True)
class Effects:
    """What a move would change. Counts are of questions that somebody answered."""

    version: Any
    changes: checklists.Changes
    kept: int
    """Answers that stay as they are."""
    removed_answered: tuple[str, ...]
    """Keys of answered questions that the new version does not ask: kept, and shown apart."""
    changed_answered: tuple[str, ...]
    """Keys of answered questions whose answer does not fit the new form: kept, to be given anew."""


def newer_version(session: Session, audit: Audit) -> Any | None:
    """The published version that an audit could be moved to; None if it has the latest."""
    own = checklists.by_uuid(session, pinned(session, audit.checklist_version_id).uuid)
    found = next(
        (one for one in checklists.published(session) if one.template_id == own.template_id), None
    )
    return found if found is not None and found.number > own.number else None


def effects_of(session: Session, audit: Audit, version: Any) -> Effects:
    """What a move to `version` would change, and what would become of the answers given."""
    before = pinned(session, audit.checklist_version_id)
    after = pinned(session, version.id)
    answers = session.execute(
        select(Answer.question_key, Answer.value).where(
            Answer.audit_id == audit.id, Answer.standing, Answer.value.is_not(None)
        )
    ).all()
    keys = {key for key, _value in answers}
    removed = {key for key in keys if key in before.questions and key not in after.questions}
    misfit = {
        key
        for key, value in answers
        if key in after.questions and value is not None and check_value(after.questions[key], value)
    }
    return Effects(
        version,
        checklists.changes_between(before.content, after.content),
        len(keys - removed - misfit),
        tuple(key for key in before.questions if key in removed),
        tuple(key for key in after.questions if key in misfit),
    )


def move_checklist(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    version: Any,
    *,
    seen_version: int | None,
) -> Effects:
    """Let an audit go on with `version` of its checklist. No answer is dropped or changed.

    Phones hear of it with their next pull; what they had queued is taken as before.

    Raises:
        Forbidden: the actor does not lead this audit.
        Conflict: changed meanwhile, not going on, or `version` is not a newer published one of the
            same checklist.
    """
    access.require(actor, "audits.lead", audit)
    lock_audits(session, [audit.id])
    check_version(audit, seen_version)
    if audit.state not in TAKES_WORK:
        raise Conflict(
            "audits.checklist_stays",
            lazy("Only an announced audit, or one that is going on, can get another version."),
            way_out=lazy("Before the announcement, choose the checklist in the plan."),
        )
    own = checklists.by_uuid(session, pinned(session, audit.checklist_version_id).uuid)
    if (
        version.template_id != own.template_id
        or version.state != VersionState.PUBLISHED
        or version.number <= own.number
    ):
        raise Conflict(
            "audits.no_newer_version",
            t(
                "Version %(number)s is not a newer one in use of this checklist.",
                number=version.number,
            ),
            way_out=lazy("Reload the page to see which version is in use."),
        )
    effects = effects_of(session, audit, version)
    session.add(
        ChecklistMove(
            audit_id=audit.id,
            from_version_id=own.id,
            to_version_id=version.id,
            moved_at=clock.now(),
            moved_by_id=actor.person_id,
            moved_by_name=actor.name,
        )
    )
    audit.checklist_version_id = version.id
    audit.checklist_moves += 1
    session.flush()
    trail.record(
        session, actor, clock, "audits.move_checklist", "audit", audit.uuid,
        {
            "number": audit.number, "checklist": own.template.key,
            "from": own.number, "to": version.number,
            "added": [one.key for one in effects.changes.added][:_TOLD],
            "removed": [one.key for one in effects.changes.removed][:_TOLD],
            "changed": [one.key for one in effects.changes.changed][:_TOLD],
            "kept_answers_to_removed": list(effects.removed_answered)[:_TOLD],
            "to_be_answered_anew": list(effects.changed_answered)[:_TOLD],
        },
    )  # fmt: skip
    return effects
