"""Mails about audits bring an entry that calendars take over, change and take out again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from intranet_qms.people.models import Person
from intranet_qms.tasks.mail import compose
from tests.support.host import Host
from tests.tasks.mails import MAILS

ENTRY = {
    "uid": "5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b01",
    "number": 0,
    "cancelled": False,
    "start": "2026-12-07",
    "end": "2026-12-09",
    "summary": "A-2026-03 Obsługa interesantów",
    "location": "Ratusz, pokój 12",
    "path": "/audits/A-2026-03",
}


def sent(host: Host, **entry: Any) -> EmailMessage:
    """The mail as it goes over the wire, read again."""
    values = {**MAILS["audit_announced"], "calendar": {**ENTRY, **entry}}
    person = Person(name="Żaneta Ćwikła", email="zaneta@um.example", locale="pl")
    written = compose(
        host.app, host.qms.config, host.clock, person,
        template="audit_announced", values=values, key="k",
    )  # fmt: skip
    read = message_from_bytes(written.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def entry_of(message: EmailMessage) -> tuple[Any, Any]:
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["method"]
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "audit.ics"
    assert Calendar.from_ical(attached.get_content()) == calendar
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_whole_days_where_there_is_no_agenda(host: Host) -> None:
    message = sent(host)
    calendar, event = entry_of(message)
    assert (calendar["method"], event["status"]) == ("REQUEST", "CONFIRMED")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        date(2026, 12, 7), date(2026, 12, 9),
    )  # fmt: skip
    assert str(event["summary"]) == "A-2026-03 Obsługa interesantów"
    assert str(event["url"]) == "http://127.0.0.1:8000/qms/audits/A-2026-03"
    assert str(event["attendee"]) == "mailto:zaneta@um.example"
    assert event["attendee"].params["cn"] == "Żaneta Ćwikła"
    # The texts are still there for who reads the mail.
    assert message.get_body(("plain",)) is not None
    assert message.get_body(("html",)) is not None


def test_hours_where_there_is_an_agenda(host: Host) -> None:
    _calendar, event = entry_of(
        sent(host, start="2026-12-07T07:00:00+00:00", end="2026-12-07T14:00:00+00:00")
    )
    assert event.decoded("dtstart") == datetime(2026, 12, 7, 7, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 12, 7, 14, tzinfo=UTC)


def test_a_later_entry_takes_the_place_of_the_earlier_one(host: Host) -> None:
    _first, event = entry_of(sent(host))
    calendar, later = entry_of(sent(host, number=3, cancelled=True))
    assert later["uid"] == event["uid"]
    assert (event["sequence"], later["sequence"]) == (0, 3)
    assert (calendar["method"], later["status"]) == ("CANCEL", "CANCELLED")


def test_what_people_wrote_adds_no_line_to_the_entry(host: Host) -> None:
    hostile = "Audit\r\nATTENDEE:mailto:other@um.example\r\nEND:VEVENT"
    _calendar, event = entry_of(sent(host, summary=hostile, location=hostile))
    assert str(event["attendee"]) == "mailto:zaneta@um.example"
    assert "other@um.example" in str(event["summary"])
