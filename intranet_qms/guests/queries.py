"""Reads of grants, and of what a grant opens."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from ..audits.queries import granted as audits
from ..documents.queries import granted as documents
from ..errors import not_found
from ..findings.queries import granted as findings
from ..http import Page
from ..people import queries as people
from ..records import queries as records
from ..trail import queries as trail
from .models import GuestGrant, GuestSession
from .workflow import ScopeKind


def grants() -> Select[Any]:
    """All grants, the newest first."""
    return (
        select(GuestGrant)
        .options(selectinload(GuestGrant.scope))
        .order_by(GuestGrant.granted_at.desc(), GuestGrant.id.desc())
    )


def grant(session: Session, identifier: uuid.UUID) -> GuestGrant:
    """One grant with its lines. Raises NotFound."""
    found = session.scalars(
        select(GuestGrant)
        .where(GuestGrant.uuid == identifier)
        .options(selectinload(GuestGrant.scope))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise not_found("guests.no_grant")
    return found


def open_sessions(session: Session, grant_id: int, now: datetime) -> int:
    """In how many browsers the guest is now."""
    return (
        session.scalar(
            select(func.count()).where(
                GuestSession.grant_id == grant_id,
                GuestSession.ended_at.is_(None),
                GuestSession.ends_at > now,
            )
        )
        or 0
    )


def seen(session: Session, found: GuestGrant) -> Sequence[Any]:
    """What was done with a grant and what its guest looked at, the newest first."""
    return trail.history(session, "guest_grant", found.uuid, limit=500)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a grant opens, ready to be asked of each feature."""

    documents: documents.Granted
    audits: audits.Granted
    findings: findings.Granted
    days: tuple[date, date] | None
    """Of which days records are open, if they are."""
    certificates: bool


def opened(session: Session, found: GuestGrant, zone: ZoneInfo) -> Opened:
    """Read the lines of a grant. A line whose record is gone opens nothing."""
    by_kind: dict[ScopeKind, list[str]] = {}
    for line in found.scope:
        by_kind.setdefault(line.kind, []).append(line.reference)
    days = (
        (found.records_from, found.records_until)
        if found.records_from is not None and found.records_until is not None
        else None
    )
    audits_open = audits.Granted(
        _uuids(by_kind.get(ScopeKind.AUDIT)), days if ScopeKind.AUDITS in by_kind else None
    )
    return Opened(
        documents=documents.Granted(
            everything=ScopeKind.ALL_DOCUMENTS in by_kind,
            kinds=by_kind.get(ScopeKind.DOCUMENT_KIND, []),
            unit_ids=_units(session, by_kind.get(ScopeKind.UNIT)),
            uuids=_uuids(by_kind.get(ScopeKind.DOCUMENT)),
        ),
        audits=audits_open,
        findings=findings.Granted(
            uuids=_uuids(by_kind.get(ScopeKind.FINDING)),
            audit_ids=audits.granted_audit_ids(session, audits_open)
            if audits_open.uuids or audits_open.days
            else [],
            raised=_moments(days, zone) if days and ScopeKind.FINDINGS in by_kind else None,
        ),
        days=days if ScopeKind.RECORDS in by_kind else None,
        certificates=ScopeKind.CERTIFICATES in by_kind,
    )


def _uuids(references: Sequence[str] | None) -> list[uuid.UUID]:
    return [uuid.UUID(one) for one in references or ()]


def _units(session: Session, references: Sequence[str] | None) -> list[int]:
    """The units and those below them, as the office is today."""
    if not references:
        return []
    everyone = people.all_units(session)
    wanted = set(references)
    found = {one.id for one in everyone if str(one.uuid) in wanted}
    grown = bool(found)
    while grown:
        more = {one.id for one in everyone if one.parent_id in found} - found
        found |= more
        grown = bool(more)
    return sorted(found)


def units_above(session: Session, unit_id: int | None) -> list[str]:
    """A unit and those above it, by the identifiers that lines name."""
    by_id = {one.id: one for one in people.all_units(session)}
    found: list[str] = []
    while unit_id is not None and unit_id in by_id and len(found) <= len(by_id):
        found.append(str(by_id[unit_id].uuid))
        unit_id = by_id[unit_id].parent_id
    return found


def _moments(days: tuple[date, date], zone: ZoneInfo) -> tuple[datetime, datetime]:
    begins = datetime.combine(days[0], time(0), tzinfo=zone)
    return begins, datetime.combine(days[1] + timedelta(days=1), time(0), tzinfo=zone)


def records_of(session: Session, days: tuple[date, date], zone: ZoneInfo, page: int) -> Page:
    """The records of the days, one page of them."""
    return records.within_days(session, *days, zone=zone, page=page)
