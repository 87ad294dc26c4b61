"""What happens to actions on their way: more of them, files that show them, more time, drafts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...documents import services as documents
from ...documents.services import keeping
from ...documents.workflow import OPEN_STATES
from ...errors import Conflict, Invalid, NotFound, TooLarge
from ...files import services as stored_files
from ...host import Actor, Clock, FileStore
from ...i18n import lazy, t
from ...workdays import next_working_day
from .. import notifications
from ..models import CorrectiveAction, DueExtension, Finding, FindingFile, FindingIssue
from ..workflow import FindingState
from .answering import PlannedAction, last_due, problems_of
from .steps import note, refuse_step, words_of

MOST_FILES = 50


def action_of(finding: Finding, action_id: int) -> CorrectiveAction:
    """An action of this round. Raises NotFound."""
    found = next((one for one in finding.present_actions if one.id == action_id), None)
    if found is None:
        raise NotFound("findings.action_not_found", lazy("This finding has no such action."))
    return found


def add_action(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    planned: PlannedAction,
    *,
    today: date,
) -> CorrectiveAction:
    """Agree one more action while the others are under way.

    Raises:
        Conflict: the actions are not under way.
        Invalid: as for ``agree_actions``.
    """
    access.require(actor, "findings.act", finding)
    problems = problems_of(planned, today)
    if problems:
        raise Invalid(
            "findings.actions_invalid",
            lazy("The actions cannot be agreed like this."),
            way_out=lazy("Correct the marked fields."),
            fields={f"{name}_more": said for name, said in problems.items()},
        )
    if finding.state != FindingState.ACTIONS_AGREED:
        refuse_step(finding)
    action = CorrectiveAction(
        uuid=new_uuid(),
        kind=planned.kind,
        text=planned.text.strip(),
        root_cause=finding.present_actions[0].root_cause if finding.present_actions else "",
        owner_id=planned.owner_id,
        due_on=next_working_day(planned.due_on),
        state="planned",
        round=finding.round,
        links=planned.links.strip(),
    )
    finding.actions.append(action)
    finding.due_on = last_due(finding)
    session.flush()
    note(session, actor, clock, finding, "add_action", {"action": str(action.uuid)})
    notifications.actions_agreed(session, clock, finding, actor)
    return action


# -- files ---------------------------------------------------------------------------------------


def attach_file(
    session: Session,
    actor: Actor,
    clock: Clock,
    files: FileStore,
    finding: Finding,
    *,
    name: str,
    data: bytes,
    limit: int,
    action: CorrectiveAction | None = None,
) -> FindingFile:
    """Keep a file that shows what was found, or that an action was done.

    Args:
        limit: bytes that are taken.

    Raises:
        Forbidden: neither answers for the finding nor judges it.
        UnsupportedMedia, TooLarge: what is not taken, told from the content.
        Conflict: the finding is over, or has as many files as it may.
    """
    if not access.decide(actor, "findings.act", finding):
        access.require(actor, "findings.amend", finding)
    if finding.state in (FindingState.CLOSED, FindingState.WITHDRAWN):
        refuse_step(finding)
    if len(data) > limit:
        raise TooLarge(
            "findings.file_too_large",
            lazy("The file is larger than %(limit)s MB.", limit=limit // 1_000_000),
            way_out=lazy("Divide it, or save its pictures smaller."),
        )
    kept_name, media_type = keeping.named_by_content(data, name)
    count = len(finding.files)
    if count >= MOST_FILES:
        raise Conflict(
            "findings.too_many_files",
            lazy("The finding has as many files as it may have."),
            way_out=lazy("Put several papers into one file."),
        )
    stored = stored_files.store(
        session, clock, files, data, stored_files.Content(media_type), person_id=actor.person_id
    )
    known = session.scalars(
        select(FindingFile).where(
            FindingFile.finding_id == finding.id,
            FindingFile.file_id == stored.id,
            FindingFile.action_id == (action.id if action else None),
        )
    ).first()
    if known is not None:
        return known
    kept = FindingFile(
        finding_id=finding.id,
        action_id=action.id if action is not None else None,
        file_id=stored.id,
        name=kept_name,
        added_by_id=actor.person_id or None,
        added_by_name=actor.name,
        added_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    session.expire(finding, ["files"])
    note(
        session, actor, clock, finding, "attach_file",
        {"name": kept_name, "sha256": stored.sha256},
    )  # fmt: skip
    return kept


def file_of(finding: Finding, identifier: uuid.UUID) -> FindingFile:
    """A file of the finding. Raises NotFound."""
    found = next((one for one in finding.files if one.uuid == identifier), None)
    if found is None:
        raise NotFound("findings.file_not_found", lazy("This finding has no such file."))
    return found


# -- more time -----------------------------------------------------------------------------------


def ask_extension(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    action: CorrectiveAction,
    *,
    new_due_on: date | None,
    reason: str,
    today: date,
) -> DueExtension:
    """Ask for a later day for an action.

    Raises:
        Conflict: nothing is to be done, or a request waits already.
        Invalid: no reason, or a day that is no later.
    """
    access.require(actor, "findings.act", finding)
    fields: dict[str, list[str]] = {}
    if new_due_on is None or new_due_on <= max(action.due_on, today):
        fields[f"new_due_on_{action.id}"] = [t("Choose a day after the present one.")]
    elif new_due_on.year > today.year + 10:
        fields[f"new_due_on_{action.id}"] = [t("This day is too far away.")]
    if not reason.strip():
        fields[f"extension_reason_{action.id}"] = [t("Give the reason.")]
    if fields or new_due_on is None:
        raise Invalid(
            "findings.extension_invalid",
            lazy("More time cannot be asked for like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    if finding.state != FindingState.ACTIONS_AGREED or action.state != "planned":
        refuse_step(finding)
    if any(one.action_id == action.id and one.granted is None for one in finding.extensions):
        raise Conflict(
            "findings.extension_waits",
            lazy("More time was asked for already; the request waits for a decision."),
        )
    asked = DueExtension(
        finding_id=finding.id,
        action_id=action.id,
        old_due_on=action.due_on,
        new_due_on=next_working_day(new_due_on),
        reason=words_of(reason, f"extension_reason_{action.id}"),
        asked_by_id=actor.person_id or None,
        asked_by_name=actor.name,
        asked_at=clock.now(),
    )
    session.add(asked)
    session.flush()
    session.expire(finding, ["extensions"])
    note(
        session, actor, clock, finding, "ask_extension",
        {"action": str(action.uuid), "from": action.due_on.isoformat(),
         "to": asked.new_due_on.isoformat(), "reason": asked.reason[:500]},
    )  # fmt: skip
    notifications.extension_asked(session, clock, finding, asked)
    return asked


def decide_extension(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    extension_uuid: uuid.UUID,
    *,
    granted: bool,
    words: str,
) -> None:
    """Give more time, or not; a refusal says why.

    Raises:
        NotFound: no such request.
        Conflict: decided already.
        Invalid: a refusal without a reason.
    """
    access.require(actor, "findings.decide_extension", finding)
    asked = next((one for one in finding.extensions if one.uuid == extension_uuid), None)
    if asked is None:
        raise NotFound("findings.extension_not_found", lazy("There is no such request."))
    if actor.is_person(asked.asked_by_id):
        raise Conflict(
            "findings.extension_own",
            lazy("You asked for this time; somebody else must decide."),
        )
    # Two who decide at once: the second sees what the first decided.
    session.refresh(asked, ["granted"], with_for_update={"of": DueExtension})
    if asked.granted is not None:
        raise Conflict(
            "findings.extension_decided",
            lazy("Somebody else has decided this request meanwhile."),
            way_out=lazy("Open the finding again."),
        )
    if not granted:
        words = words_of(words, "extension_words")
    asked.granted, asked.decision_text = granted, words.strip()
    asked.decided_by_id, asked.decided_by_name = actor.person_id or None, actor.name
    asked.decided_at = clock.now()
    if granted and asked.action.state == "planned":
        asked.action.due_on = asked.new_due_on
        finding.due_on = last_due(finding)
    session.flush()
    note(
        session, actor, clock, finding, "decide_extension",
        {"granted": granted, "reason": words.strip()[:500],
         "action": str(asked.action.uuid)},
    )  # fmt: skip
    notifications.extension_decided(session, clock, finding, asked)


# -- the change of a document that it causes -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class BegunIssue:
    """The draft that a finding began or joined. ``is_new``: whether it was begun now."""

    revision: Any
    is_new: bool


def change_document(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    document: Any,
    *,
    why: str,
    action: CorrectiveAction | None = None,
) -> BegunIssue:
    """Begin the next issue of a document because of the finding, or join the one on its way.

    The draft's summary of changes begins with the finding, so that the record of changes tells it.

    Args:
        action: the action that this carries out.

    Raises:
        Forbidden: ``findings.act``, ``documents.draft``.
        Conflict: the finding is over.
    """
    access.require(actor, "findings.act", finding)
    if finding.state in (FindingState.CLOSED, FindingState.WITHDRAWN):
        refuse_step(finding)
    why = why.strip()[:2000]
    open_issue = next((one for one in document.revisions if one.state in OPEN_STATES), None)
    revision = open_issue or documents.start_issue(session, actor, clock, document)
    if open_issue is None and not revision.change_summary:
        reason = t("Because of finding %(number)s.", number=finding.number)
        revision.change_summary = f"{reason} {why}".strip()
    session.flush()
    known = session.scalars(
        select(FindingIssue).where(
            FindingIssue.finding_id == finding.id, FindingIssue.revision_id == revision.id
        )
    ).one_or_none()
    if known is None:
        known = FindingIssue(
            finding_id=finding.id,
            revision_id=revision.id,
            begun_by_name=actor.name,
            begun_at=clock.now(),
        )
        session.add(known)
    known.why = why or known.why or ""
    if action is not None:
        known.action_id = action.id
        action.revision_id = revision.id
    session.flush()
    session.expire(finding, ["issues"])
    note(
        session, actor, clock, finding, "change_document",
        {"code": document.code, "issue": revision.label, "reason": why[:500]},
    )  # fmt: skip
    return BegunIssue(revision, open_issue is None)
