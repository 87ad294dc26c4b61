"""Row 57: ``%`` and ``_`` in a search are signs and no wildcards, and no question keeps others
waiting."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from intranet_qms.documents import queries
from tests.factories.documents import TODAY, Office, install, make_office
from tests.support.clock import FakeClock

HOSTILE = (
    "%", "_", "%%%%", "_" * 200, "a%b_c", "% OR 1=1", "\\%", "[a-z]%", "%' ESCAPE '", "-%", '"%"',
    '"' + "%_" * 90, "skarg%", "s_arga", "a " * 200, "ą" * 5000, "(((((((((", "\x00%\x00",
    '-"' * 80, "zażółć gęślą jaźń " * 20,
)  # fmt: skip


def ask(session: Session, office: Office, text: str, day: date = TODAY) -> list[str]:
    asked = queries.Filter(text=text)
    page = queries.register(session, office.actor("employee", session), asked, today=day)
    return [row.document.code for row in page.rows]


def test_signs_of_patterns_are_signs(session: Session, clock: FakeClock) -> None:
    office = make_office(session, clock)
    install(session, office)
    install(session, office, "PX-01", "Cel na rok", "Wynik 100% i a_b.")
    statements: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        statements.append((statement.lower(), parameters))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    assert ask(session, office, "100%") == ["PX-01"]
    assert ask(session, office, "a_b") == ["PX-01"]
    assert ask(session, office, "%") == []
    assert ask(session, office, "_") == []
    assert "PG-02" not in ask(session, office, "s_arga")
    for text in HOSTILE:
        ask(session, office, text)
    # No question is answered by a pattern, which would read every text; every one by the index.
    assert not [one for one, _ in statements if " like " in one]
    assert [one for one, _ in statements if "match" in one]
    # However long a question is, the words that are looked up are few.
    asked_words = [str(parameters) for one, parameters in statements if "match" in one]
    assert max(len(one) for one in asked_words) < 60_000
