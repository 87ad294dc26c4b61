"""The working days of a Polish office."""

from datetime import date

import pytest

from intranet_qms import workdays


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 5, 1), "Święto Państwowe"),
        (date(2026, 12, 24), "Wigilia Bożego Narodzenia"),
        (date(2026, 12, 23), None),
    ],
)
def test_public_holidays_are_known_by_name(day: date, name: str | None) -> None:
    assert workdays.holiday_name(day) == name


def test_a_limit_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert workdays.next_working_day(date(2026, 5, 1)) == date(2026, 5, 4)
    assert workdays.next_working_day(date(2026, 5, 4)) == date(2026, 5, 4)


def test_working_days_are_counted_without_the_first_and_with_the_last() -> None:
    assert workdays.working_days_between(date(2026, 4, 30), date(2026, 5, 6), at_most=10) == 3
    assert workdays.working_days_between(date(2026, 5, 6), date(2026, 4, 30), at_most=10) == 0


def test_counting_ends_where_nobody_asks_further() -> None:
    workdays._holidays_of.cache_clear()
    assert workdays.working_days_between(date(2026, 5, 4), date.max, at_most=7) == 7
    # Only the year in which the count ended was looked up.
    assert workdays._holidays_of.cache_info().currsize == 1


@pytest.mark.parametrize(
    ("number", "day"), [(1, date(2026, 5, 4)), (-2, date(2026, 4, 28)), (0, date(2026, 4, 30))]
)
def test_days_are_added_and_taken_away(number: int, day: date) -> None:
    assert workdays.add_working_days(date(2026, 4, 30), number) == day
