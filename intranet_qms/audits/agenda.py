"""The agenda of an audit by the hour: what clashes, and a first proposal. Standard library only.

Source: ISO 19011, clause 6.3.2 (audit plan).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST_LINES = 60
OPENS, CLOSES = time(8, 0), time(15, 0)
"""Within the hours in which every office is at work."""
MEETING = timedelta(minutes=30)
SHORTEST_WORK = timedelta(minutes=45)


class AgendaKind(StrEnum):
    """What a line of the agenda is."""

    OPENING = "opening"
    """The opening meeting."""
    WORK = "work"
    """Talks, documents, the work itself."""
    CLOSING = "closing"
    """The closing meeting: what was found is said to the audited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an agenda. ``auditor_ids``: who of the team is there."""

    kind: AgendaKind
    starts_at: datetime
    ends_at: datetime
    subject: str
    unit_id: int | None = None
    auditor_ids: frozenset[int] = field(default_factory=frozenset)
    participants: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """Time that a person or a unit has given to another audit already."""

    starts_at: datetime
    ends_at: datetime
    audit: str
    person_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a line cannot be like this.

    ``code``: ``no_subject``, ``ends_before``, ``outside`` (of the days of the audit), ``auditor``
    or ``unit`` (both at two places at once). ``line`` counts from 0; ``other`` is the line that it
    clashes with, or ``audit`` the other audit; ``about`` is the person or unit.
    """

    code: str
    line: int
    about: int | None = None
    other: int | None = None
    audit: str = ""


def clashes(
    lines: Sequence[Line],
    bookings: Sequence[Booking],
    *,
    first_day: date,
    last_day: date,
    zone: ZoneInfo,
) -> list[Clash]:
    """Everything that is wrong with an agenda, line by line.

    Args:
        bookings: what the same people and units have in other audits.
        first_day, last_day: of the audit, in the office's `zone`.
    """
    found: list[Clash] = []
    for number, line in enumerate(lines):
        if not line.subject.strip():
            found.append(Clash("no_subject", number))
        if line.ends_at <= line.starts_at:
            found.append(Clash("ends_before", number))
        days = {moment.astimezone(zone).date() for moment in (line.starts_at, line.ends_at)}
        if min(days) < first_day or max(days) > last_day:
            found.append(Clash("outside", number))
        for earlier, other in enumerate(lines[:number]):
            if not _overlap(line.starts_at, line.ends_at, other.starts_at, other.ends_at):
                continue
            found += [
                Clash("auditor", number, person, earlier)
                for person in sorted(line.auditor_ids & other.auditor_ids)
            ]
            if line.unit_id is not None and line.unit_id == other.unit_id:
                found.append(Clash("unit", number, line.unit_id, earlier))
        for booking in bookings:
            if not _overlap(line.starts_at, line.ends_at, booking.starts_at, booking.ends_at):
                continue
            if booking.person_id in line.auditor_ids:
                found.append(Clash("auditor", number, booking.person_id, audit=booking.audit))
            elif booking.unit_id is not None and booking.unit_id == line.unit_id:
                found.append(Clash("unit", number, line.unit_id, audit=booking.audit))
    return found


def _overlap(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    return start < other_end and other_start < end


def proposal(
    days: Sequence[date],
    units: Mapping[int, str],
    auditor_ids: Sequence[int],
    *,
    zone: ZoneInfo,
    opening: str,
    closing: str,
) -> list[Line]:
    """A first agenda: an opening meeting, the units in turn with the whole team, a closing meeting.

    Where there are more days than units, a unit has several days: no day of an audit stays empty.

    Args:
        days: working days of the audit, at least one, in order.
        units: audited units by number, with what the line about each is called.
        opening, closing: what the meetings are called.
    """
    team = frozenset(auditor_ids)
    begin = _at(days[0], OPENS, zone)
    end = _at(days[-1], CLOSES, zone)
    lines = [
        Line(kind=AgendaKind.OPENING, starts_at=begin, ends_at=begin + MEETING, subject=opening,
             auditor_ids=team)
    ]  # fmt: skip
    per_day = -(-len(units) // len(days))
    waiting = list(units.items())
    everybody = list(units.items())
    for number, day in enumerate(days):
        if len(everybody) < len(days):
            here = everybody[number * len(everybody) // len(days) :][:1]
        else:
            here, waiting = waiting[:per_day], waiting[per_day:]
        start = begin + MEETING if day == days[0] else _at(day, OPENS, zone)
        stop = end - MEETING if day == days[-1] else _at(day, CLOSES, zone)
        lines += _work(here, start, stop, team)
    lines.append(
        Line(kind=AgendaKind.CLOSING, starts_at=end - MEETING, ends_at=end, subject=closing,
             auditor_ids=team)
    )  # fmt: skip
    return lines


def _work(
    units: Sequence[tuple[int, str]], start: datetime, stop: datetime, team: frozenset[int]
) -> list[Line]:
    """The units of one day, each for the same time, in whole quarters of an hour."""
    if not units:
        return []
    quarter = timedelta(minutes=15)
    each = max(SHORTEST_WORK, (stop - start) / len(units) // quarter * quarter)
    return [
        Line(
            kind=AgendaKind.WORK,
            starts_at=start + each * place,
            ends_at=start + each * (place + 1),
            subject=name,
            unit_id=unit_id,
            auditor_ids=team,
        )
        for place, (unit_id, name) in enumerate(units)
    ]


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone)
