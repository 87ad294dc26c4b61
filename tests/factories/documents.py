"""People of a small office and documents in every state, made by the services themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from intranet_qms.documents import services
from intranet_qms.documents.models import Document, Revision
from intranet_qms.documents.workflow import DocumentKind, RevisionState
from intranet_qms.host import Actor, Clock
from intranet_qms.people import services as people
from intranet_qms.people.models import Person, Unit
from intranet_qms.trail.models import TrailHead

TODAY = date(2026, 11, 23)
COMPLAINTS = """## 1. Cel

Procedura zapewnia, że każda skarga trafi do właściwej osoby.

## 2. Postępowanie

### 2.1. Przyjęcie

Skargi można wnosić pisemnie albo ustnie do protokołu.

### 2.2. Terminy

| Rodzaj pisma | Termin |
|---|---|
| skarga | miesiąc |
"""


@dataclass
class Office:
    """Who works here. Each name is what the person is to the documents of unit OR."""

    unit: Unit
    other_unit: Unit
    people: dict[str, Person]
    clock: Clock

    def actor(self, name: str, session: Session) -> Actor:
        """The person as an Actor, with roles as of now."""
        actor = people.actor_by_host_id(session, name, self.clock.now())
        assert actor is not None
        return actor


def make_office(session: Session, clock: Clock) -> Office:
    """Two units; an owner, a head, a reviewer, an approver, a representative and others."""
    now = datetime(2026, 1, 2, tzinfo=UTC)
    if session.get(TrailHead, 1) is None:
        session.add(TrailHead(id=1))
    unit = people.add_unit(
        session, code="OR", name_pl="Wydział Organizacyjny", name_en="Organisation"
    )
    other = people.add_unit(session, code="FN", name_pl="Wydział Finansowy", name_en="Finance")
    below = people.add_unit(
        session, code="OR-K", name_pl="Kancelaria", name_en="Registry", parent=unit
    )
    session.flush()
    listed: tuple[tuple[str, Unit, tuple[str, ...]], ...] = (
        ("owner", unit, ()),
        ("head", unit, ()),
        ("author", unit, ()),
        ("reviewer", unit, ()),
        ("approver", other, ("top_management",)),
        ("representative", other, ("qms_representative",)),
        ("employee", other, ()),
        ("clerk", below, ()),
        ("auditor", other, ("auditor",)),
        ("guest", other, ("external_auditor",)),
    )
    made = {
        name: people.add_person(
            session, now, host_id=name, name=f"{name.capitalize()} Nowak",
            email=f"{name}@um.example", unit=where, roles=roles,
        )
        for name, where, roles in listed
    }  # fmt: skip
    session.flush()
    unit.head_id = made["head"].id
    session.flush()
    return Office(unit, other, made, clock)


def install(
    session: Session,
    office: Office,
    code: str = "PG-02",
    title: str = "Skargi, wnioski i petycje",
    body: str = COMPLAINTS,
    **more: object,
) -> Document:
    """A document in force since the beginning of the year, kept by unit OR."""
    issue = services.PastIssue(
        body=body,
        effective_on=date(2026, 1, 5),
        author_id=office.people["author"].id,
        author_name=office.people["author"].name,
        reviewer_id=office.people["reviewer"].id,
        reviewer_name=office.people["reviewer"].name,
        approver_id=office.people["approver"].id,
        approver_name=office.people["approver"].name,
    )
    facts: dict[str, object] = {
        "kind": DocumentKind.PROCEDURE,
        "process_type": "core",
        "owner_unit_id": office.unit.id,
        "owner_id": office.people["owner"].id,
        "issues": [issue],
        "everybody_reads": True,
        **more,
    }
    return services.install_document(
        session,
        office.actor("representative", session),
        office.clock,
        services.Installation(code=code, title=title, **facts),  # type: ignore[arg-type]
    )


def draft(session: Session, office: Office, document: Document, **fields: object) -> Revision:
    """A draft of the next issue, written by the owner, ready to be handed over."""
    owner = office.actor("owner", session)
    revision = services.start_issue(session, owner, office.clock, document)
    values: dict[str, object] = {
        "title": document.title,
        "body": revision.body + "\nDodany akapit o petycjach.\n",
        "change_summary": "Dodano petycje.",
        "reviewer_ids": [office.people["reviewer"].id],
        "approver_id": office.people["approver"].id,
        **fields,
    }
    services.save_draft(
        session, owner, office.clock, revision,
        services.DraftFields(**values), row_version=revision.row_version,  # type: ignore[arg-type]
    )  # fmt: skip
    return revision


def issue_in(
    session: Session, office: Office, state: RevisionState, *, later: bool = False
) -> Revision:
    """An issue that went the usual way as far as ``state``."""
    document = install(session, office)
    current = document.revisions[0]
    if state is RevisionState.EFFECTIVE:
        return current
    if state is RevisionState.SUPERSEDED:
        successor = draft(session, office, document)
        carry_on(session, office, successor, RevisionState.EFFECTIVE)
        return current
    waiting = {"effective_on": date(2027, 1, 4)} if later or state is RevisionState.APPROVED else {}
    revision = draft(session, office, document, **waiting)
    if state is RevisionState.WITHDRAWN:
        services.withdraw_revision(
            session, office.actor("owner", session), office.clock, revision, reason="Zbędne."
        )
        return revision
    carry_on(session, office, revision, state)
    return revision


def carry_on(session: Session, office: Office, revision: Revision, state: RevisionState) -> None:
    """Take a draft on to ``state`` by submitting, reviewing and approving."""
    if state is RevisionState.DRAFT:
        return
    services.submit(session, office.actor("owner", session), office.clock, revision)
    if state is RevisionState.IN_REVIEW:
        return
    services.review(
        session, office.actor("reviewer", session), office.clock, revision,
        content_hash=revision.content_hash,
    )  # fmt: skip
    services.approve(
        session, office.actor("approver", session), office.clock, revision,
        content_hash=revision.content_hash, today=TODAY,
    )  # fmt: skip
