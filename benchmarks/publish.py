"""Bringing an issue into force that 1,000 people have to confirm.

    python -m benchmarks.publish [--rounds 7]

On PostgreSQL 18 and SQLite: the whole verb, with states, duties, mails, search and trail. Beside it,
in turn, the same 1,000 duties and 1,000 mails written by a plain ``executemany`` of the driver.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import uuid
from datetime import UTC, date, datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from benchmarks.measuring import Figure, at_most, table
from intranet_qms.db import Database
from intranet_qms.documents import services
from intranet_qms.documents.models import Acknowledgement, Document, Revision
from intranet_qms.documents.services.publishing import bring_into_force
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.host import SYSTEM
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.models import Person
from tests.factories.documents import install, make_office
from tests.support.clock import FakeClock
from tests.support.host import make_schema
from tests.support.postgres import PostgresServer, create_database
from tests.support.processes import end_session

PEOPLE = 1_000
TODAY = date(2026, 11, 23)


class Bench:
    """An office of 1,000 readers, and an approved issue for each round."""

    def __init__(self, url: str) -> None:
        make_schema(url)
        self.clock = FakeClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.database = Database(url)
        self.turn = 0
        with self.database.transaction() as session:
            self.office = make_office(session, self.clock)
            self._readers(session)
            self.document_id = install(session, self.office, everybody_reads=True).id
            self.people = list(session.scalars(select(Person.id).where(Person.active)))

    def _readers(self, session: Session) -> None:
        unit = self.office.unit.id
        session.execute(
            insert(Person),
            [
                {
                    "uuid": uuid.uuid4(), "host_id": f"r{number}", "name": f"Reader {number}",
                    "sort_key": f"{number:05}", "email": f"r{number}@um.example", "unit_id": unit,
                    "first_seen_at": self.clock.now(), "locale": "pl", "active": True,
                    "title_pl": "", "title_en": "",
                }
                for number in range(PEOPLE)
            ],
        )  # fmt: skip

    def approve(self) -> int:
        """An issue that waits for its day; not measured."""
        with self.database.transaction() as session:
            document = session.get_one(Document, self.document_id)
            revision = services.start_issue(
                session, self.office.actor("owner", session), self.clock, document
            )
            revision.state, revision.effective_on = RevisionState.APPROVED, TODAY
            session.flush()
            return revision.id

    def publish(self) -> float:
        """Seconds of the verb with its commit; the issue is prepared before."""
        waiting = self.approve()
        begun = time.perf_counter()
        with self.database.transaction() as session:
            bring_into_force(session, SYSTEM, self.clock, session.get_one(Revision, waiting))
        return time.perf_counter() - begun

    def plain(self) -> float:
        """Seconds of the same rows by the driver's own ``executemany``, with one commit."""
        self.turn += 1
        revision = self.approve()
        now = self.clock.now()
        rows = [
            {
                "revision_id": revision, "person_id": person_id, "owed_since": now,
                "content_hash": "", "person_name": "", "unit_name_pl": "", "unit_name_en": "",
            }
            for person_id in self.people
        ]  # fmt: skip
        jobs = [
            {
                "uuid": uuid.uuid4(), "kind": "mail.send", "state": "waiting", "created_at": now,
                "due_at": now, "attempts": 0, "dedup_key": f"plain:{self.turn}:{person_id}",
                "payload": {"person_id": person_id, "template": "documents_read", "context": {}},
            }
            for person_id in self.people
        ]  # fmt: skip
        duty = cast(Table, Acknowledgement.__table__)
        job = cast(Table, OutboxJob.__table__)
        begun = time.perf_counter()
        with self.database.engine.begin() as connection:
            # One statement with many sets of parameters, as the driver sends them.
            connection.execute(insert(duty).inline(), rows)
            connection.execute(insert(job).inline(), jobs)
        spent = time.perf_counter() - begun
        with self.database.transaction() as session:
            session.execute(delete(Acknowledgement).where(Acknowledgement.revision_id == revision))
            services.withdraw_revision(
                session, self.office.actor("representative", session), self.clock,
                session.get_one(Revision, revision), reason="measured",
            )  # fmt: skip
        return spent


def figures(url: str, where: str, rounds: int) -> list[Figure]:
    """The rows for one database."""
    bench = Bench(url)
    verbs, rows = [], []
    for turn in range(rounds + 2):
        verb, plain = bench.publish(), bench.plain()
        if turn >= 2:
            verbs.append(verb)
            rows.append(plain)
    bench.database.dispose()
    verb, plain = statistics.median(verbs), statistics.median(rows)
    return [
        at_most(
            f"publish for {PEOPLE:,} readers : plain executemany, {where}",
            verb / plain,
            2,
            note=f"  ({verb * 1000:.0f} ms)",
        )
    ]


def main(arguments: list[str] | None = None) -> None:
    """Measure on SQLite and on PostgreSQL, and print the rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = figures(f"sqlite:///{folder}/publish.sqlite3", "SQLite", options.rounds)
    server = PostgresServer()
    server.start()
    try:
        found += figures(create_database(server.port, "publish"), "PostgreSQL", options.rounds)
    finally:
        server.stop()
        server.remove()
    sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    try:
        main()
    finally:
        end_session()
