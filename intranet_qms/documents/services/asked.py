"""Who was asked to review, to approve and to confirm: noted in the trail as it happens.

Names stand in the entry itself, so that the chain seals who was asked, for what and when, also
after the rows have changed. ``queries.who_was_asked`` compares the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...host import SYSTEM
from ...trail.services import record
from ..models import Document, Revision
from ..neighbours import PERSON
from ..queries.who_was_asked import ASKED_TO_CONFIRM
from ..workflow import AssignmentPart

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Moment:
    """The moment at which the duties began, as a clock."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def asked_to_decide(session: Session, revision: Revision) -> list[dict[str, str]]:
    """Whose word an issue waits for from now on: ``person``, ``name``, ``to`` (review, approve) and,
    where everybody of a role may act, ``as``."""
    wanted = [
        # Who approves is assigned by role; the one approver who is named is added below.
        (
            one.person_id,
            str(one.part),
            revision.approver_role if one.part is AssignmentPart.APPROVE else "",
        )
        for one in revision.assignments
    ]
    if revision.approver_id is not None:
        wanted.append((revision.approver_id, str(AssignmentPart.APPROVE), ""))
    people = _people(session, [one[0] for one in wanted])
    found = []
    for person_id, part, role in wanted:
        host_id, name = people[person_id]
        fact = {"person": host_id, "name": name, "to": part}
        found.append({**fact, "as": role} if role else fact)
    return found


def note_asked(session: Session, pairs: Iterable[tuple[int, int]], now: datetime) -> None:
    """Note who owes a confirmation from now on; one entry for each issue, whatever the number of
    people.

    Args:
        pairs: internal numbers of the issue and of the person.
    """
    by_issue: dict[int, list[int]] = defaultdict(list)
    for revision_id, person_id in pairs:
        by_issue[revision_id].append(person_id)
    if not by_issue:
        return
    people = _people(session, {one for ids in by_issue.values() for one in ids})
    for part in _parts(by_issue):
        issues = session.execute(
            select(Revision.id, Revision.uuid, Document.code, Revision.content_hash)
            .join(Document, Document.id == Revision.document_id)
            .where(Revision.id.in_(part))
            .order_by(Revision.id)
        )
        for issue in issues:
            asked = sorted(people[one] for one in by_issue[issue.id])
            details: dict[str, Any] = {
                "code": issue.code,
                "hash": issue.content_hash,
                "people": dict(asked),
            }
            record(
                session, SYSTEM, _Moment(now), ASKED_TO_CONFIRM, "revision", issue.uuid, details
            )  # fmt: skip


def _people(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Whom the host knows under which identifier, and by which name."""
    found: dict[int, tuple[str, str]] = {}
    for part in _parts(set(ids)):
        rows = session.execute(
            select(PERSON.c.id, PERSON.c.host_id, PERSON.c.name).where(PERSON.c.id.in_(part))
        )
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    every = sorted(ids)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))
