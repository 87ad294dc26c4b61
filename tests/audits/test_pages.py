"""The pages of audits, as people in different parts of the office get them."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from sqlalchemy import event, select

from intranet_qms.audits import queries, services
from intranet_qms.audits.models import Audit
from intranet_qms.findings.workflow import FindingClass
from intranet_qms.outbox.models import OutboxJob
from tests.factories.audits import Office, make_audit, make_office, make_version, record
from tests.factories.findings import TODAY
from tests.support.clock import FakeClock
from tests.support.host import Host


class Desk:
    """A host with an office in it, and whoever sits at it."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.browser = host.client()

    def sign_in(self, host_id: str) -> Desk:
        self.host.sign_in(host_id, f"{host_id.capitalize()} Kowal")
        return self

    def get(self, path: str) -> Any:
        return self.browser.get(f"/qms{path}", headers={"Accept": "text/html"})

    def post(self, path: str, **values: Any) -> Any:
        return self.browser.post(f"/qms{path}", data=values, headers={"Accept": "text/html"})

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
        return str(answer.get_data(as_text=True))


@pytest.fixture
def desk(host: Host) -> Desk:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        announced = make_audit(office)
        record(
            office, announced, "conforming", note="Sprawdzono <script>alert(1)</script> 12 spraw"
        )
        make_audit(office, announced=False, title="Niejawny plan")
    return Desk(host)


def with_office(desk: Desk) -> Any:
    return desk.host.transaction()


@pytest.mark.parametrize(
    ("who", "status"),
    [("lead", 200), ("auditor", 200), ("rep", 200), ("head", 200), ("orhead", 200), ("guest", 404)],
)
def test_an_announced_audit_is_known_to_the_office_but_not_to_guests(
    desk: Desk, who: str, status: int
) -> None:
    assert desk.sign_in(who).get("/audits/A-2026-01").status_code == status


@pytest.mark.parametrize(
    ("who", "sees"),
    [("lead", True), ("rep", True), ("mayor", True), ("head", True), ("clerk", True),
     ("orhead", False), ("ithead", False)],
)  # fmt: skip
def test_answers_are_for_the_team_the_audited_and_those_who_judge_the_whole(
    desk: Desk, who: str, sees: bool
) -> None:
    assert ("Sprawdzono" in desk.sign_in(who).text("/audits/A-2026-01")) is sees


@pytest.mark.parametrize(("who", "status"), [("lead", 200), ("clerk", 404), ("guest", 404)])
def test_a_plan_that_was_not_announced_is_nobodys_business(
    desk: Desk, who: str, status: int
) -> None:
    assert desk.sign_in(who).get("/audits/A-2026-02").status_code == status
    assert ("Niejawny plan" in desk.text("/audits/")) is (status == 200)


def test_a_script_in_a_note_is_text(desk: Desk) -> None:
    shown = desk.sign_in("lead").text("/audits/A-2026-01")
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;" in shown


def plan_values(desk: Desk, **changes: Any) -> dict[str, Any]:
    with with_office(desk) as session:
        office = Office(session, desk.host.clock)
        version = make_version(session, desk.host.clock)
        people = {row.host_id: row.id for row in session.scalars(select(_person()))}
        units = {row.code: row.id for row in session.scalars(select(_unit()))}
        del office
    values = {
        "title": "Nadzór nad zapisami",
        "kind": "internal",
        "first_day": "2026-12-14",
        "last_day": "2026-12-15",
        "method": "on_site",
        "checklist_version_id": version.id,
        "unit_ids": [units["SO"]],
        "lead_id": people["lead"],
        "auditor_ids": [people["auditor"]],
    }
    return {**values, **{key: value(units, people) for key, value in changes.items()}}


def _person() -> Any:
    from intranet_qms.people.models import Person

    return Person


def _unit() -> Any:
    from intranet_qms.people.models import Unit

    return Unit


def test_an_audit_is_planned_announced_and_its_heads_are_told(desk: Desk) -> None:
    desk.sign_in("rep")
    assert desk.get("/audits/new").status_code == 200
    answer = desk.post("/audits/new", **plan_values(desk))
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    number = answer.headers["Location"].rsplit("/", 1)[-1]
    assert desk.post(f"/audits/{number}/announce").status_code == 303
    with with_office(desk) as session:
        audit = queries.by_number(session, number)
        assert audit is not None
        assert audit.state == "announced"
        told = {
            job.payload["person_id"]
            for job in session.scalars(select(OutboxJob))
            if job.payload["key"].startswith(f"audit-announced:{audit.uuid}")
        }
        head = audit.units[0].unit.head_id
        assert head in told


def test_who_would_audit_their_own_unit_is_told_so_by_name(desk: Desk) -> None:
    values = plan_values(
        desk, unit_ids=lambda units, _p: [units["OR"]], auditor_ids=lambda _u, p: [p["ithead"]]
    )
    desk.sign_in("rep")
    live = desk.post("/audits/check", **values)
    assert live.status_code == 200
    assert "Ithead Kowal" in live.get_data(as_text=True)
    refused = desk.post("/audits/new", **values)
    assert refused.status_code == 422
    shown = refused.get_data(as_text=True)
    assert "Ithead Kowal" in shown
    assert "Wydział OR" in shown
    assert "Nadzór nad zapisami" in shown, "what was typed is kept"


def test_a_holiday_and_a_short_notice_are_said(desk: Desk) -> None:
    values = plan_values(desk, first_day=lambda *_: "2026-12-24", last_day=lambda *_: "2026-11-24")
    shown = desk.sign_in("rep").post("/audits/check", **values).get_data(as_text=True)
    assert "24 grudnia 2026" in shown
    assert "Wigilia" in shown


@pytest.mark.parametrize("who", ["clerk", "head", "auditor", "mayor", "guest"])
def test_only_planners_plan(desk: Desk, who: str) -> None:
    assert desk.sign_in(who).get("/audits/new").status_code == 403
    assert desk.post("/audits/new", **plan_values(desk)).status_code == 403


@pytest.mark.parametrize("step", ["announce", "finish", "close", "cancel", "report", "report/text"])
@pytest.mark.parametrize("who", ["clerk", "head", "orhead", "auditor", "mayor", "guest"])
def test_steps_are_the_leads(desk: Desk, step: str, who: str) -> None:
    answer = desk.sign_in(who).post(f"/audits/A-2026-01/{step}", reason="x", cancel_reason="x")
    assert answer.status_code in (403, 404)


def test_an_audit_goes_its_way_to_the_end_on_the_pages(desk: Desk) -> None:
    desk.sign_in("lead")
    assert desk.post("/audits/A-2026-01/finish").status_code == 303
    shown = desk.text("/audits/A-2026-01")
    assert "/audits/A-2026-01/report" in shown
    version = re.search(r'id="report-version" value="(\d+)"', desk.text("/audits/A-2026-01/report"))
    assert version is not None
    saved = desk.post(
        "/audits/A-2026-01/report/text", conclusions="Kryteria spełniono.", version=version[1]
    )
    assert saved.status_code == 303
    stale = desk.post("/audits/A-2026-01/report/text", conclusions="Inne.", version=version[1])
    assert stale.status_code == 409
    refused = desk.post("/audits/A-2026-01/close")
    assert refused.status_code == 422
    closed = desk.post("/audits/A-2026-01/close", reason="Raport papierowy.")
    assert closed.status_code == 303
    assert "Kryteria spełniono." in desk.text("/audits/A-2026-01")


def test_a_report_is_asked_for_once(desk: Desk) -> None:
    desk.sign_in("lead").post("/audits/A-2026-01/finish")
    for _ in range(2):
        assert desk.post("/audits/A-2026-01/report").status_code == 303
    assert "hx-get" in desk.text("/audits/A-2026-01/report")
    with with_office(desk) as session:
        kinds = [job.kind for job in session.scalars(select(OutboxJob))]
    assert kinds.count("reports.build") == 1


def test_the_lead_decides_a_conflict_on_the_page(desk: Desk) -> None:
    with with_office(desk) as session:
        audit = queries.by_number(session, "A-2026-01")
        assert audit is not None
        office = Office(session, desk.host.clock)
        outcome = record(office, audit, "nonconforming", who="second")
        assert outcome.in_conflict
        one, other = outcome.head_uuids
    shown = desk.sign_in("lead").text("/audits/A-2026-01")
    assert shown.count('name="keep"') == 2
    values = {"question": "q1", "sample": "0", "seen": [one, other], "note": "Rozstrzygnięto"}
    assert desk.sign_in("auditor").post(
        "/audits/A-2026-01/decide", keep=[one], **values
    ).status_code in (403, 404)  # fmt: skip
    desk.sign_in("lead")
    assert desk.post("/audits/A-2026-01/decide", **values).status_code == 422
    assert desk.post("/audits/A-2026-01/decide", keep=[other], **values).status_code == 303
    shown = desk.text("/audits/A-2026-01")
    assert 'name="keep"' not in shown
    assert "Rozstrzygnięto" in shown


def test_evidence_of_another_department_is_not_shown(desk: Desk) -> None:
    with with_office(desk) as session:
        audit = queries.by_number(session, "A-2026-01")
        assert isinstance(audit, Audit)
        office = Office(session, desk.host.clock)
        identifier = uuid.uuid4()
        services.attach_evidence(
            session,
            office.actor("auditor"),
            desk.host.clock,
            audit,
            uuid=identifier,
            question_key="q1",
            sample=0,
            finding_uuid=None,
            sha256="a" * 64,
            size=10,
            media_type="image/jpeg",
            caption="Teczka",
            taken_at=None,
            device_uuid=None,
        )
    path = f"/audits/A-2026-01/evidence/{identifier}/original"
    for who in ("orhead", "guest", "ithead"):
        answer = desk.sign_in(who).get(path)
        assert answer.status_code == 404
        assert "Teczka" not in answer.get_data(as_text=True)
    assert "Teczka" in desk.sign_in("lead").text("/audits/A-2026-01")


@pytest.mark.parametrize("query", ["page=-1", "page=1e9", "year=10000", "unit=x", "page=%00"])
def test_an_address_that_makes_no_sense_is_refused_in_words(desk: Desk, query: str) -> None:
    assert desk.sign_in("rep").get(f"/audits/?{query}").status_code == 422


def test_the_clock_of_the_office_is_used(desk: Desk) -> None:
    assert isinstance(desk.host.clock, FakeClock)
    assert desk.sign_in("rep").get("/audits/?q=100%25_").status_code == 200


def test_a_finding_is_raised_at_the_desk_also_while_the_report_is_written(desk: Desk) -> None:
    values = {"finding_class": "minor", "question_key": "q1", "statement": "Brak podpisu"}
    assert desk.sign_in("auditor").post("/audits/A-2026-01/findings", **values).status_code == 303
    desk.sign_in("lead").post("/audits/A-2026-01/finish")
    wrong = desk.post("/audits/A-2026-01/findings", finding_class="minor", requirement="Zachowaj")
    assert wrong.status_code == 422
    assert "Zachowaj" in wrong.get_data(as_text=True)
    assert desk.post("/audits/A-2026-01/findings", **values).status_code == 303
    shown = desk.text("/audits/A-2026-01")
    assert "U-2026-001" in shown
    assert "U-2026-002" in shown
    for who in ("head", "rep", "mayor"):
        assert desk.sign_in(who).post("/audits/A-2026-01/findings", **values).status_code == 403


def statements_of(desk: Desk, path: str) -> int:
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    desk.text(path)  # what is read once for each process
    event.listen(desk.host.database.engine, "before_cursor_execute", note)
    desk.text(path)
    event.remove(desk.host.database.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("path", ["/audits/", "/findings/", "/audits/A-2026-01"])
def test_a_page_costs_the_same_with_little_and_with_much(desk: Desk, path: str) -> None:
    desk.sign_in("rep")
    with with_office(desk) as session:
        office = office_again(session, desk.host)
        audit = queries.by_number(session, "A-2026-01")
        assert audit is not None
        raised_and_attached(office, audit)
    little = statements_of(desk, path)
    with with_office(desk) as session:
        office = office_again(session, desk.host)
        audit = queries.by_number(session, "A-2026-01")
        assert audit is not None
        for _ in range(9):
            make_audit(office)
            raised_and_attached(office, audit)
            record(office, audit, "yes", key="q3", sample=1, who="second")
    assert statements_of(desk, path) == little
    assert little <= 50


def office_again(session: Any, host: Host) -> Office:
    office = Office(session, host.clock)
    office.people = {one.host_id: one for one in session.scalars(select(_person()))}
    office.units = {one.code: one for one in session.scalars(select(_unit()))}
    return office


def raised_and_attached(office: Office, audit: Audit) -> None:
    values: dict[str, Any] = {"uuid": uuid.uuid4(), "question_key": "q1"}
    auditor = office.actor("auditor")
    services.raise_finding(
        office.session,
        auditor,
        office.clock,
        audit,
        finding_class=FindingClass.MINOR,
        clause="",
        requirement="",
        statement="Brak podpisu",
        evidence_text="",
        today=TODAY,
        due_days=30,
        **values,
    )
    services.attach_evidence(
        office.session,
        auditor,
        office.clock,
        audit,
        sample=0,
        finding_uuid=None,
        sha256=uuid.uuid4().hex * 2,
        size=10,
        media_type="image/jpeg",
        caption="Teczka",
        taken_at=None,
        device_uuid=None,
        **{**values, "uuid": uuid.uuid4()},
    )


def line_of(place: int, **changes: Any) -> dict[str, Any]:
    """The fields of one line of the agenda of the planned audit, which lasts two days."""
    values = {
        "kind": "work",
        "day": "2026-12-07",
        "begins": "08:00",
        "ends": "09:30",
        "subject": "Przegląd akt",
        **changes,
    }
    return {f"{name}-{place}": value for name, value in values.items()}


def agenda_form(desk: Desk, number: str) -> dict[str, Any]:
    found = re.search(r'name="seen" value="(\w+)"', desk.text(f"/audits/{number}/agenda"))
    assert found is not None
    return {"seen": found[1], "lines": "2"}


def test_an_agenda_is_proposed_changed_and_shown_with_hours(desk: Desk) -> None:
    desk.sign_in("lead")
    proposal = desk.text("/audits/A-2026-02/agenda")
    assert "Wydział SO" in proposal
    assert 'value="08:00"' in proposal
    with with_office(desk) as session:
        second = queries.by_number(session, "A-2026-02").team[2].person_id
    form = agenda_form(desk, "A-2026-02") | line_of(0) | line_of(1, begins="10:00", ends="11:00",
        subject="Rozmowy", participants="Jan Nowak", auditors=[str(second)])  # fmt: skip
    assert desk.post("/audits/A-2026-02/agenda", **form).status_code == 303
    page = desk.text("/audits/A-2026-02")
    assert re.search(r">08:00</time>–<time [^>]*>09:30</time>", page)
    assert "Second Kowal, Jan Nowak" in page


def test_an_auditor_at_two_places_is_told_beside_the_line_and_nothing_typed_is_lost(
    desk: Desk,
) -> None:
    desk.sign_in("lead")
    with with_office(desk) as session:
        lead = str(queries.by_number(session, "A-2026-02").team[0].person_id)
    form = agenda_form(desk, "A-2026-02") | line_of(0, auditors=[lead])
    refused = desk.post(
        "/audits/A-2026-02/agenda", **form, **line_of(1, subject="Rozmowy w kasie", auditors=[lead])
    )
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "w tym czasie trwa już „Przegląd akt” (od 08:00)" in text
    assert "Rozmowy w kasie" in text

    # The same person in another audit at the same time.
    assert desk.post("/audits/A-2026-02/agenda", **form).status_code == 303
    other = agenda_form(desk, "A-2026-01") | line_of(0, auditors=[lead])
    refused = desk.post("/audits/A-2026-01/agenda", **other)
    assert refused.status_code == 422
    assert "A-2026-02" in refused.get_data(as_text=True)


def test_of_two_who_set_one_agenda_the_second_is_told(desk: Desk) -> None:
    desk.sign_in("lead")
    form = agenda_form(desk, "A-2026-02") | line_of(0)
    assert desk.post("/audits/A-2026-02/agenda", **form).status_code == 303
    assert desk.post("/audits/A-2026-02/agenda", **form).status_code == 409
    assert desk.sign_in("clerk").get("/audits/A-2026-01/agenda").status_code == 403
