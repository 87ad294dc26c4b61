"""Ask for an archive of the register, and send one in to be restored."""

from __future__ import annotations

import hashlib
import mmap
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy.orm import Session

from ... import access
from ...errors import Invalid
from ...files import services as files
from ...host import Actor, Clock, FileStore
from ...i18n import t
from ...trail.services import record
from ..models import ExchangeRun
from ..workflow import RunKind, RunState
from . import running

ZIP = "application/zip"
_CHUNK = 1024 * 1024


def request_archive(session: Session, actor: Actor, clock: Clock) -> ExchangeRun:
    """Have the whole register written into one file by the worker. Raises Forbidden."""
    run = running.begin(session, actor, clock, RunKind.ARCHIVE, RunState.APPLYING)
    record(session, actor, clock, "exchange.request_archive", "exchange_run", run.uuid)
    running.hand_over(session, clock, run)
    return run


def upload_archive(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    stream: BinaryIO,
    folder: Path,
    name: str,
    *,
    seal: str = "",
) -> ExchangeRun:
    """Take an archive and have it looked at; nothing of the register is changed by this.

    Args:
        folder: where it may lie while it is being taken.
        seal: the hash that was noted at the export, where somebody has it.

    Raises:
        Forbidden; Invalid: no ZIP at all, or a seal of another form.
    """
    access.require(actor, "exchange.manage")
    seal = "".join(seal.split()).lower()
    if seal and (len(seal) != 64 or not set(seal) <= set("0123456789abcdef")):
        raise Invalid(
            "exchange.seal", t("The seal has 64 digits and letters from a to f."),
            fields={"seal": [t("The seal has 64 digits and letters from a to f.")]},
        )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    # A name of its own: two people may send files of the same name at the same moment.
    handle, taken = tempfile.mkstemp(prefix="upload-", dir=folder)
    path = Path(taken)
    try:
        with os.fdopen(handle, "wb") as target:
            while chunk := stream.read(_CHUNK):
                target.write(chunk)
        with path.open("rb") as source:
            begins = source.read(4)
        if begins != b"PK\x03\x04":
            sentence = t("This is no archive of the register, or its end is missing.")
            raise Invalid("exchange.no_archive", sentence, fields={"file": [sentence]})
        kept = keep(session, clock, store, path, actor.person_id)
    finally:
        path.unlink(missing_ok=True)
    plain = "".join(one for one in name.replace("\\", "/").rsplit("/", 1)[-1] if one.isprintable())
    run = running.begin(
        session, actor, clock, RunKind.RESTORE, RunState.CHECKING,
        file_sha256=kept.sha256, file_name=plain[:200] or "archive.zip",
        choices={"seal": seal} if seal else {},
    )  # fmt: skip
    record(
        session, actor, clock, "exchange.upload", "exchange_run", run.uuid,
        {"file": run.file_name, "sha256": kept.sha256},
    )  # fmt: skip
    running.hand_over(session, clock, run)
    return run


def keep(
    session: Session, clock: Clock, store: FileStore, path: Path, person_id: int | None
) -> Any:
    """Store a file of the disk without reading it into memory."""
    with (
        path.open("rb") as source,
        mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as view,
    ):
        return files.store(
            session, clock, store, cast(bytes, view), files.Content(ZIP),
            person_id=person_id, sha256=hashlib.sha256(view).hexdigest(),
        )  # fmt: skip


def agree_to_restore(session: Session, actor: Actor, clock: Clock, run: ExchangeRun) -> None:
    """Have a checked archive restored. Raises Forbidden, Conflict."""
    access.require(actor, "exchange.manage")
    running.move(session, run, RunState.APPLYING, progress=0, stage="waiting", heartbeat_at=None)
    running.hand_over(session, clock, run)
