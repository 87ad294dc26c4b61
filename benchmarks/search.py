"""The search: how soon does an office with 10,000 documents and 50,000 issues get its answer?

    python -m benchmarks.search [--rounds 3]

The questions are those of ``tests/documents/search_queries.csv``. A time is of the whole answer:
a page of the register with its passages, and the counts beside it. Texts are those of the demo
office, put together anew for each document, so that common words are as common as in life.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert, text

from benchmarks.measuring import Figure, table
from intranet_qms.db import Database, new_uuid
from intranet_qms.documents import queries, services
from intranet_qms.documents.models import Revision
from intranet_qms.documents.workflow import DocumentKind, RevisionState
from intranet_qms.people import services as people
from tests.factories.documents import make_office
from tests.support.clock import FakeClock
from tests.support.host import make_schema
from tests.support.postgres import PostgresServer, create_database
from tests.support.processes import end_session

ROOT = Path(__file__).resolve().parent.parent
BODIES = ROOT / "intranet_qms" / "standalone" / "demo" / "bodies"
QUERIES = ROOT / "tests" / "documents" / "search_queries.csv"
DOCUMENTS, ISSUES_BEFORE = 10_000, 4
LIMIT = 0.050
TODAY = date(2026, 11, 23)


def _fill(database: Database) -> None:
    clock = FakeClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    chance = random.Random(7)
    blocks = [
        block
        for path in sorted(BODIES.glob("*.md"))
        for block in path.read_text(encoding="utf-8").split("\n\n")
        if 60 < len(block) < 900
    ]
    titles = [
        line.split(",")[2].strip('"')
        for line in (BODIES.parent / "documents.csv").read_text("utf-8").splitlines()[1:]
    ]
    kinds = [DocumentKind.PROCEDURE, DocumentKind.INSTRUCTION, DocumentKind.CLIENT_GUIDE]
    with database.transaction() as session:
        office = make_office(session, clock)
        representative = office.actor("representative", session)
        for start in range(0, DOCUMENTS, 500):
            made = services.install_documents(
                session, representative, clock,
                [
                    services.Installation(
                        code=f"PG-{number:05}",
                        kind=kinds[number % 3],
                        title=f"{chance.choice(titles)} {number}",
                        owner_unit_id=office.unit.id,
                        issues=[
                            services.PastIssue(
                                body="\n\n".join(chance.sample(blocks, 8)),
                                effective_on=date(2026, 1, 5),
                            )
                        ],
                    )
                    for number in range(start, start + 500)
                ],
            )  # fmt: skip
            # Earlier issues are kept and read by nobody here; they only lie beside.
            session.execute(
                insert(Revision),
                [
                    {
                        "uuid": new_uuid(), "document_id": one.id, "number": number + 2,
                        "major_number": number + 2, "minor_number": 0, "row_version": 1,
                        "state": RevisionState.SUPERSEDED, "title": one.title, "body": "Dawniej.",
                        "content_hash": "0" * 64, "created_at": clock.now(),
                        "updated_at": clock.now(), "published_at": clock.now(),
                        "superseded_at": clock.now(), "round": 1,
                    }
                    for one in made
                    for number in range(ISSUES_BEFORE)
                ],
            )  # fmt: skip
            session.flush()
            session.expunge_all()
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("analyze"))


def figures(url: str, where: str, rounds: int) -> list[Figure]:
    """The rows for one database."""
    make_schema(url)
    database = Database(url)
    _fill(database)
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        asked = [row["query"] for row in csv.DictReader(stream)]
    whole: list[float] = []
    slowest: dict[str, float] = {}
    with database.transaction(writes=False) as session:
        actor = people.actor_by_host_id(session, "employee", datetime(2026, 11, 23, tzinfo=UTC))
        if actor is None:
            raise RuntimeError("the employee is not here")
        for turn in range(rounds + 1):
            for question in asked:
                session.expunge_all()
                begun = time.perf_counter()
                wanted = queries.Filter(text=question)
                page = queries.register(session, actor, wanted, today=TODAY)
                queries.facets(wanted, page.counted, queries.filter_choices(session))
                taken = time.perf_counter() - begun
                if turn:
                    whole.append(taken)
                    slowest[question] = max(slowest.get(question, 0), taken)
    database.dispose()
    median = statistics.median(whole)
    ninety = statistics.quantiles(whole, n=10)[-1]
    worst = max(slowest, key=lambda question: slowest[question])
    return [
        Figure(
            f"search, {DOCUMENTS:,} documents and {DOCUMENTS * (1 + ISSUES_BEFORE):,} issues, {where}",
            f"{median * 1000:.0f} ms at the median",
            f"under {LIMIT * 1000:.0f} ms",
            median < LIMIT,
        ),
        Figure(
            f"search, nine of ten questions, {where}",
            f"{ninety * 1000:.0f} ms (slowest “{worst}” {slowest[worst] * 1000:.0f} ms)",
        ),
    ]


def main(arguments: list[str] | None = None) -> None:
    """Measure on SQLite and on PostgreSQL, and print the rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        rows = figures(f"sqlite:///{folder}/search.sqlite3", "SQLite", options.rounds)
    server = PostgresServer()
    server.start()
    try:
        rows += figures(create_database(server.port, "search"), "PostgreSQL", options.rounds)
    finally:
        server.stop()
        server.remove()
    sys.stdout.write(table(rows) + "\n")


if __name__ == "__main__":
    try:
        main()
    finally:
        end_session()
