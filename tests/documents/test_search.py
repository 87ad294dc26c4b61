"""A document is found by any form of its words, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from intranet_qms.documents import queries
from intranet_qms.documents.models import Document
from tests.factories.documents import TODAY, Office, install, make_office
from tests.support.clock import FakeClock

OTHERS = {
    "PG-01": (
        "Obsługa interesanta",
        "Kto wnosi skargę, jest kierowany według PG-02. Skarg nie odsyła się; o skardze wie rejestr.",
    ),
    "PS-02": ("Audity wewnętrzne", "Program auditów, plan auditu i lista pytań kontrolnych."),
    "PO-11": ("Żółte karty oceny", "Karty wypełnia interesant. Wynik 100% jest celem."),
    "PG-12": ("Zażalenia na postanowienia", "Zażalenie wnosi się w terminie siedmiu dni."),
    "PF-03": ("Windykacja należności", "Upomnienie, tytuł wykonawczy, a_b."),
}


@pytest.fixture
def register_of(both: Session, clock: FakeClock) -> Office:
    office = make_office(both, clock)
    install(both, office)
    for code, (title, body) in OTHERS.items():
        install(both, office, code, title, body)
    return office


def found(session: Session, office: Office, text: str) -> list[str]:
    listed = queries.register(
        session, office.actor("employee", session), queries.Filter(text=text), today=TODAY
    )
    return [row.document.code for row in listed.rows]


@pytest.mark.parametrize(
    "asked",
    ["skargi", "skargę", "skarg", "skarga", "skarge", "SKARGĘ", "skargami", "skar",
     "petycji", "wniosek", "PG-02", "pg 02", "pg02", "Skargi, wnioski i petycje",
     "jak wnieść skargę i petycję"],
)  # fmt: skip
def test_the_procedure_is_found_first(both: Session, register_of: Office, asked: str) -> None:
    assert found(both, register_of, asked)[0] == "PG-02"


@pytest.mark.parametrize(
    ("asked", "code"),
    [("zolte", "PO-11"), ("żółta", "PO-11"), ("zolta karta", "PO-11"), ("zazalen", "PG-12"),
     ("zazalenie", "PG-12"), ("auditow wewnetrznych", "PS-02"), ("należność", "PF-03"),
     ("naleznosciami", "PF-03")],
)  # fmt: skip
def test_words_typed_without_polish_letters_are_understood(
    both: Session, register_of: Office, asked: str, code: str
) -> None:
    assert found(both, register_of, asked)[0] == code


@pytest.mark.parametrize(
    "asked",
    ["%", "_", "'", '"', "\\", "*", "PG-02' OR 1=1 --", "NEAR(", "skargi:*", "!()&|<->", "-", "\x00",
     "title_terms:skarga", "AND OR NOT", "😀", "a" * 5000, "ą " * 3000],
)  # fmt: skip
def test_signs_and_operators_are_literal(both: Session, register_of: Office, asked: str) -> None:
    codes = found(both, register_of, asked)
    if not any(character.isalnum() for character in asked):
        assert codes == []


def test_a_percent_sign_and_an_underscore_match_no_other_character(
    both: Session, register_of: Office
) -> None:
    assert found(both, register_of, "100%") == ["PO-11"]
    assert found(both, register_of, "wind_kacja") != ["PF-03"]


def test_some_of_the_words_are_better_than_nothing_and_said_so(
    both: Session, register_of: Office
) -> None:
    listed = queries.register(
        both,
        register_of.actor("employee", both),
        queries.Filter(text="skarga kosmiczna"),
        today=TODAY,
    )
    assert listed.loose
    assert listed.rows[0].document.code == "PG-02"


def test_matches_are_marked_and_the_text_is_inert(both: Session, register_of: Office) -> None:
    install(both, register_of, "PX-01", "Plan <b>wydziału</b>", "Treść <script>alert(1)</script>.")
    listed = queries.register(
        both,
        register_of.actor("employee", both),
        queries.Filter(text="wydział treści"),
        today=TODAY,
    )
    row = next(row for row in listed.rows if row.document.code == "PX-01")
    assert "<mark>" in row.title
    assert "<b>" not in row.title
    assert row.excerpt is not None
    assert "<mark>Treść</mark> &lt;script&gt;" in row.excerpt


def test_a_document_put_into_the_index_again_is_found_by_its_new_words_only(
    both: Session, register_of: Office
) -> None:
    from intranet_qms.documents import search

    document = both.query(Document).filter_by(code="PF-03").one()
    search.index(
        both,
        [search.Entry(document.id, document.uuid, "PF-03", ("Egzekucja",), "Nowa treść.")],
    )
    assert found(both, register_of, "egzekucją") == ["PF-03"]
    assert found(both, register_of, "windykacja") == []
