"""Entries of a calendar that travel with a mail (RFC 5545, RFC 5546)."""

from __future__ import annotations

from datetime import date, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icalendar import vCalAddress

NAME = "audit.ics"


def add_invitation(
    message: EmailMessage, values: dict[str, Any], *, root: str, host: str, stamped_at: datetime
) -> None:
    """Let `message`, with its texts in it, bring the entry: mail programs offer to take it over.

    Args:
        values: as ``audits.invitation`` made them.
        root: address of the module, for the entry's link.
        host: makes the entry's identifier one of this office's.
        stamped_at: when the mail is written.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - a tenth of a second at each start

    method = "CANCEL" if values["cancelled"] else "REQUEST"
    event = Event()
    event.add("uid", f"{values['uid']}@{host}")
    event.add("sequence", values["number"])
    event.add("dtstamp", stamped_at)
    event.add("dtstart", _moment(values["start"]))
    event.add("dtend", _moment(values["end"]))
    event.add("summary", values["summary"])
    if values["location"]:
        event.add("location", values["location"])
    event.add("url", root + values["path"])
    event.add("status", "CANCELLED" if values["cancelled"] else "CONFIRMED")
    event.add("organizer", _address(message["From"]))
    event.add("attendee", _address(message["To"]))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//intranet-qms//audits//PL")
    calendar.add("method", method)
    calendar.add_component(event)
    text = calendar.to_ical().decode()
    message.add_alternative(text, subtype="calendar", params={"method": method})
    # Programs that do not know the alternative show a file that a calendar opens.
    message.add_attachment(text.encode(), maintype="application", subtype="ics", filename=NAME)


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _address(header: str) -> vCalAddress:
    from icalendar import vCalAddress  # noqa: PLC0415 - slow, as above

    name, address = parseaddr(str(header))
    made = vCalAddress(f"mailto:{address}")
    if name:
        made.params["cn"] = name
    return made
