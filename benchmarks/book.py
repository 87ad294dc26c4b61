"""How long the book of the 66 procedures of the demo office takes as PDF, and one of them.

    python -m benchmarks.book [--runs 3]

The demo office is loaded into an SQLite file; what is measured is what the worker does: read the
issues, lay the pages out, write the file. One procedure is measured through the page's own verb.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

from benchmarks.measuring import Figure, table
from intranet_qms import schema
from intranet_qms.documents import printing, queries
from intranet_qms.documents.services import prints
from intranet_qms.documents.services.prints import print_collection
from intranet_qms.documents.workflow import PrintKind
from intranet_qms.extension import QMS
from intranet_qms.people import services as people
from intranet_qms.standalone import demo_office


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = Flask("benchmark")
        app.config.update(SECRET_KEY="x", QMS_HOME=folder)
        qms = QMS()
        qms.init_app(app)
        schema.upgrade(qms.database)
        demo_office.load(qms)
        with app.app_context():
            return _measure(qms, Path(folder), options.runs)


def _measure(qms: QMS, folder: Path, runs: int) -> int:
    today = qms.clock.now().astimezone(qms.config.zone).date()
    books: list[float] = []
    singles: list[float] = []
    pages = parts = peak = 0
    with qms.database.transaction() as session:
        actor = people.actor_by_host_id(session, "j.lisowska", qms.clock.now())
        assert actor is not None
        asked = queries.Filter(kind="procedure")
        listed = queries.register(session, actor, asked, today=today, per_page=200)
        documents = [row.document for row in listed.rows]
        job = print_collection(
            session, actor, qms.clock, PrintKind.BOOK, "Procedury", documents, language="pl"
        )
        parts = len(documents)
        for number in range(runs):
            begun = time.perf_counter()
            prepared = printing.collection(session, qms.files, qms.clock, job.subject_uuid, "pl")
            made = prepared.render(folder / f"{number}.pdf", lambda _done, _stage: None)
            books.append(time.perf_counter() - begun)
            pages, peak = made.pages, max(peak, made.peak_bytes)
        document = queries.document_by_code(session, "PG-02")
        revision = queries.revision_by_number(session, document, document.current_number or 1)
        for _ in range(runs * 3):
            begun = time.perf_counter()
            prints.issue_pdf(session, qms.files, qms.clock, qms.config, document, revision, "pl")
            singles.append(time.perf_counter() - begun)
    book, single = statistics.median(books), statistics.median(singles)
    print(
        table(
            [
                Figure(
                    f"book of {parts} procedures, {pages} pages",
                    f"{book:.2f} s, {peak / 1e6:.0f} MB",
                    "under 10 s and 800 MB",
                    book < 10 and peak < 800e6,
                ),
                Figure("one procedure as PDF", f"{single:.2f} s", "under 1 s at once", single < 1),
            ]
        )
    )
    return 0 if book < 10 and single < 1 else 1


if __name__ == "__main__":
    sys.exit(main())
