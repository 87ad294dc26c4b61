"""The whole register as one file: complete, the same bytes for the same register, trusted for nothing."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.db import Base, Database
from intranet_qms.documents import queries as documents
from intranet_qms.documents import services as document_services
from intranet_qms.documents.models import Document, Revision
from intranet_qms.documents.workflow import DocumentKind, RevisionState
from intranet_qms.exchange import queries, services
from intranet_qms.exchange.archive import tables
from intranet_qms.exchange.archive.opening import Archive, ArchiveRefused
from intranet_qms.exchange.models import ExchangeRun
from intranet_qms.exchange.runner import Workshop, work
from intranet_qms.exchange.workflow import RunState
from intranet_qms.files import services as files
from intranet_qms.host import Actor
from intranet_qms.people.models import Person
from intranet_qms.standards import services as standards
from intranet_qms.trail.queries import history
from tests.factories.documents import COMPLAINTS, draft, install, make_office
from tests.factories.exchange import rewritten, workshop
from tests.support.clock import FakeClock
from tests.support.host import make_schema


def representative(session: Session, clock: FakeClock) -> Actor:
    """Who makes and restores archives."""
    person = session.scalars(select(Person).where(Person.host_id == "representative")).one()
    return Actor(
        person_id=person.id, host_id=person.host_id, name=person.name,
        roles=frozenset({"qms_representative"}),
    )  # fmt: skip


def fill(database: Database, clock: FakeClock) -> None:
    """An office with documents in several states, an acknowledgement and a draft."""
    with database.transaction() as session:
        standards.load_builtin(session)
        office = make_office(session, clock)
        clause = session.scalars(select(Base.metadata.tables["qms_clause"].c.id).limit(1)).one()
        first = install(session, office, clause_ids=[clause])
        other = install(session, office, code="PG-03", title="Faktury", body=COMPLAINTS * 3)
        document_services.relate(session, [(first.id, other.id)])
        draft(session, office, other)
        revision = first.revisions[0]
        clerk = office.actor("clerk", session)
        document_services.acknowledge(session, clerk, clock, revision)


def archive_of(shop: Workshop, clock: FakeClock) -> tuple[bytes, ExchangeRun]:
    """Make an archive, by the worker."""
    with shop.database.transaction() as session:
        run = services.request_archive(session, representative(session, clock), clock)
        name = run.uuid
    assert work(shop, name)
    with shop.database.transaction(writes=False) as session:
        run = queries.run(session, name)
        assert run.state == RunState.DONE, (run.error_code, run.error_values)
        kept = files.by_hash(session, run.file_sha256 or "")
        assert kept is not None
        return files.read(shop.store, kept), run


def send(shop: Workshop, clock: FakeClock, data: bytes, seal: str = "") -> ExchangeRun:
    """Send an archive in and have it looked at."""
    with shop.database.transaction() as session:
        run = services.upload_archive(
            session, representative(session, clock), clock, shop.store, io.BytesIO(data),
            shop.folder, "rejestr.zip", seal=seal,
        )  # fmt: skip
        name = run.uuid
    work(shop, name)
    return now(shop, name)


def test_two_files_of_one_name_are_taken_at_the_same_moment(
    old: Workshop, clock: FakeClock
) -> None:
    other = b"PK\x03\x04 of somebody else"
    seen: list[str] = []

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if not seen:
                with old.database.transaction() as session:
                    seen.append("begun")
                    run = services.upload_archive(
                        session, representative(session, clock), clock, old.store,
                        io.BytesIO(other), old.folder, "rejestr.zip",
                    )  # fmt: skip
                    seen.append(run.file_sha256 or "")
            return super().read(size)

    mine = b"PK\x03\x04 mine, and longer than the other one"
    with old.database.transaction(writes=False) as session:
        actor = representative(session, clock)
    with old.database.transaction(writes=False) as session:
        run = services.upload_archive(
            session, actor, clock, old.store, Slow(mine), old.folder, "rejestr.zip"
        )
        assert run.file_sha256 == hashlib.sha256(mine).hexdigest()
        session.rollback()
    assert seen == ["begun", hashlib.sha256(other).hexdigest()]
    assert not list(old.folder.glob("upload-*"))


def now(shop: Workshop, name: uuid.UUID) -> ExchangeRun:
    """The run as it stands."""
    with shop.database.transaction(writes=False) as session:
        return queries.run(session, name)


def restore(shop: Workshop, clock: FakeClock, run: ExchangeRun) -> ExchangeRun:
    """Agree, and let the worker do it."""
    with shop.database.transaction() as session:
        fresh = queries.run(session, run.uuid)
        services.agree_to_restore(session, representative(session, clock), clock, fresh)
    assert work(shop, run.uuid)
    return now(shop, run.uuid)


@pytest.fixture
def old(database_url: str, tmp_path: Path, clock: FakeClock) -> Iterator[Workshop]:
    """An office with a register, on both databases."""
    database = Database(database_url)
    fill(database, clock)
    yield workshop(database, tmp_path / "old", clock)
    database.dispose()


@pytest.fixture
def new(tmp_path: Path, clock: FakeClock) -> Iterator[Workshop]:
    """Another office, which has people and no document."""
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    make_schema(url)
    database = Database(url)
    with database.transaction() as session:
        standards.load_builtin(session)
        office = make_office(session, clock)
        # Somebody of the old office never worked here.
        clerk = session.get_one(Person, office.people["clerk"].id)
        clerk.host_id = "somebody.else"
    yield workshop(database, tmp_path / "new", clock)
    database.dispose()


def test_out_and_in_and_out_again_is_the_same(
    old: Workshop, new: Workshop, clock: FakeClock
) -> None:
    data, made = archive_of(old, clock)
    checked = send(new, clock, data, made.seal or "")
    assert checked.state == RunState.CHECKED, (checked.error_code, checked.error_values)
    assert [name for name in checked.counts["missing_people"] if "clerk" in name]
    with new.database.transaction(writes=False) as session:
        assert session.scalar(select(Document.id)) is None
    done = restore(new, clock, checked)
    assert done.state == RunState.DONE, (done.error_code, done.error_values)
    again, remade = archive_of(new, clock)
    assert remade.seal == made.seal
    assert again == data

    with (
        old.database.transaction(writes=False) as before,
        new.database.transaction(writes=False) as after,
    ):
        here = {one.uuid: one.content_hash for one in after.scalars(select(Revision))}
        assert here == {one.uuid: one.content_hash for one in before.scalars(select(Revision))}
        found = documents.register(
            after, representative(after, clock), documents.Filter(text="skarga"), today=new.today
        )
        assert "PG-02" in {row.document.code for row in found.rows}
        left = after.scalars(select(Person).where(Person.host_id == "clerk")).one()
        assert not left.active
        sealed = history(after, "exchange_run", done.uuid)[0]
        assert (sealed.action, sealed.details["seal"]) == ("exchange.restore", made.seal)

        # What came in is remembered by the trail of this office, too.
        assert [proof.faults for proof in documents.altered_issues(after)] == []

    twice = send(new, clock, data)
    assert (twice.state, twice.counts["same"]) == (RunState.DONE, 1)


def test_work_goes_on_after_a_restore(
    made_once: tuple[bytes, str], new: Workshop, clock: FakeClock
) -> None:
    data, _ = made_once
    assert restore(new, clock, send(new, clock, data)).state == RunState.DONE
    with new.database.transaction() as session:
        document = documents.document_by_code(session, "PG-02")
        assert document.current_state is RevisionState.EFFECTIVE
        actor = representative(session, clock)
        issue = document_services.start_issue(session, actor, clock, document)
        assert issue.body.startswith("## 1. Cel")


def test_an_office_with_documents_is_not_overwritten(
    made_once: tuple[bytes, str], new: Workshop, clock: FakeClock
) -> None:
    data, _ = made_once
    with new.database.transaction() as session:
        actor = representative(session, clock)
        document_services.install_document(
            session, actor, clock,
            document_services.Installation(
                code="IN-1", kind=DocumentKind.INSTRUCTION,
                title="Inny", issues=[document_services.PastIssue(body="x", effective_on=new.today)],
            ),
        )  # fmt: skip
    assert send(new, clock, data).error_code == "not_empty"


Change = Callable[[bytes], bytes]


def _one_letter(data: bytes) -> bytes:
    return rewritten(
        data,
        lambda name, content: (
            content.replace(b"Skargi", b"Skorgi")
            if name.endswith("qms_document.jsonl")
            else content
        ),
    )


def _without(wanted: str) -> Change:
    return lambda data: rewritten(
        data, lambda name, content: None if name.startswith(wanted) else content
    )


def _with(name: str, content: bytes = b"x") -> Change:
    def change(data: bytes) -> bytes:
        stream = io.BytesIO(data)
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return stream.getvalue()

    return change


def _forged(data: bytes) -> bytes:
    """A row changed and the manifest with it: what only the seal can tell."""
    changed: dict[str, bytes] = {}

    def change(name: str, content: bytes) -> bytes:
        if name.endswith("qms_revision.jsonl"):
            content = content.replace(b"effective", b"EFFECTIVE")
            changed["row"] = content
        if name == "manifest.json":
            said = json.loads(content)
            entry = said["files"]["tables/qms_revision.jsonl"]
            entry["sha256"] = hashlib.sha256(changed["row"]).hexdigest()
            content = json.dumps(said).encode()
        return content

    return rewritten(data, change)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_one_letter, "altered"),
        (lambda data: data[: len(data) // 2], "not_a_zip"),
        (lambda data: data[:-30], "not_a_zip"),
        (_without("manifest"), "no_manifest"),
        (_without("tables/qms_paragraph"), "missing_file"),
        (_with("extra.txt"), "bad_name"),
        (_with("files/" + "0" * 64), "not_in_manifest"),
        (_with("../../etc/passwd"), "bad_name"),
        (_with("/tables/qms_document.jsonl"), "bad_name"),
        (_with("tables/qms_document.jsonl\x01"), "bad_name"),
        (_with("tables/" + "q" * 300 + ".jsonl"), "bad_name"),
        (_with("files/" + "1" * 64, b"0" * 60_000_000), "bomb"),
        (_forged, "other_seal"),
    ],
)
def test_an_archive_that_is_not_whole_is_refused_in_words(
    made_once: tuple[bytes, str], new: Workshop, clock: FakeClock, change: Change, code: str
) -> None:
    data, seal = made_once
    refused = send(new, clock, change(data), seal)
    assert (refused.state, refused.error_code) == (RunState.FAILED, code)
    with new.database.transaction(writes=False) as session:
        assert session.scalar(select(Document.id)) is None


_made: dict[str, tuple[bytes, str]] = {}


@pytest.fixture
def made_once(tmp_path: Path, clock: FakeClock, sqlite_url: str) -> tuple[bytes, str]:
    """An archive and its seal, made for the first test that needs it."""
    if "archive" not in _made:
        database = Database(sqlite_url)
        fill(database, clock)
        data, run = archive_of(workshop(database, tmp_path / "made", clock), clock)
        _made["archive"] = data, run.seal or ""
        database.dispose()
    return _made["archive"]


def test_a_bomb_is_refused_from_its_list_of_files(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"files/{number:064x}", b"\x00" * 20_000_000)
    with pytest.raises(ArchiveRefused, match="bomb"):
        Archive(path, unpacked_bytes=50_000_000)


def test_every_table_of_documents_goes_in_or_is_named_as_left_out() -> None:
    of_documents = {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith("intranet_qms.documents.")
    }
    declared = set(tables.BY_NAME)
    assert not declared & set(tables.LEFT_OUT)
    assert of_documents - declared - set(tables.LEFT_OUT) == set()
    assert (declared | set(tables.LEFT_OUT)) - of_documents == set()


def test_every_reference_that_goes_in_means_something_elsewhere() -> None:
    nameable = {tables.PEOPLE, tables.UNITS, tables.CLAUSES, tables.FILES, *tables.BY_NAME}
    for exported in tables.EXPORTED:
        for column in tables.columns(exported):
            target = tables.reference(exported, column)
            assert target is None or target[0] in nameable, f"{exported.name}.{column}"
            # Numbers in a list are references that no database knows of.
            listed = column.endswith("_ids")
            assert not listed or column in exported.people_lists, f"{exported.name}.{column}"
