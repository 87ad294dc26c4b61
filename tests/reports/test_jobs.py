"""Report jobs: made once, whoever asks, and whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet_qms.adapters import ObjectFiles
from intranet_qms.db import Database
from intranet_qms.errors import Conflict, Forbidden, NotFound, QMSError, Unavailable
from intranet_qms.extension import load_features
from intranet_qms.files import services as files_services
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.reports import queries, runner, services
from intranet_qms.reports.models import ReportJob
from intranet_qms.reports.temporary import sweep_temporary
from intranet_qms.reports.typst_renderer import ReportFailed
from tests.factories.report_jobs import KIND, SECRET, make_actor, register_kind
from tests.support.clock import FakeClock
from tests.support.waiting import until

SUBJECT = uuid.UUID(int=7)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    load_features()
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def files(tmp_path: Path) -> ObjectFiles:
    return ObjectFiles((tmp_path / "files").as_uri())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "unfinished"
    made.mkdir()
    return made


@pytest.fixture
def made() -> list[Path]:
    return register_kind()


def ask(database: Database, clock: FakeClock, subject: uuid.UUID = SUBJECT) -> uuid.UUID:
    with database.transaction() as session:
        actor = make_actor(session, clock)
        return services.request_report(session, actor, clock, KIND, subject).uuid


def read(database: Database, job: uuid.UUID) -> ReportJob:
    with database.transaction(writes=False) as session:
        found = queries.by_uuid(session, job)
        assert found is not None
        return found


def test_asking_twice_gives_the_same_job_and_one_outbox_row(
    database: Database, clock: FakeClock, made: list[Path]
) -> None:
    first, second = ask(database, clock), ask(database, clock)
    assert first == second
    with database.transaction() as session:
        jobs = session.scalars(select(OutboxJob)).all()
        assert [(job.kind, job.payload) for job in jobs] == [("reports.build", {"job": str(first)})]


def test_ten_people_asking_at_once_get_one_job(
    database: Database, clock: FakeClock, made: list[Path]
) -> None:
    with database.transaction() as session:
        make_actor(session, clock)
    with ThreadPoolExecutor(10) as pool:
        jobs = set(pool.map(lambda _: ask(database, clock), range(10)))
    assert len(jobs) == 1


def test_each_language_is_a_report_of_its_own(
    database: Database, clock: FakeClock, made: list[Path]
) -> None:
    with database.transaction() as session:
        actor = make_actor(session, clock)
        polish = services.request_report(session, actor, clock, KIND, SUBJECT)
        english = services.request_report(session, actor, clock, KIND, SUBJECT, language="en")
        assert polish.uuid != english.uuid


def test_a_job_ends_with_its_file_stored(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path, made: list[Path]
) -> None:
    job = ask(database, clock)
    assert runner.build(database, files, clock, folder, job) == "done"
    found = read(database, job)
    assert (found.state, found.progress, found.live_key) == ("done", 100, None)
    assert found.pages is not None
    assert found.pages >= 1
    with database.transaction() as session:
        stored = files_services.by_hash(session, found.file_sha256 or "")
        assert stored is not None
        assert stored.media_type == "application/pdf"
        assert files_services.read(files, stored).startswith(b"%PDF")
    assert list(folder.iterdir()) == []


def test_a_job_delivered_twice_is_made_once(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path, made: list[Path]
) -> None:
    job = ask(database, clock)
    outcomes = [runner.build(database, files, clock, folder, job) for _ in range(3)]
    assert outcomes == ["done", "over", "over"]
    assert len(made) == 1


def test_after_it_is_done_asking_makes_a_new_one(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path, made: list[Path]
) -> None:
    first = ask(database, clock)
    runner.build(database, files, clock, folder, first)
    clock.advance(minutes=1)
    second = ask(database, clock)
    assert first != second
    with database.transaction() as session:
        latest = queries.latest(session, KIND, SUBJECT)
        assert latest is not None
        assert latest.uuid == second


def test_while_a_worker_lives_no_other_takes_its_job(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path, made: list[Path]
) -> None:
    job = ask(database, clock)
    with database.transaction() as session:
        claimed = services.claim(session, clock, job)
        assert claimed is not None
    for _ in range(5):
        clock.advance(seconds=50)
        assert runner.build(database, files, clock, folder, job) == "busy"
        with database.transaction() as session:
            services.advance(session, clock, job, claimed.attempt, 0.5, "photos")
    assert made == []


def test_a_silent_workers_job_is_taken_over_and_its_late_result_refused(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path, made: list[Path]
) -> None:
    job = ask(database, clock)
    with database.transaction() as session:
        dead = services.claim(session, clock, job)
        assert dead is not None
    clock.advance(seconds=61)
    assert runner.build(database, files, clock, folder, job) == "done"
    for late in (
        lambda session: services.advance(session, clock, job, dead.attempt, 0.9, "pages"),
        lambda session: services.fail(session, clock, job, dead.attempt, "reports.crashed"),
    ):
        with database.session() as session, pytest.raises(Conflict, match="taken_over"):
            late(session)
    assert read(database, job).state == "done"


def test_a_worker_that_lost_its_job_stops_and_stores_nothing(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path
) -> None:
    """It was slow, not dead: it hears of the other one at its next progress."""

    def slow(_progress: object) -> None:
        with database.transaction() as session:
            clock.advance(seconds=61)
            assert services.claim(session, clock, job) is not None

    register_kind(before=slow)
    job = ask(database, clock)
    assert runner.build(database, files, clock, folder, job) == "over"
    found = read(database, job)
    assert (found.state, found.attempt, found.file_sha256) == ("running", 2, None)
    assert list(folder.iterdir()) == []


def test_a_report_that_cannot_be_made_says_so(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path
) -> None:
    def broken(_progress: object) -> None:
        raise ReportFailed("reports.crashed", "status -11")

    register_kind(before=broken)
    job = ask(database, clock)
    assert runner.build(database, files, clock, folder, job) == "failed"
    found = read(database, job)
    assert (found.state, found.error_code, found.live_key) == ("failed", "reports.crashed", None)
    assert ask(database, clock) != job


def test_a_subject_that_is_gone_fails_the_job(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path
) -> None:
    def gone(_subject: uuid.UUID) -> None:
        raise NotFound("audits.no_audit", "gone")

    register_kind(prepare=gone)
    job = ask(database, clock)
    assert runner.build(database, files, clock, folder, job) == "failed"
    assert read(database, job).error_code == "audits.no_audit"


def test_a_part_that_is_away_leaves_the_job_to_be_tried_again(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path
) -> None:
    def away(_subject: uuid.UUID) -> None:
        raise Unavailable("storage_away", "away")

    register_kind(prepare=away)
    job = ask(database, clock)
    with pytest.raises(Unavailable):
        runner.build(database, files, clock, folder, job)
    made = register_kind()
    assert runner.build(database, files, clock, folder, job) == "done"
    assert len(made) == 1


def test_a_report_that_kills_its_workers_is_given_up(
    database: Database, files: ObjectFiles, clock: FakeClock, folder: Path, made: list[Path]
) -> None:
    job = ask(database, clock)
    for _ in range(3):
        with database.transaction() as session:
            assert services.claim(session, clock, job) is not None
        clock.advance(seconds=61)
    assert runner.build(database, files, clock, folder, job) == "over"
    assert read(database, job).error_code == "reports.gave_up"


def test_who_may_not_see_the_subject_may_not_ask(
    database: Database, clock: FakeClock, made: list[Path]
) -> None:
    with pytest.raises(Forbidden):
        ask(database, clock, SECRET)


def test_an_unknown_kind_is_not_found(database: Database, clock: FakeClock) -> None:
    with database.transaction() as session:
        actor = make_actor(session, clock)
        with pytest.raises(QMSError) as caught:
            services.request_report(session, actor, clock, "no.such", SUBJECT)
    assert caught.value.status == 404


WORKER = """
import sys, time, uuid
from pathlib import Path
from intranet_qms.adapters import ObjectFiles
from intranet_qms.db import Database
from intranet_qms.extension import load_features
from intranet_qms.reports import runner
from tests.factories.report_jobs import register_kind
from tests.support.clock import FakeClock
load_features()
register_kind(before=lambda progress: (progress(0.3, "photos"), time.sleep(60)))
url, files, folder, job = sys.argv[1:]
runner.build(Database(url), ObjectFiles(files), FakeClock(), Path(folder), uuid.UUID(job))
"""


@pytest.mark.faults
def test_a_worker_killed_in_a_report_gives_one_report_and_no_leftovers(
    database: Database,
    database_url: str,
    files: ObjectFiles,
    clock: FakeClock,
    folder: Path,
    tmp_path: Path,
    made: list[Path],
) -> None:
    job = ask(database, clock)
    arguments = [database_url, (tmp_path / "files").as_uri(), str(folder), str(job)]
    with subprocess.Popen([sys.executable, "-c", WORKER, *arguments], cwd=os.getcwd()) as worker:
        until(lambda: read(database, job).stage == "photos", within=20, what="the report begun")
        worker.send_signal(signal.SIGKILL)
    assert len(list(folder.iterdir())) == 2

    assert sweep_temporary(folder) == 1
    assert runner.build(database, files, clock, folder, job) == "busy"
    clock.advance(seconds=61)
    assert runner.build(database, files, clock, folder, job) == "done"
    assert len(made) == 1
    assert list(folder.iterdir()) == []
    with database.transaction() as session:
        assert len(list(files.list("content"))) == 1
        assert session.scalars(select(ReportJob.state)).all() == ["done"]
