"""Confirmations of the demo office: some issues are asked about, and some people have read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ..documents import services as documents
from ..extension import QMS
from ..people import services as people

# Younger than a reminder by the calendar, so that the mailbox of a new office is not full of them.
ASKED = (("PJ-01", 4), ("PG-02", 3), ("PW-11", 2))
"""Codes, and how many days ago their readers were asked."""
READS_ONE_OF = 3
"""One of so many people has not confirmed yet."""


@dataclass(frozen=True, slots=True)
class _Then:
    """A clock that stands at a moment."""

    moment: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.moment


def load(
    session: Session, qms: QMS, today: date, persons: Mapping[str, Any], loaded: Mapping[str, Any]
) -> None:
    """Ask, and let most people of each list confirm in the hours after."""
    now = qms.clock.now()
    for code, days in ASKED:
        document = loaded.get(code)
        if document is None:
            continue
        asked = now - timedelta(days=days)
        documents.begin_asking(session, document, asked, today)
        revision = documents.revision_in_force(document)
        if revision is None:
            continue
        owing = documents.debtors(session, document_ids=[document.id])
        for number, (host_id, person) in enumerate(sorted(persons.items())):
            if person.id not in owing or number % READS_ONE_OF == 0:
                continue
            reader = people.actor_by_host_id(session, host_id, now)
            if reader is not None:
                at = asked + timedelta(hours=1 + number % 20, minutes=7 * number % 60)
                documents.acknowledge(session, reader, _Then(at), revision)
