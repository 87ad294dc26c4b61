"""Load the demo office: an invented city with its units, people, documents, guides and audits.

Facts come from the files in ``demo``; dates are counted from today, so that some reviews are due
and some overdue whenever the office is loaded.
"""

from __future__ import annotations

import csv
import json
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
from . import (
    demo_auditors,
    demo_audits,
    demo_certification,
    demo_checklists,
    demo_citizens,
    demo_findings,
    demo_programme,
    demo_reading,
    demo_reorganisation,
    demo_writing,
)

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
        demo_reading.load(session, qms, today, persons, loaded)
        demo_writing.load(session, qms, persons, loaded)
        demo_findings.load(session, qms, today, units, persons, loaded)
        demo_audits.load(session, qms, today, units, persons, loaded, by_key, iso.id)
        demo_checklists.load(session, qms, persons)
        demo_auditors.load(session, qms, today, persons)
        demo_certification.load(session, qms, today, units, iso.id)
        demo_programme.load(session, qms, today, units, persons, loaded, iso.id)
        demo_reorganisation.load(session, qms, today, units, persons)


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
    rows = [*_rows("documents.csv"), *_rows("more_documents.csv")]

    def issue(
        body: str, effective: date, change: str, owner: Person, content: dict[str, Any]
    ) -> PastIssue:
        # Nobody approves what they wrote alone: who wrote, who checked and who signed differ.
        if owner is mayor:
            # What the Mayor answers for, the representative writes and the Mayor signs.
            owner = representative
        reviewer = representative if owner is not representative else persons_other(owner, mayor)
        approver = mayor if mayor not in (owner, reviewer) else persons_other(owner, reviewer)
        return PastIssue(
            body=body,
            content=content,
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
                {},
            )
            for entry in past.get(row["code"], [])
        ] or [
            issue(
                _text_of(row["code"]),
                today + timedelta(days=int(row["effective_offset_days"])),
                "Pierwsze wydanie.",
                owner,
                _content_of(row["code"]),
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
                # A law is followed, not confirmed; the documents that cite it are.
                reader_unit_ids=(
                    []
                    if row["kind"] in {"legal_act", "external"}
                    else [units[row["owner_unit"]].id]
                ),
                issues=issues,
            )
        )
    counters = {row["unit"]: row for row in _rows("counters.csv")}
    in_english = {row["code"]: row for row in _rows("guides_en.csv")}
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
                legal_basis=row["legal_basis"].replace(";", "\n"),
                reader_unit_ids=[unit.id],
                issues=[
                    issue(
                        "",
                        today - timedelta(days=165),
                        "Pierwsze wydanie.",
                        head,
                        _guide(
                            row, unit, counters.get(row["unit"], {}), in_english.get(row["code"])
                        ),
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
    documents.rest_on(session, _legal_basis(installations, by_code))
    return by_code


def _text_of(code: str) -> str:
    """The text written by hand, where the document has one."""
    for folder in ("bodies", "texts"):
        if (FOLDER / folder / f"{code}.md").is_file():
            return _text(f"{folder}/{code}.md")
    return ""


def _content_of(code: str) -> dict[str, Any]:
    """The fields of the document's kind, where it has some."""
    if (FOLDER / "content" / f"{code}.json").is_file():
        loaded: dict[str, Any] = json.loads(_text(f"content/{code}.json"))
        return loaded
    if code != "KJ-01":
        return {}
    clauses = {row["title"]: row["clause"] for row in _rows("chapters.csv")}
    book = documents.fields_from_text(DocumentKind.MANUAL, _text_of(code))
    for chapter in book["chapters"]:
        if chapter["title"] in clauses:
            chapter["clause"] = clauses[chapter["title"]]
    return book


_ENGLISH_PARTS = {
    "what": "What it is about",
    "documents": "What to prepare",
    "where": "Where to go",
    "fee": "Fee",
    "term": "How long it takes",
    "appeal": "Appeal",
    "notes": "Good to know",
    "legal_basis": "Legal basis",
}
_ENGLISH_HOURS = (
    ("poniedziałek", "Monday"), ("wtorek", "Tuesday"), ("czwartek", "Thursday"),
    ("piątek", "Friday"), ("śluby także w soboty", "weddings on Saturdays too"),
)  # fmt: skip


def _in_english(row: dict[str, str], counter: dict[str, str]) -> str:
    """A client guide in English, part by part."""
    parts = []
    for name, heading in _ENGLISH_PARTS.items():
        text = row[name]
        if name in {"documents", "legal_basis"}:
            text = "\n".join(f"- {one}" for one in _list(text))
        elif name == "where" and counter:
            hours = counter["hours"].replace(".", ":")
            for polish, english in _ENGLISH_HOURS:
                hours = hours.replace(polish, english)
            text = f"{text}\\\nTelephone: {counter['phone']}\\\nHours: {hours}"
        parts.append(f"## {heading}\n\n{text}")
    return "\n\n".join(parts)


def _guide(
    row: dict[str, str], unit: Unit, counter: dict[str, str], english: dict[str, str] | None
) -> dict[str, Any]:
    """The fields of a client guide, under the template that its row names."""
    places = []
    for number, place in enumerate(_list(row["where"])):
        name = unit.name_pl if place.startswith(unit.name_pl) else ""
        first = {"phone": counter.get("phone", ""), "hours": counter.get("hours", "")}
        places.append(
            {
                "unit": name,
                "room": place.removeprefix(name).lstrip(", "),
                **(first if not number else {}),
            }
        )
    return documents.guide_content(
        row["template"],
        {
            "what": row["what"],
            "documents": _list(row["documents"]),
            "where": places,
            "fee": row["fee"],
            "term": row["term"],
            "legal_basis": _list(row["legal_basis"]),
            "appeal": row["appeal"],
            "remarks": row["notes"],
            "english": _in_english(english, counter) if english else "",
        },
    )


def _legal_basis(
    installations: list[Installation], by_code: dict[str, Any]
) -> Iterator[tuple[int, int]]:
    """Which document rests on which act of the register, by the acts that its text names."""
    acts = [
        (one.title.casefold(), by_code[one.code].id)
        for one in installations
        if one.kind in {DocumentKind.LEGAL_ACT, DocumentKind.EXTERNAL}
    ]
    for one in installations:
        named = one.legal_basis.casefold()
        for title, act_id in acts:
            short = title.split(" systemy ")[0].split(" wytyczne ")[0]
            if short in named or short.replace("ustawa", "ustawy", 1) in named:
                yield by_code[one.code].id, act_id


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _is(person: Person, role: str) -> bool:
    return any(grant.role == role for grant in person.grants)
