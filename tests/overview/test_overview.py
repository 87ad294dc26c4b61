"""The state of the system on one page: right figures, a picture of the cycle, a fixed price."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from intranet_qms.audits import services
from intranet_qms.audits.queries.held import Covered, chapter_of
from intranet_qms.audits.workflow import AuditState
from intranet_qms.overview.coverage import by_chapters, by_years, cell
from intranet_qms.overview.views import quarter_of
from intranet_qms.people.queries import people, units
from tests.factories.audits import Office, make_audit, make_office, record
from tests.support.host import Host

TODAY = date(2026, 11, 23)


def audit(number: str, day: date, *, state: AuditState = AuditState.CLOSED, unit: int = 1,
          document: int = 7, chapters: tuple[str, ...] = ("8",)) -> Covered:  # fmt: skip
    return Covered(
        number, state, day, frozenset({unit}), frozenset({document}), frozenset(chapters)
    )


@pytest.mark.parametrize(
    ("clause", "chapter"),
    [("8.5.1", "8"), ("ISO 9001:2015, 10.2", "10"), ("§ 4", "4"), ("", ""), ("A.5.1", "")],
)
def test_the_chapter_of_a_clause(clause: str, chapter: str) -> None:
    assert chapter_of(clause) == chapter


def test_a_place_says_when_it_was_audited_last_and_what_comes() -> None:
    old, new = audit("A-1", TODAY - timedelta(days=700)), audit("A-2", TODAY - timedelta(days=10))
    ahead = audit("A-3", TODAY + timedelta(days=30), state=AuditState.PLANNED)
    assert (cell([], TODAY).level, cell([ahead], TODAY).audit) == ("none", "A-3")
    assert (cell([old, ahead], TODAY).level, cell([old], TODAY).audit) == ("aged", "A-1")
    latest = cell([old, new, ahead], TODAY)
    assert (latest.level, latest.audit, latest.times) == ("recent", "A-2", 2)


def test_units_by_chapters_and_processes_by_years() -> None:
    held = [audit("A-1", date(2025, 3, 1), chapters=("8", "9"))]
    row = by_chapters(held, [1, 2], TODAY)
    assert [one.level for one in row[1]] == ["none", "none", "none", "none", "aged", "aged", "none"]
    assert {one.level for one in row[2]} == {"none"}
    years = by_years(held, [7, 8], [2024, 2025], TODAY)
    assert [one.audit for one in years[7]] == ["", "A-1"]


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [(TODAY, date(2026, 10, 1), date(2026, 12, 31)), (date(2026, 2, 1), date(2026, 1, 1), date(2026, 3, 31)),
     (date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30))],
)  # fmt: skip
def test_a_quarter(day: date, first: date, last: date) -> None:
    assert quarter_of(day) == (first, last)


def page(host: Host, who: str, query: str = "") -> Any:
    host.sign_in(who, f"{who.capitalize()} Kowal")
    return host.client().get(f"/qms/overview{query}")


def counted(host: Host, query: str) -> int:
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    assert page(host, "mayor", query).status_code == 200
    event.listen(host.database.engine, "before_cursor_execute", note)
    assert page(host, "mayor", query).status_code == 200
    event.remove(host.database.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("query", ["", "?by=processes"])
def test_the_page_costs_the_same_with_little_and_with_much(host: Host, query: str) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        version = make_audit(office).checklist_version_id
    little = counted(host, query)
    with host.transaction() as session:
        office = again(session, host)
        for place in range(12):
            made = make_audit(
                office, checklist_version_id=version, first_day=TODAY + timedelta(days=place),
                last_day=TODAY + timedelta(days=place),
                scope=services.ScopeChoice(unit_ids=[office.units["SO"].id, office.units["OR"].id]),
            )  # fmt: skip
            record(office, made, "conforming")
    assert counted(host, query) == little
    assert little <= 40


def again(session: Any, host: Host) -> Office:

    office = Office(session, host.clock)
    office.people = {one.host_id: one for one in people(session)}
    office.units = {one.code: one for one in units(session)}
    return office


def test_management_sees_the_audits_of_the_quarter_and_others_do_not(host: Host) -> None:
    with host.transaction() as session:
        made = make_audit(make_office(session, host.clock))
        number = made.number
    shown = page(host, "mayor").get_data(as_text=True)
    assert number in shown
    assert "Stan systemu" in page(host, "rep").get_data(as_text=True)
    for who in ("lead", "head", "clerk", "guest"):
        assert page(host, who).status_code == 403
