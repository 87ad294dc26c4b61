"""Row 35: the disk of the database or of the files is full."""

from __future__ import annotations

import resource
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from intranet_qms.audits.models import Answer
from intranet_qms.files.models import StoredFile
from tests.factories.sync import answer, attach, jpeg
from tests.faults.conftest import Field


@contextmanager
def no_room_in_the_database(field: Field) -> Iterator[None]:
    """SQLite may take no page more than it has, which it tells as it tells of a full disk."""

    def limit(connection: object, *_more: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("pragma max_page_count = 1")
        cursor.close()

    engine = field.host.database.engine
    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


@contextmanager
def no_room_for_files(size: int) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes: a write ends midway."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_database_takes_no_row_more(field: Field) -> None:
    """The phone is told to come back, keeps its queue, and gets rid of it later."""
    phone = field.phone()
    notes = [answer(uuid.uuid4(), number, note="n" * 9_000) for number in range(1, 60)]
    with no_room_in_the_database(field):
        full = phone.push(*notes)
        assert (full.status_code, full.json["error"]["code"]) == (503, "sync.unavailable")
        assert int(full.headers["Retry-After"]) > 0
        # Who reads is not disturbed.
        assert phone.send("GET", "hello").status_code == 200
    assert field.rows(Answer) == []
    again = phone.push(*notes)
    assert {one["status"] for one in again.json["receipts"]} == {"applied"}
    assert len(field.rows(Answer)) == len(notes)


def test_a_photograph_finds_no_room(field: Field, tmp_path: Path) -> None:
    """Nothing half-written stays, and the same photograph is taken when there is room again."""
    phone, photo = field.phone(), jpeg(3_000_000)
    phone.push(attach(uuid.uuid4(), 1, photo))
    with no_room_for_files(2_000_000):
        full = phone.upload(photo)
    assert (full.status_code, full.json["error"]["code"]) == (503, "sync.unavailable")
    assert int(full.headers["Retry-After"]) > 0
    assert field.rows(StoredFile) == []
    left = [path for path in (tmp_path / "home" / "files").rglob("*") if path.is_file()]
    assert left == []

    assert phone.upload(photo).json["state"] == "verified"
    assert phone.receipt()["complete"] is True
