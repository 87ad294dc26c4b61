"""Standards and mappings that the representative loads from a sheet."""

from __future__ import annotations

import html
import io
import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet_qms.db import Database
from intranet_qms.documents.models import Document, DocumentClause
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.host import Actor
from intranet_qms.i18n import use_locale
from intranet_qms.standards import queries, services, sheets
from intranet_qms.standards.models import Clause, StandardEdition
from intranet_qms.standards.sheets_reading import read
from intranet_qms.workbook_writing import as_csv, as_xlsx
from tests.factories.people import sign_in
from tests.support.clock import FakeClock
from tests.support.host import Host

KRI = """Norma;Wydanie;Numer punktu;Tytuł po polsku;Tytuł po angielsku;Punkt nadrzędny;Obowiązuje od
KRI;2024;;Krajowe Ramy Interoperacyjności;National Interoperability Framework;;2024-05-21
KRI;2024;§ 19;Bezpieczeństwo informacji;;;
KRI;2024;§ 19 ust. 1;System zarządzania;;§ 19;
KRI;2024;4.1;Kontekst;;-;
KRI;2024;4;Organizacja;;;
"""


@pytest.fixture
def keeper() -> Actor:
    return Actor(person_id=1, host_id="jola", name="Jola", roles=frozenset({"qms_representative"}))


def load(session: Session, actor: Actor, clock: FakeClock, data: bytes, consent: bool = False):  # type: ignore[no-untyped-def]
    content = read(data)
    seen = services.preview(session, content).mark
    return services.load_sheet(session, actor, clock, content, seen=seen, consent=consent)


def edition(session: Session, standard: str = "KRI", name: str = "2024") -> StandardEdition:
    found = queries.edition(session, standard, name)
    assert found is not None
    return found


def test_what_was_written_out_is_read_back_as_the_same(
    session: Session, clock: FakeClock, keeper: Actor
) -> None:
    load(session, keeper, clock, KRI.encode("cp1250"))
    kept = edition(session)
    assert [(one.number, one.parent_number) for one in kept.clauses] == [
        ("§ 19", None), ("§ 19 ust. 1", "§ 19"), ("4.1", None), ("4", None),
    ]  # fmt: skip
    services.load_builtin(session)
    everything = queries.editions(session)
    table = sheets.catalogue_table(everything)
    with use_locale("pl"):
        again = as_csv(sheets.catalogue_table(everything))
    for data in (as_csv(table), again, as_xlsx([table], title="x")):
        preview = services.preview(session, read(data))
        assert preview.possible, preview
        assert preview.nothing, preview
        assert load(session, keeper, clock, data).nothing
    old, new = (edition(session, "ISO 9001", name) for name in ("2015", "2026"))
    lines = queries.mapping_lines(session, old.id, new.id)
    assert load(session, keeper, clock, as_csv(sheets.mapping_table(lines))).nothing


def test_each_fault_is_told_with_its_row_and_column_in_the_readers_language() -> None:
    data = (
        "standard;edition;number;title_pl;parent;valid_from\n"
        "ISO 27001;2022;4;Kontekst;;\n"
        "ISO 27001;2022;4;Kontekst;;\n"
        "ISO 27001;2022;5;;9;\n"
        "ISO 27001;;6;Cele;;\n"
        "ISO 27001;2022;;Tytuł;;wczoraj\n"
        f"ISO 27001;2022;7;{'x' * 301};;\n"
    ).encode()
    with use_locale("pl"):
        found = [(one.row, one.column) for one in read(data).problems]
    assert found == [
        (3, "Numer punktu"),
        (4, "Tytuł po polsku"),
        (4, "Punkt nadrzędny"),
        (5, "Wydanie"),
        (6, "Obowiązuje od"),
        (7, "Tytuł po polsku"),
    ]
    with use_locale("en"):
        first = read(data).problems[0]
    assert (first.column, first.sentence) == (
        "Clause number", "This clause stands in row 2 already.",
    )  # fmt: skip


def test_clauses_above_that_lead_in_a_circle_are_refused() -> None:
    data = b"standard;edition;number;title_pl;parent\nA;1;1;x;2\nA;1;2;y;1\n"
    assert [one.row for one in read(data).problems] == [2, 3]


def test_a_clause_that_a_document_names_is_not_removed_and_the_document_is_named(
    session: Session, clock: FakeClock, keeper: Actor
) -> None:
    load(session, keeper, clock, KRI.encode())
    cited = next(one for one in edition(session).clauses if one.number == "4")
    document = Document(
        code="PG-07", code_key="PG-07", kind="procedure", title="T", title_key="t",
        created_at=clock.now(),
    )  # fmt: skip
    document.clauses = [DocumentClause(clause_id=cited.id)]
    session.add(document)
    session.flush()
    without = "\n".join([*KRI.splitlines()[:-1], "KRI;2024;5;Nowy;;;"]).encode()
    preview = services.preview(session, read(without))
    assert preview.editions[0].refused == [("4 Organizacja", ["PG-07"])]
    with pytest.raises(Invalid):
        load(session, keeper, clock, without)
    assert len(edition(session).clauses) == 4
    # Nothing cites § 19 ust. 1, and additions are always welcome.
    fine = (
        KRI.replace("KRI;2024;§ 19 ust. 1;System zarządzania;;§ 19;\n", "") + "KRI;2024;5;Nowy;;;"
    )
    loaded = load(session, keeper, clock, fine.encode(), consent=True)
    assert loaded.editions[0].removed == ["§ 19 ust. 1 System zarządzania"]
    assert [one.number for one in edition(session).clauses] == ["§ 19", "4.1", "4", "5"]


def test_an_edition_in_use_is_changed_only_by_whoever_confirmed_to_have_seen_it(
    session: Session, clock: FakeClock, keeper: Actor
) -> None:
    load(session, keeper, clock, KRI.encode())
    cited = next(one for one in edition(session).clauses if one.number == "4")
    document = Document(
        code="PG-07", code_key="PG-07", kind="procedure", title="T", title_key="t",
        created_at=clock.now(),
    )  # fmt: skip
    document.clauses = [DocumentClause(clause_id=cited.id)]
    session.add(document)
    session.flush()
    retitled = KRI.replace("Organizacja", "Organizacja i jej otoczenie").encode()
    with pytest.raises(Invalid, match="load_consent"):
        load(session, keeper, clock, retitled)
    load(session, keeper, clock, retitled, consent=True)
    session.refresh(cited)
    assert cited.title_pl == "Organizacja i jej otoczenie"


def test_what_was_seen_is_what_is_loaded(session: Session, clock: FakeClock, keeper: Actor) -> None:
    content = read(KRI.encode())
    seen = services.preview(session, content).mark
    load(session, keeper, clock, KRI.splitlines()[0].encode() + b"\nKRI;2024;1;Inny;;;\n")
    with pytest.raises(Conflict):
        services.load_sheet(session, keeper, clock, content, seen=seen, consent=True)


def test_only_the_representative_loads(session: Session, clock: FakeClock) -> None:
    somebody = Actor(person_id=2, host_id="x", name="X", roles=frozenset({"lead_auditor"}))
    with pytest.raises(Forbidden):
        load(session, somebody, clock, KRI.encode())


def test_a_mapping_names_editions_and_clauses_that_are_here(
    session: Session, clock: FakeClock, keeper: Actor
) -> None:
    services.load_builtin(session)
    load(session, keeper, clock, KRI.encode())
    head = (
        "from_standard;from_edition;from_number;to_standard;to_edition;to_number;note_pl;note_en\n"
    )
    bad = head + "KRI;2024;4;ISO 9001;2026;99;;\nKRI;1999;4;ISO 9001;2026;4.1;;\n"
    with use_locale("pl"):
        problems = services.preview(session, read(bad.encode())).problems
    assert [(one.row, one.column) for one in problems] == [(2, "Do punktu"), (3, "Z wydania")]
    good = head + "KRI;2024;4;ISO 9001;2026;4.1;uwaga;note\nKRI;2024;4.1;ISO 9001;2026;4.2;;\n"
    load(session, keeper, clock, good.encode())
    old, new = edition(session), edition(session, "ISO 9001", "2026")
    assert [
        (old_one.number, new_one.number, link.note_pl)
        for old_one, new_one, link in queries.mapping_lines(session, old.id, new.id)
    ] == [("4", "4.1", "uwaga"), ("4.1", "4.2", "")]
    fewer = head + "KRI;2024;4;ISO 9001;2026;4.1;uwaga;note\n"
    loaded = load(session, keeper, clock, fewer.encode())
    assert loaded.mappings[0].removed == ["4.1 → 4.2"]
    assert len(queries.mapping_lines(session, old.id, new.id)) == 1


def test_the_page_shows_what_would_change_before_it_changes_it(
    host: Host, database: Database
) -> None:
    sign_in(host, "jola", "qms_representative", locale="en")
    client = host.client()
    sent = {"sheet": (io.BytesIO(KRI.encode()), "kri.csv")}
    shown = client.post("/qms/standards/-/load", data=sent)
    assert shown.status_code == 200
    assert "§ 19 ust. 1 System zarządzania" in shown.text
    with host.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Clause)) == 0
    seen = re.search(r'name="seen" value="(\w+)"', shown.text)
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', shown.text, re.S)
    assert seen
    assert text
    form = {"text": html.unescape(text[1]), "seen": seen[1]}
    assert client.post("/qms/standards/-/load", data=form).status_code == 303
    with host.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Clause)) == 4
    again = client.post(
        "/qms/standards/-/load", data={"sheet": (io.BytesIO(KRI.encode()), "kri.csv")}
    )
    assert "Nothing changes" in again.text
    assert 'name="seen"' not in again.text
    assert "There is no standard yet" not in client.get("/qms/standards/").text


def test_a_file_that_is_no_sheet_is_told_so(host: Host) -> None:
    sign_in(host, "jola", "qms_representative", locale="en")
    for data in (b"", b"\x89PNG\r\n\x00", b"just words"):
        answer = host.client().post(
            "/qms/standards/-/load", data={"sheet": (io.BytesIO(data), "x.csv")}
        )
        assert answer.status_code == 422, data


def test_polish_headings_are_those_that_polish_files_are_written_with() -> None:
    with use_locale("pl"):
        assert {
            one.name: str(one.heading) for one in (*sheets.CATALOGUE, *sheets.MAPPING)
        } == sheets.POLISH


def test_clauses_of_a_loaded_standard_are_chosen_where_those_of_iso_9001_are(host: Host) -> None:
    sign_in(host, "jola", "qms_representative", locale="pl")
    with host.transaction() as session:
        services.load_builtin(session)
        keeper = Actor(person_id=0, host_id="x", name="x", roles=frozenset({"qms_representative"}))
        load(session, keeper, host.clock, KRI.encode())
    client = host.client()
    for address in ("/qms/documents/new?kind=procedure", "/qms/audits/new"):
        page = client.get(address).text
        for label in ("KRI:2024", "ISO 9001:2026"):
            assert label in page, address
