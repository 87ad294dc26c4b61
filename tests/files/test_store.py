"""The same bytes are kept once; bytes that no record knows are swept away."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet_qms.adapters import ObjectFiles
from intranet_qms.files import services
from intranet_qms.files.models import StoredFile
from intranet_qms.files.services import Content
from tests.files.test_content import picture, with_place
from tests.support.clock import FakeClock
from tests.support.s3 import S3Bucket

JPEG = Content("image/jpeg", 64, 48)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def files(folder: Path) -> ObjectFiles:
    return ObjectFiles(folder.as_uri())


@pytest.fixture
def today() -> FakeClock:
    """Stands at the machine's own time, because the store's files carry that."""
    return FakeClock(datetime.now(UTC))


def test_the_same_bytes_are_one_record_and_one_object(
    session: Session, files: ObjectFiles, clock: FakeClock
) -> None:
    one = services.store(session, clock, files, b"bytes", JPEG, person_id=None)
    two = services.store(session, clock, files, b"bytes", JPEG, person_id=None)
    assert one.id == two.id
    assert one.sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
    assert services.read(files, one) == b"bytes"
    assert b"".join(services.stream(files, one)) == b"bytes"


def test_bytes_that_the_store_lost_are_said_to_be_lost(
    session: Session, files: ObjectFiles, clock: FakeClock
) -> None:
    stored = services.store(session, clock, files, b"bytes", JPEG, person_id=None)
    files.delete(services.content_key(stored.sha256))
    with pytest.raises(FileNotFoundError):
        services.read(files, stored)


def test_nothing_from_outside_reaches_a_key() -> None:
    assert services.content_key("ab" * 32) == f"content/ab/{'ab' * 32}"


def test_a_picture_is_made_once_and_kept(
    session: Session, files: ObjectFiles, clock: FakeClock
) -> None:
    stored = services.store(session, clock, files, with_place(), JPEG, person_id=None)
    first = services.picture(files, stored, longest_side=320)
    files.delete(services.content_key(stored.sha256))
    assert services.picture(files, stored, longest_side=320) == first
    assert b"Secret Camera" not in first


def test_bytes_of_a_rolled_back_transaction_are_swept_after_a_day(
    session: Session, files: ObjectFiles, today: FakeClock
) -> None:
    kept = services.store(session, today, files, picture(), JPEG, person_id=None)
    session.commit()
    lost = services.store(session, today, files, b"lost", JPEG, person_id=None).sha256
    session.rollback()
    assert services.sweep(session, files, today) == 0, "the transaction may still be under way"
    today.advance(days=1, minutes=1)
    assert services.sweep(session, files, today) == 1
    assert not files.exists(services.content_key(lost))
    assert services.read(files, kept) == picture()
    assert services.sweep(session, files, today) == 0


def test_bytes_that_come_anew_while_they_are_removed_are_kept(
    session: Session, files: ObjectFiles, today: FakeClock
) -> None:
    services.store(session, today, files, b"again", JPEG, person_id=None)
    session.rollback()
    today.advance(days=1, minutes=1)
    # The sweep has found no row, somebody else's is made, and then the bytes are removed.
    again = services.store(session, today, files, b"again", JPEG, person_id=None)
    services.remove_bytes(files, [again.sha256])
    assert services.read(files, again) == b"again"
    assert b"".join(services.stream(files, again)) == b"again"
    assert services.verify(session, files).problems == []
    services.sweep(session, files, today)
    assert files.get(services.content_key(again.sha256)) == b"again"
    assert list(files.list("aside")) == []


def test_what_is_removed_is_gone_for_good_a_day_later(
    session: Session, files: ObjectFiles, today: FakeClock
) -> None:
    gone = services.store(session, today, files, picture(), JPEG, person_id=None)
    services.picture(files, gone, longest_side=40)
    digest = gone.sha256
    session.delete(gone)
    session.flush()
    services.remove_bytes(files, [digest])
    assert [key for key in files.list("") if digest in key] == [f"aside/{digest}"]
    services.sweep(session, files, today)
    assert files.exists(f"aside/{digest}")
    today.advance(days=1, minutes=1)
    services.sweep(session, files, today)
    assert list(files.list("")) == []


def test_the_local_store_and_s3_behave_alike(s3_bucket: S3Bucket, files: ObjectFiles) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_bucket.environment().items():
            patch.setenv(name, value)
        remote = ObjectFiles(f"s3://{s3_bucket.name}/szj")
    for store in (files, remote):
        with pytest.raises(FileNotFoundError):
            store.get("content/none")
        with pytest.raises(FileNotFoundError):
            next(iter(store.stream("content/none")))
        store.delete("content/none")
        store.put("content/a", b"one")
        store.put("content/a", b"two")
        assert (store.get("content/a"), store.exists("content/a")) == (b"two", True)
        later = datetime.now(UTC) + timedelta(minutes=5)
        assert list(store.list("content", older_than=later)) == ["content/a"]
        assert list(store.list("content", older_than=later - timedelta(days=1))) == []
        store.delete("content/a")
        assert not store.exists("content/a")


def test_a_store_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where a folder should be")
    with pytest.raises(OSError, match=r".+"):
        ObjectFiles((tmp_path / "files").as_uri()).put("content/a", b"x")


def test_a_write_that_the_disk_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ObjectFiles(tmp_path.as_uri())

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put("content/ab/x", b"bytes")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not store.exists("content/ab/x")


def test_a_key_stays_within_its_folder(tmp_path: Path) -> None:
    store = ObjectFiles((tmp_path / "files").as_uri())
    for key in ("../outside", "content/../../outside", "/outside"):
        with pytest.raises(ValueError, match="within its folder"):
            store.put(key, b"x")
    assert not (tmp_path / "outside").exists()
