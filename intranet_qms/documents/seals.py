"""Seals: short proofs of what was decided, kept in the trail beside the act. Standard library only.

A row that is altered later no longer has the seal that the hash-chained trail remembers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID


class Decided(Protocol):
    """What a seal covers of a decision: who (by name, as it is shown), what, when, on which text.
    ``uuid`` only says which one it is."""

    @property
    def uuid(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def round(self) -> int: ...
    @property
    def person_name(self) -> str: ...
    @property
    def on_behalf_of_name(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def comment(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class Issued(Protocol):
    """What is kept of an issue itself."""

    @property
    def uuid(self) -> UUID: ...
    @property
    def number(self) -> int: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def in_force_from(self) -> date | None: ...


def decision_seal(decision: Decided) -> str:
    """SHA-256 over a decision in a fixed form; internal numbers are no part of it, so that it
    holds after a restoration elsewhere."""
    canonical = json.dumps(
        [
            str(decision.kind),
            decision.round,
            decision.person_name,
            decision.on_behalf_of_name or "",
            decision.content_hash,
            decision.comment or "",
            decision.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


class Confirmed(Protocol):
    """What a seal covers of a confirmation: who (by name, as it is shown), which text, when."""

    @property
    def person_name(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...


def confirmation_seal(given: Confirmed) -> str:
    """SHA-256 over a given confirmation; an editorial issue that takes it over keeps it."""
    at = given.acknowledged_at
    canonical = json.dumps(
        [
            given.person_name,
            given.content_hash,
            at.astimezone(UTC).isoformat(timespec="milliseconds") if at else None,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def joint_seal_of_confirmations(given: Iterable[Confirmed]) -> str:
    """One seal for the confirmations of an issue that was brought in with them."""
    seals = sorted(confirmation_seal(one) for one in given)
    return hashlib.sha256("".join(seals).encode()).hexdigest()


def carried_issue(revision: Issued, decisions: Iterable[Decided]) -> dict[str, Any]:
    """What the trail keeps of an issue that is brought in before it came into force: each decision
    by itself, since others follow. Put one for each issue under ``carried`` in the details."""
    given = list(decisions)
    approved = [one.content_hash for one in given if one.kind == "approved"]
    return {
        "revision": str(revision.uuid),
        "decisions": {str(one.uuid): decision_seal(one) for one in given},
        "approved": approved[-1] if approved else None,
    }


def joint_seal(decisions: Iterable[Decided]) -> str:
    """One seal for all decisions of an issue that was brought in with its history."""
    seals = sorted(decision_seal(one) for one in decisions)
    return hashlib.sha256("".join(seals).encode()).hexdigest()


def sealed_issue(revision: Issued, decisions: Iterable[Decided]) -> dict[str, Any]:
    """What the trail keeps of an issue that is brought in with its history (an import, a
    restoration): put one for each issue under ``sealed`` in the entry's details."""
    return {
        "revision": str(revision.uuid),
        "issue": revision.number,
        "hash": revision.content_hash,
        "from": revision.in_force_from.isoformat() if revision.in_force_from else None,
        "decisions": joint_seal(decisions),
    }
