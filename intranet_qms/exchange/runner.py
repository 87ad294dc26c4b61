"""What the worker does with a run. Each run has one effect, however often it is handed over."""

from __future__ import annotations

import logging
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from .. import access
from ..db import Database
from ..errors import QMSError
from ..files import services as files
from ..host import SYSTEM, Actor, Clock, FileStore
from ..i18n import use_locale
from ..people import queries as people_queries
from ..people import services as people
from ..trail.services import record
from . import queries
from .archive.opening import Archive, ArchiveRefused
from .archive.writing import write
from .models import ExchangeRun
from .reading import Sheet, WorkbookRefused, read_sheet
from .services import archiving, importing, restoring, running
from .workflow import RunKind, RunState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the worker works with. ``folder`` is for files that live as long as one run."""

    database: Database
    store: FileStore
    clock: Clock
    zone: ZoneInfo
    folder: Path
    unpacked_bytes: int

    @property
    def today(self) -> date:
        """The day in the office's zone."""
        return self.clock.now().astimezone(self.zone).date()

    def teller(self, run_id: int, stage: str, low: int, high: int) -> Callable[[float], None]:
        """See ``running.teller``."""
        return running.teller(self.database, self.clock, run_id, stage, low, high)


class Busy(Exception):
    """Another worker is at this run, or was until it died."""


def work(shop: Workshop, run_uuid: uuid.UUID) -> bool:
    """Take a run one state further.

    Returns:
        Whether there was anything to do.

    Raises:
        OperationalError, IntegrityError: try again later; the run waits.
        Busy: another worker has it; if that one dies, whoever tries later takes over.
    """
    with shop.database.transaction() as session:
        run = running.claim(session, shop.clock, run_uuid)
        if run is None:
            if running.is_taken(session, run_uuid):
                raise Busy(str(run_uuid))
            return False
        actor = _actor(session, shop, run)
        session.expunge(run)
    steps = {
        (RunKind.IMPORT, RunState.CHECKING): _check_import,
        (RunKind.IMPORT, RunState.APPLYING): _apply_import,
        (RunKind.ARCHIVE, RunState.APPLYING): _write_archive,
        (RunKind.RESTORE, RunState.CHECKING): _check_archive,
        (RunKind.RESTORE, RunState.APPLYING): _restore,
    }
    try:
        with use_locale(actor.locale if actor else "pl"):
            if actor is None:
                raise PermissionError
            access.require(actor, "exchange.manage")
            steps[RunKind(run.kind), RunState(run.state)](shop, actor, run)
    except (OperationalError, IntegrityError):
        with shop.database.transaction() as session:
            session.execute(
                update(ExchangeRun).where(ExchangeRun.id == run.id).values(heartbeat_at=None)
            )
        raise
    except (WorkbookRefused, ArchiveRefused) as error:
        values = error.parameters if isinstance(error, WorkbookRefused) else error.values
        _fail(shop, actor, run, error.code, dict(values))
    except (PermissionError, QMSError) as error:
        _fail(shop, actor, run, error.code if isinstance(error, QMSError) else "not_allowed", {})
    except FileNotFoundError:
        _fail(shop, actor, run, "file_lost", {})
    except Exception:
        log.exception("an exchange failed")
        _fail(shop, actor, run, "unexpected", {})
    return True


def _actor(session: Session, shop: Workshop, run: ExchangeRun) -> Actor | None:
    person = people_queries.person(session, run.requested_by_id)
    if person is None:
        return None
    now = shop.clock.now().astimezone(shop.zone)
    return people.actor_by_host_id(session, person.host_id, now, source="task")


def _fail(
    shop: Workshop, actor: Actor | None, run: ExchangeRun, code: str, values: dict[str, object]
) -> None:
    from_whom = actor or SYSTEM
    with shop.database.transaction() as session:
        fresh = queries.run(session, run.uuid)
        running.fail(session, from_whom, shop.clock, fresh, code, **values)


def _bytes(shop: Workshop, run: ExchangeRun) -> bytes:
    with shop.database.transaction(writes=False) as session:
        kept = files.by_hash(session, run.file_sha256 or "")
        if kept is None:
            raise FileNotFoundError(run.file_sha256)
        return files.read(shop.store, kept)


def _sheet(shop: Workshop, run: ExchangeRun) -> Sheet:
    return read_sheet(_bytes(shop, run))


def _check_import(shop: Workshop, _actor: Actor, run: ExchangeRun) -> None:
    sheet = _sheet(shop, run)
    tell = shop.teller(run.id, "checking", 30, 90)
    tell(0)
    with shop.database.transaction(writes=False) as session:
        plan, _ = importing.work_out(session, run, sheet, shop.today, tell)
    with shop.database.transaction() as session:
        fresh = queries.run(session, run.uuid)
        importing.check(session, shop.clock, fresh, sheet, shop.today, plan)


def _apply_import(shop: Workshop, actor: Actor, run: ExchangeRun) -> None:
    sheet = _sheet(shop, run)
    shop.teller(run.id, "writing", 40, 90)(0)
    with shop.database.transaction() as session:
        fresh = queries.run(session, run.uuid)
        importing.apply(session, actor, shop.clock, fresh, sheet, shop.today)


def _write_archive(shop: Workshop, actor: Actor, run: ExchangeRun) -> None:
    shop.folder.mkdir(parents=True, exist_ok=True)
    tellers = {
        "tables": shop.teller(run.id, "tables", 5, 60),
        "files": shop.teller(run.id, "files", 60, 90),
    }
    with tempfile.TemporaryDirectory(dir=shop.folder) as folder:
        path = Path(folder) / "register.zip"
        with shop.database.session(writes=False) as session:
            if not shop.database.is_sqlite:
                # One state of the register, whatever is written meanwhile.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            written = write(
                session, shop.store, path, tell=lambda stage, part: tellers[stage](part)
            )
            session.rollback()
        with shop.database.transaction() as session:
            kept = archiving.keep(session, shop.clock, shop.store, path, run.requested_by_id)
            fresh = queries.run(session, run.uuid)
            running.move(
                session, fresh, RunState.DONE,
                file_sha256=kept.sha256, file_name=f"rejestr-{shop.today.isoformat()}.zip",
                seal=written.seal, counts=written.counts, progress=100, stage="done",
                finished_at=shop.clock.now(), heartbeat_at=None,
            )  # fmt: skip
            record(
                session, actor, shop.clock, "exchange.archive", "exchange_run", run.uuid,
                {"seal": written.seal, "sha256": kept.sha256, "counts": written.counts},
            )  # fmt: skip


def _on_disk(shop: Workshop, run: ExchangeRun, path: Path) -> None:
    with shop.database.transaction(writes=False) as session:
        kept = files.by_hash(session, run.file_sha256 or "")
        if kept is None:
            raise FileNotFoundError(run.file_sha256)
        with path.open("wb") as target:
            for piece in files.stream(shop.store, kept):
                target.write(piece)


def _check_archive(shop: Workshop, actor: Actor, run: ExchangeRun) -> None:
    shop.folder.mkdir(parents=True, exist_ok=True)
    tell = shop.teller(run.id, "verifying", 5, 80)
    with tempfile.TemporaryDirectory(dir=shop.folder) as folder:
        path = Path(folder) / "archive.zip"
        _on_disk(shop, run, path)
        with Archive(path, unpacked_bytes=shop.unpacked_bytes) as archive:
            wanted = run.choices.get("seal")
            if wanted and wanted != archive.manifest.seal:
                raise ArchiveRefused("other_seal")
            with shop.database.session(writes=False) as session:
                found = restoring.look(session, archive, tell)
                same = not found.empty and _is_here(shop, session, Path(folder), archive)
            if not found.empty and not same:
                raise ArchiveRefused("not_empty")
            seal = archive.manifest.seal
    with shop.database.transaction() as session:
        fresh = queries.run(session, run.uuid)
        counts = {**found.as_counts(), "same": int(same)}
        running.move(
            session, fresh, RunState.CHECKED,
            seal=seal, counts=counts, progress=100, stage="done", heartbeat_at=None,
        )  # fmt: skip
        if same:
            # All that it holds is here already: there is nothing to agree to.
            _done(session, shop, actor, fresh, counts)


def _is_here(shop: Workshop, session: Session, folder: Path, archive: Archive) -> bool:
    """Whether this register would give the same archive."""
    return write(session, shop.store, folder / "own.zip").seal == archive.manifest.seal


def _restore(shop: Workshop, actor: Actor, run: ExchangeRun) -> None:
    shop.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=shop.folder) as folder:
        path = Path(folder) / "archive.zip"
        _on_disk(shop, run, path)
        shop.teller(run.id, "writing", 10, 90)(0)
        with (
            Archive(path, unpacked_bytes=shop.unpacked_bytes) as archive,
            shop.database.transaction() as session,
        ):
            # Once more, and in the transaction that writes: the file and the office may have
            # changed since somebody agreed.
            found = restoring.look(session, archive)
            restoring.restore(session, actor, shop.clock, shop.store, archive, found)
            fresh = queries.run(session, run.uuid)
            running.move(
                session, fresh, RunState.DONE,
                counts=found.as_counts(), progress=100, stage="done",
                finished_at=shop.clock.now(), heartbeat_at=None,
            )  # fmt: skip
            _note_restored(session, shop, actor, fresh, archive.manifest.seal)


def _done(
    session: Session, shop: Workshop, actor: Actor, run: ExchangeRun, counts: dict[str, object]
) -> None:
    running.move(session, run, RunState.APPLYING)
    session.refresh(run)
    running.move(session, run, RunState.DONE, counts=counts, finished_at=shop.clock.now())
    _note_restored(session, shop, actor, run, run.seal or "")


def _note_restored(
    session: Session, shop: Workshop, actor: Actor, run: ExchangeRun, seal: str
) -> None:
    counts = {key: value for key, value in (run.counts or {}).items() if isinstance(value, int)}
    record(
        session, actor, shop.clock, "exchange.restore", "exchange_run", run.uuid,
        {"seal": seal, "sha256": run.file_sha256, "counts": counts},
    )  # fmt: skip
