"""Earlier states of a draft, and who has it open: what two writers are told and merged with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Session

from ...access import require
from ...db import insert_into
from ...host import Actor, Clock
from ..models import DraftPresence, DraftState, Revision
from .drafting import DraftFields, save_draft

KEPT_STATES = 30
"""The latest states of a draft that are kept, besides those that an open form was made from."""
PRESENT = timedelta(seconds=50)
"""For how long after its last word a browser counts as open; it speaks every fifteen seconds."""
FORGOTTEN = timedelta(days=2)


def keep_state(
    session: Session,
    clock: Clock,
    revision: Revision,
    *,
    actor: Actor | None = None,
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Keep the draft as it is saved now, once for each version.

    Args:
        actor: who saved it; None where that is not known.
        fields: the other fields of the form, as it sent them.
    """
    session.flush()
    added = session.execute(
        insert_into(session, DraftState)
        .values(
            revision_id=revision.id,
            row_version=revision.row_version,
            body=revision.body,
            fields=dict(fields or {}),
            saved_at=revision.updated_at if actor is None else clock.now(),
            saved_by_id=actor.person_id if actor else None,
            saved_by_name=actor.name if actor else "",
        )
        .on_conflict_do_nothing(index_elements=["revision_id", "row_version"])
        .returning(DraftState.id)
    ).scalar_one_or_none()
    if added is not None and revision.row_version > KEPT_STATES:
        _drop_old(session, clock, revision)


def _drop_old(session: Session, clock: Clock, revision: Revision) -> None:
    open_forms = select(DraftPresence.row_version).where(
        DraftPresence.revision_id == revision.id,
        DraftPresence.seen_at > clock.now() - FORGOTTEN,
    )
    session.execute(
        delete(DraftState)
        .where(
            DraftState.revision_id == revision.id,
            DraftState.row_version <= revision.row_version - KEPT_STATES,
            DraftState.row_version.not_in(open_forms),
        )
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody else who has the draft open."""

    name: str
    since: datetime


def note_presence(
    session: Session, actor: Actor, clock: Clock, revision: Revision, *, row_version: int
) -> list[Writer]:
    """Note that the actor has the editor open, and tell who else does.

    Args:
        row_version: the version that the actor's form was made from.

    Returns:
        The others, the one who has been there longest first.

    Raises:
        Forbidden: ``documents.edit``.
    """
    require(actor, "documents.edit", revision)
    if row_version == revision.row_version:
        keep_state(session, clock, revision)
    now = clock.now()
    values = {"name": actor.name, "row_version": row_version, "seen_at": now}
    session.execute(
        insert_into(session, DraftPresence)
        .values(revision_id=revision.id, person_id=actor.person_id, since=now, **values)
        .on_conflict_do_update(
            index_elements=["revision_id", "person_id"],
            set_={
                **values,
                # Somebody who was away begins anew.
                "since": case(
                    (DraftPresence.seen_at < now - PRESENT, now), else_=DraftPresence.since
                ),
            },
        )
    )
    session.execute(
        delete(DraftPresence)
        .where(DraftPresence.revision_id == revision.id, DraftPresence.seen_at < now - FORGOTTEN)
        .execution_options(synchronize_session=False)
    )
    rows = session.execute(
        select(DraftPresence.name, DraftPresence.since)
        .where(
            DraftPresence.revision_id == revision.id,
            DraftPresence.person_id != actor.person_id,
            DraftPresence.seen_at >= now - PRESENT,
        )
        .order_by(DraftPresence.since, DraftPresence.person_id)
    )
    return [Writer(row.name, row.since) for row in rows]


def append_text(
    session: Session, actor: Actor, clock: Clock, revision: Revision, markdown: str
) -> None:
    """Put a text that was brought in behind the one that is saved.

    Raises:
        Forbidden: ``documents.edit``.
        Invalid: a text that cannot be stored, or both together are too long.
    """
    body = f"{revision.body.rstrip()}\n\n{markdown}" if revision.body.strip() else markdown
    fields = DraftFields(
        title=revision.title,
        title_en=revision.title_en,
        body=body,
        change_summary=revision.change_summary,
        effective_on=revision.effective_on,
        approver_id=revision.approver_id,
    )
    save_draft(session, actor, clock, revision, fields, row_version=revision.row_version)
    keep_state(session, clock, revision, actor=actor)
