"""Load the demo office: an invented city with its units, people, documents, guides and audits.

Facts come from the files in ``demo``; dates are counted from today, so that some reviews are due
and some overdue whenever the office is loaded.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from ..checklists import services as checklists
from ..documents import services as documents
from ..documents.services import Installation, PastIssue
from ..documents.workflow import DocumentKind
from ..extension import QMS
from ..host import SYSTEM
from ..people import queries as people_queries
from ..people import services as people
from ..standards import queries as standard_queries
from ..standards import services as standards
from . import demo_audits, demo_citizens

if TYPE_CHECKING:
    from ..people.models import Person, Unit

FOLDER = Path(__file__).parent / "demo"
Say = Callable[[str], None]


def is_loaded(session: Session) -> bool:
    """Whether there are units already: an office is never loaded over another."""
    return not people_queries.is_empty(session)


def load(qms: QMS, say: Say = lambda _text: None) -> None:
    """Load everything in one transaction; a load that breaks off leaves nothing."""
    with qms.database.transaction() as session:
        if is_loaded(session):
            return
        today = qms.clock.now().astimezone(qms.config.zone).date()
        say("units and people")
        units, persons = _units_and_people(session, qms)
        say("standards and checklists")
        standards.load_builtin(session)
        versions = checklists.load_builtin(session, qms.clock)
        say("documents and client guides")
        loaded = _documents(session, qms, today, units, persons)
        say("milestones and audits")
        standards.add_milestones(session, list(_rows("history.csv")))
        iso = _iso_9001_2015(session)
        by_key = {version.template.key: version for version in versions}
        demo_citizens.load(session, qms, loaded)
        demo_audits.load(session, qms, today, units, persons, loaded, by_key, iso.id)


def _iso_9001_2015(session: Session) -> Any:
    edition = standard_queries.edition(session, "ISO 9001", "2015")
    if edition is None:
        raise RuntimeError("the catalogue of ISO 9001 was not loaded")
    return edition


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _units_and_people(session: Session, qms: QMS) -> tuple[dict[str, Unit], dict[str, Person]]:
    units: dict[str, Unit] = {}
    rows = list(_rows("units.csv"))
    for row in rows:
        units[row["code"]] = people.add_unit(
            session, code=row["code"], name_pl=row["name_pl"], name_en=row["name_en"]
        )
    for row in rows:
        if row["parent"]:
            units[row["code"]].parent = units[row["parent"]]
    session.flush()
    persons = {
        row["username"]: people.add_person(
            session,
            qms.clock.now(),
            host_id=row["username"],
            name=row["name"],
            email=row["email"],
            unit=units.get(row["unit"]),
            roles=tuple(row["roles"].split()),
            title_pl=row["title_pl"],
            title_en=row["title_en"],
            locale=row["locale"],
        )
        for row in _rows("people.csv")
    }
    session.flush()
    for row in rows:
        if row["head"]:
            units[row["code"]].head = persons[row["head"]]
    session.flush()
    return units, persons


def _text(path: str) -> str:
    return (FOLDER / path).read_text(encoding="utf-8")


def _documents(
    session: Session,
    qms: QMS,
    today: date,
    units: dict[str, Unit],
    persons: dict[str, Person],
) -> dict[str, Any]:
    iso = _iso_9001_2015(session)
    clauses = {clause.number: clause.id for clause in iso.clauses}
    past: dict[str, list[dict[str, str]]] = {}
    for row in _rows("revisions.csv"):
        past.setdefault(row["code"], []).append(row)
    representative = next(p for p in persons.values() if _is(p, "qms_representative"))
    mayor = next(p for p in persons.values() if _is(p, "top_management"))
    rows = list(_rows("documents.csv"))

    def issue(body: str, effective: date, change: str, owner: Person) -> PastIssue:
        # Nobody approves what they wrote alone: who wrote, who checked and who signed differ.
        reviewer = representative if owner is not representative else persons_other(owner)
        approver = mayor if mayor not in (owner, reviewer) else persons_other(owner, reviewer)
        return PastIssue(
            body=body,
            effective_on=effective,
            change_summary=change,
            author_id=owner.id,
            author_name=owner.name,
            reviewer_id=reviewer.id,
            reviewer_name=reviewer.name,
            approver_id=approver.id,
            approver_name=approver.name,
        )

    def persons_other(*taken: Person) -> Person:
        return next(p for p in persons.values() if _is(p, "top_management") and p not in taken)

    installations = []
    for row in rows:
        owner = persons[row["owner"]]
        issues = [
            issue(
                _text(entry["body"]),
                today + timedelta(days=int(entry["effective_offset_days"])),
                entry["change_pl"],
                owner,
            )
            for entry in past.get(row["code"], [])
        ] or [
            issue(
                _text(f"bodies/{row['code']}.md"),
                today + timedelta(days=int(row["effective_offset_days"])),
                "Pierwsze wydanie.",
                owner,
            )
        ]
        installations.append(
            Installation(
                code=row["code"],
                kind=DocumentKind(row["kind"]),
                title=row["title_pl"],
                title_en=row["title_en"],
                process_type=row["process_type"] or None,
                owner_unit_id=units[row["owner_unit"]].id,
                owner_id=owner.id,
                review_interval_months=int(row["review_interval_months"]),
                review_due_on=today + timedelta(days=int(row["review_due_offset_days"])),
                legal_basis=row["legal_basis_pl"].replace(";", "\n"),
                jrwa=row["jrwa"],
                archive_category=row["archive_category"],
                clause_ids=[clauses[number] for number in _list(row["clauses"])],
                everybody_reads=row["kind"] in {"policy", "manual"},
                reader_unit_ids=[units[row["owner_unit"]].id],
                issues=issues,
            )
        )
    for row in _rows("guides.csv"):
        unit = units[row["unit"]]
        head = unit.head or representative
        installations.append(
            Installation(
                code=row["code"],
                kind=DocumentKind.CLIENT_GUIDE,
                title=row["title_pl"],
                title_en=row["title_en"],
                process_type="core",
                owner_unit_id=unit.id,
                owner_id=head.id,
                review_interval_months=12,
                review_due_on=today + timedelta(days=200),
                legal_basis=row["legal_basis"],
                reader_unit_ids=[unit.id],
                issues=[
                    issue(
                        _text(row["body"]), today - timedelta(days=165), "Pierwsze wydanie.", head
                    )
                ],
            )
        )
    made = documents.install_documents(session, SYSTEM, qms.clock, installations)
    by_code = {document.code: document for document in made}
    documents.relate(
        session,
        [
            (by_code[row["code"]].id, by_code[other].id)
            for row in rows
            for other in _list(row["related"])
        ],
    )
    return by_code


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _is(person: Person, role: str) -> bool:
    return any(grant.role == role for grant in person.grants)
