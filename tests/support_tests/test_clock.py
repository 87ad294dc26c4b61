"""The clock of tests stands still."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.support.clock import ORDINARY_MOMENT, FakeClock


def test_it_stands_until_it_is_moved(clock: FakeClock) -> None:
    assert clock.now() == clock.now() == ORDINARY_MOMENT
    assert clock.advance(days=1, hours=2) == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert clock.advance(seconds=-1) == datetime(2026, 11, 24, 10, 59, 59, tzinfo=UTC)


def test_it_shows_utc_whatever_it_was_set_to(clock: FakeClock) -> None:
    clock.set(datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/Warsaw")))
    assert clock.now().isoformat() == "2026-07-01T10:00:00+00:00"


def test_it_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        FakeClock(datetime(2026, 1, 1))  # noqa: DTZ001  naive on purpose
