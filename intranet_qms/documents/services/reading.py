"""Confirm that a document was read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...access import require
from ...host import Actor, Clock
from ...trail.services import record
from ..models import Acknowledgement, Revision
from ..neighbours import PERSON, UNIT
from ..seals import confirmation_seal


def acknowledge(session: Session, actor: Actor, clock: Clock, revision: Revision) -> bool:
    """The actor confirms having read the issue in force; always for themselves.

    Somebody who is not on the distribution list can confirm too.

    Returns:
        Whether this is the first confirmation; a second one changes nothing.

    Raises:
        Forbidden: ``documents.acknowledge``.
    """
    # Nobody confirms an issue while another takes its place: an editorial one takes over what was
    # confirmed until then, and would miss this.
    session.refresh(revision, with_for_update={"read": True, "of": Revision})
    require(actor, "documents.acknowledge", revision)
    given = session.scalars(
        select(Acknowledgement)
        .where(
            Acknowledgement.revision_id == revision.id,
            Acknowledgement.person_id == actor.person_id,
        )
        .with_for_update()
    ).one_or_none()
    now = clock.now()
    if given is None:
        given = Acknowledgement(revision_id=revision.id, person_id=actor.person_id, owed_since=now)
        session.add(given)
    elif given.acknowledged_at is not None:
        return False
    given.acknowledged_at, given.ended_at = now, None
    given.content_hash = revision.content_hash
    given.person_name = actor.name
    unit = session.execute(
        select(UNIT.c.name_pl, UNIT.c.name_en)
        .join_from(PERSON, UNIT, UNIT.c.id == PERSON.c.unit_id)
        .where(PERSON.c.id == actor.person_id)
    ).one_or_none()
    if unit is not None:
        given.unit_name_pl, given.unit_name_en = unit.name_pl, unit.name_en
    session.flush()
    record(
        session, actor, clock, "documents.acknowledge", "revision", revision.uuid,
        {
            "code": revision.document.code, "issue": revision.label,
            "hash": revision.content_hash, "seal": confirmation_seal(given),
        },
    )  # fmt: skip
    return True
