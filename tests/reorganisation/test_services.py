"""A reorganisation changes everything that belongs to its units, whole, once and on its day."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet_qms.audits import services as audits
from intranet_qms.audits.plan_choices import ScopeChoice, TeamChoice
from intranet_qms.audits.workflow import AuditKind
from intranet_qms.checklists import services as checklists
from intranet_qms.db import Base, Database
from intranet_qms.documents import services as documents
from intranet_qms.documents.models import (
    Acknowledgement,
    DistributionEntry,
    Document,
    EarlierOwnerUnit,
    ReadingRequest,
)
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.extension import load_features
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingState
from intranet_qms.host import SYSTEM
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people import hooks
from intranet_qms.people import queries as people
from intranet_qms.people import services as offices
from intranet_qms.people.models import Person, Unit
from intranet_qms.people.worklist import waiting_for
from intranet_qms.reorganisation import carrying, preview, queries, services
from intranet_qms.reorganisation.models import PlannedChange, Reorganisation
from intranet_qms.reorganisation.workflow import ChangeKind, PlanState
from intranet_qms.trail.models import TrailEntry
from tests.factories.checklists import content, question
from tests.factories.documents import TODAY, Office, install, make_office
from tests.support.clock import FakeClock

NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def database(database_url: str) -> Database:
    """On SQLite and on PostgreSQL."""
    return Database(database_url)


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    load_features()
    return make_office(session, clock)


def begin(session: Session, office: Office, day: date = NEW_YEAR) -> Reorganisation:
    return services.begin(
        session, office.actor("representative", session), office.clock,
        services.Head("Reorganizacja od 1 stycznia 2027", day, "Zarządzenie nr 45/2026"),
        today=TODAY,
    )  # fmt: skip


def add(
    session: Session,
    office: Office,
    plan: Reorganisation,
    kind: str,
    new_units: list[dict[str, Any]] | None = None,
    **details: object,
) -> PlannedChange:
    return services.add_change(
        session, office.actor("representative", session), office.clock, plan,
        ChangeKind(kind), details, new_units=new_units,
    )  # fmt: skip


def approve(session: Session, office: Office, plan: Reorganisation) -> bool:
    return services.approve(
        session, office.actor("representative", session), office.clock, plan,
        seen_version=plan.row_version, today=TODAY,
    )  # fmt: skip


def finding_of(session: Session, office: Office) -> Finding:
    finding = Finding(
        number="U-2026-001", finding_class=FindingClass.MINOR, state=FindingState.OPEN,
        unit_id=office.unit.id, owner_id=office.people["head"].id, statement="Brak podpisu.",
        raised_by_name="X", raised_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    session.add(finding)
    session.flush()
    return finding


def split(session: Session, office: Office, day: date) -> Reorganisation:
    """OR becomes a department of staff, led by the reviewer, and one of archives."""
    plan = begin(session, office, day)
    change = add(
        session, office, plan, "split",
        unit=str(office.unit.id), targets=["+KD", "+AR"], goes_on=False,
        new_units=[
            {"code": "KD", "name_pl": "Wydział Kadr", "name_en": "Staff", "parent": "",
             "head": office.people["reviewer"].id},
            {"code": "AR", "name_pl": "Archiwum", "name_en": "Archive", "parent": "",
             "head": None},
        ],
    )  # fmt: skip
    services.choose(
        session, office.actor("representative", session), office.clock, plan, change,
        {("people", office.people["owner"].id): "+AR"},
    )  # fmt: skip
    return plan


def test_a_split_hands_over_all_that_the_unit_holds_in_one_transaction(
    session: Session, office: Office
) -> None:
    document = install(session, office, everybody_reads=False)
    session.add(DistributionEntry(document_id=document.id, unit_id=office.unit.id))
    finding = finding_of(session, office)
    session.flush()
    plan = split(session, office, TODAY)

    assert approve(session, office, plan)
    session.commit()

    parts = {one.code: one for one in session.scalars(select(Unit)) if one.code in {"KD", "AR"}}
    assert plan.state is PlanState.DONE
    assert office.unit.active is False
    assert office.unit.closed_on == TODAY
    # The owner goes to the archive as was chosen, and the document goes with its owner.
    assert session.get_one(Person, office.people["owner"].id).unit_id == parts["AR"].id
    assert document.owner_unit_id == parts["AR"].id
    # Everybody else by the rule; what the old head answered for passes to the new one.
    assert session.get_one(Person, office.people["author"].id).unit_id == parts["KD"].id
    assert finding.unit_id == parts["KD"].id
    assert finding.owner_id == office.people["reviewer"].id
    # A list that named the old unit names both.
    assert set(
        session.scalars(
            select(DistributionEntry.unit_id).where(DistributionEntry.document_id == document.id)
        )
    ) == {parts["KD"].id, parts["AR"].id}
    # The unit below found its place, and nothing is left behind.
    assert people.unit_by_code(session, "OR-K").parent_id == parts["KD"].id  # type: ignore[union-attr]
    assert hooks.holdings(session, [office.unit.id]) == {}


def test_every_thing_that_changes_leaves_a_trail_and_everybody_gets_one_mail(
    session: Session, office: Office
) -> None:
    documents = [install(session, office, code=f"PG-0{at}") for at in (1, 2)]
    finding = finding_of(session, office)
    approve(session, office, split(session, office, TODAY))
    session.commit()

    noted = {
        (one.action, one.entity_uuid)
        for one in session.scalars(select(TrailEntry).where(TrailEntry.at.is_not(None)))
    }
    for document in documents:
        assert ("documents.hand_over", str(document.uuid)) in noted
    assert ("findings.hand_over", str(finding.uuid)) in noted
    assert ("people.close_unit", str(office.unit.uuid)) in noted
    assert ("people.move", str(office.people["author"].uuid)) in noted

    mails = [
        one.payload
        for one in session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
        if one.payload["template"] == "reorganisation_done"
    ]
    told = [one["person_id"] for one in mails]
    assert len(told) == len(set(told))
    (owner,) = [one for one in mails if one["person_id"] == office.people["owner"].id]
    assert [one["path"] for one in owner["context"]["things"]] == [
        "/documents/PG-01", "/documents/PG-02",
    ]  # fmt: skip
    assert owner["context"]["unit"] == ["Archiwum", "Archive"]


def test_an_approved_plan_waits_for_its_day_and_is_carried_out_once(
    session: Session, office: Office
) -> None:
    plan = begin(session, office)
    add(
        session, office, plan, "rename",
        unit=str(office.unit.id), code="OK", name_pl="Wydział Organizacji i Kadr", name_en="",
    )  # fmt: skip
    assert not approve(session, office, plan)
    assert services.carry_out_due(session, SYSTEM, office.clock, date(2026, 12, 31)) == 0
    assert office.unit.code == "OR"
    assert services.carry_out_due(session, SYSTEM, office.clock, NEW_YEAR) == 1
    assert services.carry_out_due(session, SYSTEM, office.clock, NEW_YEAR) == 0
    assert office.unit.code == "OK"


def test_history_keeps_the_name_of_its_day(session: Session, office: Office) -> None:
    number = office.unit.id
    actor = office.actor("representative", session)
    for day, name in ((date(2026, 3, 1), "Wydział Organizacji"), (NEW_YEAR, "Wydział Kadr")):
        offices.rename_unit(
            session, actor, office.clock, office.unit,
            code="OR", name_pl=name, name_en=name, day=day,
        )  # fmt: skip
    names = {
        day: people.unit_name_on(session, [number], day)[number][0]
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 31), NEW_YEAR)
    }
    assert list(names.values()) == [
        "Wydział Organizacyjny", "Wydział Organizacji", "Wydział Organizacji", "Wydział Kadr",
    ]  # fmt: skip


def test_the_owner_of_a_document_is_known_for_each_day(session: Session, office: Office) -> None:
    document = install(session, office)
    plan = begin(session, office, TODAY)
    add(
        session, office, plan, "merge",
        units=[str(office.unit.id)], target=str(office.other_unit.id),
    )  # fmt: skip
    approve(session, office, plan)
    (earlier,) = session.scalars(select(EarlierOwnerUnit))
    assert (earlier.document_id, earlier.unit_id, earlier.until) == (
        document.id, office.unit.id, TODAY,
    )  # fmt: skip
    assert session.get_one(Document, document.id).owner_unit_id == office.other_unit.id


def test_a_unit_that_still_holds_things_is_not_closed_and_the_page_lists_them(
    session: Session, office: Office
) -> None:
    install(session, office)
    plan = begin(session, office, TODAY)
    add(session, office, plan, "move", unit=str(people.unit_by_code(session, "OR-K").id), parent="")  # type: ignore[union-attr]
    add(session, office, plan, "close", unit=str(office.unit.id))
    preview = queries.preview(session, plan)
    assert [one.code for one in preview.problems] == ["holds"]
    held = preview.held[str(office.unit.id)]
    assert [one.code for one in held["documents"]] == ["PG-02"]
    with pytest.raises(Conflict):
        approve(session, office, plan)
    assert office.unit.active


def test_what_changed_since_the_approval_blocks_the_plan_and_changes_nothing(
    session: Session, office: Office
) -> None:
    install(session, office)
    plan = split(session, office, NEW_YEAR)
    approve(session, office, plan)
    offices.open_unit(
        session, SYSTEM, office.clock, code="kd", name_pl="Inny", name_en="", parent_id=None,
        head_id=None, day=TODAY,
    )  # fmt: skip
    session.commit()
    assert services.carry_out_due(session, SYSTEM, office.clock, NEW_YEAR) == 0
    session.commit()
    assert plan.state is PlanState.BLOCKED
    assert office.unit.active
    mails = [
        one.payload["template"]
        for one in session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
    ]
    assert mails.count("reorganisation_blocked") == 1
    waiting = waiting_for(session, office.actor("representative", session), TODAY)
    assert [one.title for one in waiting if one.endpoint == "reorganisation_show"] == [plan.title]


def test_a_plan_given_up_before_its_day_does_nothing(session: Session, office: Office) -> None:
    plan = split(session, office, NEW_YEAR)
    approve(session, office, plan)
    representative = office.actor("representative", session)
    with pytest.raises(Invalid):
        services.cancel(session, representative, office.clock, plan, reason=" ")
    services.cancel(session, representative, office.clock, plan, reason="Uchwała uchylona.")
    assert services.carry_out_due(session, SYSTEM, office.clock, NEW_YEAR) == 0
    assert office.unit.active


def test_what_was_approved_is_what_was_seen(session: Session, office: Office) -> None:
    plan = split(session, office, NEW_YEAR)
    seen = plan.row_version
    add(session, office, plan, "head", unit=str(office.other_unit.id), person=None)
    with pytest.raises(Conflict):
        services.approve(
            session, office.actor("representative", session), office.clock, plan,
            seen_version=seen, today=TODAY,
        )  # fmt: skip


def test_an_approved_plan_is_changed_only_after_its_approval_is_taken_back(
    session: Session, office: Office
) -> None:
    plan = split(session, office, NEW_YEAR)
    approve(session, office, plan)
    with pytest.raises(Forbidden):
        add(session, office, plan, "close", unit=str(office.other_unit.id))
    with pytest.raises(Forbidden):
        services.begin(
            session, office.actor("head", session), office.clock,
            services.Head("X", NEW_YEAR), today=TODAY,
        )  # fmt: skip


def test_the_directory_does_not_undo_a_reorganisation(session: Session, office: Office) -> None:
    def read(code: str, name: str) -> list[str]:
        listed = [offices.DirectoryUnit(code, name)]
        return offices.take_over_units(session, SYSTEM, office.clock, listed, day=TODAY)

    assert read("FN", "Wydział Finansowy") == []
    plan = begin(session, office, TODAY)
    add(
        session, office, plan, "rename", unit=str(office.other_unit.id), code="BF",
        name_pl="Biuro Finansów", name_en="",
    )  # fmt: skip
    approve(session, office, plan)
    # It does not know yet: it still says the old code and the old name.
    assert read("FN", "Wydział Finansowy") == []
    assert office.other_unit.name_pl == "Biuro Finansów"
    # It learned.
    assert read("BF", "Biuro Finansów") == []
    # A name that it changes by itself is taken over.
    assert read("BF", "Biuro Finansów i Budżetu") == ["BF"]
    assert office.other_unit.name_pl == "Biuro Finansów i Budżetu"


def test_every_column_that_names_a_unit_follows_or_says_why_not() -> None:
    load_features()
    stays = {
        "qms_earlier_unit.unit_id": "history",
        "qms_earlier_unit.parent_id": "history",
        "qms_earlier_membership.unit_id": "history",
        "qms_earlier_owner_unit.unit_id": "history",
    }
    named = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "qms_unit"
    }
    followed = {column for one in hooks.followers() for column in one.columns}
    assert named - followed == set(stays)


def test_whoever_works_in_the_unit_that_takes_over_owes_what_the_old_one_had_to_read(
    session: Session, office: Office
) -> None:
    document = install(session, office, everybody_reads=False)
    session.add(DistributionEntry(document_id=document.id, unit_id=office.unit.id))
    session.add(
        ReadingRequest(
            revision_id=document.revisions[0].id, document_id=document.id,
            asked_at=office.clock.now(),
        )
    )  # fmt: skip
    session.flush()
    plan = begin(session, office, TODAY)
    add(
        session, office, plan, "merge",
        units=[str(office.unit.id)], target=str(office.other_unit.id),
    )  # fmt: skip
    approve(session, office, plan)
    jobs = session.scalars(
        select(OutboxJob.payload).where(OutboxJob.kind == "documents.people_changed")
    ).all()
    for payload in jobs:
        documents.people_changed(session, office.clock, TODAY, payload["people"])
    owing = set(session.scalars(select(Acknowledgement.person_id)))
    assert {office.people["employee"].id, office.people["author"].id} <= owing


def test_a_team_that_would_audit_its_own_unit_is_told_before(
    session: Session, office: Office, clock: FakeClock
) -> None:
    representative = office.actor("representative", session)
    version = checklists.create_from_content(session, representative, clock, content(question()))
    checklists.publish(session, representative, clock, version)
    audit = audits.plan_audit(
        session, representative, clock,
        audits.Plan(
            title="Audit finansów", kind=AuditKind.INTERNAL, first_day=date(2027, 2, 1),
            last_day=date(2027, 2, 2), checklist_version_id=version.id,
            scope=ScopeChoice(unit_ids=(office.other_unit.id,)),
            team=TeamChoice(lead_id=office.people["owner"].id),
        ),
    )  # fmt: skip
    plan = begin(session, office)
    add(
        session, office, plan, "merge",
        units=[str(office.unit.id)], target=str(office.other_unit.id),
    )  # fmt: skip
    preview = queries.preview(session, plan)
    assert preview.problems == []
    (concern,) = preview.concerns
    assert audit.number in concern.sentence
    assert "Owner Nowak" in concern.sentence
    approve(session, office, plan)
    services.carry_out_due(session, SYSTEM, clock, NEW_YEAR)
    (mail,) = [
        one.payload["context"]
        for one in session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
        if one.payload["template"] == "reorganisation_done"
        and one.payload["person_id"] == office.people["owner"].id
    ]
    assert mail["audits"] == [audit.number]


def test_whom_the_directory_has_put_elsewhere_meanwhile_stays_there(
    session: Session, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan was read with the owner in OR; then the directory put them into FN."""
    plan = split(session, office, TODAY)
    owner, elsewhere = office.people["owner"].id, office.other_unit.id
    of_plan = preview.of_plan

    def moved_meanwhile(*args: Any) -> Any:
        found = of_plan(*args)
        session.execute(
            update(Person)
            .where(Person.id == owner)
            .values(unit_id=elsewhere)
            .execution_options(synchronize_session=False)
        )
        return found

    monkeypatch.setattr(carrying, "of_plan", moved_meanwhile)
    assert approve(session, office, plan)
    session.commit()
    session.expire_all()
    assert session.get_one(Person, owner).unit_id == elsewhere


@pytest.mark.postgres
def test_a_plan_that_somebody_holds_at_midnight_is_waited_for(
    postgres_url: str, clock: FakeClock
) -> None:
    load_features()
    opened = Database(postgres_url)
    with opened.transaction() as session:
        approve(session, made := make_office(session, clock), split(session, made, NEW_YEAR))
    done: list[int] = []

    def midnight() -> None:
        with opened.transaction() as other:
            done.append(services.carry_out_due(other, SYSTEM, clock, NEW_YEAR))

    with opened.transaction() as session:
        session.execute(select(Reorganisation.id).with_for_update())
        thread = threading.Thread(target=midnight)
        thread.start()
        thread.join(timeout=0.5)
    thread.join(timeout=20)
    assert done == [1]
    opened.dispose()
