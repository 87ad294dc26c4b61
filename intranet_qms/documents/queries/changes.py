"""The record of changes (karta zmian) of a document: it makes itself out of the decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from ..models import Document, Revision, RevisionDecision
from ..workflow import DecisionKind
from .documents import revisions_with_decisions


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when (UTC); ``on_behalf_of`` is set where a deputy acted."""

    name: str
    at: datetime
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    """One line of the record: an issue that is or was in force.

    ``label`` is how people cite it (``3``, ``3.1``), ``in_force_until`` the first day on which it
    no longer was.
    """

    revision: Revision
    label: str
    minor: bool
    in_force_from: date | None
    in_force_until: date | None
    change: str
    prepared: list[Signature] = field(default_factory=list)
    reviewed: list[Signature] = field(default_factory=list)
    approved: list[Signature] = field(default_factory=list)


def change_record(
    session: Session, document: Document, *, up_to: Revision | None = None
) -> list[ChangeEntry]:
    """Every issue that is or was in force, the latest first, with who prepared, reviewed and
    approved the text that counted; a constant number of queries.

    Args:
        up_to: leave out what came after this issue, for a print of it.
    """
    wanted = [
        one.id
        for one in document.revisions
        if one.published_at is not None and (up_to is None or one.number <= up_to.number)
    ]
    if up_to is not None and up_to.id not in wanted:
        wanted.append(up_to.id)
    return [entry_of(one) for one in revisions_with_decisions(session, wanted)]


def entry_of(revision: Revision) -> ChangeEntry:
    """The line of one issue."""
    return ChangeEntry(
        revision=revision,
        label=revision.label,
        minor=revision.is_minor,
        in_force_from=revision.in_force_from or revision.effective_on,
        in_force_until=revision.in_force_until,
        change=revision.change_summary,
        prepared=_signed(revision, DecisionKind.PREPARED),
        reviewed=_signed(revision, DecisionKind.REVIEWED),
        approved=_signed(revision, DecisionKind.APPROVED),
    )


def _signed(revision: Revision, kind: DecisionKind) -> list[Signature]:
    return [
        Signature(one.person_name, one.at, one.on_behalf_of_name)
        for one in revision.decisions
        if one.kind is kind and _counts(revision, one)
    ]


def _counts(revision: Revision, decision: RevisionDecision) -> bool:
    """Of earlier rounds only the history is kept; the record shows the round that counted."""
    return decision.round == revision.round
