"""Row 43: a backup, made while people work as the operations guide says, is restored."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from click.testing import Result
from sqlalchemy import MetaData, func, select

from intranet_qms.cli import qms_commands
from tests.factories.sync import answer, attach, jpeg
from tests.faults.conftest import Field
from tests.support.host import Host


def command(host: Host, *words: str) -> Result:
    return host.app.test_cli_runner().invoke(qms_commands, words)


def counts(host: Host) -> dict[str, int]:
    """How many rows each table has."""
    tables = MetaData()
    tables.reflect(host.database.engine)
    with host.transaction() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables.tables.items()
            if name.startswith("qms_")
        }


def test_everything_of_the_backups_moment_is_there_again(
    field: Field, make_host: Callable[..., Host], tmp_path: Path
) -> None:
    phone, photo = field.phone(), jpeg(5_000)
    phone.push(answer(uuid.uuid4(), 1), attach(uuid.uuid4(), 2, photo))
    phone.upload(photo)

    # The database first, then the files; what comes in between is too much, never missing.
    backup = tmp_path / "backup"
    backup.mkdir()
    of_the_moment = counts(field.host)
    path = field.host.database.url.database
    with (
        closing(sqlite3.connect(str(path))) as live,
        closing(sqlite3.connect(backup / "qms.sqlite3")) as copy,
    ):
        live.backup(copy)
    late = jpeg(6_000, shade=9)
    phone.push(attach(uuid.uuid4(), 3, late))
    phone.upload(late)
    shutil.copytree(tmp_path / "home" / "files", backup / "files")

    restored = make_host(
        f"sqlite:///{backup / 'qms.sqlite3'}", QMS_FILES_URL=(backup / "files").as_uri()
    )
    assert counts(restored) == of_the_moment
    assert command(restored, "trail", "verify").exit_code == 0
    verified = command(restored, "files", "verify")
    assert (verified.exit_code, verified.output.split(",")[0]) == (0, "1 files")


def test_a_file_that_the_backup_lost_or_altered_is_named(field: Field, tmp_path: Path) -> None:
    phone, photos = field.phone(), [jpeg(5_000, shade=shade) for shade in (1, 2, 3)]
    for photo in photos:
        phone.upload(photo)
    paths = sorted(path for path in (tmp_path / "home/files/content").rglob("*") if path.is_file())
    paths[0].unlink()
    paths[1].write_bytes(b"other")
    found: Any = command(field.host, "files", "verify")
    assert found.exit_code == 1
    assert f"{paths[0].name}  missing" in found.output
    assert f"{paths[1].name}  altered" in found.output
    assert paths[2].name not in found.output
