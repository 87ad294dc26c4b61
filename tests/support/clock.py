"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

# A Monday in a working week of the office, before noon, in winter time: a moment at which
# no rule about holidays, weekends or daylight saving applies by accident.
ORDINARY_MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FakeClock:
    """Implements the host's `Clock`; tests set and move it.

    Args:
        moment: the moment it shows first, with its zone; naive moments are refused.
    """

    def __init__(self, moment: datetime = ORDINARY_MOMENT) -> None:
        self._moment = self._checked(moment)

    @staticmethod
    def _checked(moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return moment.astimezone(UTC)

    def now(self) -> datetime:
        """The moment shown, in UTC."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Jumps to a moment, forwards or backwards."""
        self._moment = self._checked(moment)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Moves by the given time, backwards when negative; returns the new moment."""
        self._moment += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._moment
