"""Seals of signed reports: short proofs kept in the trail. Standard library only.

A report that is altered later no longer has the seal that the hash-chained trail remembers.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Protocol


class Signed(Protocol):
    """What a seal covers: which version, its content, who signed it (by name) and when."""

    @property
    def number(self) -> int: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def signed_name(self) -> str: ...
    @property
    def signed_at(self) -> datetime | None: ...


def report_seal(audit_number: str, report: Signed) -> str:
    """SHA-256 over a signed report in a fixed form."""
    at = report.signed_at
    canonical = json.dumps(
        [
            audit_number,
            report.number,
            report.content_hash,
            report.signed_name,
            at.astimezone(UTC).isoformat(timespec="milliseconds") if at else None,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
