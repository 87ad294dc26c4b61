"""The programme as people make it on the pages: begun, planned by the machine, approved, followed."""

from __future__ import annotations

import io
import json
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.models import Person
from intranet_qms.programme import printing, runner
from intranet_qms.programme.models import Entry, PlanRun, Programme
from intranet_qms.programme.planning import solver
from intranet_qms.programme.services import running
from intranet_qms.programme.workflow import ProgrammeState, RunState
from intranet_qms.reports import programme_print
from tests.programme.conftest import edition_of, fill
from tests.support.host import Host

BASE = "/qms/programme/"


@pytest.fixture
def office(host: Host) -> Host:
    with host.transaction() as session:
        fill(session, host.clock)
        edition_of(session)
    host.sign_in("rep", "Rep Kowal")
    return host


SETTINGS = {
    "objectives": "Ocena systemu", "risks": "", "cycle_years": "3", "weight_importance": "30",
    "weight_age": "25", "weight_findings": "30", "weight_changes": "15", "points_major": "5",
    "points_minor": "2", "points_observation": "1", "open_times": "2", "late_times": "3",
    "month_half_days": "8", "year_half_days": "0", "rest_days": "1", "needs_competence": "1",
}  # fmt: skip


def begun(office: Host) -> str:
    """Begin the programme of 2027 with its objectives; returns its address."""
    client = office.client()
    assert client.post(BASE, data={"year": "2027"}).status_code == 303
    page = client.get(BASE + "2027/settings").text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    with office.transaction() as session:
        edition = edition_of(session)
    answer = client.post(BASE + "2027/settings", data={**SETTINGS, "version": version,
                                                       "edition_id": str(edition)})  # fmt: skip
    assert answer.status_code == 303, answer.text[:3000]
    return BASE + "2027"


def work(office: Host) -> None:
    """Do what the worker would."""
    with office.transaction() as session:
        payloads = session.scalars(
            select(OutboxJob).where(
                OutboxJob.kind == "programme.plan", OutboxJob.state == "waiting"
            )
        ).all()
        runs = session.scalars(select(PlanRun.uuid).where(PlanRun.state == RunState.QUEUED)).all()
        assert len(payloads) == len(runs) == 1
        for one in payloads:
            one.state = "done"
    zone = office.qms.config.zone
    assert runner.work(office.database, office.clock, zone, runs[0], effort=0.2)
    assert not runner.work(office.database, office.clock, zone, runs[0]), "once"


def test_an_empty_office_is_told_what_to_do_next(office: Host) -> None:
    client = office.client()
    assert "Nie ma jeszcze programu auditów" in client.get(BASE).text
    assert "/qms/programme/" in client.get("/qms/audits/").text
    assert client.post(BASE, data={"year": "12"}).status_code == 422
    begun(office)
    assert client.post(BASE, data={"year": "2027"}).status_code == 409
    assert "Nic jeszcze nie zaplanowano" in client.get(BASE + "2027").text


def test_the_machine_plans_what_is_due_and_a_person_takes_it_over(office: Host) -> None:
    address, client = begun(office), office.client()
    machine = address + "/machine"
    assert client.post(machine, data={"do": "plan"}).status_code == 303
    assert "every 1s" in client.get(machine).text
    assert client.post(machine, data={"do": "plan"}).status_code == 409
    work(office)
    page = client.get(machine).text
    areas = re.findall(r'name="areas" value="([^"]+)"', page)
    # A third of five units.
    assert len(areas) == 2
    assert client.post(machine, data={"do": "accept"}).status_code == 422
    answer = client.post(machine, data={"do": "accept", "areas": areas[:1]})
    assert answer.status_code == 303
    assert client.post(machine, data={"do": "accept_all"}).status_code == 303
    with office.transaction() as session:
        entries = session.scalars(select(Entry)).all()
        assert all(one.day is not None and len(one.team) == 2 for one in entries)
        assert len(entries) == 2
    assert "wszystkie przyjęte" in client.get(machine).text
    for view in ("list", "calendar", "bars"):
        assert client.get(f"{address}?view={view}").status_code == 200


def test_where_there_is_no_plan_the_page_names_the_people_and_the_conditions(office: Host) -> None:
    address, client = begun(office), office.client()
    with office.transaction() as session:
        lead = session.scalars(select(Person).where(Person.host_id == "ithead")).one()
        entry = {
            "unit_id": str(lead.unit_id), "month": "4", "half_days": "2", "pinned_day": "1",
            "version": str(session.scalars(select(Programme.row_version)).one()),
        }  # fmt: skip
    assert client.post(address + "/entries", data=entry).status_code == 303
    assert (
        client.post(
            address + "/settings",
            data={
                "closed_add": "1", "closed_unit": entry["unit_id"], "closed_first": "2027-03-30",
                "closed_last": "2027-05-04",
            },
        ).status_code
        == 303
    )  # fmt: skip
    client.post(address + "/machine", data={"do": "plan"})
    work(office)
    page = client.get(address + "/machine").text
    assert "Te warunki wykluczają się wzajemnie" in page
    assert "przypięto: kwiecień" in page
    assert "jest wyłączony z auditów: 30 mar 2027 – 4 maj 2027" in page


def test_the_form_says_at_once_what_the_rules_say(office: Host) -> None:
    address, client = begun(office), office.client()
    with office.transaction() as session:
        head = session.scalars(select(Person).where(Person.host_id == "ithead")).one()
        number, unit, version = (
            head.id,
            head.unit_id,
            session.scalars(select(Programme.row_version)).one(),
        )
    sent = {
        "unit_id": str(unit), "day": "2027-05-03", "half_days": "2", "lead_id": str(number),
        "version": str(version),
    }  # fmt: skip
    said = client.post(address + "/entries", data={**sent, "do": "check"})
    assert said.status_code == 200
    assert "pracuje w auditowanej komórce" in said.text
    assert "Urząd wtedy nie pracuje" in said.text
    refused = client.post(address + "/entries", data=sent)
    assert refused.status_code == 422
    assert "2027-05-03" in refused.text
    with office.transaction() as session:
        assert session.scalars(select(Entry)).all() == []


def test_a_run_can_be_stopped_and_a_missing_solver_is_said(
    office: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, client = begun(office), office.client()
    client.post(address + "/machine", data={"do": "plan"})
    client.post(address + "/machine", data={"do": "stop"})
    with office.transaction() as session:
        run = session.scalars(select(PlanRun)).one()
        assert run.state == RunState.CANCELLED
    assert "zatrzymano" in client.get(address + "/machine").text
    monkeypatch.setattr(solver, "find_spec", lambda _name: None)
    assert "intranet-qms[planner]" in client.get(address + "/machine").text
    assert client.post(address + "/machine", data={"do": "plan"}).status_code == 409


def test_a_search_whose_worker_died_is_taken_over_and_can_be_stopped(office: Host) -> None:
    address, client = begun(office), office.client()
    zone = office.qms.config.zone

    def died() -> uuid.UUID:
        """A worker takes the run and is killed."""
        client.post(address + "/machine", data={"do": "plan"})
        with office.transaction() as session:
            run = session.scalars(select(PlanRun).where(PlanRun.state == RunState.QUEUED)).one()
            assert running.claim(session, office.clock.now(), run.uuid) is not None
            return run.uuid

    run = died()
    # The outbox hands it over after a minute, which is too early to call the first one dead: were
    # that taken for done, the run would stay for ever and no other could begin.
    office.clock.advance(minutes=1)
    with pytest.raises(runner.Busy):
        runner.work(office.database, office.clock, zone, run, effort=0.2)
    office.clock.advance(minutes=3)
    assert runner.work(office.database, office.clock, zone, run, effort=0.2)

    # The only worker there is knows at its start that all others are dead.
    run = died()
    with office.transaction() as session:
        running.free_running(session)
    assert runner.work(office.database, office.clock, zone, run, effort=0.2)

    # Somebody who does not want to wait ends one that nobody works at.
    died()
    office.clock.advance(minutes=4)
    client.post(address + "/machine", data={"do": "stop"})
    with office.transaction() as session:
        assert RunState.RUNNING not in session.scalars(select(PlanRun.state)).all()


def test_approved_read_followed_and_taken_along(office: Host, tmp_path: Path) -> None:
    address, client = begun(office), office.client()
    client.post(address + "/machine", data={"do": "plan"})
    work(office)
    client.post(address + "/machine", data={"do": "accept_all"})
    office.sign_in("clerk", "Clerk Kowal")
    assert client.get(address).status_code == 404, "a draft is not everybody's"
    office.sign_in("rep", "Rep Kowal")
    assert client.post(address + "/steps", data={"step": "submit"}).status_code == 303
    office.sign_in("mayor", "Mayor Kowal")
    page = client.get(address).text
    seal = re.search(r'name="hash" value="(\w{64})"', page)
    assert seal is not None
    stale = client.post(address + "/steps", data={"step": "approve", "hash": "0" * 64})
    assert stale.status_code == 409
    assert (
        client.post(address + "/steps", data={"step": "approve", "hash": seal[1]}).status_code
        == 303
    )
    office.sign_in("clerk", "Clerk Kowal")
    assert seal[1] in client.get(address).text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address + "/sheet").data))
    assert sheet["Program"].max_row == 3
    told: Any = client.get("/qms/api/v1/programmes/2027").json
    assert (told["programme"]["state"], told["seal_holds"]) == ("approved", True)
    assert {one["standing"] for one in told["entries"]} == {"ahead"}
    office.sign_in("lead", "Lead Kowal")
    answer = client.post(f"{address}/entries/{told['entries'][0]['key']}/audit")
    assert answer.status_code == 303
    assert "/qms/audits/A-2027-01" in answer.location
    assert "Program 2027" in client.get(answer.location).text
    assert (
        json.loads(client.get("/qms/api/v1/programmes/2027").data)["entries"][0]["audit"]
        == "A-2027-01"
    )
    with office.transaction() as session:
        programme = session.scalars(select(Programme)).one()
        assert programme.state == ProgrammeState.APPROVED
        with office.app.app_context():
            prepared = printing._prepare(
                session, office.qms.files, office.clock, programme.uuid, "pl"
            )
    made = prepared.render(tmp_path / "programme.pdf", lambda _done, _stage: None)
    assert made.pages == 1
    assert (tmp_path / "programme.pdf").read_bytes().startswith(b"%PDF")


def test_a_long_programme_is_printed_in_pages(tmp_path: Path) -> None:
    made = programme_print.ProgrammePrint(
        office="Urząd", year=2027, version=2, made_at=datetime(2026, 11, 23, tzinfo=UTC),
        facts=(("Cele", "Jeden\nDwa"),), signed=(),
        rows=tuple((f"{n} maja", f"Obszar {n}", "2", "A\nB", "50", "Przed nami") for n in range(80)),
        draft=True,
    )  # fmt: skip
    assert programme_print.render_programme(made, tmp_path / "long.pdf").pages > 3
