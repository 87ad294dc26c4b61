"""Nothing goes before its time, on hold, of category A, or by one person's word."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.adapters import ObjectFiles
from intranet_qms.db import Base, Database
from intranet_qms.documents import queries as document_queries
from intranet_qms.documents import services as documents
from intranet_qms.documents.models import Acknowledgement, Document, Paragraph, Revision
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.exchange import services as exchange
from intranet_qms.files.models import StoredFile
from intranet_qms.people import services as people
from intranet_qms.records import queries, services
from intranet_qms.records.kinds import KEPT_BY_OTHERS, KINDS
from intranet_qms.records.models import Disposal, RecordHold
from intranet_qms.records.queries import Asked, Record
from intranet_qms.records.workflow import DisposalKind, DisposalState, RecordState
from intranet_qms.trail.queries import history
from tests.factories.documents import COMPLAINTS, Office, install, make_office
from tests.factories.exchange import GOOD, HEADINGS, workbook
from tests.support.clock import FakeClock

ZONE = ZoneInfo("Europe/Warsaw")
TODAY = date(2026, 11, 23)


class Archive:
    """The representative, the archivist, and an office with an old issue of each category."""

    def __init__(self, session: Session, office: Office, clock: FakeClock, folder: Path) -> None:
        self.session, self.office, self.clock = session, office, clock
        self.store = ObjectFiles(folder.as_uri())
        people.add_person(
            session, clock.now(), host_id="archivist", name="Anna Archiwista", email=None,
            unit=office.unit, roles=("archivist",),
        )  # fmt: skip
        session.flush()

    def old(self, code: str, category: str, *, last: date = date(2012, 5, 1)) -> Document:
        """A document whose first issue was superseded on ``last``."""
        return install(
            self.session, self.office, code=code, archive_category=category, jrwa="1510",
            issues=[
                documents.PastIssue(body=COMPLAINTS, effective_on=date(2010, 1, 4)),
                documents.PastIssue(body=COMPLAINTS, effective_on=last),
            ],
        )  # fmt: skip

    def records(self, **asked: object) -> list[Record]:
        """What the list shows."""
        return queries.records(
            self.session, Asked(**asked), today=TODAY, zone=ZONE, limit=100,  # type: ignore[arg-type]
        )  # fmt: skip

    def propose(self, records: list[Record], kind: DisposalKind = DisposalKind.DESTROY) -> Disposal:
        """Draw up a list."""
        return services.propose(
            self.session, self.office.actor("representative", self.session), self.clock, records,
            kind=kind, reason="Upłynął okres przechowywania.", today=TODAY,
        )  # fmt: skip

    def consent(self, disposal: Disposal, who: str = "archivist") -> None:
        """Agree to it."""
        services.consent(
            self.session, self.office.actor(who, self.session), self.clock, disposal, "DN.5120.1"
        )

    def carry_out(self, disposal: Disposal, who: str = "representative") -> int:
        """Do what it says."""
        return services.carry_out(
            self.session, self.office.actor(who, self.session), self.clock, self.store, disposal,
            today=TODAY, zone=ZONE,
        )  # fmt: skip


@pytest.fixture
def archive(database_url: str, clock: FakeClock, tmp_path: Path) -> Iterator[Archive]:
    """On both databases: the list is one statement over tables of all features."""
    database = Database(database_url)
    session = database.session()
    yield Archive(session, make_office(session, clock), clock, tmp_path / "files")
    session.rollback()
    session.close()
    database.dispose()


def codes(records: list[Record]) -> set[str]:
    """The codes of records."""
    return {one.code for one in records}


def test_the_list_says_of_each_record_how_it_stands(archive: Archive) -> None:
    archive.old("PG-1", "B10")
    archive.old("PG-2", "B25")
    archive.old("PG-3", "A", last=date(2000, 12, 31))
    archive.old("PG-4", "A")
    assert codes(archive.records(state="due")) == {"PG-1 / 1"}
    assert codes(archive.records(state="transfer")) == {"PG-3 / 1"}
    assert codes(archive.records(state="kept")) == {"PG-2 / 1", "PG-4 / 1"}
    assert codes(archive.records(state="open")) == {f"PG-{n} / 2" for n in range(1, 5)}
    assert codes(archive.records(year=2012, kind="issue")) == {f"PG-{n} / 1" for n in (1, 2, 4)}
    counted = queries.counts(archive.session, today=TODAY, zone=ZONE)
    assert (counted["due"], counted["transfer"], counted["open"]) == (1, 1, 4)


def test_a_record_goes_by_two_people_and_leaves_a_tombstone(archive: Archive) -> None:
    document = archive.old("PG-1", "B10")
    first = archive.session.scalars(
        select(Revision).where(Revision.document_id == document.id, Revision.number == 1)
    ).one()
    number, uuid = first.id, first.uuid
    disposal = archive.propose(archive.records(state="due"))
    with pytest.raises(Conflict, match="alone"):
        archive.carry_out(disposal)
    archive.consent(disposal)
    assert archive.carry_out(disposal) == 1
    archive.session.commit()

    assert archive.session.get(Revision, number) is None
    left = select(Paragraph.id).where(Paragraph.revision_id == number)
    assert archive.session.scalar(left) is None
    item = queries.disposal(archive.session, disposal.number).items[0]
    assert (item.code, len(item.content_hash)) == ("PG-1 / 1", 64)
    tombstone = history(archive.session, "issue", uuid)[0]
    assert (tombstone.action, tombstone.details["hash"]) == ("records.destroy", item.content_hash)
    assert [one.number for one in document.revisions] == [2]
    # What rightly went is no gap in the register.
    assert document_queries.recorded_issues_gone(archive.session) == []
    with pytest.raises(Conflict):
        archive.carry_out(disposal)


@pytest.mark.parametrize(("category", "word"), [("B25", "2038-01-01"), ("A", "PG-1"), ("", "2023")])
def test_nothing_is_listed_before_its_time(archive: Archive, category: str, word: str) -> None:
    archive.old("PG-1", category)
    if not category:  # the default of the kind holds: B10
        services.set_rules(
            archive.session, archive.office.actor("representative", archive.session),
            archive.clock, {"issue": ("0142", "B99")},
        )  # fmt: skip
        word = "2112-01-01"
    kept = archive.records(state="kept")
    with pytest.raises(Invalid) as refused:
        archive.propose(kept)
    assert word in refused.value.fields["records"][0]


def test_category_a_is_never_destroyed_and_handed_over_instead(archive: Archive) -> None:
    archive.old("PG-3", "A", last=date(2000, 12, 31))
    ready = archive.records(state="transfer")
    with pytest.raises(Invalid):
        archive.propose(ready)
    disposal = archive.propose(ready, DisposalKind.TRANSFER)
    archive.consent(disposal)
    archive.carry_out(disposal)
    assert codes(archive.records(kind="issue")) == {"PG-3 / 1", "PG-3 / 2"}
    assert disposal.number == "PR-2026-1"


def test_a_hold_stops_a_list_that_was_agreed_to(archive: Archive) -> None:
    archive.old("PG-1", "B10")
    archive.old("PG-2", "B10")
    due = archive.records(state="due")
    disposal = archive.propose(due)
    archive.consent(disposal)
    lawyer = archive.office.actor("approver", archive.session)
    hold = services.place_hold(
        archive.session, lawyer, archive.clock, archive.records(state="due")[0], "Sprawa II SA/Kr 1"
    )
    with pytest.raises(Conflict, match="may_not_go"), archive.session.begin_nested():
        archive.carry_out(disposal)
    assert len(archive.records(kind="issue")) == 4
    assert codes(archive.records(state="held")) == {"PG-1 / 1"}
    services.release_hold(archive.session, lawyer, archive.clock, hold.uuid, "Wyrok prawomocny.")
    archive.session.refresh(disposal)
    assert archive.carry_out(disposal) == 2


def test_who_drew_a_list_up_does_not_agree_to_it(archive: Archive) -> None:
    archive.old("PG-1", "B10")
    disposal = archive.propose(archive.records(state="due"))
    for who in ("representative", "employee", "head", "auditor"):
        with pytest.raises(Forbidden):
            archive.consent(disposal, who)
    with pytest.raises(Invalid):
        archive.propose(archive.records(state="due"))  # stands on a list already
    services.refuse(
        archive.session, archive.office.actor("archivist", archive.session), archive.clock,
        disposal, "Brak zgody archiwum państwowego.",
    )  # fmt: skip
    assert disposal.state == DisposalState.REFUSED
    assert archive.propose(archive.records(state="due")).number == "BR-2026-2"


def test_an_issue_waits_for_its_acknowledgements(archive: Archive) -> None:
    document = archive.old("PG-1", "B5")
    first = archive.session.scalars(
        select(Revision).where(Revision.document_id == document.id, Revision.number == 1)
    ).one()
    archive.session.add(
        Acknowledgement(
            revision_id=first.id, person_id=archive.office.people["clerk"].id,
            owed_since=archive.clock.now(), acknowledged_at=archive.clock.now(),
        )
    )  # fmt: skip
    archive.session.flush()
    issue = [one for one in archive.records(state="due") if one.kind == "issue"]
    alone = archive.propose(issue)
    archive.consent(alone)
    with pytest.raises(Conflict, match="needed"), archive.session.begin_nested():
        archive.carry_out(alone)
    services.cancel(
        archive.session, archive.office.actor("representative", archive.session), archive.clock,
        alone,
    )  # fmt: skip
    both = archive.propose(archive.records(state="due"))
    archive.consent(both)
    assert archive.carry_out(both) == 2
    assert archive.session.scalar(select(Acknowledgement.id)) is None


def test_files_that_nothing_names_any_more_are_freed(archive: Archive) -> None:
    representative = archive.office.actor("representative", archive.session)
    run = exchange.upload(
        archive.session, representative, archive.clock, archive.store,
        workbook([HEADINGS, GOOD]), "rejestr.xlsx", today=TODAY,
    )  # fmt: skip
    exchange.discard(archive.session, representative, archive.clock, run)
    services.set_rules(archive.session, representative, archive.clock, {"exchange": ("0142", "Bc")})
    archive.clock.advance(days=2)
    due = queries.records(
        archive.session, Asked(state=RecordState.DUE, kind="exchange"),
        today=date(2026, 11, 25), zone=ZONE, limit=10,
    )  # fmt: skip
    disposal = services.propose(
        archive.session, representative, archive.clock, due,
        kind=DisposalKind.DESTROY, reason="Zbędne.", today=date(2026, 11, 25),
    )  # fmt: skip
    archive.consent(disposal)
    services.carry_out(
        archive.session, representative, archive.clock, archive.store, disposal,
        today=date(2026, 11, 25), zone=ZONE,
    )  # fmt: skip
    assert archive.session.scalar(select(StoredFile.id)) is None


def test_a_file_plan_is_loaded_and_its_mistakes_are_told_at_once(archive: Archive) -> None:
    representative = archive.office.actor("representative", archive.session)
    plan = "Symbol;Nazwa;Kategoria\n0142;System zarządzania jakością;B10\n15;Skargi;\n"
    result = (0, 0)
    for _ in range(2):
        result = services.load_classes(
            archive.session, representative, archive.clock, plan.encode("cp1250")
        )
    assert result == (0, 0)
    assert [one.name for one in queries.classes(archive.session)] == [
        "System zarządzania jakością", "Skargi",
    ]  # fmt: skip
    wrong = b"symbol,name,category\nx1,A,A\n0142,B,C9\n0143,C,A\n0143,D,A\n"
    with pytest.raises(Invalid) as refused:
        services.load_classes(archive.session, representative, archive.clock, wrong)
    assert len(refused.value.fields["file"]) == 3


def test_a_file_plan_is_loaded_from_the_table_of_the_regulation_in_a_workbook(
    archive: Archive,
) -> None:
    """Two rows of headings, the symbol in the column of its level, and zeros that Excel dropped."""
    book = openpyxl.Workbook()
    for row in (
        ["Symbole klasyfikacyjne", None, None, None, "Hasło klasyfikacyjne",
         "Oznaczenie kategorii archiwalnej", "Uszczegółowienie hasła klasyfikacyjnego"],
        ["I", "II", "III", "IV"],
        [0, None, None, None, "Zarządzanie"],
        [None, 1, None, None, "Organizacja"],
        [None, None, 14, None, "Systemy zarządzania"],
        [None, None, None, "0142", "Jakość", "BE 10", "w tym audyty"],
    ):  # fmt: skip
        book.active.append(row)
    sent = io.BytesIO()
    book.save(sent)
    representative = archive.office.actor("representative", archive.session)
    added, _ = services.load_classes(
        archive.session, representative, archive.clock, sent.getvalue()
    )
    found = [(one.symbol, one.category) for one in queries.classes(archive.session)]
    assert (added, found) == (4, [("0", ""), ("01", ""), ("014", ""), ("0142", "BE10")])


def test_a_sheet_that_is_no_file_plan_is_refused_in_words(archive: Archive) -> None:
    representative = archive.office.actor("representative", archive.session)
    for data in (b"PK\x03\x04broken", b"\x00\x01", b"a;b\n1;2\n", b"symbol;nazwa\n"):
        with pytest.raises(Invalid) as refused:
            services.load_classes(archive.session, representative, archive.clock, data)
        assert refused.value.fields["file"]


def test_every_reference_to_what_is_destroyed_is_named() -> None:
    for kind in KINDS:
        parts = {(one.table, one.column) for one in kind.parts}
        named = {*parts, *kind.forget, *KEPT_BY_OTHERS}
        removed = {name for name, _ in parts} | (set() if kind.only_parts else {kind.root})
        for table in Base.metadata.tables.values():
            for column in table.columns:
                for key in column.foreign_keys:
                    if key.column.table.name not in removed or table.name == key.column.table.name:
                        continue
                    assert (table.name, column.name) in named, f"{kind.name}: {column}"


@pytest.mark.postgres
def test_nobody_holds_what_is_being_destroyed_at_that_moment(
    postgres_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    """Either the hold is first and stops the list, or who places it is told that it is too late."""
    database = Database(postgres_url)
    with database.transaction() as session:
        archive = Archive(session, make_office(session, clock), clock, tmp_path / "files")
        archive.old("PG-1", "B10")
        disposal = archive.propose(archive.records(state="due"))
        archive.consent(disposal)
        (due,) = archive.records(state="due")
        number = disposal.number
    told: list[Exception] = []

    def hold() -> None:
        try:
            with database.transaction() as other:
                lawyer = archive.office.actor("approver", other)
                services.place_hold(other, lawyer, clock, due, "Sprawa II SA/Kr 1")
        except Conflict as error:
            told.append(error)

    with database.transaction() as session:
        archive.session = session
        archive.carry_out(queries.disposal(session, number))
        thread = threading.Thread(target=hold)
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive(), "it waits"
    thread.join(timeout=20)
    assert [type(one) for one in told] == [Conflict]
    with database.transaction() as session:
        assert session.scalar(select(RecordHold.id)) is None
    database.dispose()
