"""An office with units, people and a checklist, and audits in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from intranet_qms.audits import services
from intranet_qms.audits.models import Audit
from intranet_qms.audits.workflow import AuditKind
from intranet_qms.checklists import services as checklists
from intranet_qms.checklists.models import ChecklistVersion
from intranet_qms.host import Actor, Clock
from intranet_qms.people import services as people
from intranet_qms.people.models import Person, Unit
from intranet_qms.trail.models import TrailHead
from tests.factories.checklists import content, question

QUESTIONS = (
    question(
        "q1",
        type="conformity",
        clause="7.5.3",
        evidence="required_on_nonconformity",
        required=True,
    ),
    question("q2", type="number", unit="dni", min=0, max=365),
    question("q3", type="yes_no", clause="9.2"),
    question("q4", type="text"),
)


@dataclass
class Office:
    """Units by code and people by host id."""

    session: Session
    clock: Clock
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def unit(self, code: str, parent: str | None = None) -> Unit:
        """Enter a unit."""
        made = people.add_unit(
            self.session,
            code=code,
            name_pl=f"Wydział {code}",
            name_en=f"Department {code}",
            parent=self.units[parent] if parent else None,
        )
        self.session.flush()
        self.units[code] = made
        return made

    def person(
        self, host_id: str, unit: str | None = None, *roles: str, heads: bool = False
    ) -> Person:
        """Enter somebody; with ``heads`` they lead their unit."""
        made = people.add_person(
            self.session,
            self.clock.now(),
            host_id=host_id,
            name=f"{host_id.capitalize()} Kowal",
            email=f"{host_id}@example.test",
            unit=self.units[unit] if unit else None,
            roles=roles,
        )
        self.session.flush()
        if heads and unit:
            self.units[unit].head_id = made.id
            self.session.flush()
        self.people[host_id] = made
        return made

    def actor(self, host_id: str) -> Actor:
        """Who acts, with roles and units as of now."""
        made = people.actor_by_host_id(self.session, host_id, self.clock.now())
        assert made is not None
        return made


def make_office(session: Session, clock: Clock) -> Office:
    """Three units (IT below OR, SO beside), their heads, a representative, auditors and a guest."""
    if session.get(TrailHead, 1) is None:
        session.add(TrailHead(id=1))
    office = Office(session, clock)
    for code, parent in (("PM", None), ("OR", None), ("IT", "OR"), ("SO", None), ("FB", None)):
        office.unit(code, parent)
    office.person("mayor", "PM", "top_management", heads=True)
    office.person("rep", "FB", "qms_representative", "lead_auditor")
    office.person("lead", "FB", "lead_auditor", "auditor")
    office.person("auditor", "FB", "auditor")
    office.person("second", "FB", "auditor")
    office.person("head", "SO", heads=True)
    office.person("clerk", "SO")
    office.person("orhead", "OR", heads=True)
    office.person("ithead", "IT", "auditor", heads=True)
    office.person("guest", None, "external_auditor")
    return office


def make_version(session: Session, clock: Clock, *questions: dict[str, Any]) -> ChecklistVersion:
    """A published checklist version."""
    representative = Actor(
        person_id=0, host_id="system", name="system", roles=frozenset({"qms_representative"})
    )
    version = checklists.create_from_content(
        session,
        representative,
        clock,
        content(*(questions or QUESTIONS), key=f"k{uuid.uuid4().hex}"),
    )
    checklists.publish(session, representative, clock, version)
    session.flush()
    return version


def make_plan(office: Office, **changes: Any) -> services.Plan:
    """A plan that can be saved: SO is audited by people of FB."""
    values: dict[str, Any] = {
        "title": "Obsługa interesantów",
        "kind": AuditKind.INTERNAL,
        "first_day": date(2026, 12, 7),
        "last_day": date(2026, 12, 8),
        "objective": "Ocena zgodności",
        "criteria": "ISO 9001:2015",
        "scope": services.ScopeChoice(unit_ids=[office.units["SO"].id]),
        "team": services.TeamChoice(
            lead_id=office.people["lead"].id,
            auditor_ids=[office.people["auditor"].id, office.people["second"].id],
        ),
        **changes,
    }
    if "checklist_version_id" not in values:
        values["checklist_version_id"] = make_version(office.session, office.clock).id
    return services.Plan(**values)


def make_audit(office: Office, *, announced: bool = True, **changes: Any) -> Audit:
    """An audit of SO, led by ``lead``, with ``auditor`` and ``second``; announced unless told."""
    audit = services.plan_audit(
        office.session, office.actor("rep"), office.clock, make_plan(office, **changes)
    )
    if announced:
        services.announce(office.session, office.actor("lead"), office.clock, audit)
    return audit


def record(
    office: Office,
    audit: Audit,
    value: Any,
    *based_on: uuid.UUID,
    who: str = "auditor",
    key: str = "q1",
    note: str = "",
    sample: int = 0,
    identifier: uuid.UUID | None = None,
) -> services.AnswerOutcome:
    """Record an answer as the phone of ``who`` would."""
    return services.record_answer(
        office.session,
        office.actor(who),
        office.clock,
        audit,
        uuid=identifier or uuid.uuid4(),
        question_key=key,
        sample=sample,
        value=value,
        note=note,
        based_on=based_on,
        device_uuid=uuid.uuid5(uuid.NAMESPACE_DNS, who),
        device_time=office.clock.now(),
        clock_offset_ms=0,
    )
