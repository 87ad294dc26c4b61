"""Working days of a Polish office: Monday to Friday without public holidays.

Source of the rule for the end of a time limit: Code of Administrative Procedure, art. 57 § 4.
Since 2025 the 24th of December is a public holiday (``holidays`` knows it).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=50)
def _holidays_of(year: int) -> dict[date, str]:
    import holidays  # noqa: PLC0415 - a seventh of a second at each start

    return dict(holidays.country_holidays("PL", years=year, language="pl"))


def holiday_name(day: date) -> str | None:
    """The Polish name of the public holiday on ``day``, or None."""
    return _holidays_of(day.year).get(day)


def is_working_day(day: date) -> bool:
    """Whether the office works on ``day``."""
    return day.weekday() < 5 and holiday_name(day) is None


def next_working_day(day: date) -> date:
    """``day`` itself if the office works then, else the first working day after it."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def working_days_between(first: date, last: date, *, at_most: int) -> int:
    """How many working days lie after ``first`` up to and with ``last``; 0 if there are none.

    Args:
        at_most: counting ends there, so that a far day costs no more than a near one.
    """
    count, day = 0, first
    while day < last and count < at_most:
        day += _ONE_DAY
        count += is_working_day(day)
    return count


def add_working_days(day: date, number: int) -> date:
    """The ``number``-th working day after ``day`` (before it when negative)."""
    step = _ONE_DAY if number >= 0 else -_ONE_DAY
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day
