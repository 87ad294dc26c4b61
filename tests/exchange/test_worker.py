"""A run whose worker is killed is taken over by another, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from intranet_qms.db import Database
from intranet_qms.exchange import queries, runner, services
from intranet_qms.exchange.services import running
from intranet_qms.exchange.workflow import SILENT_AFTER, RunState
from tests.factories.documents import install, make_office
from tests.factories.exchange import workshop
from tests.support.clock import FakeClock


def test_a_run_whose_worker_died_waits_for_another(
    database: Database, tmp_path: Path, clock: FakeClock
) -> None:
    shop = workshop(database, tmp_path, clock)
    with database.transaction() as session:
        office = make_office(session, clock)
        install(session, office)
        run = services.request_archive(session, office.actor("representative", session), clock)
    with database.transaction() as session:
        assert running.claim(session, clock, run.uuid) is not None
    # The outbox hands the job over after a minute. Were that taken for done, nobody would go on.
    clock.advance(minutes=1)
    with pytest.raises(runner.Busy):
        runner.work(shop, run.uuid)
    clock.advance(seconds=SILENT_AFTER.total_seconds())
    assert runner.work(shop, run.uuid)
    with database.transaction() as session:
        assert queries.run(session, run.uuid).state == RunState.DONE
    assert not runner.work(shop, run.uuid), "once"
