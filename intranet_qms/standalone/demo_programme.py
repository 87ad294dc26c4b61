"""The audit programmes of the demo office: last year's work in one that is approved and partly done,
and a draft for next year that waits for the machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ..auditors import services as auditors
from ..auditors.workflow import Grade
from ..audits import queries as audits
from ..extension import QMS
from ..host import Actor
from ..people import services as people
from ..programme import services
from .demo_audits import At

OBJECTIVES = (
    "Sprawdzić, czy system zarządzania jakością działa zgodnie z ISO 9001 i z procedurami urzędu, "
    "zanim zrobi to jednostka certyfikująca.\nOcenić skuteczność działań po ustaleniach z "
    "poprzedniego roku i gotowość do wymagań ISO 9001:2026."
)
RISKS = (
    "Nieobecność auditora: każdy obszar może auditować co najmniej dwóch auditorów.\n"
    "Spiętrzenie auditów przed certyfikacją: nie więcej niż cztery w miesiącu.\n"
    "Zmiany organizacyjne w ciągu roku: program zmienia się w kolejnej wersji, z podaniem powodu."
)
IMPORTANCE: Mapping[str, int] = {"SO": 5, "FB": 5, "OR": 4, "KT": 4, "PM": 1, "SM": 1, "SK": 1}
"""Of units, by code; the others have 3."""
NOT_FOR_ITSELF = ("PM", "SM", "SK", "SZJ", "RK", "AW", "IOD")
"""Units too small for an audit of their own."""
PLAN = (
    ("PG-07", "held"), ("PG-02", "announced"), ("PG-09", "planned"),
    ("PG-11", -2), ("PG-12", 0), ("PG-14", 1),
)  # fmt: skip
"""What was planned for the current year: procedure, and which audit it became or how many months
from now it was planned."""


def load(
    session: Session,
    qms: QMS,
    today: date,
    units: Mapping[str, Any],
    persons: Mapping[str, Any],
    documents: Mapping[str, Any],
    edition_id: int,
) -> None:
    """Load this year's programme and next year's draft."""
    zone = qms.config.zone
    january = At(datetime(today.year, 1, 12, 9, tzinfo=zone))
    representative = people.actor_by_host_id(session, "j.lisowska", january.now(), source="cli")
    mayor = people.actor_by_host_id(session, "h.wierzbicka", january.now(), source="cli")
    if representative is None or mayor is None:
        raise RuntimeError("the demo office has no representative or no mayor")
    for code, unit in units.items():
        services.bring_in_weight(
            session, representative, unit.id, IMPORTANCE.get(code, 3),
            0 if code in NOT_FOR_ITSELF else None,
        )  # fmt: skip
    if "FB" in units:
        services.add_closed_time(
            session, representative, january, unit_id=units["FB"].id,
            first_day=date(today.year + 1, 1, 4), last_day=date(today.year + 1, 1, 29),
            note="Sprawozdania roczne",
        )  # fmt: skip
    services.add_closed_time(
        session, representative, january, unit_id=None,
        first_day=date(today.year + 1, 12, 27), last_day=date(today.year + 1, 12, 31),
        note="Przerwa świąteczna",
    )  # fmt: skip
    # A third person who may lead: with two, whoever led the last time leaves one for everything.
    auditors.add_competence(
        session, representative, january, qms.files, persons["j.lisowska"],
        auditors.CompetenceGiven(
            standard="ISO 9001", grade=Grade.LEAD, since=date(today.year - 2, 3, 1),
            proof="Certyfikat auditora wiodącego nr AW/88",
        ),
    )  # fmt: skip
    held = services.begin(session, representative, january, today.year, edition_id=edition_id)
    services.bring_in_words(held, representative, OBJECTIVES, RISKS)
    _entries(session, representative, held, today, persons, documents)
    session.flush()
    services.submit(session, representative, january, held)
    session.flush()
    approved = At(january.moment + timedelta(days=3))
    services.approve(session, mayor, approved, held, seen_hash=held.content_hash)
    services.begin(session, representative, qms.clock, today.year + 1)


def _entries(
    session: Session,
    representative: Actor,
    programme: Any,
    today: date,
    persons: Mapping[str, Any],
    documents: Mapping[str, Any],
) -> None:
    known = {
        document_id: one
        for one in audits.audited_areas(session)
        for document_id in one.document_ids
    }
    leads = [persons[name] for name in ("m.dabrowicz", "a.zarebska")]
    others = [persons[name] for name in ("p.szymczak", "k.oledzka", "m.rutka")]
    for number, (code, what) in enumerate(PLAN):
        document = documents.get(code)
        if document is None:
            continue
        audit = known.get(document.id) if isinstance(what, str) else None
        if isinstance(what, int):
            month = min(12, max(1, today.month + what))
        elif audit is not None and audit.first_day.year == today.year:
            month = audit.first_day.month
        else:
            continue
        near = {document.owner_id}
        free = [
            one for one in leads if one.unit_id != document.owner_unit_id and one.id not in near
        ]
        lead = free[number % len(free)] if free else leads[0]
        second = next(
            (
                one
                for one in (*others[number % 3 :], *others)
                if one.unit_id != document.owner_unit_id and one.id not in near
            ),
            others[0],
        )
        services.bring_in_entry(
            session, representative, programme, document_id=document.id, month=month,
            lead_id=lead.id, auditor_ids=[second.id],
            audit_id=audit.audit_id if audit is not None else None, today=today,
        )  # fmt: skip
