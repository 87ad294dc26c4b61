"""What the search box suggests while somebody types."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from intranet_qms.db import Database
from intranet_qms.documents import services
from intranet_qms.documents.queries.suggesting import suggestions
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.host import SYSTEM, Actor
from tests.support.clock import FakeClock

READER = Actor(person_id=0, host_id="reader", name="Czytelnik", roles=frozenset({"employee"}))
TITLES = {
    "PG-02": "Rozpatrywanie skarg i wniosków",
    "PG-07": "Wydawanie dowodów osobistych",
    "PS-01": "Nadzór nad dokumentami",
    "IN-12": "Obieg 100% pism",
}


@pytest.fixture
def filled(database_url: str, clock: FakeClock) -> Session:
    database = Database(database_url)
    with database.transaction() as session:
        for code, title in TITLES.items():
            services.install_document(
                session, SYSTEM, clock,
                services.Installation(
                    code=code, kind=DocumentKind.PROCEDURE, title=title,
                    issues=[
                        services.PastIssue(
                            body="# Cel\n\nSkarga, dowód, pismo.", effective_on=date(2026, 1, 7)
                        )
                    ],
                ),
            )  # fmt: skip
    return database.session(writes=False)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pg", ["PG-02", "PG-07"]),
        ("PG-0", ["PG-02", "PG-07"]),
        ("pg 7", ["PG-07"]),
        # An inflected word, one without Polish letters, and the beginning of one.
        ("skargi", ["PG-02"]),
        ("dowodu osobistego", ["PG-07"]),
        ("nadzo", ["PS-01"]),
        # The texts say "skarga" in all of them; a suggestion looks at codes and titles.
        ("pismo", ["IN-12"]),
        ("100%", ["IN-12"]),
        ("%", []),
        ("' or 1=1 --", []),
        ("", []),
    ],
)
def test_documents_are_suggested_by_code_and_by_words_of_the_title(
    filled: Session, typed: str, found: list[str]
) -> None:
    assert [one.code for one in suggestions(filled, READER, typed)] == found
    filled.close()


def test_a_suggestion_is_one_query(filled: Session) -> None:
    said: list[str] = []
    suggestions(filled, READER, "skargi")  # the analyser is loaded by then
    event.listen(
        filled.get_bind(), "before_cursor_execute", lambda *args: said.append(str(args[2]))
    )
    suggestions(filled, READER, "wydawanie dow")
    assert len(said) == 1
    filled.close()
