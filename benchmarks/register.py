"""The register of documents: does a page cost the same with 10,000 documents as with 100?

Run: python -m benchmarks.register

Two offices of different size answer the same questions in turn, over the whole way of a request in
one process, beside an empty page of the same host: signed in, with its frame and nothing in it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import render_template_string
from sqlalchemy import text

from benchmarks.measuring import Figure, at_most, in_turn, table
from intranet_qms.documents import services
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.http import guarded
from tests.factories.documents import make_office
from tests.support.clock import FakeClock
from tests.support.host import Host, make_schema
from tests.support.postgres import PostgresServer, create_database
from tests.support.processes import end_session

BODIES = Path(__file__).parent.parent / "intranet_qms" / "standalone" / "demo" / "bodies"
SMALL, LARGE = 100, 10_000
ROUNDS = 25
PAGES: dict[str, tuple[str, str]] = {
    # The last page of the small office stands against page 200 of the large one.
    "first page": ("/qms/documents/", "/qms/documents/"),
    "page 200": ("/qms/documents/?page=4", "/qms/documents/?page=200"),
    "filter": ("/qms/documents/?kind=procedure&due=overdue",) * 2,
    "search": ("/qms/documents/?q=skarg%C4%99",) * 2,
    "one document": ("/qms/documents/PG-00042",) * 2,
}


def _fill(host: Host, count: int) -> None:
    """An office with ``count`` documents of the demo office's texts, shortened."""
    clock = FakeClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    today = date(2026, 11, 23)
    texts = [path.read_text(encoding="utf-8")[:1500] for path in sorted(BODIES.glob("*.md"))]
    # Both offices answer each question with as many documents: what differs is what lies beside.
    texts = [text for text in texts if "skarg" not in text.lower()]
    with host.qms.database.transaction() as session:
        office = make_office(session, clock)
        representative = office.actor("representative", session)
        services.install_documents(
            session,
            representative,
            clock,
            [
                services.Installation(
                    code=f"PG-{number:05}",
                    kind=DocumentKind.PROCEDURE,
                    title=f"Postępowanie w sprawie numer {number}",
                    owner_unit_id=office.unit.id,
                    owner_id=office.people["owner"].id,
                    review_due_on=today
                    + timedelta(days=-9 if number % (count // 50) == 0 else 300),
                    issues=[
                        services.PastIssue(
                            body=texts[number % len(texts)] if number % (count // 50) else SKARGA,
                            effective_on=date(2026, 1, 5),
                        )
                    ],
                )
                for number in range(count)
            ],
        )
        person = office.people["representative"]
        host.sign_in(person.host_id, person.name)
    with host.qms.database.engine.connect() as connection:
        # As a database in service does by itself: plans without statistics are guesses.
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("analyze"))


@guarded("documents.read")
def _empty() -> str:
    return render_template_string(
        '{% extends "qms/_page.html" %}{% block qms_title %}Empty{% endblock %}'
    )


SKARGA = "## 1. Cel\n\nKażda skarga jest badana bezstronnie i załatwiana w terminie.\n"


def figures(urls: tuple[str, str], where: str) -> list[Figure]:
    """The rows for one database: each page of the large office against the small one's."""
    with tempfile.TemporaryDirectory() as folder:
        hosts = [
            Host(Path(folder) / name, url, FakeClock(datetime(2026, 11, 23, 9, tzinfo=UTC)))
            for name, url in zip(("small", "large"), urls, strict=True)
        ]
        for host, count in zip(hosts, (SMALL, LARGE), strict=True):
            _fill(host, count)
            host.app.add_url_rule(f"{host.qms.config.url_prefix}/empty", "qms.empty", _empty)
        small, large = (host.client() for host in hosts)

        def get(client: object, path: str) -> Callable[[], None]:
            def ask() -> None:
                response = client.get(path)  # type: ignore[attr-defined]
                if response.status_code != 200:
                    raise RuntimeError(f"{path} answered {response.status_code}")

            return ask

        rows = []
        for name, (little, much) in PAGES.items():
            one, other, empty = in_turn(
                get(small, little), get(large, much), get(large, "/qms/empty"), rounds=ROUNDS
            )
            milliseconds = f"  ({other * 1000:.0f} ms)"
            rows.append(at_most(f"register, {name}, 10,000 : 100, {where}", other / one, 1.5))
            rows.append(
                at_most(
                    f"register, {name} : empty page, {where}", other / empty, 8, note=milliseconds
                )
            )
        return rows


@contextmanager
def _postgres() -> Iterator[tuple[str, str]]:
    server = PostgresServer()
    server.start()
    try:
        port = server.port
        yield create_database(port, "small"), create_database(port, "large")
    finally:
        server.stop()
        server.remove()


def main() -> None:
    """Measure on SQLite and on PostgreSQL, and print the rows."""
    with tempfile.TemporaryDirectory() as folder:
        urls = tuple(f"sqlite:///{folder}/{name}.sqlite3" for name in ("small", "large"))
        for url in urls:
            make_schema(url)
        rows = figures((urls[0], urls[1]), "SQLite")
    with _postgres() as (small, large):
        make_schema(small)
        make_schema(large)
        rows += figures((small, large), "PostgreSQL")
    sys.stdout.write(table(rows) + "\n")


if __name__ == "__main__":
    try:
        main()
    finally:
        end_session()
