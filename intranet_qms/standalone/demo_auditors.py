"""The auditors of the demo office, a second standard, and the first steps to ISO 9001:2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ..auditors import services
from ..auditors.workflow import Grade
from ..extension import QMS
from ..people import services as people
from ..standards import queries as standard_queries
from ..standards import services as standards
from ..standards.workflow import Verdict

SHEET = Path(__file__).parent / "demo" / "management_control.csv"

APPOINTED: Mapping[str, tuple[Grade, int]] = {
    "m.dabrowicz": (Grade.LEAD, 1400),
    "a.zarebska": (Grade.LEAD, 800),
    "p.szymczak": (Grade.AUDITOR, 800),
    "k.oledzka": (Grade.AUDITOR, 420),
    "m.rutka": (Grade.AUDITOR, 420),
}
"""As what, and how many days ago."""

COMPETENT: tuple[tuple[str, str, Grade, int, int | None, str], ...] = (
    ("m.dabrowicz", "ISO 9001", Grade.LEAD, 1400, None,
     "Certyfikat auditora wiodącego nr AW/114, jednostka szkoląca z Borowca"),
    ("m.dabrowicz", "Kontrola zarządcza", Grade.LEAD, 600, 480, "Szkolenie, 16 godzin"),
    ("a.zarebska", "ISO 9001", Grade.LEAD, 800, 290, "Certyfikat auditora wiodącego nr AW/139"),
    ("p.szymczak", "ISO 9001", Grade.AUDITOR, 800, 210, "Certyfikat auditora wewnętrznego nr AU/77"),
    ("k.oledzka", "ISO 9001", Grade.AUDITOR, 420, 41, "Certyfikat auditora wewnętrznego nr AU/91"),
    ("m.rutka", "ISO 9001", Grade.AUDITOR, 1200, -25, "Certyfikat auditora wewnętrznego nr AU/52"),
)  # fmt: skip
"""Who, for what, as what, since how many days, for how many more, by what."""


def load(session: Session, qms: QMS, today: date, persons: Mapping[str, Any]) -> None:
    """Fill the register as the representative would."""
    now = qms.clock.now().astimezone(qms.config.zone)
    actor = people.actor_by_host_id(session, "j.lisowska", now, source="cli")
    if actor is None:
        raise RuntimeError("the demo office has no representative")
    content = standards.read_sheet(SHEET.read_bytes())
    seen = standards.preview(session, content).mark
    standards.load_sheet(session, actor, qms.clock, content, seen=seen, consent=False)
    for name, (grade, days) in APPOINTED.items():
        services.appoint(
            session, actor, qms.clock, persons[name], grade=grade,
            first_day=today - timedelta(days=days), act="Zarządzenie Prezydenta Miasta nr 41",
            today=today,
        )  # fmt: skip
        services.set_limit(
            session, actor, qms.clock, persons[name],
            days=15 if grade is Grade.LEAD else 10, note="", seen_version=None,
        )  # fmt: skip
    for name, standard, grade, since, left, proof in COMPETENT:
        services.add_competence(
            session, actor, qms.clock, qms.files, persons[name],
            services.CompetenceGiven(
                standard=standard, grade=grade, since=today - timedelta(days=since),
                until=today + timedelta(days=left) if left is not None else None, proof=proof,
            ),
        )  # fmt: skip
    services.enter_absence(
        session, actor, qms.clock, persons["k.oledzka"],
        first_day=today + timedelta(days=60), last_day=today + timedelta(days=73), today=today,
    )  # fmt: skip
    _transition(session, qms, today, actor, persons)


def _transition(
    session: Session, qms: QMS, today: date, actor: Any, persons: Mapping[str, Any]
) -> None:
    earlier = standard_queries.edition(session, "ISO 9001", "2015")
    later = standard_queries.edition(session, "ISO 9001", "2026")
    if earlier is None or later is None:
        return
    clauses = {one.number: one for one in later.clauses}
    covered = standards.Decision(
        verdict=Verdict.COVERED, note="Sprawdzono z tekstem nowego wydania."
    )
    to_do = standards.Decision(
        verdict=Verdict.TO_DO,
        note="Uzupełnić analizę kontekstu o zmiany klimatu i uzgodnić z Wydziałem Ochrony Środowiska.",
        owner_id=persons["m.dabrowicz"].id, due_on=today + timedelta(days=90),
    )  # fmt: skip
    chosen = (
        ("4.1", to_do), ("4.3", covered), ("5.2.1", covered), ("7.5.2", covered), ("7.5.3", covered),
        ("8.3.1", standards.Decision(
            verdict=Verdict.NOT_APPLICABLE,
            note="Urząd nie projektuje usług: ich treść określają przepisy.")),
    )  # fmt: skip
    for number, decision in chosen:
        if number in clauses:
            standards.decide(
                session, actor, qms.clock, earlier, clauses[number], decision, seen_version=0
            )
