"""Rows 32 and 33: the server is stopped or killed again and again while phones push."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from intranet_qms.audits.models import Answer, AuditChange
from intranet_qms.db import Database
from intranet_qms.extension import load_features
from intranet_qms.sync.models import Receipt
from intranet_qms.trail import services as trail
from tests.factories.sync import make_golden_office
from tests.faults.wire import NoAnswerError, WirePhone
from tests.support.clock import FakeClock
from tests.support.processes import WebProcess, gunicorn
from tests.support.waiting import until

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.slow]
PHONES = 4
KILLS = 6
MOST_SECONDS = 60


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    load_features()
    opened = Database(postgres_url)
    with opened.transaction() as session:
        make_golden_office(
            session, FakeClock(), further_auditors=[f"person{n}" for n in range(PHONES)]
        )
    yield opened
    opened.dispose()


class Load:
    """Phones that record and push without a rest until told to finish their queues."""

    def __init__(self, port: int) -> None:
        self.phones = [WirePhone(port, f"person{number}") for number in range(PHONES)]
        self.recorded: dict[str, str] = {}
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(number, phone))
            for number, phone in enumerate(self.phones)
        ]

    def _run(self, number: int, phone: WirePhone) -> None:
        sample = 0
        deadline = time.monotonic() + MOST_SECONDS
        while time.monotonic() < deadline:
            if not self._ending.is_set() and len(phone.queue) < 40:
                for _ in range(10):
                    sample += 1
                    made = phone.record(sample=sample, note=f"telefon {number}")
                    self.recorded[made["id"]] = f"Person{number} Lis"
            if not phone.queue:
                return
            try:
                phone.push(limit=25, timeout=5)
            except NoAnswerError:
                # A phone waits a moment before it tries again, and so does the load.
                self._ending.wait(0.05)

    @property
    def acknowledged(self) -> int:
        return sum(len(phone.acknowledged) for phone in self.phones)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let the queues run empty."""
        self._ending.set()
        for thread in self._threads:
            thread.join(MOST_SECONDS)
            assert not thread.is_alive()


def kill_a_worker(web: WebProcess) -> None:
    """As a power cut would end it; the master starts another."""
    assert web.pid is not None
    workers = psutil.Process(web.pid).children()
    if workers:
        workers[0].send_signal(signal.SIGKILL)


def check_nothing_lost_nothing_doubled(load: Load, database: Database) -> None:
    with database.transaction(writes=False) as session:
        answers = session.execute(select(Answer.uuid, Answer.author_name)).all()
        receipts = Counter(session.scalars(select(Receipt.mutation_uuid)))
        changes = Counter(
            session.scalars(select(AuditChange.entity_uuid).where(AuditChange.entity == "answer"))
        )
        numbers = list(session.scalars(select(AuditChange.number).order_by(AuditChange.number)))
        assert trail.verify(session).intact
    assert {str(identifier): name for identifier, name in answers} == load.recorded
    assert len(answers) == len(load.recorded)
    assert {str(identifier) for identifier in receipts} == set(load.recorded)
    assert set(receipts.values()) == {1}
    assert changes == receipts, "a phone that pulls is told of each answer once"
    assert numbers == list(range(1, len(numbers) + 1))
    for phone in load.phones:
        assert phone.queue == []


def test_row_33_killed_again_and_again(
    database: Database,
    postgres_url: str,
    tmp_path: Path,
    run_process: Callable[..., WebProcess],
) -> None:
    """What was acknowledged is stored, what was sent twice is stored once, and every phone gets
    rid of its whole queue."""
    web = run_process(gunicorn(tmp_path, postgres_url))
    load = Load(web.port)
    load.start()
    for _ in range(KILLS):
        before = load.acknowledged
        until(lambda before=before: load.acknowledged > before, within=20, what="a receipt")  # type: ignore[misc]
        kill_a_worker(web)
    # And once everything at once.
    web.kill()
    web.start()
    load.finish()
    assert load.acknowledged >= KILLS
    check_nothing_lost_nothing_doubled(load, database)


def test_row_32_stopped_politely_while_phones_push(
    database: Database,
    postgres_url: str,
    tmp_path: Path,
    run_process: Callable[..., WebProcess],
) -> None:
    """Pushes that are under way are finished or tried again, and nothing is lost between."""
    web = run_process(gunicorn(tmp_path, postgres_url))
    load = Load(web.port)
    load.start()
    until(lambda: load.acknowledged > 0, within=20, what="a receipt")
    web.send(signal.SIGTERM)
    web.wait(within=20)
    web.start()
    load.finish()
    check_nothing_lost_nothing_doubled(load, database)
