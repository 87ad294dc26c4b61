"""How fast the register answers: 2,000 documents, cold and warm, list and search.

Run: python -m benchmarks.register [documents]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from intranet_qms.db import Database
from intranet_qms.documents import queries, services
from intranet_qms.documents.workflow import DocumentKind
from tests.factories.documents import make_office
from tests.support.clock import FakeClock
from tests.support.host import make_schema

BODIES = Path(__file__).parent.parent / "intranet_qms" / "standalone" / "demo" / "bodies"
QUESTIONS = ("", "skargę", "skarge", "PG-0017", "termin odpowiedzi", "nieistniejące słowo")


def main() -> None:
    """Fill a database, ask each question twenty times, print medians in milliseconds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    bodies = [path.read_text(encoding="utf-8") for path in sorted(BODIES.glob("*.md"))]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        make_schema(url)
        database = Database(url)
        clock = FakeClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        started = time.perf_counter()
        with database.transaction() as session:
            office = make_office(session, clock)
            services.install_documents(
                session,
                office.actor("representative", session),
                clock,
                [
                    services.Installation(
                        code=f"PG-{number:04}",
                        kind=DocumentKind.PROCEDURE,
                        title=f"Procedura numer {number}",
                        owner_unit_id=office.unit.id,
                        owner_id=office.people["owner"].id,
                        issues=[
                            services.PastIssue(
                                body=bodies[number % len(bodies)], effective_on=date(2026, 1, 5)
                            )
                        ],
                    )
                    for number in range(count)
                ],
            )
        print(f"{count} documents brought in: {time.perf_counter() - started:.2f} s")
        with database.session(writes=False) as session:
            actor = office.actor("employee", session)
            for question in QUESTIONS:
                times = []
                for _ in range(20):
                    started = time.perf_counter()
                    listed = queries.register(
                        session, actor, queries.Filter(text=question), today=date(2026, 11, 23)
                    )
                    times.append((time.perf_counter() - started) * 1000)
                    session.expunge_all()
                print(
                    f"{question or '(list)':24} {listed.page.total:5} found, "
                    f"median {statistics.median(times):6.1f} ms, first {times[0]:6.1f} ms"
                )
        database.dispose()


if __name__ == "__main__":
    main()
