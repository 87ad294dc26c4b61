"""The register changes while an exchange is at work on PostgreSQL: nothing of it is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from intranet_qms.db import Database
from intranet_qms.documents import services as documents
from intranet_qms.documents.models import Document
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.errors import Conflict
from intranet_qms.exchange import queries
from intranet_qms.exchange import services as exchange
from intranet_qms.exchange.runner import Workshop
from intranet_qms.exchange.services import importing, restoring
from intranet_qms.exchange.workflow import RunState
from intranet_qms.people.models import Unit
from intranet_qms.standards import services as standards
from tests.exchange.test_archive import archive_of, fill, representative, restore, send
from tests.factories.documents import TODAY, make_office
from tests.factories.exchange import workbook, workshop
from tests.support.clock import FakeClock
from tests.support.host import make_schema

pytestmark = pytest.mark.postgres
SHEET = [
    ["Kod", "Rodzaj", "Tytuł", "Komórka", "JRWA"],
    ["PG-02", "procedura", "Skargi", "OR", "0143"],
]


@pytest.fixture
def office(postgres_url: str, tmp_path: Path, clock: FakeClock) -> Iterator[Workshop]:
    """An office on PostgreSQL with people and no document."""
    database = Database(postgres_url)
    with database.transaction() as session:
        standards.load_builtin(session)
        make_office(session, clock)
    yield workshop(database, tmp_path / "office", clock)
    database.dispose()


def test_a_document_that_is_entered_while_an_archive_is_restored_is_not_cleared_away(
    office: Workshop, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    make_schema(url)
    old = workshop(Database(url), tmp_path / "old", clock)
    fill(old.database, clock)
    data, _ = archive_of(old, clock)
    run = send(office, clock, data)
    assert run.state == RunState.CHECKED, (run.error_code, run.error_values)
    keep_files = restoring._keep_files

    def meanwhile(*args: Any) -> None:
        keep_files(*args)
        with office.database.transaction() as session:
            documents.create_document(
                session, representative(session, clock), clock, code="IN-1",
                kind=DocumentKind.INSTRUCTION, title="Inna",
                properties=documents.Properties(owner_unit_id=session.scalars(select(Unit.id)).first()),
            )  # fmt: skip

    monkeypatch.setattr(restoring, "_keep_files", meanwhile)
    assert restore(office, clock, run).error_code == "not_empty"
    with office.database.transaction() as session:
        assert session.scalars(select(Document.code)).all() == ["IN-1"]
    old.database.dispose()


def test_who_saves_while_a_sheet_is_imported_is_told(
    office: Workshop, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.database.transaction() as session:
        actor = representative(session, clock)
        documents.install_document(
            session, actor, clock,
            documents.Installation(
                code="PG-02", kind=DocumentKind.PROCEDURE, title="Skargi", jrwa="1510",
                owner_unit_id=session.scalars(select(Unit.id).where(Unit.code == "OR")).one(),
                issues=[documents.PastIssue(body="1. Cel.", effective_on=TODAY)],
            ),
        )  # fmt: skip
    told: list[Exception] = []

    def save() -> None:
        try:
            with office.database.transaction() as session:
                document = session.scalars(select(Document)).one()
                documents.set_properties(
                    session, actor, clock, document,
                    documents.Properties(owner_unit_id=document.owner_unit_id, jrwa="1511"),
                    row_version=document.row_version,
                )  # fmt: skip
        except (Conflict, StaleDataError) as error:
            told.append(error)

    other = threading.Thread(target=save)
    work_out = importing.work_out

    def meanwhile(*args: Any) -> Any:
        found = work_out(*args)
        other.start()
        other.join(timeout=0.5)
        return found

    with office.database.transaction() as session:
        run = exchange.upload(
            session, actor, clock, office.store,
            workbook(SHEET), "rejestr.xlsx", today=TODAY,
        )  # fmt: skip
        name = run.uuid
    with office.database.transaction() as session:
        monkeypatch.setattr(importing, "work_out", meanwhile)
        run = queries.run(session, name)
        assert exchange.decide(
            session, actor, clock, office.store, run,
            skip_wrong=False, update_existing=True, today=TODAY,
        )  # fmt: skip
    other.join(timeout=20)
    assert len(told) == 1
    with office.database.transaction() as session:
        assert session.scalars(select(Document.jrwa)).one() == "0143"
