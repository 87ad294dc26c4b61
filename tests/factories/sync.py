"""Two auditors with phones and an audit of three questions: the world of the golden messages."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import update
from sqlalchemy.orm import Session

from intranet_qms.audits import services as audits
from intranet_qms.audits.models import Audit
from intranet_qms.audits.workflow import AuditKind, AuditState
from intranet_qms.checklists import services as checklists
from intranet_qms.checklists.models import ChecklistVersion
from intranet_qms.documents import services as documents
from intranet_qms.documents.models import Document
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.host import Actor, Clock
from intranet_qms.people import services as people
from intranet_qms.people.models import Person, Unit
from intranet_qms.standards.models import Clause, StandardEdition
from intranet_qms.trail.models import TrailHead

GOLDEN = Path(__file__).parent.parent / "contract"
BASE = "/qms/api/sync/v1/"
AUDIT = uuid.UUID("0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e01")
CHECKLIST = uuid.UUID("2d4f6a8c-0b1e-4c3d-9e5f-000000000001")
PEOPLE = {
    "anna": ("Anna Kowalska", uuid.UUID("5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b01")),
    "piotr": ("Piotr Zieliński", uuid.UUID("5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b02")),
    "ewa": ("Ewa Nowak", uuid.UUID("5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b03")),
}
DEVICES = {
    "anna": uuid.UUID("7a3c1f0e-2b44-4f0a-8d7e-1c9b5a6e2d01"),
    "piotr": uuid.UUID("7a3c1f0e-2b44-4f0a-8d7e-1c9b5a6e2d02"),
    "ewa": uuid.UUID("7a3c1f0e-2b44-4f0a-8d7e-1c9b5a6e2d03"),
}
MOMENT = datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC)
CONFORMITY, NUMBER, YES_NO = "q-7.5.3-1", "q-8.4-2", "q-9.2-1"


def golden(name: str) -> list[dict[str, Any]]:
    """The cases of one file of golden messages."""
    cases: list[dict[str, Any]] = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    return cases


def golden_checklist() -> dict[str, Any]:
    """The content of the checklist that the golden pull carries."""
    data: dict[str, Any] = dict(
        next(
            change["data"]
            for change in golden("pull")[0]["response"]["body"]["changes"]
            if change["type"] == "checklist"
        )
    )
    for further in ("content_hash", "documents", "cited"):
        del data[further]
    return data


# -- what the server has -----------------------------------------------------------------------


def make_golden_office(
    session: Session,
    clock: Clock,
    *,
    lead: str = "anna",
    content: dict[str, Any] | None = None,
    further_auditors: Sequence[str] = (),
) -> Audit:
    """Anna leads an audit of unit OR that is in progress, and Piotr audits in it.

    Ewa is the QMS representative. With ``further_auditors`` (host ids) more people are on the team.
    """
    now = clock.now()
    if session.get(TrailHead, 1) is None:
        session.add(TrailHead(id=1))
    audited = people.add_unit(
        session, code="OR", name_pl="Wydział Organizacyjny", name_en="Organisation Department"
    )
    own = people.add_unit(session, code="AW", name_pl="Biuro Audytu", name_en="Audit Office")
    session.flush()
    made = _people(session, now, own, further_auditors)
    head = people.add_person(
        session,
        now,
        host_id="zofia",
        name="Zofia Wójcik",
        email=None,
        unit=audited,
        roles=(),
    )
    head.title_pl, head.title_en = "Naczelnik", "Head"
    session.flush()
    audited.head_id = head.id
    document, clauses = _scope(session, clock, audited)
    version = _checklist(session, clock, content or golden_checklist())
    other = "piotr" if lead == "anna" else "anna"
    ewa = people.actor_by_host_id(session, "ewa", now)
    assert ewa is not None
    audit = audits.plan_audit(
        session,
        ewa,
        clock,
        audits.Plan(
            title="Nadzór nad udokumentowaną informacją",
            kind=AuditKind.INTERNAL,
            first_day=date(2026, 11, 23),
            last_day=date(2026, 11, 24),
            place="ul. Rynek 1, pok. 12",
            objective="Ocena zgodności nadzoru nad dokumentami.",
            criteria="ISO 9001:2015",
            checklist_version_id=version.id,
            scope=audits.ScopeChoice(
                unit_ids=[audited.id],
                document_ids=[document.id],
                clause_ids=[clause.id for clause in clauses],
            ),
            team=audits.TeamChoice(
                lead_id=made[lead].id,
                auditor_ids=[made[other].id, *(made[one].id for one in further_auditors)],
            ),
        ),
    )
    audit.uuid = AUDIT
    audit.number = "AW/2026/07"
    audits.announce(session, ewa, clock, audit)
    audit.state = AuditState.IN_PROGRESS
    session.flush()
    return audit


def _people(
    session: Session, now: datetime, unit: Unit, further: Sequence[str]
) -> dict[str, Person]:
    roles = {
        "anna": ("lead_auditor", "auditor"),
        "piotr": ("lead_auditor", "auditor"),
        "ewa": ("qms_representative",),
    }
    made = {}
    for host_id in (*PEOPLE, *further):
        name, identifier = PEOPLE.get(host_id, (f"{host_id.capitalize()} Lis", uuid.uuid4()))
        person = people.add_person(
            session,
            now,
            host_id=host_id,
            name=name,
            email=f"{host_id}@example.test",
            unit=unit,
            roles=roles.get(host_id, ("auditor",)),
        )
        person.uuid = identifier
        made[host_id] = person
    session.flush()
    return made


def _scope(session: Session, clock: Clock, unit: Unit) -> tuple[Document, list[Clause]]:
    edition = StandardEdition(
        standard="ISO 9001", edition="2015-x", title_pl="Wymagania", title_en="Requirements"
    )
    session.add(edition)
    session.flush()
    clauses = [
        Clause(
            edition_id=edition.id,
            number=number,
            title_pl=f"Punkt {number}",
            title_en=f"Clause {number}",
            position=position,
        )
        for position, number in enumerate(("7.5", "9.2"))
    ]
    session.add_all(clauses)
    session.flush()
    representative = Actor(
        person_id=0, host_id="system", name="system", roles=frozenset({"qms_representative"})
    )
    document = documents.install_document(
        session,
        representative,
        clock,
        documents.Installation(
            code="P-07",
            kind=DocumentKind.PROCEDURE,
            title="Nadzór nad dokumentami",
            owner_unit_id=unit.id,
            issues=[
                documents.PastIssue(body="Dokumenty są pod nadzorem.", effective_on=day)
                for day in (
                    date(2023, 3, 1), date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1),
                )
            ],
        ),
    )  # fmt: skip
    return document, clauses


def _checklist(session: Session, clock: Clock, content: dict[str, Any]) -> ChecklistVersion:
    representative = Actor(
        person_id=0, host_id="system", name="system", roles=frozenset({"qms_representative"})
    )
    version = checklists.create_from_content(session, representative, clock, content)
    session.flush()
    # Before it is published: from then on the database lets nobody change it.
    session.execute(
        update(ChecklistVersion)
        .where(ChecklistVersion.id == version.id)
        .values(uuid=CHECKLIST, number=3)
    )
    session.expire(version)
    checklists.publish(session, representative, clock, version)
    session.flush()
    return version


def many_questions(count: int) -> dict[str, Any]:
    """A checklist of ``count`` questions of the first kind."""
    content = golden_checklist()
    pattern = content["sections"][0]["questions"][0]
    content["key"] = f"of-{count}"
    content["sections"][0]["questions"] = [
        {**pattern, "key": f"q{number}", "evidence": "optional"} for number in range(count)
    ]
    return content


# -- what phones send --------------------------------------------------------------------------


def answer(
    identifier: uuid.UUID | str,
    seq: int,
    value: Any = "conforming",
    *,
    question: str = CONFORMITY,
    sample: int = 0,
    note: str = "",
    based_on: Sequence[uuid.UUID | str] = (),
    audit: uuid.UUID = AUDIT,
    at: str = "2026-11-23T08:15:02.120Z",
) -> dict[str, Any]:
    """The mutation ``answer.record``."""
    return {
        "id": str(identifier),
        "seq": seq,
        "name": "answer.record",
        "at": at,
        "args": {
            "audit": str(audit),
            "question": question,
            "sample": sample,
            "value": value,
            "note": note,
            "based_on": [str(base) for base in based_on],
        },
    }


def attach(identifier: uuid.UUID | str, seq: int, data: bytes, **args: Any) -> dict[str, Any]:
    """The mutation ``evidence.attach`` for a photograph."""
    return {
        "id": str(identifier),
        "seq": seq,
        "name": "evidence.attach",
        "at": "2026-11-23T08:16:10.000Z",
        "args": {
            "audit": str(AUDIT),
            "evidence": str(uuid.uuid4()),
            "question": CONFORMITY,
            "sample": 0,
            "finding": None,
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "media_type": "image/jpeg",
            "caption": "",
            "taken_at": "2026-11-23T08:16:05.000Z",
            **args,
        },
    }


def frame(
    mutations: Sequence[Mapping[str, Any]], device: uuid.UUID = DEVICES["anna"], **changes: Any
) -> dict[str, Any]:
    """The message of a push."""
    return {
        "protocol": 1,
        "device": str(device),
        "app_version": "1.0.0",
        "sent_at": "2026-11-23T08:15:30.000Z",
        "clock_offset_ms": 0,
        "unsent": {"mutations": len(mutations), "evidence": 0},
        "mutations": list(mutations),
        **changes,
    }


def jpeg(size: int = 1_000, shade: int = 0) -> bytes:
    """A real JPEG of exactly ``size`` bytes; ``shade`` (0 to 255) makes it another one."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 40, 90)).save(stream, "JPEG")
    small = stream.getvalue()
    missing = size - len(small)
    comments = b""
    while missing > 0:
        # A comment segment: two bytes of marker, two of length, at most 65,533 of text.
        length = min(missing, 65_000)
        if 0 < missing - length < 4:
            length -= 4
        comments += b"\xff\xfe" + struct.pack(">H", length - 2) + b"." * (length - 4)
        missing -= length
    return small[:2] + comments + small[2:]


@dataclass
class Phone:
    """A phone as the server sees it: it numbers what it sends. ``switch`` signs its person in."""

    client: FlaskClient
    host: Any
    person: str
    device: uuid.UUID = field(default_factory=uuid.uuid4)
    last_seq: int = 0

    def _as(self) -> None:
        name = PEOPLE.get(self.person, (self.person, None))[0]
        self.host.sign_in(self.person, name)

    def send(self, method: str, path: str, **how: Any) -> Any:
        """One request of the protocol, signed in as the phone's person."""
        self._as()
        return self.client.open(BASE + path, method=method, **how)

    def register(self) -> Any:
        """Step 2.1."""
        return self.send(
            "PUT",
            f"devices/{self.device}",
            json={"label": self.person, "app_version": "1.0.0", "user_agent": "test"},
        )

    def push(self, *mutations: Mapping[str, Any], **changes: Any) -> Any:
        """Step 4; the mutations carry their numbers."""
        return self.send("POST", "push", json=frame(mutations, self.device, **changes))

    def record(self, value: Any = "conforming", **how: Any) -> dict[str, Any]:
        """Push one new answer and return its receipt."""
        self.last_seq += 1
        mutation = answer(how.pop("identifier", None) or uuid.uuid4(), self.last_seq, value, **how)
        receipt: dict[str, Any] = self.push(mutation).json["receipts"][0]
        return receipt

    def pull(self, cursor: str | None = None) -> dict[str, Any]:
        """All pages of step 7 from ``cursor``; returns the last with the changes of all."""
        changes: list[dict[str, Any]] = []
        reset = False
        while True:
            query = f"pull?device={self.device}" + (f"&cursor={cursor}" if cursor else "")
            page: dict[str, Any] = self.send("GET", query).json
            changes += page["changes"]
            reset = reset or bool(page.get("reset"))
            cursor = page["cursor"]
            if not page["more"]:
                return {**page, "changes": changes, "reset": reset}

    def upload(self, data: bytes, *, offset: int = 0, piece: bytes | None = None) -> Any:
        """Step 6.3: the whole file, or one piece of it."""
        return self.send(
            "PUT",
            f"evidence/{hashlib.sha256(data).hexdigest()}?offset={offset}&size={len(data)}",
            data=data if piece is None else piece,
            headers={
                "Content-Type": "application/octet-stream",
                "X-QMS-Device": str(self.device),
            },
        )

    def receipt(self, audit: uuid.UUID = AUDIT) -> dict[str, Any]:
        """Step 8."""
        found: dict[str, Any] = self.send(
            "GET", f"audits/{audit}/receipt?device={self.device}"
        ).json
        return found
