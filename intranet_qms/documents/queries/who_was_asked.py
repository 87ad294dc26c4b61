"""Whether people were asked as the trail remembers: to decide about an issue, and to confirm it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...trail.queries import entries_of
from ..models import Acknowledgement, Document, Revision, RevisionAssignment
from ..neighbours import PERSON
from ..workflow import AssignmentPart, RevisionState

ASKED_TO_CONFIRM = "documents.ask_to_confirm"
"""The entry of the trail that names everybody who owes a confirmation of an issue."""
Asked = frozenset[tuple[str, str]]
"""Identifier of the person, and what they were asked to do."""


def asked_to_decide(session: Session, revisions: Sequence[Revision]) -> Mapping[int, Asked]:
    """Whose word issues wait for or waited for, by internal number; two queries."""
    ids = [one.id for one in revisions]
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = session.execute(
        select(RevisionAssignment.revision_id, PERSON.c.host_id, RevisionAssignment.part)
        .join(PERSON, PERSON.c.id == RevisionAssignment.person_id)
        .where(RevisionAssignment.revision_id.in_(ids))
    )
    for revision_id, host_id, part in rows:
        found[revision_id].add((host_id, str(part)))
    named = session.execute(
        select(Revision.id, PERSON.c.host_id)
        .join(PERSON, PERSON.c.id == Revision.approver_id)
        .where(Revision.id.in_(ids))
    )
    for revision_id, host_id in named:
        found[revision_id].add((host_id, str(AssignmentPart.APPROVE)))
    return {one: frozenset(asked) for one, asked in found.items()}


def differs_from_trail(revision: Revision, entries: Sequence[Any], asked: Asked) -> bool:
    """Whether an issue that was handed over asks others than the trail saw asked.

    A draft may still be given to others. Issues of before this was noted say nothing.
    """
    if revision.state is RevisionState.DRAFT:
        return False
    noted = [
        one.details["asked"]
        for one in entries
        if one.action == "documents.submit" and "asked" in one.details
    ]
    return bool(noted) and asked != {(str(one["person"]), str(one["to"])) for one in noted[-1]}


def altered_duties(
    session: Session, brought_in: Sequence[str], destroyed: Sequence[str]
) -> list[tuple[str, str, str, bool]]:
    """Duties to confirm that are not what the trail remembers: code of the document, label of the
    issue, name of the person, and whether it was noted (and is gone) or not noted (and is there).

    Args:
        brought_in: acts that bring in issues with duties that were noted elsewhere, if at all.
        destroyed: acts after which an issue is rightly not there any more.
    """
    noted: dict[str, dict[str, str]] = defaultdict(dict)
    codes: dict[str, str] = {}
    foreign: set[str] = set()
    for entry in entries_of(session, (ASKED_TO_CONFIRM, *brought_in)):
        if entry.action == ASKED_TO_CONFIRM:
            noted[entry.entity_uuid] |= entry.details.get("people") or {}
            codes[entry.entity_uuid] = str(entry.details.get("code", ""))
        else:
            brought = (entry.details.get("sealed") or (), entry.details.get("carried") or ())
            foreign |= {str(one.get("revision")) for part in brought for one in part}
    gone = {entry.entity_uuid for entry in entries_of(session, destroyed)}
    wrong = []
    there: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    rows = session.execute(
        select(
            Revision.uuid, Document.code, Revision.major_number,
            Revision.minor_number, PERSON.c.host_id, PERSON.c.name,
            Acknowledgement.acknowledged_at,
        )
        .join_from(Acknowledgement, Revision, Revision.id == Acknowledgement.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .join(PERSON, PERSON.c.id == Acknowledgement.person_id)
        .order_by(Revision.id, Acknowledgement.id)
    )  # fmt: skip
    for issue, code, major, minor, host_id, name, given in rows:
        identifier = str(issue)
        labels[identifier] = f"{major}.{minor}" if minor else str(major)
        there[identifier].add(host_id)
        if given is None and identifier not in foreign and host_id not in noted[identifier]:
            wrong.append((code, labels[identifier], name, False))
    for identifier, people in noted.items():
        if identifier in gone:
            continue
        wrong += [
            (codes[identifier], labels.get(identifier, "?"), name, True)
            for host_id, name in people.items()
            if host_id not in there[identifier]
        ]
    return wrong
