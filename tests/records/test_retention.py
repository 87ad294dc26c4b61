"""From when a record may go."""

from __future__ import annotations

from datetime import date

import pytest

from intranet_qms.records.retention import cutoff, due_on, parse


@pytest.mark.parametrize(
    ("category", "ended", "due"),
    [
        ("B5", date(2020, 1, 1), date(2026, 1, 1)),
        ("B5", date(2020, 12, 31), date(2026, 1, 1)),
        ("B5", date(2021, 1, 1), date(2027, 1, 1)),
        ("BE50", date(1975, 6, 1), date(2026, 1, 1)),
        ("A", date(2000, 3, 31), date(2026, 1, 1)),
        ("Bc", date(2026, 11, 22), date(2026, 11, 23)),
    ],
)
def test_full_calendar_years_are_counted_from_the_january_after(
    category: str, ended: date, due: date
) -> None:
    parsed = parse(category)
    assert parsed is not None
    assert due_on(parsed, ended) == due
    # The list asks the other way round: what has to have ended for this to be due on that day.
    assert ended < cutoff(parsed, due)
    day_before = date.fromordinal(due.toordinal() - 1)
    assert not ended < cutoff(parsed, day_before)


@pytest.mark.parametrize(
    ("text", "written"),
    [("a", "A"), ("b 5", "B5"), ("BE-10", "BE10"), ("bc", "Bc"), ("B10", "B10")],
)
def test_a_category_is_understood_as_people_write_it(text: str, written: str) -> None:
    assert str(parse(text)) == written


@pytest.mark.parametrize("text", ["", "B", "BE", "B0", "A5", "Bc5", "C5", "B555", "B٥", "5", "B-"])
def test_what_is_no_category_is_none(text: str) -> None:
    assert parse(text) is None
