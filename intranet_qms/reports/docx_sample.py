"""An invented report in which every field has a value, for trying a template out."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime

from ..i18n import t
from .audit_values import (
    AgendaItem,
    Answer,
    AuditReport,
    Evidence,
    FileEntry,
    Finding,
    FollowedUp,
    Mark,
    Meeting,
    PhotoEntry,
    Question,
    Section,
    Signature,
    SyncReceipt,
    TeamMember,
)


def _picture() -> bytes:
    def part(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + check

    size = (8).to_bytes(4, "big")
    rows = zlib.compress((b"\0" + b"\x40\x60\x80" * 8) * 8)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", size + size + bytes([8, 2, 0, 0, 0]))
        + part(b"IDAT", rows)
        + part(b"IEND", b"")
    )


PICTURE = _picture()
"""A PNG of eight by eight pixels."""

_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_HASH = "0" * 64


def sample_report(language: str) -> AuditReport:
    """One of everything, in the current language."""
    minor = Mark(t("Minor nonconformity"), "triangle", "warning")
    return AuditReport(
        office=t("Office"),
        number="A-2026-01",
        title=t("Example"),
        kind=t("Internal audit"),
        made_at=_AT,
        standards=("ISO 9001:2015",),
        objective=t("Example"),
        criteria=t("Example"),
        method=t("On site"),
        scope_units=(t("Unit"),),
        scope_procedures=("PS-01",),
        scope_clauses=("9.2",),
        first_day=date(2026, 11, 23),
        last_day=date(2026, 11, 24),
        team=(TeamMember("Anna Nowak", t("Lead auditor"), t("Unit")),),
        opening=Meeting(_AT, t("Room"), ("Anna Nowak",), t("Example")),
        closing=Meeting(_AT, t("Room"), ("Anna Nowak",), t("Example")),
        agenda=(AgendaItem(_AT, _AT, t("Example"), t("Unit"), ("Anna Nowak",)),),
        followed=(FollowedUp("U-2025-001", t("Example"), t("Closed")),),
        summary=t("Example"),
        conclusions=t("Example"),
        strong_points=t("Example"),
        recommendations=t("Example"),
        score=t("Example"),
        grades=(minor,),
        sections=(
            Section(
                t("Section"),
                (
                    Question(
                        "1.1",
                        t("Example"),
                        "9.2",
                        (Answer(minor, "Anna Nowak", _AT, t("Example"), "", "kept_both",
                                (Evidence(t("Example"), _HASH),)),),
                    ),
                ),
            ),
        ),
        findings=(
            Finding("U-2026-001", minor, t("Example"), t("Example"), ("9.2",), t("Unit"),
                    "Anna Nowak", date(2026, 12, 1), t("Closed"), (_HASH,)),
        ),
        strengths=(t("Example"),),
        photos=(PhotoEntry(_HASH, t("Example"), "Anna Nowak", _AT, t("Example")),),
        files=(FileEntry(t("Example"), _HASH, t("Verified"), "Anna Nowak", t("Example")),),
        receipts=(SyncReceipt(t("Phone"), "Anna Nowak", 1, 1, _AT, True),),
        signatures=(Signature("Anna Nowak", t("Lead auditor"), _AT, ""),),
        distribution=("Anna Nowak",),
        version=2,
        corrects=t("Example"),
        mark=t("Example"),
        seal=_HASH,
        language=language,
    )  # fmt: skip
