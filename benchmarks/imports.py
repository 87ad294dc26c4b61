"""Importing a register: 5,000 rows of a workbook, against writing the same rows plainly.

Run: python -m benchmarks.imports

The plain way inserts 5,000 documents with one issue each and no search index, trail or check: what
any import has to do at least. The import reads the workbook, checks every cell, shows every row,
and then does what was shown.
"""

from __future__ import annotations

import gc
import io
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlalchemy import insert, select

from benchmarks.measuring import Figure, at_most, table
from intranet_qms.adapters import ObjectFiles
from intranet_qms.db import Database, new_uuid
from intranet_qms.documents.models import Document, Revision
from intranet_qms.documents.workflow import DocumentKind, RevisionState
from intranet_qms.exchange import queries, services
from intranet_qms.exchange.runner import Workshop, work
from intranet_qms.exchange.workflow import RunState
from intranet_qms.extension import load_features
from tests.factories.documents import Office, make_office
from tests.support.clock import FakeClock
from tests.support.host import make_schema
from tests.support.postgres import PostgresServer, create_database
from tests.support.processes import end_session

ROWS = 5_000
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 23)
HEADINGS = (
    "Kod", "Rodzaj", "Tytuł", "Komórka", "Właściciel", "Następny przegląd", "JRWA", "Kat. arch.",
    "Podstawa prawna", "Rozdzielnik",
)  # fmt: skip


def workbook() -> bytes:
    """What an office sends."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Rejestr")
    sheet.write_row(0, 0, HEADINGS)
    for number in range(1, ROWS + 1):
        sheet.write_row(
            number, 0,
            (
                f"PG-{number:05}", "procedura", f"Postępowanie w sprawie numer {number}", "OR",
                "owner", "2028-03-31", "1431", "B5", "Statut Miasta", "OR",
            ),
        )  # fmt: skip
    book.close()
    return stream.getvalue()


def _plainly(database: Database) -> None:
    with database.transaction() as session:
        documents = [
            {
                "uuid": new_uuid(), "code": f"XX-{number:05}", "code_key": f"XX-{number:05}",
                "kind": DocumentKind.PROCEDURE, "title": f"Postępowanie w sprawie numer {number}",
                "title_key": "x", "created_at": NOW, "current_state": RevisionState.EFFECTIVE,
                "current_number": 1, "effective_on": DAY,
            }
            for number in range(ROWS)
        ]  # fmt: skip
        session.execute(insert(Document), documents)
        ids = session.scalars(select(Document.id).where(Document.code.startswith("XX-"))).all()
        session.execute(
            insert(Revision),
            [
                {
                    "uuid": new_uuid(), "document_id": one, "number": 1, "title": "x",
                    "state": RevisionState.EFFECTIVE, "content_hash": "0" * 64,
                    "created_at": NOW, "updated_at": NOW,
                }
                for one in ids
            ],
        )  # fmt: skip


def _timed(act: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def figures(url: str, where: str) -> list[Figure]:
    """The rows for one database."""
    load_features()
    clock = FakeClock(NOW)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url)
        store = ObjectFiles((Path(folder) / "files").as_uri())
        shop = Workshop(
            database, store, clock, ZoneInfo("Europe/Warsaw"), Path(folder) / "work", 1_000_000_000
        )
        with database.transaction() as session:
            office = make_office(session, clock)
        data = workbook()
        whole = _timed(lambda: _import(shop, office, data, clock, store))
        plain = _timed(lambda: _plainly(database))
        again = _timed(lambda: _check(shop, office, data, clock, store))
        database.dispose()
    return [
        at_most(
            f"import of {ROWS:,} rows : plain insert, {where}", whole / plain, 30,
            note=f"  ({whole:.1f} s : {plain:.2f} s)",
        ),
        Figure(f"the same file again, which changes nothing, {where}", f"{again:.1f} s"),
    ]  # fmt: skip


def _check(
    shop: Workshop, office: Office, data: bytes, clock: FakeClock, store: ObjectFiles
) -> UUID:
    with shop.database.transaction() as session:
        actor = office.actor("representative", session)
        run = services.upload(session, actor, clock, store, data, "rejestr.xlsx", today=DAY)
        name = run.uuid
    work(shop, name)
    return name


def _import(
    shop: Workshop, office: Office, data: bytes, clock: FakeClock, store: ObjectFiles
) -> None:
    name = _check(shop, office, data, clock, store)
    with shop.database.transaction() as session:
        actor, run = office.actor("representative", session), queries.run(session, name)
        services.decide(
            session, actor, clock, store, run, skip_wrong=False, update_existing=False, today=DAY
        )
    work(shop, name)
    with shop.database.transaction() as session:
        state = queries.run(session, name).state
    if state != RunState.DONE:
        raise RuntimeError(f"the import ended as {state}")


def main() -> None:
    """Measure on SQLite and on PostgreSQL, and print the rows."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/imports.sqlite3"
        make_schema(url)
        rows = figures(url, "SQLite")
    server = PostgresServer()
    server.start()
    try:
        url = create_database(server.port, "imports")
        make_schema(url)
        rows += figures(url, "PostgreSQL")
    finally:
        server.stop()
        server.remove()
    sys.stdout.write(table(rows) + "\n")


if __name__ == "__main__":
    try:
        main()
    finally:
        end_session()
