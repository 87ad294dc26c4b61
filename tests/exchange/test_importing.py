"""A register from a sheet: shown before it is done, every mistake by its cell, the same file twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from intranet_qms.adapters import ObjectFiles
from intranet_qms.documents import queries as documents
from intranet_qms.documents.models import Document, FormerCode
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.exchange import labels, queries, services
from intranet_qms.exchange.models import ExchangeLine, ExchangeRun
from intranet_qms.exchange.workflow import RunState
from intranet_qms.trail.queries import history
from tests.factories.documents import Office, install, make_office
from tests.factories.exchange import DAY, GOOD, HEADINGS, text, workbook
from tests.support.clock import FakeClock


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    """A small office."""
    return make_office(session, clock)


class Desk:
    """The representative at their desk."""

    def __init__(self, session: Session, office: Office, clock: FakeClock, folder: Path) -> None:
        self.session, self.office, self.clock = session, office, clock
        self.store = ObjectFiles(folder.as_uri())
        self.who = "representative"

    def send(self, data: bytes, name: str = "rejestr.xlsx") -> ExchangeRun:
        """Upload a file."""
        run = services.upload(
            self.session, self.office.actor(self.who, self.session), self.clock, self.store, data,
            name, today=DAY,
        )  # fmt: skip
        return queries.run(self.session, run.uuid)

    def agree(self, run: ExchangeRun, **how: bool) -> bool:
        """Say that it shall be done."""
        return services.decide(
            self.session, self.office.actor(self.who, self.session), self.clock, self.store, run,
            today=DAY, **{"skip_wrong": False, "update_existing": False, **how},
        )  # fmt: skip

    def notes(self, run: ExchangeRun) -> list[tuple[int, str, str]]:
        """Every mistake and remark: row, column, code."""
        return [
            (line.row, note["column"], note["code"])
            for line in queries.all_lines(self.session, run.id)
            for note in line.notes
        ]

    def codes(self) -> set[str]:
        """The codes of the register."""
        return set(self.session.scalars(select(Document.code)))


@pytest.fixture
def desk(session: Session, office: Office, clock: FakeClock, tmp_path: Path) -> Desk:
    """The representative at their desk."""
    return Desk(session, office, clock, tmp_path / "files")


def test_a_file_is_shown_first_and_done_when_asked(desk: Desk) -> None:
    run = desk.send(workbook([HEADINGS, GOOD]))
    assert (run.state, run.counts["make"], run.counts["wrong"]) == (RunState.CHECKED, 1, 0)
    assert desk.codes() == set()
    assert desk.agree(run)
    made = documents.document_by_code(desk.session, "PG-10")
    assert (made.title, made.archive_category, str(made.review_due_on)) == (
        "Obieg faktur", "B5", "2028-03-31",
    )  # fmt: skip
    desk.session.commit()
    events = history(desk.session, "exchange_run", run.uuid)
    assert events[0].action == "exchange.import"
    assert events[0].details["sha256"] == run.file_sha256


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("cp1250", "\t")],
)
def test_a_text_is_understood_in_each_of_its_dresses(
    desk: Desk, encoding: str, delimiter: str
) -> None:
    rows = [("Code", "Kind", "Title", "Unit"), ("PG-7", "Procedure", "Żółta kość", "OR")]
    run = desk.send(text(rows, delimiter, encoding), "register.csv")
    assert desk.agree(run)
    assert documents.document_by_code(desk.session, "PG-7").title == "Żółta kość"


def test_every_mistake_is_told_by_row_and_column(desk: Desk) -> None:
    run = desk.send(
        workbook(
            [
                HEADINGS,
                GOOD,
                ("PG-10", "procedura", "Znowu", "FN", None, None, None),
                ("bad code!", "baśń", None, "XX", "nikt", "31.02.2026", "C7"),
                ("PG-12", "procedura", "=1+1", "OR", None, "NaN", "be50"),
                (None, "procedura", "Bez kodu", "OR", None, "10000-01-01", None),
            ]
        )
    )
    assert desk.notes(run) == [
        (3, "A", "twice"),
        (4, "B", "unknown_kind"), (4, "D", "unknown_unit"), (4, "E", "unknown_person"),
        (4, "F", "day"), (4, "G", "category"), (4, "A", "code_form"), (4, "C", "missing"),
        (5, "C", "formula"), (5, "F", "day"),
        (6, "F", "day"), (6, "A", "missing"),
    ]  # fmt: skip
    assert run.counts["errors"] == 12
    assert (run.counts["make"], run.counts["wrong"]) == (1, 4)


def test_links_and_codes_that_lead_nowhere_are_told(desk: Desk, office: Office) -> None:
    document = install(desk.session, office, code="PG-1")
    desk.session.add(FormerCode(document_id=document.id, code="PG-0", until=desk.clock.now()))
    head = (*HEADINGS[:4], "Powiązane", "Punkty normy", "Zapoznają się")
    run = desk.send(
        workbook(
            [
                head,
                ("PG-7", "procedura", "A", "OR", "PG-0; PG-8; PG-9; XX-1; PG-7", None, None),
                ("PG-8", "procedura", "B", "OR", None, None, None),
                ("PG-9", "baśń", "C", "OR", None, "99.9", "nikt"),
                ("PG-0", "procedura", "D", "OR", None, None, None),
            ]
        )
    )
    assert desk.notes(run) == [
        (2, "E", "related_wrong"), (2, "E", "unknown_code"), (2, "E", "related_itself"),
        (4, "B", "unknown_kind"), (4, "F", "unknown_clause"), (4, "G", "unknown_reader"),
        (5, "A", "former_code"),
    ]  # fmt: skip
    for line in queries.all_lines(desk.session, run.id):
        for note in line.notes:
            assert "%(" not in labels.explain_note(note)


def test_mistakes_stop_the_whole_unless_their_rows_are_left_out(desk: Desk) -> None:
    run = desk.send(workbook([HEADINGS, GOOD, ("PG-11", "baśń", "X", "OR", None, None, None)]))
    with pytest.raises(Invalid):
        desk.agree(run)
    assert desk.codes() == set()
    assert desk.agree(run, skip_wrong=True)
    assert desk.codes() == {"PG-10"}


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    file = workbook(
        [
            (*HEADINGS, "Punkty normy", "Powiązane", "Rozdzielnik", "Treść"),
            (*GOOD, None, "PG-11", "wszyscy; OR; owner", "## 1. Cel\n\nFaktury."),
            ("PG-11", "instrukcja", "Pieczęcie", "OR", None, None, None, None, "PG-10", None, None),
        ]
    )
    assert desk.agree(desk.send(file))
    again = desk.send(file)
    counts = again.counts
    assert (counts["same"], counts["make"], counts["update"], counts["wrong"]) == (2, 0, 0, 0)
    with pytest.raises(Invalid, match="nothing"):
        desk.agree(again, update_existing=True)


def test_facts_change_only_when_asked_and_texts_never(desk: Desk) -> None:
    document = install(desk.session, desk.office, jrwa="1510")
    rows = [("Kod", "Tytuł", "JRWA", "Kat. arch."), ("PG-02", "Inny tytuł", "0142", None)]
    run = desk.send(workbook(rows))
    if run.state == RunState.MAPPING:
        services.map_columns(
            desk.session, desk.office.actor("representative", desk.session), desk.clock,
            desk.store, run, {0: "code", 1: "title", 2: "jrwa", 3: "archive_category"}, today=DAY,
        )  # fmt: skip
        run = queries.run(desk.session, run.uuid)
    assert desk.notes(run) == [(2, "B", "of_the_issue")]
    with pytest.raises(Invalid):
        desk.agree(run)
    assert desk.agree(run, update_existing=True)
    desk.session.refresh(document)
    assert (document.jrwa, document.title) == ("0142", "Skargi, wnioski i petycje")


def test_what_changed_since_the_check_is_shown_once_more(desk: Desk) -> None:
    run = desk.send(workbook([HEADINGS, GOOD]))
    install(desk.session, desk.office, code="PG-10", title="Ktoś był szybszy")
    assert not desk.agree(run)
    run = queries.run(desk.session, run.uuid)
    assert (run.state, run.counts["make"]) == (RunState.CHECKED, 0)
    assert documents.document_by_code(desk.session, "PG-10").title == "Ktoś był szybszy"


def test_an_import_is_done_once(desk: Desk) -> None:
    run = desk.send(workbook([HEADINGS, GOOD]))
    assert desk.agree(run)
    with pytest.raises(Conflict):
        desk.agree(queries.run(desk.session, run.uuid))


@pytest.mark.parametrize("who", ["employee", "head", "auditor", "guest"])
def test_only_who_looks_after_the_register_brings_one_in(desk: Desk, who: str) -> None:
    desk.who = who
    with pytest.raises(Forbidden):
        desk.send(workbook([HEADINGS, GOOD]))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "pusty"),
        (b"\x7fELF" + b"\x00" * 90, "ani tekst"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 90, "stary"),
        (b"one\ntwo\nthree", "kolumn"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(desk: Desk, data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.send(data)
    assert code in refused.value.fields["file"][0].lower()


def test_no_row_asks_the_database_anything(desk: Desk) -> None:
    def statements(count: int) -> int:
        rows = [
            (f"PG-{count}-{n}", "procedura", f"Procedura {n}", "OR", "owner", None, "B5")
            for n in range(count)
        ]
        counted: list[Any] = []

        def note(*_details: Any) -> None:
            counted.append(None)

        engine = desk.session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert desk.agree(desk.send(workbook([HEADINGS, *rows])))
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(counted)

    statements(3)
    # The two tables whose rows need their numbers back take one each on SQLite, which costs no
    # journey; nothing else does.
    assert statements(250) - statements(20) <= 2 * (250 - 20) + 4
    assert desk.session.scalar(select(ExchangeLine.id).limit(1))
