"""The certificates of the demo office since the first one, the present cycle, and a guest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ..certification import services
from ..certification.services import BodyFacts, CertificateFacts, Found, VisitFacts
from ..certification.workflow import CertificateState, VisitDecision, VisitKind, add_months
from ..extension import QMS
from ..findings.workflow import FindingClass
from ..guests import services as guests
from ..guests.workflow import ScopeKind
from ..host import Actor
from ..people import services as people
from ..workdays import next_working_day
from .demo_audits import At

SCOPE = (
    "Realizacja zadań publicznych miasta na prawach powiatu w zakresie określonym przepisami prawa",
    "Public tasks of a city with county rights as laid down by law",
)
EARLIER = (
    ("Polski Rejestr Statków S.A.", "PN-EN ISO 9001:2001", "NC-315", date(2005, 7, 18)),
    ("Biuro Certyfikacji", "PN-EN ISO 9001:2001", "BC-0812", date(2008, 10, 24)),
    ("Biuro Certyfikacji", "PN-EN ISO 9001:2009", "BC-1147", date(2011, 10, 28)),
)
"""Body, standard, number and day of the first certificates."""
PRESENT = "Jednostka Certyfikująca „Latarnia” sp. z o.o."


def load(
    session: Session, qms: QMS, today: date, units: Mapping[str, Any], edition_id: int
) -> None:
    """Enter them as the representative did over the years."""
    now = qms.clock.now().astimezone(qms.config.zone)
    keeper = people.actor_by_host_id(session, "j.lisowska", now, source="cli")
    if keeper is None:
        raise RuntimeError("the demo office has no representative")
    bodies: dict[str, int] = {}

    def body(name: str, **facts: Any) -> int:
        if name not in bodies:
            made = services.save_body(
                session, keeper, qms.clock, None, BodyFacts(name=name, **facts)
            )
            bodies[name] = made.id
        return bodies[name]

    begins = next_working_day(add_months(today, -23))
    previous: int | None = None
    for name, standard, number, day in EARLIER:
        ended = _enter(session, qms, keeper, body(name), standard, number, day, None, previous)
        previous = ended.id
    for one in (9, 6, 3):
        day = add_months(begins, -12 * one)
        standard = "PN-EN ISO 9001:2009" if day.year < 2017 else "PN-EN ISO 9001:2015-10"
        ended = _enter(
            session, qms, keeper, body(PRESENT, accreditation="PCA AC 000 (przykład)"),
            standard, f"SZJ/{day.year}/{day.month:02d}", day, None, previous,
        )  # fmt: skip
        previous = ended.id
    current = _enter(
        session, qms, keeper, bodies[PRESENT], "PN-EN ISO 9001:2015-10",
        f"SZJ/{begins.year}/{begins.month:02d}", begins, edition_id, previous,
    )  # fmt: skip
    _surveillance(session, qms, keeper, current, units, today)
    _guest(session, qms, keeper, today)


def _enter(
    session: Session,
    qms: QMS,
    keeper: Actor,
    body_id: int,
    standard: str,
    number: str,
    day: date,
    edition_id: int | None,
    previous: int | None,
) -> Any:
    last = add_months(day, 36) - timedelta(days=1)
    today = qms.clock.now().astimezone(qms.config.zone).date()
    return services.enter(
        session, keeper, qms.clock,
        CertificateFacts(
            body_id=body_id, standard_text=standard, number=number, edition_id=edition_id,
            scope_pl=SCOPE[0], scope_en=SCOPE[1], sites="ul. Ratuszowa 1",
            issued_on=day, valid_from=day, valid_until=last, renews_id=previous,
        ),
        state=CertificateState.EXPIRED if last < today else CertificateState.VALID,
    )  # fmt: skip


def _surveillance(
    session: Session, qms: QMS, keeper: Actor, current: Any, units: Mapping[str, Any], today: date
) -> None:
    """The first surveillance audit was held a year ago, the second is agreed for next month."""
    by_kind = {one.kind: one for one in current.visits}
    first, second = by_kind[VisitKind.SURVEILLANCE_1], by_kind[VisitKind.SURVEILLANCE_2]
    held = next_working_day(first.due_on - timedelta(days=20))
    services.save_visit(
        session, keeper, qms.clock, first,
        VisitFacts(
            due_on=first.due_on, planned_on=held, held_on=held, auditors="Ewa Latarnik",
            decision=VisitDecision.MAINTAINED, decided_on=next_working_day(held + timedelta(days=9)),
        ),
        seen_version=None, today=today,
    )  # fmt: skip
    planned = next_working_day(second.due_on - timedelta(days=8))
    services.save_visit(
        session, keeper, qms.clock, second,
        VisitFacts(due_on=second.due_on, planned_on=planned, auditors="Ewa Latarnik"),
        seen_version=None, today=today,
    )  # fmt: skip
    then = At(datetime.combine(held, time(15), tzinfo=qms.config.zone))
    for found in (
        Found(
            number="PD-1", finding_class=FindingClass.OPPORTUNITY, clause="9.1.2",
            statement="Wyniki opinii klientów można zestawiać także według wydziałów.",
            evidence_text="Zestawienie opinii za poprzedni rok.", unit_id=units["OR"].id,
        ),
        Found(
            number="MS-1", finding_class=FindingClass.STRENGTH, clause="7.5.3",
            statement="Dokumenty są dostępne na stanowiskach w obowiązującym wydaniu.",
            evidence_text="Stanowiska obsługi w trzech wydziałach.", unit_id=units["SO"].id,
        ),
    ):  # fmt: skip
        services.take_in_one(
            session, keeper, then, first, found,
            today=held, due_days=qms.config.action_due_days,
        )  # fmt: skip


def _guest(session: Session, qms: QMS, keeper: Actor, today: date) -> None:
    """The auditor of the next audit reads ahead for a week."""
    guests.grant(
        session, keeper, qms.clock,
        guests.Invitation(
            name="Ewa Latarnik", organisation=PRESENT, email="e.latarnik@latarnia.example",
            language="pl", purpose="Przygotowanie do drugiego auditu nadzoru.",
            first_day=today, last_day=today + timedelta(days=6),
            records_from=date(today.year - 1, 1, 1), records_until=today,
            lines=[
                guests.Line(ScopeKind.CERTIFICATES), guests.Line(ScopeKind.ALL_DOCUMENTS),
                guests.Line(ScopeKind.AUDITS), guests.Line(ScopeKind.FINDINGS),
            ],
        ),
        zone=qms.config.zone, most_days=qms.config.guest_days,
    )  # fmt: skip
