"""A document is found by any form of its words, on both databases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.documents import queries, search, services
from intranet_qms.documents.models import (
    Attachment,
    AttachmentText,
    Document,
    FormerCode,
    Paragraph,
    Revision,
)
from intranet_qms.documents.workflow import AttachmentRole, ExtractionState
from intranet_qms.errors import Forbidden, Invalid
from intranet_qms.files.models import StoredFile
from intranet_qms.standards.models import Clause, StandardEdition
from tests.factories.documents import TODAY, Office, draft, install, make_office
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


def listed(session: Session, office: Office, text: str) -> queries.Register:
    employee = office.actor("employee", session)
    return queries.register(session, employee, queries.Filter(text=text), today=TODAY)


def found(session: Session, office: Office, text: str) -> list[str]:
    return [row.document.code for row in listed(session, office, text).rows]


def test_any_form_of_a_word_finds_the_procedure_first(both: Session, register_of: Office) -> None:
    asked = (
        "skargi", "skargę", "skarg", "skarga", "skarge", "SKARGĘ", "skargami", "skar",
        "petycji", "wniosek", "Skargi, wnioski i petycje", "jak wnieść skargę i petycję",
    )  # fmt: skip
    first = {text: (found(both, register_of, text) or [""])[0] for text in asked}
    assert first == dict.fromkeys(asked, "PG-02")


def test_words_typed_without_polish_letters_are_understood(
    both: Session, register_of: Office
) -> None:
    meant = {
        "zolte": "PO-11", "żółta": "PO-11", "zolta karta": "PO-11", "zazalen": "PG-12",
        "zazalenie": "PG-12", "auditow wewnetrznych": "PS-02", "należność": "PF-03",
        "naleznosciami": "PF-03",
    }  # fmt: skip
    assert {text: (found(both, register_of, text) or [""])[0] for text in meant} == meant


def test_a_code_is_found_however_it_is_typed_and_by_the_codes_it_had(
    both: Session, register_of: Office
) -> None:
    document = both.scalars(select(Document).where(Document.code == "PF-03")).one()
    both.add(
        FormerCode(document_id=document.id, code="WN/17", until=datetime(2025, 5, 5, tzinfo=UTC))
    )
    services.refresh(both, [document.id])
    codes = {
        "PG-02": "PG-02", "pg 02": "PG-02", "pg02": "PG-02", "pg2": "PG-02", "PG 2": "PG-02",
        "WN/17": "PF-03", "wn17": "PF-03", "wn 017": "PF-03",
    }  # fmt: skip
    assert {text: (found(both, register_of, text) or [""])[0] for text in codes} == codes
    # A mention is found too, below the document itself.
    assert found(both, register_of, "pg2") == ["PG-02", "PG-01"]


def test_words_in_quotation_marks_stand_together_and_a_minus_rules_words_out(
    both: Session, register_of: Office
) -> None:
    assert found(both, register_of, "„lista pytań”") == ["PS-02"]
    assert found(both, register_of, '"pytań lista"') == []
    assert set(found(both, register_of, "skarga")) == {"PG-02", "PG-01"}
    assert found(both, register_of, "skarga -rejestrem") == ["PG-02"]
    assert found(both, register_of, 'skarga -"nie odsyła"') == ["PG-02"]
    everything = {"PG-02", *OTHERS}
    assert set(found(both, register_of, "-skarga")) == everything - {"PG-02", "PG-01"}
    # A dash inside of a code rules nothing out.
    assert found(both, register_of, "PG -02")[0] == "PG-02"


def test_signs_and_operators_are_literal(both: Session, register_of: Office) -> None:
    for asked in (
        "%", "_", "'", '"', "\\", "*", "PG-02' OR 1=1 --", "NEAR(", "skargi:*", "!()&|<->", "-",
        "\x00", "title_terms:skarga", "AND OR NOT", "😀", "a" * 5000, "ą " * 3000, '-"', '""',
        "- - -", "--skarga", '"' * 300, "{title_terms} : x", "-%",
    ):  # fmt: skip
        codes = found(both, register_of, asked)
        if not any(character.isalnum() for character in asked):
            assert codes == []


def test_some_of_the_words_are_better_than_nothing_and_said_so(
    both: Session, register_of: Office
) -> None:
    some = listed(both, register_of, "skarga kosmiczna")
    assert some.loose
    assert some.rows[0].document.code == "PG-02"


def test_matches_are_marked_and_the_text_is_inert(both: Session, register_of: Office) -> None:
    install(both, register_of, "PX-01", "Plan <b>wydziału</b>", "Treść <script>alert(1)</script>.")
    rows = listed(both, register_of, "wydział treści").rows
    row = next(row for row in rows if row.document.code == "PX-01")
    assert "<mark>" in row.title
    assert "<b>" not in row.title
    assert row.passage is not None
    assert "<mark>Treść</mark> &lt;script&gt;" in row.passage.text


def test_the_passage_is_the_paragraph_that_answers_most_and_leads_to_it(
    both: Session, register_of: Office
) -> None:
    body = "Skarga.\n\nTermin.\n\nNa skargę odpowiada się w terminie miesiąca.\n\nSkarga."
    document = install(both, register_of, "PX-02", "Pisma", body)
    row = next(
        row
        for row in listed(both, register_of, "termin skargi").rows
        if row.document.code == "PX-02"
    )
    key = both.scalars(
        select(Paragraph.key)
        .join(Revision, Revision.id == Paragraph.revision_id)
        .where(Revision.document_id == document.id, Paragraph.text.contains("miesiąca"))
    ).one()
    assert row.passage is not None
    assert row.passage.key == key
    assert row.passage.text == (
        "Na <mark>skargę</mark> odpowiada się w <mark>terminie</mark> miesiąca."
    )


def test_a_document_put_into_the_index_again_is_found_by_its_new_words_only(
    both: Session, register_of: Office
) -> None:
    document = both.query(Document).filter_by(code="PF-03").one()
    search.index(
        both,
        [search.Entry(document.id, document.uuid, "PF-03", ("Egzekucja",), "Nowa treść.")],
    )
    assert found(both, register_of, "egzekucją") == ["PF-03"]
    assert found(both, register_of, "upomnienie") == []


def test_words_of_a_file_find_the_document_below_those_that_say_it_themselves(
    both: Session, register_of: Office, clock: FakeClock
) -> None:
    revision = both.scalars(
        select(Revision).join(Document, Document.id == Revision.document_id)
        .where(Document.code == "PF-03")
    ).one()  # fmt: skip
    digest = hashlib.sha256(b"x").hexdigest()
    stored = StoredFile(sha256=digest, size=1, media_type="application/pdf", stored_at=clock.now())
    both.add(stored)
    both.flush()
    both.add_all(
        [
            Attachment(
                revision_id=revision.id, file_id=stored.id, role=AttachmentRole.FILE,
                name="wzór.pdf", sha256=digest, size=1, media_type="application/pdf",
                attached_at=clock.now(),
            ),
            AttachmentText(
                sha256=digest, text="Zażalenie składa dłużnik hipoteczny.", asked_at=clock.now(),
                state=ExtractionState.DONE,
            ),
        ]
    )  # fmt: skip
    services.refresh(both, [revision.document_id])
    rows = listed(both, register_of, "dłużnika hipotecznego").rows
    assert [row.document.code for row in rows] == ["PF-03"]
    assert rows[0].passage is not None
    assert rows[0].passage.file == "wzór.pdf"
    assert "<mark>dłużnik</mark>" in rows[0].passage.text
    codes = found(both, register_of, "zażalenia")
    assert (codes[0], codes[-1]) == ("PG-12", "PF-03")


def test_counts_say_what_another_choice_would_find(both: Session, register_of: Office) -> None:
    employee = register_of.actor("employee", both)
    install(both, register_of, "KU-26", "Skarga", "Jak złożyć skargę.", kind="client_guide")
    asked = queries.Filter(text="skarga", kind="client_guide")
    page = queries.register(both, employee, asked, today=TODAY)
    assert [row.document.code for row in page.rows] == ["KU-26"]
    counts = queries.facets(asked, page.counted, queries.filter_choices(both))
    assert {one.value: one.count for one in counts["kind"]} == {"procedure": 2, "client_guide": 1}
    assert [(one.count, one.words[0]) for one in counts["unit"]] == [(1, "Wydział Organizacyjny")]
    assert {one.value: one.count for one in counts["state"]} == {"effective": 1}
    everything = queries.Filter(kind="procedure")
    page = queries.register(both, employee, everything, today=TODAY)
    assert queries.facets(everything, page.counted, queries.filter_choices(both)) == {}


@pytest.mark.parametrize(
    "filters",
    [{}, {"kind": "procedure"}, {"state": "withdrawn"}, {"due": "90"}, {"state": "in_preparation"}],
    ids=str,
)
def test_each_count_is_what_the_register_shows_when_it_is_chosen(
    both: Session, register_of: Office, filters: dict[str, str]
) -> None:
    office, actor = register_of, register_of.actor("representative", both)
    kinds = ("procedure", "instruction", "client_guide")
    dues = (None, -1, 0, 30, 31, 90, 91)
    unit_ids = (office.unit.id, office.other_unit.id)
    clauses = _clauses(both)
    for number in range(14):
        due = dues[number % 7]
        document = install(
            both, office, f"PX-{number:02}", "Skarga", "O skardze.",
            kind=kinds[number % 3], owner_unit_id=unit_ids[number % 2],
            review_due_on=None if due is None else TODAY + timedelta(days=due),
            clause_ids=clauses[: number % 4 % 3],
        )  # fmt: skip
        if number % 5 == 0:
            services.withdraw_document(both, actor, office.clock, document, reason="Zbędna")
        elif number % 5 == 1:
            draft(both, office, document)
    asked = queries.Filter(text="skarga", **filters)  # type: ignore[arg-type]
    shown = queries.register(both, actor, asked, today=TODAY)
    counts = queries.facets(asked, shown.counted, queries.filter_choices(both))
    assert {"kind", "unit", "clause", "state"} <= set(counts)
    fields = {"unit": "unit_id", "clause": "clause_id"}
    for name, values in counts.items():
        for one in values:
            chosen = int(one.value) if name in fields else one.value
            narrowed = replace(asked, **{fields.get(name, name): chosen})
            found = queries.register(both, actor, narrowed, today=TODAY)
            assert found.page.total == one.count == len(found.rows), (name, one)


def _clauses(session: Session) -> list[int]:
    edition = StandardEdition(
        standard="ISO 9001", edition="2015", title_pl="Wymagania", title_en=""
    )
    clauses = [
        Clause(edition=edition, number=number, title_pl=number, title_en="", position=place)
        for place, number in enumerate(("7.5", "8.2"))
    ]
    session.add_all(clauses)
    session.flush()
    return [clause.id for clause in clauses]


def test_a_text_of_any_length_can_be_indexed(both: Session, register_of: Office) -> None:
    body = " ".join(f"słowo{number:06}" for number in range(33_000))
    install(both, register_of, "PX-03", "Długi", body[:399_000])
    assert found(both, register_of, "słowo000007") == ["PX-03"]


def test_the_office_says_what_its_people_mean(
    both: Session, register_of: Office, clock: FakeClock
) -> None:
    representative = register_of.actor("representative", both)
    assert found(both, register_of, "reklamówka") == []
    services.set_synonym(both, representative, clock, "Reklamówki", "żółta karta, ankieta")
    assert found(both, register_of, "reklamowka") == ["PO-11"]
    # A word of the module is switched off by a row without meanings.
    assert found(both, register_of, "poskarżyć")[0] == "PG-02"
    services.set_synonym(both, representative, clock, "poskarżyć", "")
    assert found(both, register_of, "poskarżyć") == []
    with pytest.raises(Invalid):
        services.set_synonym(both, representative, clock, "?!", "x")
    with pytest.raises(Forbidden):
        services.set_synonym(both, register_of.actor("employee", both), clock, "a", "b")
