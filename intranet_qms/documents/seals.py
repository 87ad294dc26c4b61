"""Seals: short proofs of what was decided, kept in the trail beside the act. Standard library only.

A row that is altered later no longer has the seal that the hash-chained trail remembers.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Protocol


class Decided(Protocol):
    """What a seal covers of a decision: who (by name, as it is shown), what, when, on which text."""

    kind: str
    round: int
    person_name: str
    on_behalf_of_name: str
    content_hash: str
    comment: str
    at: datetime


class Issued(Protocol):
    """What is kept of an issue itself."""

    uuid: uuid.UUID
    number: int
    content_hash: str
    in_force_from: date | None


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
