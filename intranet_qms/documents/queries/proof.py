"""Whether issues and decisions are still what the trail remembers.

Each text is hashed anew and compared with the hash that is stored, with the hash that was approved,
and with what the hash-chained trail noted when the issue was approved and came into force. A
decision is compared by its seal. Issues that were brought in with their history are compared with
what the trail noted then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from ...trail.queries import entries_about, entries_of
from ...trail.services import is_whole
from ..models import Acknowledgement, Document, Revision, RevisionDecision
from ..neighbours import PERSON
from ..seals import (
    confirmation_seal,
    decision_seal,
    joint_seal,
    joint_seal_of_confirmations,
)
from ..services.hashing import issue_hashes
from ..workflow import DecisionKind
from .who_was_asked import Asked, altered_duties, asked_to_decide, differs_from_trail

ISSUE_ACTS = (
    "documents.submit",
    "documents.review",
    "documents.request_changes",
    "documents.approve",
    "documents.publish",
)
BROUGHT_IN = ("documents.import", "documents.restore")
"""Acts whose entry keeps ``sealed`` issues (``seals.sealed_issue``), and those ``carried`` on their
way."""
DESTROYED = ("records.destroy",)
"""Acts after which a record is rightly not there any more."""


class Fault(StrEnum):
    """What does not fit."""

    TEXT = "text"
    """The text, title, fields or files are not what the stored hash says."""
    NOT_RECORDED = "not_recorded"
    """The trail knows nothing of this issue coming into force."""
    OTHER_TEXT = "other_text"
    """The trail remembers another text as approved or published."""
    DAY = "day"
    """The trail remembers another first day in force."""
    DECISION = "decision"
    """A decision is not what the trail remembers, or the trail knows nothing of it."""
    DECISION_GONE = "decision_gone"
    """The trail remembers a decision that is not there any more."""
    ASKED = "asked"
    """Others are asked to review or approve it than the trail saw asked."""
    ENTRY = "entry"
    """The trail's own entry about the issue was altered."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found about one issue."""

    revision: Revision
    faults: list[Fault] = field(default_factory=list)
    recorded_hash: str = ""
    """The hash that the trail remembers."""

    @property
    def holds(self) -> bool:
        """Whether everything fits."""
        return not self.faults


def prove(session: Session, revisions: Sequence[Revision]) -> dict[int, Proof]:
    """Check issues against the trail, by their internal numbers, in a constant number of queries.

    ``document`` and ``decisions`` of the issues are read; load them before for many.
    """
    if not revisions:
        return {}
    own = defaultdict(list)
    for entry in entries_about(session, "revision", [one.uuid for one in revisions], ISSUE_ACTS):
        own[entry.entity_uuid].append(entry)
    sealed: dict[str, tuple[Any, Mapping[str, Any]]] = {}
    carried: dict[str, tuple[Any, Mapping[str, Any]]] = {}
    brought_in: dict[str, datetime] = {}
    documents = {one.document.uuid for one in revisions}
    for entry in entries_about(session, "document", list(documents), BROUGHT_IN):
        brought_in[entry.entity_uuid] = entry.at
        for one in entry.details.get("sealed") or ():
            sealed[str(one.get("revision"))] = (entry, one)
        for one in entry.details.get("carried") or ():
            carried[str(one.get("revision"))] = (entry, one)
    hashes = issue_hashes(session, revisions)
    asked = asked_to_decide(session, revisions)
    return {
        one.id: _prove(
            one,
            hashes[one.id],
            asked.get(one.id, frozenset()),
            own[str(one.uuid)],
            sealed.get(str(one.uuid)),
            carried.get(str(one.uuid)),
            brought_in.get(str(one.document.uuid)),
        )
        for one in revisions
    }


def _prove(
    revision: Revision,
    actual: str,
    asked: Asked,
    entries: Sequence[Any],
    sealed: tuple[Any, Mapping[str, Any]] | None,
    carried: tuple[Any, Mapping[str, Any]] | None,
    brought_in_at: datetime | None,
) -> Proof:
    faults: list[Fault] = []
    if actual != revision.content_hash:
        faults.append(Fault.TEXT)
    recorded = ""
    if sealed is not None:
        entry, facts = sealed
        recorded = str(facts.get("hash", ""))
        faults += _against_import(revision, facts)
        if not is_whole(entry):
            faults.append(Fault.ENTRY)
    else:
        recorded = _published_hash(entries)
        known = carried[1] if carried is not None else None
        faults += _against_acts(revision, entries, known, brought_in_at)
        if differs_from_trail(revision, entries, asked):
            faults.append(Fault.ASKED)
        if any(not is_whole(entry) for entry in (*entries, *(carried[:1] if carried else ()))):
            faults.append(Fault.ENTRY)
    return Proof(revision, list(dict.fromkeys(faults)), recorded)


def _published_hash(entries: Sequence[Any]) -> str:
    found = [one for one in entries if one.action == "documents.publish"]
    return str(found[-1].details.get("hash", "")) if found else ""


def _against_import(revision: Revision, facts: Mapping[str, Any]) -> Iterator[Fault]:
    if facts.get("hash") != revision.content_hash:
        yield Fault.OTHER_TEXT
    day = revision.in_force_from.isoformat() if revision.in_force_from else None
    if facts.get("from") != day:
        yield Fault.DAY
    if facts.get("decisions") != joint_seal(revision.decisions):
        yield Fault.DECISION


def _against_acts(
    revision: Revision,
    entries: Sequence[Any],
    carried: Mapping[str, Any] | None,
    brought_in_at: datetime | None,
) -> Iterator[Fault]:
    if revision.published_at is not None:
        published = [one.details for one in entries if one.action == "documents.publish"]
        approved = [one.details for one in entries if one.action == "documents.approve"]
        if not approved and carried is not None and carried.get("approved"):
            # It was approved in the office that it was brought from, and waited for its day.
            approved = [{"hash": carried["approved"]}]
        if not published or not approved:
            yield Fault.NOT_RECORDED
        else:
            remembered = {published[-1].get("hash"), approved[-1].get("hash")}
            if remembered != {revision.content_hash}:
                yield Fault.OTHER_TEXT
            day = revision.in_force_from.isoformat() if revision.in_force_from else None
            if published[-1].get("from") != day:
                yield Fault.DAY
    remembered_seals = {
        one.details["decision"]: one.details.get("seal")
        for one in entries
        if one.details.get("decision")
    }
    if carried is not None:
        remembered_seals = {**(carried.get("decisions") or {}), **remembered_seals}
    there = {
        str(one.uuid): one
        for one in revision.decisions
        # Where the entry of a restoration does not name them, only the other office's trail knows.
        if brought_in_at is None
        or carried is not None
        or one.at > brought_in_at
        or str(one.uuid) in remembered_seals
    }
    if any(remembered_seals.get(key) != decision_seal(one) for key, one in there.items()):
        yield Fault.DECISION
    if remembered_seals.keys() - there.keys():
        yield Fault.DECISION_GONE
    approvals = [one for one in revision.decisions if one.kind is DecisionKind.APPROVED]
    if revision.published_at is not None and not any(
        one.content_hash == revision.content_hash for one in approvals
    ):
        yield Fault.OTHER_TEXT


def altered_issues(session: Session, *, batch: int = 200) -> Iterator[Proof]:
    """Every issue of the register that is not what the trail remembers; reads all of them."""
    last = 0
    while True:
        revisions = session.scalars(
            select(Revision)
            .where(Revision.id > last)
            .options(
                joinedload(Revision.document),
                selectinload(Revision.decisions).load_only(
                    RevisionDecision.uuid,
                    RevisionDecision.kind,
                    RevisionDecision.round,
                    RevisionDecision.person_name,
                    RevisionDecision.on_behalf_of_name,
                    RevisionDecision.content_hash,
                    RevisionDecision.comment,
                    RevisionDecision.at,
                ),
            )
            .order_by(Revision.id)
            .limit(batch)
        ).all()
        if not revisions:
            return
        last = revisions[-1].id
        yield from (one for one in prove(session, revisions).values() if not one.holds)
        session.expunge_all()


def recorded_issues_gone(session: Session) -> list[str]:
    """Issues that the trail saw come into force and that are not in the register any more: their
    stable identifiers."""
    there = {str(one) for one in session.scalars(select(Revision.uuid))}
    # Whose time was over, and who went by two people's word: the trail says so of each.
    there |= {entry.entity_uuid for entry in entries_of(session, DESTROYED)}
    return sorted(one for one in _published_uuids(session) if one not in there)


def altered_confirmations(session: Session) -> list[tuple[str, str, str]]:
    """Given confirmations that are not what the trail remembers, or of which it knows nothing:
    code of the document, label of the issue, name of the person."""
    known: set[str] = set()
    restored: dict[str, str] = {}
    for entry in entries_of(session, ("documents.acknowledge", *BROUGHT_IN)):
        if entry.action == "documents.acknowledge":
            known.add(str(entry.details.get("seal", "")))
        for identifier, seal in (entry.details.get("confirmed") or {}).items():
            restored[identifier] = str(seal)
    rows = session.execute(
        select(Acknowledgement, Revision, Document.code)
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .options(defer(Revision.body), defer(Revision.content))
        .where(Acknowledgement.acknowledged_at.is_not(None))
        .order_by(Revision.id, Acknowledgement.id)
    )
    wrong: list[tuple[str, str, str]] = []
    for _, group in groupby(rows, key=lambda row: row[1].id):
        unknown = [row for row in group if confirmation_seal(row[0]) not in known]
        if not unknown:
            continue
        if restored.get(str(unknown[0][1].uuid)) != joint_seal_of_confirmations(
            one for one, _, _ in unknown
        ):
            wrong += [(code, issue.label, one.person_name) for one, issue, code in unknown]
        else:
            # An editorial issue may take them over later.
            known |= {confirmation_seal(one) for one, _, _ in unknown}
    return wrong


def duties_not_as_noted(session: Session) -> list[tuple[str, str, str, bool]]:
    """Duties to confirm that were altered; see ``who_was_asked.altered_duties``."""
    return altered_duties(session, BROUGHT_IN, DESTROYED)


def confirmations_gone(session: Session) -> list[tuple[str, str, str]]:
    """Confirmations that the trail saw given and that are not there any more, in whatever form: code
    of the document, label of the issue, name of the person. Those that went with a destroyed issue
    are none."""
    given = session.execute(
        select(Revision.uuid, PERSON.c.host_id)
        .join_from(Acknowledgement, Revision, Revision.id == Acknowledgement.revision_id)
        .join(PERSON, PERSON.c.id == Acknowledgement.person_id)
        .where(Acknowledgement.acknowledged_at.is_not(None))
    )
    there = {(str(issue), host_id) for issue, host_id in given}
    destroyed = {entry.entity_uuid for entry in entries_of(session, DESTROYED)}
    return [
        (str(entry.details.get("code")), str(entry.details.get("issue")), entry.actor_name)
        for entry in entries_of(session, ["documents.acknowledge"])
        if (entry.entity_uuid, entry.actor_host_id) not in there
        and entry.entity_uuid not in destroyed
    ]


def _published_uuids(session: Session) -> set[str]:
    found: set[str] = set()
    for entry in entries_of(session, ["documents.publish", *BROUGHT_IN]):
        if entry.action == "documents.publish":
            found.add(entry.entity_uuid)
        found |= {str(one.get("revision")) for one in entry.details.get("sealed") or ()}
    return found
