"""Send one mail: written now, in the language its reader reads now, sent under a fixed identity."""

from __future__ import annotations

import functools
import hashlib
import uuid
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask

from intranet_qms import i18n
from intranet_qms.config import QMSConfig
from intranet_qms.host import Clock
from intranet_qms.people import queries as people

from .handling import Context, Never, handles
from .invitations import add_invitation


class Addressee(Protocol):
    """Whom a mail is for: a person of the office, or a guest from outside."""

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str | None: ...

    @property
    def locale(self) -> str: ...


@handles("mail.send")
def send(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write and hand over one mail.

    Raises:
        Never: the person is gone or has no address.
        MailRefused, MailDelayed: as the transport says.
    """
    with context.qms.database.transaction(writes=False) as session:
        person = people.person(session, int(payload["person_id"]))
        if person is None or not person.active:
            raise Never("the person is not here any more")
        if not person.email:
            raise Never(f"{person.name} has no e-mail address")
        message = compose(
            context.app,
            context.qms.config,
            context.qms.clock,
            person,
            template=payload["template"],
            values=payload["context"],
            key=payload["key"],
        )
    context.qms.mail.send(message)


def compose(
    app: Flask,
    config: QMSConfig,
    clock: Clock,
    person: Addressee,
    *,
    template: str,
    values: dict[str, Any],
    key: str,
) -> EmailMessage:
    """Write a mail as plain text and HTML.

    Args:
        template: name below ``qms/mail/``; the first line of the text is the subject.
        key: the mail's identity; the Message-ID is made of it (RFC 5322, 3.6.4), so that a second
            copy after a crash is recognised as the same message.
    """
    address = urlsplit(config.base_url)
    root = config.base_url.rstrip("/") + config.url_prefix
    with app.app_context(), i18n.use_locale(person.locale):
        common = {
            "person": person,
            "root": root,
            "office": config.office_name,
            "day": functools.partial(_day, zone=config.zone),
            "hours": functools.partial(_hours, zone=config.zone),
            **values,
        }
        text = app.jinja_env.get_template(f"qms/mail/{template}.txt").render(common)
        html = app.jinja_env.get_template(f"qms/mail/{template}.html").render(
            {**common, "locale": person.locale}
        )
    subject, _, body = text.lstrip().partition("\n")
    message = EmailMessage()
    message["Subject"] = one_line(subject)
    name, sender = parseaddr(config.mail_sender)
    message["From"] = formataddr((one_line(name), one_line(sender)))
    message["To"] = formataddr((one_line(person.name), one_line(person.email or "")))
    message["Date"] = format_datetime(clock.now())
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{address.hostname or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = person.locale
    message.set_content(body.lstrip("\n"))
    message.add_alternative(html, subtype="html")
    if values.get("calendar"):
        add_invitation(
            message,
            values["calendar"],
            root=root,
            host=address.hostname or "localhost",
            stamped_at=clock.now(),
        )
    return message


def _day(text: str | None, *, zone: ZoneInfo) -> str:
    """A day of a mail's values (ISO 8601) in words; empty for none."""
    return i18n.date_text(date.fromisoformat(text), zone) if text else ""


def _hours(begin: str, end: str, *, zone: ZoneInfo) -> str:
    """From when to when (both ISO 8601), with the day."""
    first, last = (datetime.fromisoformat(text).astimezone(zone) for text in (begin, end))
    hours = f"{first:%H:%M}" if first == last else f"{first:%H:%M}–{last:%H:%M}"
    return f"{i18n.date_text(first.date(), zone)}, {hours}"


def one_line(text: str) -> str:
    """A header value: control characters, line breaks above all, become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
