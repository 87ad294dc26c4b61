"""`qms run`: starts quickly, says what is wrong in a sentence, stops politely, loses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet_qms.adapters import SystemClock
from intranet_qms.audits import queries as audits
from intranet_qms.audits.models import Audit
from intranet_qms.audits.report_source import REPORT_KIND
from intranet_qms.db import Database
from intranet_qms.extension import load_features
from intranet_qms.outbox import services as outbox
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people import queries as people
from intranet_qms.people import services as people_services
from intranet_qms.reports import services as reports
from intranet_qms.reports.models import ReportJob
from tests.support.processes import Process, WebProcess, application_environment, qms_run
from tests.support.smtp import Reaction, Received, SmtpServer
from tests.support.waiting import free_port, until

CLOCK = SystemClock()
Run = Callable[..., WebProcess]


@pytest.fixture
def database(demo_home: Path) -> Iterator[Database]:
    """The database of the running office, seen from outside."""
    load_features()
    opened = Database(f"sqlite:///{demo_home / 'qms.sqlite3'}")
    yield opened
    opened.dispose()


def _slow_office(home: Path, **settings: str) -> WebProcess:
    return WebProcess(
        "slow-office",
        [sys.executable, Path(__file__).with_name("slow_office.py"), "run"],
        environment=application_environment(home, PORT="{port}", **settings),
        entry="tests.standalone.slow_office:main",
    )


def _enqueue(database: Database, kind: str) -> None:
    with database.transaction() as session:
        outbox.enqueue(session, CLOCK, kind, {})


def _jobs(database: Database, kind: str) -> list[str]:
    with database.transaction(writes=False) as session:
        return list(session.scalars(select(OutboxJob.state).where(OutboxJob.kind == kind)))


def _state(database: Database, dedup_key: str) -> str:
    with database.transaction(writes=False) as session:
        query = select(OutboxJob.state).where(OutboxJob.dedup_key == dedup_key)
        return session.scalars(query).one()


def _mail(database: Database, key: str = "test") -> None:
    with database.transaction() as session:
        reader = people.person_by_host_id(session, "m.gajda")
        assert reader is not None
        outbox.enqueue_mail(
            session,
            CLOCK,
            to_person_id=reader.id,
            template="documents_reviews_due",
            context={
                "documents": [
                    {
                        "code": "XX-77", "title_pl": "Skargi", "title_en": "Complaints",
                        "due_on": "2026-11-01", "days": -3, "path": "/documents/PG-02",
                    }
                ]
            },
            dedup_key=key,
        )  # fmt: skip


# -- starting --------------------------------------------------------------------------------


def test_a_second_start_takes_less_than_three_seconds(demo_home: Path, run_process: Run) -> None:
    # Counted in work of the processor: what else this machine does is not the program's fault.
    office = run_process(qms_run(demo_home, by_nursery=False))
    with Path(f"/proc/{office.pid}/stat").open(encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    assert (int(fields[11]) + int(fields[12])) / 100 < 3


def _told(home: Path | str, *command: str, **settings: str) -> str:
    """What a start that cannot succeed says; it must end by itself, and without a traceback."""
    process = Process(
        "qms",
        [Path(sys.executable).with_name("qms"), *(command or ("run",))],
        environment=application_environment(Path(home), **settings),
        entry="intranet_qms.standalone.cli:main",
    )
    process.start()
    assert process.wait(within=60) == 1
    told = process.log()
    assert "Traceback" not in told
    return told


def test_a_taken_port_is_told_with_a_free_one(demo_home: Path, run_process: Run) -> None:
    taken = run_process(
        WebProcess(
            "other",
            [sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"],
            health_path="/",
            folder=demo_home,
        )
    )
    told = _told(demo_home, PORT=str(taken.port))
    assert f"Port {taken.port} cannot be used" in told
    assert "PORT=" in told


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "data folder" in _told(tmp_path / "file" / "home")


def test_an_unknown_key_is_told_by_its_name(tmp_path: Path) -> None:
    # As a shell starts it, which sees the exit code and shows what goes to the error output.
    ended = subprocess.run(
        [Path(sys.executable).with_name("qms"), "run"],
        env=application_environment(tmp_path, QMS_OFICE_NAME="Urząd"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "QMS_OFICE_NAME" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("QMS_DATABASE_URL", "postgresql://qms:secret@127.0.0.1:9/qms"),
        ("QMS_DATABASE_URL", "no address"),
        ("QMS_FILES_URL", "ftp://files"),
        ("QMS_BASE_URL", "szj.dolina.pl"),
        ("QMS_TIMEZONE", "Europe/Doliny"),
        ("PROXIES", "many"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_its_key(
    tmp_path: Path, key: str, value: str
) -> None:
    told = _told(tmp_path, "web", PORT=str(free_port()), **{key: value})
    assert key in told
    assert "secret" not in told


def test_a_second_start_on_the_same_folder_is_told_of_the_first(
    demo_home: Path, run_process: Run
) -> None:
    first = run_process(qms_run(demo_home))
    told = _told(demo_home, PORT=str(free_port()))
    assert f"process {first.pid}" in told
    assert first.is_healthy()


def test_a_power_cut_leaves_no_lock_behind(demo_home: Path, run_process: Run) -> None:
    run_process(qms_run(demo_home)).kill()
    assert run_process(qms_run(demo_home)).is_healthy()


@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_a_worker_of_its_own_without_a_broker_is_told_what_it_needs(
    tmp_path: Path, command: str
) -> None:
    assert "QMS_BROKER_URL" in _told(tmp_path, command)


# -- stopping --------------------------------------------------------------------------------


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_request_and_a_job_that_have_begun_come_to_their_end_first(
    demo_home: Path, run_process: Run, database: Database, which: signal.Signals
) -> None:
    office = run_process(_slow_office(demo_home))
    answers: list[bytes] = []

    def ask() -> None:
        with urllib.request.urlopen(f"{office.url}/slow", timeout=30) as answer:
            answers.append(answer.read())

    asking = threading.Thread(target=ask)
    asking.start()
    _enqueue(database, "tests.slow")
    until((demo_home / "page-began").exists, what="the page")
    until((demo_home / "job-began").exists, what="the job")

    office.send(which)
    until(lambda: "Finishing" in office.log(), what="the stop")
    assert office.is_running()
    (demo_home / "go").touch()

    assert office.wait(within=15) == 0
    asking.join(timeout=5)
    assert answers == [b"whole"]
    assert _jobs(database, "tests.slow") == ["done"]
    assert "Traceback" not in office.log()


def test_new_requests_are_not_taken_once_it_stops(demo_home: Path, run_process: Run) -> None:
    office = run_process(_slow_office(demo_home))
    asking = threading.Thread(
        target=lambda: urllib.request.urlopen(f"{office.url}/slow", timeout=30).close()
    )
    asking.start()
    until((demo_home / "page-began").exists, what="the page")
    office.send(signal.SIGTERM)
    until(lambda: not office.is_healthy(), what="the end of new requests")
    assert office.is_running()
    (demo_home / "go").touch()
    assert office.wait(within=10) == 0
    asking.join(timeout=5)


def test_an_idle_office_stops_within_seconds(demo_home: Path, run_process: Run) -> None:
    office = run_process(qms_run(demo_home))
    office.send(signal.SIGINT)
    assert office.wait(within=15) == 0
    assert "Nothing is lost" in office.log()


def test_a_second_signal_ends_it_at_once(demo_home: Path, run_process: Run) -> None:
    office = run_process(_slow_office(demo_home))
    asking = threading.Thread(target=_ask_in_vain, args=(f"{office.url}/slow",))
    asking.start()
    until((demo_home / "page-began").exists, what="the page")
    office.send(signal.SIGINT)
    until(lambda: "Finishing" in office.log(), what="the stop")
    office.send(signal.SIGINT)
    assert office.wait(within=3) == 1
    asking.join(timeout=5)


def _ask_in_vain(address: str) -> None:
    with pytest.raises(OSError, match=r".*"):
        urllib.request.urlopen(address, timeout=30)


def _is_ours(received: Received) -> bool:
    return "XX-77" in received.text


# -- killed ----------------------------------------------------------------------------------


@pytest.mark.faults
def test_a_job_that_was_killed_is_done_once_after_the_next_start(
    demo_home: Path, run_process: Run, database: Database
) -> None:
    office = run_process(_slow_office(demo_home))
    _enqueue(database, "tests.slow")
    until((demo_home / "job-began").exists, what="the job")
    office.kill()
    assert _jobs(database, "tests.slow") == ["taken"]

    (demo_home / "go").touch()
    run_process(_slow_office(demo_home))
    until(lambda: _jobs(database, "tests.slow") == ["done"], what="the job's end")
    assert (demo_home / "job-ended").read_text(encoding="ascii") == "once\n"


@pytest.mark.faults
def test_a_report_that_was_killed_is_made_once_after_the_next_start(
    demo_home: Path, run_process: Run, database: Database
) -> None:
    office = run_process(qms_run(demo_home))
    with database.transaction() as session:
        person = people.people_with_role(session, "qms_representative", today=CLOCK.now().date())[0]
        actor = people_services.actor_by_host_id(session, person.host_id, CLOCK.now())
        assert actor is not None
        audit = session.scalars(select(Audit).order_by(Audit.id)).first()
        assert audit is not None
        assert audits.by_uuid(session, audit.uuid) is audit
        job = reports.request_report(session, actor, CLOCK, REPORT_KIND, audit.uuid).uuid

    def report() -> ReportJob:
        with database.transaction(writes=False) as session:
            return session.scalars(select(ReportJob).where(ReportJob.uuid == job)).one()

    until(lambda: report().state == "running", every=0.005, what="the report being made")
    office.kill()
    assert report().state == "running"

    run_process(qms_run(demo_home))
    until(lambda: report().state == "done", within=40, what="the report")
    assert report().attempt == 2
    # The files go after the word that the report is done.
    until(lambda: not list((demo_home / "work").glob(".report-*")), what="no leftover")
    with database.transaction(writes=False) as session:
        assert len(session.scalars(select(ReportJob)).all()) == 1


@pytest.mark.faults
def test_a_mail_whose_yes_was_not_noted_comes_at_most_once_more_and_as_the_same_message(
    demo_home: Path, run_process: Run, database: Database, smtp_server: SmtpServer
) -> None:
    # The server has kept the message and says yes; before that is noted, the power goes.
    mail = {"QMS_MAIL_URL": f"smtp://127.0.0.1:{smtp_server.port}"}
    smtp_server.react = Reaction.HANG_UP
    office = run_process(qms_run(demo_home, **mail))
    _mail(database)
    smtp_server.wait_where(_is_ours)
    office.kill()
    smtp_server.react = Reaction.ACCEPT
    with database.transaction() as session:
        # The pause before the next try is over, whether it was noted or not.
        job = session.scalars(select(OutboxJob).where(OutboxJob.dedup_key == "mail:test")).one()
        assert job.state in {"taken", "waiting"}
        job.due_at = datetime.now(UTC) - timedelta(seconds=1)

    run_process(qms_run(demo_home, **mail))
    until(lambda: len([*filter(_is_ours, smtp_server.messages)]) == 2, what="the mail")
    until(lambda: _state(database, "mail:test") == "done", what="the mail's end")
    sent = [*filter(_is_ours, smtp_server.messages)]
    assert len(sent) == 2
    assert len({each.message_id for each in sent}) == 1
