"""The audits of the demo office: one held and reported, one announced, one only planned."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from ..audits import services as audits
from ..audits.services import NewAnswer, Plan, ScopeChoice, TeamChoice
from ..audits.workflow import AuditKind
from ..extension import QMS
from ..findings import services as findings
from ..findings.services import PlannedAction
from ..findings.workflow import FindingClass
from ..host import Actor, Clock
from ..people import services as people
from ..workdays import add_working_days, next_working_day
from . import demo_on_the_spot

if TYPE_CHECKING:
    from ..people.models import Person, Unit


@dataclass(frozen=True, slots=True)
class At:
    """A clock that stands at a moment of the demo office's past."""

    moment: datetime

    def now(self) -> datetime:
        """The moment."""
        return self.moment


ANSWERS: dict[str, tuple[Any, str]] = {
    "q-7.5.3-1": ("conforming", "Trzy stanowiska, wszędzie wydanie obowiązujące."),
    "q-7.5.3-2": ("yes", ""),
    "q-5.3-1": ("conforming", "Upoważnienia nr 14, 22 i 31 z bieżącego roku."),
    "q-8.2.1-1": (
        "nonconforming",
        "Poradnik na tablicy w sali A podaje opłatę sprzed zmiany przepisów.",
    ),
    "q-8.2.3-1": ("conforming", ""),
    "q-8.2.3-2": ("not_applicable", "W próbie nie było pism do innego organu."),
    "q-8.2.3-3": ("yes", "Dwa wnioski bez fotografii."),
    "q-8.2.3-4": ("conforming", "Jedno wezwanie, termin 7 dni."),
    "q-8.2.3-5": ("no", ""),
    "q-8.2.3-7": (0, ""),
    "q-8.5.1-1": (12, "Sprawy losowane z rejestru z ostatnich trzech miesięcy."),
    "q-8.5.1-2": (1, "Sprawa nr 4 z próby: zwłoka dwóch dni."),
    "q-8.5.1-3": ("observation", "Zawiadomienie wysłano, ale bez pouczenia o ponagleniu."),
    "q-8.5.1-4": ("conforming", ""),
    "q-8.6-1": ("conforming", ""),
    "q-8.6-2": ("not_applicable", "W próbie nie było decyzji odmownych."),
    "q-8.6-3": ("conforming", ""),
    "q-8.5.3-1": ("conforming", ""),
    "q-8.5.3-2": ("conforming", "Ekrany odwrócone od interesantów, szafy zamykane."),
    "q-8.5.3-3": ("conforming", ""),
    "q-7.5.3-3": ("conforming", ""),
    "q-8.5.2-1": ("conforming", ""),
    "q-8.7-1": ("conforming", ""),
    "q-10.1-1": ("Przypomnienie SMS o gotowym dowodzie.", ""),
}
"""What the auditors wrote down in the held audit, by question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the held audit found; ``by`` the ``lead`` or the ``second`` auditor."""

    by: str
    question: str
    weight: FindingClass
    clause: str
    requirement: str
    statement: str
    evidence: str


REPORT_TEXTS = {
    "summary": "Sprawdzono 24 zagadnienia na trzech stanowiskach i 12 spraw z ostatniego kwartału.",
    "conclusions": "Wydział realizuje procedurę PG-07 zgodnie z wymaganiami. Stwierdzono jedną małą "
    "niezgodność i jedno spostrzeżenie; obie sprawy nie wpływają na ważność wydanych dowodów.",
    "strengths": "Organizacja stanowisk obsługi chroni dane interesantów.",
    "recommendations": "Wyznaczyć osobę, która po zmianie poradnika wymienia wydruki na tablicach.",
}
"""What the lead auditor of the held audit has written so far."""

FOUND = (
    Found(
        by="lead",
        question="q-8.2.1-1",
        weight=FindingClass.MINOR,
        clause="8.2.1",
        requirement="Interesant otrzymuje aktualną informację o opłatach i dokumentach.",
        statement="Poradnik interesanta wywieszony w sali A podaje nieaktualną opłatę.",
        evidence="Tablica przy stanowisku nr 2; poradnik KU-01, wydruk bez numeru wydania.",
    ),
    Found(
        by="second",
        question="q-8.5.1-3",
        weight=FindingClass.OBSERVATION,
        clause="8.5.1",
        requirement="O zwłoce zawiadamia się stronę z pouczeniem o prawie do ponaglenia.",
        statement="Wzór zawiadomienia o zwłoce nie zawiera pouczenia o prawie do ponaglenia.",
        evidence="Sprawa nr 4 z próby, zawiadomienie wysłane po terminie.",
    ),
    Found(
        by="lead",
        question="q-8.5.3-2",
        weight=FindingClass.STRENGTH,
        clause="8.5.3",
        requirement="Dane interesantów są chronione na stanowiskach obsługi.",
        statement="Stanowiska są urządzone tak, że interesant nie widzi danych innych osób.",
        evidence="Sala A, stanowiska 1–4.",
    ),
)
"""The findings of the held audit."""


def load(
    session: Session,
    qms: QMS,
    today: date,
    units: dict[str, Unit],
    persons: dict[str, Person],
    documents: dict[str, Any],
    checklists: dict[str, Any],
    edition_id: int,
) -> None:
    """Load the three audits in the order in which they were entered."""
    office = _Office(session, qms, units, persons, documents, checklists, edition_id)
    office.held(next_working_day(today - timedelta(days=44)), today)
    office.announced(next_working_day(today + timedelta(days=6)))
    office.planned(next_working_day(today + timedelta(days=33)))


class _Office:
    def __init__(
        self,
        session: Session,
        qms: QMS,
        units: dict[str, Unit],
        persons: dict[str, Person],
        documents: dict[str, Any],
        checklists: dict[str, Any],
        edition_id: int,
    ) -> None:
        self.session, self.qms = session, qms
        self.units, self.persons = units, persons
        self.documents, self.checklists, self.edition_id = documents, checklists, edition_id
        self.representative = next(p for p in persons.values() if _is(p, "qms_representative"))

    def _at(self, day: date, hour: int) -> Clock:
        return At(datetime.combine(day, time(hour), tzinfo=self.qms.config.zone))

    def _actor(self, person: Person) -> Actor:
        actor = people.actor_by_host_id(
            self.session, person.host_id, self.qms.clock.now(), source="cli"
        )
        if actor is None:
            raise RuntimeError(f"{person.name} cannot act")
        return actor

    def _team(self, unit: Unit, scope: list[Any]) -> TeamChoice:
        """A lead and two auditors who belong to another unit and own nothing that is audited."""
        owners = {document.owner_id for document in scope}

        def free(role: str) -> list[Person]:
            return [
                person
                for person in self.persons.values()
                if _is(person, role) and person.unit_id != unit.id and person.id not in owners
            ]

        lead = next(p for p in free("lead_auditor") if p is not self.representative)
        others = [person for person in free("auditor") if person is not lead][:2]
        return TeamChoice(lead_id=lead.id, auditor_ids=[person.id for person in others])

    def _plan(self, title: str, unit: str, codes: list[str], day: date, checklist: str) -> Plan:
        scope = [self.documents[code] for code in codes]
        return Plan(
            title=title,
            kind=AuditKind.INTERNAL,
            first_day=day,
            last_day=day,
            checklist_version_id=self.checklists[checklist].id,
            objective="Ocena zgodności z procedurami w zakresie auditu i wymaganiami ISO 9001:2015.",
            criteria="ISO 9001:2015, procedury w zakresie auditu, przepisy prawa.",
            place="ul. Ratuszowa 1",
            standard_edition_id=self.edition_id,
            scope=ScopeChoice(
                unit_ids=[self.units[unit].id], document_ids=[one.id for one in scope]
            ),
            team=self._team(self.units[unit], scope),
        )

    def _enter(self, plan: Plan, clock: Clock) -> Any:
        audit = audits.plan_audit(self.session, self._actor(self.representative), clock, plan)
        self.session.flush()
        self.session.refresh(audit)
        return audit

    def planned(self, day: date) -> None:
        """Only planned: nobody outside was told."""
        plan = self._plan(
            "Rejestracja pojazdów i nadzór nad dokumentami", "KT", ["PG-09", "PS-01"], day,
            "iso9001-2015",
        )  # fmt: skip
        self._enter(plan, self.qms.clock)

    def announced(self, day: date) -> None:
        """Announced: on the phones of its team."""
        plan = self._plan(
            "Rozpatrywanie skarg, wniosków i petycji", "OR", ["PG-02", "PW-01"], day,
            "office-service",
        )  # fmt: skip
        audit = self._enter(plan, self.qms.clock)
        audits.announce(self.session, self._actor(self.representative), self.qms.clock, audit)

    def held(self, day: date, today: date) -> None:
        """Held, with findings in several states; the lead has written the conclusions."""
        plan = self._plan("Wydawanie dowodów osobistych", "SO", ["PG-07"], day, "office-service")
        before = self._at(add_working_days(day, -7), 9)
        audit = self._enter(plan, before)
        representative = self._actor(self.representative)
        audits.announce(self.session, representative, before, audit)
        lead = self._actor(_by_id(self.persons, plan.team.lead_id))
        second = self._actor(_by_id(self.persons, plan.team.auditor_ids[0]))
        entries = [
            NewAnswer(uuid.uuid4(), key, 0, value, note, [], None)
            for key, (value, note) in ANSWERS.items()
        ]
        half = len(entries) // 2
        for actor, part, hour in ((lead, entries[:half], 10), (second, entries[half:], 11)):
            audits.record_answers(
                self.session, actor, self._at(day, hour), audit, part,
                device_uuid=None, clock_offset_ms=None,
            )  # fmt: skip
        self.session.flush()
        raised = [
            self._raise(audit, {"lead": lead, "second": second}[said.by], self._at(day, 12), said)
            for said in FOUND
        ]
        demo_on_the_spot.add(self.session, self._at(day, 14), audit, lead, self.units["SO"].head)
        audits.finish(self.session, lead, self._at(day, 15), audit)
        for kind, hour in (("opening", 8), ("closing", 15)):
            self._meeting(audit, lead, day, kind, hour)
        after = self._at(add_working_days(day, 2), 9)
        self.session.refresh(audit)
        audits.save_texts(
            self.session, lead, after, audit, REPORT_TEXTS, language="pl", seen_version=0
        )
        self._answer(raised[0], after, today)

    def _meeting(self, audit: Any, lead: Actor, day: date, kind: str, hour: int) -> None:
        """The head of the unit and the team, all of them in the room."""
        self.session.refresh(audit)
        there = [(one.person, "auditor wiodący" if one.role == "lead" else "auditor")
                 for one in audit.team]  # fmt: skip
        there += [(one.unit.head, f"naczelnik {one.unit.code}") for one in audit.units]
        audits.record_meeting(
            self.session, lead, self._at(day, hour), audit, kind=kind,
            starts_at=self._at(day, hour).now(), place="sala 12",
            notes="" if kind == "opening" else "Naczelnik przyjęła ustalenia bez zastrzeżeń.",
            attendees=[
                audits.Attendee(name=person.name, function=function, person_id=person.id)
                for person, function in there
                if person is not None
            ],
        )  # fmt: skip

    def _raise(self, audit: Any, actor: Actor, clock: Clock, said: Found) -> Any:
        return audits.raise_finding(
            self.session, actor, clock, audit,
            uuid=uuid.uuid4(), question_key=said.question, finding_class=said.weight,
            clause=f"ISO 9001:2015, {said.clause}", requirement=said.requirement,
            statement=said.statement, evidence_text=said.evidence,
            today=clock.now().date(), due_days=self.qms.config.action_due_days,
        )  # fmt: skip

    def _answer(self, finding: Any, clock: Clock, today: date) -> None:
        """The audited head accepts the nonconformity and agrees what is done about it."""
        head = self.units["SO"].head
        if head is None:
            return
        actor = self._actor(head)
        findings.accept(
            self.session, actor, clock, finding,
            "Wydruki na tablicach nie były objęte nadzorem po zmianie przepisów.",
        )  # fmt: skip
        agreed = clock.now().date()
        findings.agree_actions(
            self.session, actor, clock, finding,
            root_cause="Za wymianę wydruków na tablicach nikt nie odpowiada.",
            actions=[
                PlannedAction(
                    kind="correction",
                    text="Zdjąć nieaktualny poradnik i powiesić obowiązujący.",
                    owner_id=head.id,
                    due_on=add_working_days(agreed, 3),
                ),
                PlannedAction(
                    kind="corrective",
                    text="Wpisać do PG-07, kto po każdej zmianie poradnika wymienia wydruki.",
                    owner_id=head.id,
                    due_on=next_working_day(today + timedelta(days=12)),
                ),
            ],
            today=agreed,
        )  # fmt: skip


def _by_id(persons: dict[str, Person], person_id: int | None) -> Person:
    return next(person for person in persons.values() if person.id == person_id)


def _is(person: Person, role: str) -> bool:
    return any(grant.role == role for grant in person.grants)
