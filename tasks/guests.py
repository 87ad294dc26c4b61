"""Mail to guests: the personal link, and the code. Both are made here and kept as hashes only."""

from __future__ import annotations

import uuid
from typing import Any

from intranet_qms.guests import services as guests

from .handling import Context, handles
from .mail import compose


@handles("guests.send_link")
def send_link(context: Context, job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Make the personal link and mail it."""
    qms = context.qms
    with qms.database.transaction() as session:
        letter = guests.make_link(session, qms.clock, payload["grant"])
    if letter is not None:
        _send(context, letter, "guest_link", job)


@handles("guests.send_code")
def send_code(context: Context, job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Make the code that was asked for and mail it."""
    qms = context.qms
    with qms.database.transaction() as session:
        letter = guests.make_code(session, qms.clock, payload["grant"], int(payload["code"]))
    if letter is not None:
        _send(context, letter, "guest_code", job)


def _send(context: Context, letter: Any, template: str, job: uuid.UUID) -> None:
    config = context.qms.config
    last = letter.ends_at.astimezone(config.zone)
    first = letter.begins_at.astimezone(config.zone)
    message = compose(
        context.app, config, context.qms.clock, letter.to,
        template=template,
        values={
            "secret": letter.secret,
            "purpose": letter.purpose,
            "first_day": first.date().isoformat(),
            # The end is the first moment that is not granted any more.
            "last_day": last.date().fromordinal(last.date().toordinal() - 1).isoformat(),
            "outsider": True,
        },
        # Each try of the job makes another secret, so that its mail is another mail.
        key=f"guests:{job}:{uuid.uuid4()}",
    )  # fmt: skip
    context.qms.mail.send(message)
