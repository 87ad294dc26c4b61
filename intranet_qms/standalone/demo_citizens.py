"""What the demo office's citizens find among the guides, and what some of them said."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ..citizens import services as citizens
from ..citizens.workflow import Clarity, OpinionState, Topic
from ..documents import queries as documents
from ..extension import QMS
from ..host import SYSTEM
from ..people import services as people

FOLDER = Path(__file__).parent / "demo"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def load(session: Session, qms: QMS, loaded: Mapping[str, Any]) -> None:
    """Put the guides among the affairs of life, and let some opinions have come."""
    now = qms.clock.now()
    keeper = people.actor_by_host_id(session, "j.lisowska", now) or SYSTEM
    for row in _rows("guide_topics.csv"):
        citizens.place_guide(
            session,
            keeper,
            qms.clock,
            loaded[row["code"]],
            topics=[Topic(one) for one in row["topics"].split()],
            shown=True,
        )
    for number, row in enumerate(_rows("opinions.csv")):
        document = loaded[row["code"]]
        current = documents.revision_by_number(session, document, document.current_number or 1)
        opinion = citizens.receive(
            session,
            qms.clock,
            document,
            current,
            citizens.Said(
                clarity=Clarity(row["clarity"]),
                text=row["text"],
                language="pl",
                sender_mark=f"demo-{number}",
            ),
        )
        opinion.received_at = now - timedelta(days=int(row["days_ago"]))
        opinion.told_on = opinion.received_at.date()
        opinion.sender_mark = None
        if row["state"] != OpinionState.NEW:
            citizens.handle(
                session,
                keeper,
                qms.clock,
                opinion,
                document,
                OpinionState(row["state"]),
                note=row["note"],
            )
    session.flush()
