"""An agenda by the hour in which nobody is at two places at once (ISO 19011, 6.3.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from intranet_qms.audits.agenda import AgendaKind, Booking, Clash, Line, clashes, proposal

WARSAW = ZoneInfo("Europe/Warsaw")
DAY = date(2026, 11, 25)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=WARSAW)


def line(begins: int, ends: int, *people: int, unit: int | None = None, subject: str = "x") -> Line:
    return Line(
        kind=AgendaKind.WORK, starts_at=at(begins), ends_at=at(ends), subject=subject,
        unit_id=unit, auditor_ids=frozenset(people),
    )  # fmt: skip


def found(*lines: Line, bookings: tuple[Booking, ...] = ()) -> list[Clash]:
    return clashes(lines, bookings, first_day=DAY, last_day=DAY, zone=WARSAW)


def test_an_auditor_and_a_unit_are_at_one_place_at_a_time() -> None:
    clash = found(line(8, 10, 1, 2, unit=7), line(9, 11, 2, 3, unit=7))
    assert clash == [Clash("auditor", 1, 2, 0), Clash("unit", 1, 7, 0)]


def test_one_line_may_begin_when_the_other_ends_and_others_may_work_beside() -> None:
    assert found(line(8, 10, 1, unit=7), line(10, 12, 1, unit=7), line(8, 12, 2, unit=8)) == []


def test_what_was_promised_to_another_audit_is_not_given_twice() -> None:
    booked = Booking(at(9).astimezone(UTC), at(10).astimezone(UTC), "A-2026-01", person_id=1)
    assert found(line(8, 10, 1, 2), bookings=(booked,)) == [
        Clash("auditor", 0, 1, audit="A-2026-01")
    ]
    assert found(line(8, 9, 1), line(10, 11, 1), bookings=(booked,)) == []


def test_a_line_says_something_ends_after_it_begins_and_lies_in_the_audit() -> None:
    wrong = found(line(10, 8), line(8, 9, subject="  "))
    assert [(one.code, one.line) for one in wrong] == [("ends_before", 0), ("no_subject", 1)]
    next_day = Line(
        kind=AgendaKind.WORK, subject="x",
        starts_at=at(8, day=date(2026, 11, 26)), ends_at=at(9, day=date(2026, 11, 26)),
    )  # fmt: skip
    assert [one.code for one in found(next_day)] == ["outside"]


def test_the_day_is_the_offices_not_the_worlds() -> None:
    """Half past midnight in Warsaw is still the day before in UTC."""
    early = Line(
        kind=AgendaKind.WORK, subject="x",
        starts_at=at(0, 30).astimezone(UTC), ends_at=at(1).astimezone(UTC),
    )  # fmt: skip
    assert found(early) == []


def test_a_proposal_has_no_clash_and_begins_and_ends_with_a_meeting() -> None:
    for days in ([DAY], [DAY, date(2026, 11, 26)]):
        for count in (1, 2, 3, 7):
            made = proposal(
                days, {number: f"Unit {number}" for number in range(count)}, [1, 2],
                zone=WARSAW, opening="Opening", closing="Closing",
            )  # fmt: skip
            assert clashes(made[:-1], (), first_day=days[0], last_day=days[-1], zone=WARSAW) == []
            assert (made[0].kind, made[-1].kind) == (AgendaKind.OPENING, AgendaKind.CLOSING)
            expected = list(range(count)) if count >= len(days) else [0] * len(days)
            assert [one.unit_id for one in made[1:-1]] == expected, "no day stays empty"
            assert made[0].starts_at == at(8)
            assert made[-1].ends_at.astimezone(WARSAW).hour == 15
