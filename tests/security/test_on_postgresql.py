"""Every door and every bad value on PostgreSQL too: it refuses what SQLite lets pass."""

from __future__ import annotations

import pytest

from tests.security import office as offices
from tests.security.matrix import rows
from tests.security.office import HEAD, LEAD, MANAGEMENT, REPRESENTATIVE, Office
from tests.security.test_bad_values import BAD, encoded
from tests.security.test_matrix import address, is_open, knock

pytestmark = pytest.mark.postgres


@pytest.fixture
def on_postgresql(postgres_office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office on PostgreSQL; what a request writes is taken back."""
    offices.keep_nothing(monkeypatch, postgres_office)
    return postgres_office


FILLED = {
    "reason": "Powód", "cancel_reason": "Powód", "reopen_reason": "Powód", "comment": "Uwaga",
    "words": "Słowa", "effectiveness_text": "Skutek", "conclusions": "Wnioski", "title": "Tytuł",
    "body": "1. Treść", "row_version": "1", "version": "1", "statement": "Ustalenie",
    "finding_class": "minor", "source": "complaint", "unit_id": "1", "owner_id": "1",
    "code": "NW-01", "kind": "procedure", "owner_unit": "1", "review_interval_months": "12",
    "first_day": "2026-12-07", "last_day": "2026-12-07", "locale": "pl", "question": "q2",
}  # fmt: skip


def test_the_doors_open_and_shut_as_on_sqlite(on_postgresql: Office) -> None:
    host, wrong = on_postgresql.host, []
    for kind in (REPRESENTATIVE, LEAD, HEAD, MANAGEMENT):
        on_postgresql.sign_in(kind)
        client = host.client()
        for row in rows(on_postgresql.at):
            answer = knock(client, host, row)
            if answer.status_code >= 500 or is_open(answer) != (kind in row.open_to):
                wrong.append(f"{kind}: {answer.status_code} {row.method} {address(host, row)}")
            if row.method == "POST" and row.body is None:
                answer = client.post(address(host, row), data=FILLED)
                if answer.status_code >= 500:
                    wrong.append(f"{kind}, filled: {answer.status_code} {address(host, row)}")
    assert not wrong, "\n".join(wrong)


NUMBERS = frozenset({"row_version", "version", "unit_id", "owner_id", "owner_unit"})
REFUSED_HERE = (
    "NUL", "half of a pair", "a number too large for any column", "a number of nobody",
    "the last year of calendars", "emoji",
)  # fmt: skip
"""What this database refuses by itself, or keeps in another way than SQLite."""


def test_no_bad_value_breaks_the_server(on_postgresql: Office) -> None:
    host, broken = on_postgresql.host, []
    on_postgresql.sign_in(REPRESENTATIVE)
    client = host.client()
    for row in rows(on_postgresql.at):
        if row.body is not None or row.endpoint == "static":
            continue
        path = address(host, row)
        for what in REFUSED_HERE:
            bad = BAD[what]
            # Numbers and texts apart, so that what is refused first does not hide the others.
            texts = {name: old if name in NUMBERS else bad for name, old in FILLED.items()}
            numbers = {name: bad if name in NUMBERS else old for name, old in FILLED.items()}
            kept = {**texts, "finding_class": "minor", "source": "complaint", "kind": "procedure"}
            for form in (texts, numbers, kept) if row.method == "POST" else ({"q": bad},):
                sent = encoded(form)
                answer = (
                    client.post(path, data=sent, content_type="application/x-www-form-urlencoded")
                    if row.method == "POST"
                    else client.get(f"{path}?{sent.decode()}")
                )
                if answer.status_code >= 500:
                    broken.append(f"{path}: {what}")
        for name, part in row.values.items():
            for what in ("NUL", "a number too large for any column", "emoji"):
                moved = path.replace(str(part), encoded({"x": BAD[what]}).decode()[2:], 1)
                if client.open(moved, method=row.method).status_code >= 500:
                    broken.append(f"{path} {name}: {what}")
    assert not broken, "\n".join(sorted(set(broken)))
