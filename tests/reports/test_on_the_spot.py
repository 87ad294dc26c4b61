"""The report prints each sample by its name, and the drawn signatures."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2

from intranet_qms.reports.audit_report import Answer, Mark, Question, Section, Signature, render
from tests.factories.reports import make_report
from tests.factories.sync import jpeg

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_samples_and_drawn_signatures_are_printed(tmp_path: Path) -> None:
    drawn = jpeg(1_000)
    sha256 = hashlib.sha256(drawn).hexdigest()
    report = replace(
        make_report(),
        sections=(
            Section(
                "Próby",
                (
                    Question(
                        "1.1",
                        "Czy wniosek zarejestrowano?",
                        answers=tuple(
                            Answer(Mark(word), "Anna Nowak", NOON, sample=f"Teczka {number}")
                            for number, word in ((12, "Zgodność"), (13, "Niezgodność"))
                        ),
                    ),
                ),
            ),
        ),
        signatures=(
            Signature("Zofia Wójcik", "Za komórkę", NOON, "na telefonie", picture=sha256),
            Signature("Jan Lis", "Auditor", NOON, "na telefonie", picture="ab" * 32),
        ),
    )
    made = render(report, {sha256: drawn}, tmp_path / "report.pdf")
    with pypdfium2.PdfDocument(made.path) as document:
        pages = list(document)
        text = "".join(page.get_textpage().get_text_range() for page in pages)
        pictures = sum(len(list(page.get_objects(filter=[3]))) for page in pages)
    assert "Teczka 12" in text
    assert "Teczka 13" in text
    assert "Zofia Wójcik" in text
    # The one whose bytes have not come is named all the same.
    assert "Jan Lis" in text
    assert pictures == 1
