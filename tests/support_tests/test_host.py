"""A host intranet for tests, and databases with all tables in them."""

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, inspect

from tests.support.clock import FakeClock
from tests.support.host import Host


def test_a_database_has_all_tables(database_url: str) -> None:
    engine = create_engine(database_url)
    names = inspect(engine).get_table_names()
    engine.dispose()
    assert {"qms_document", "qms_audit", "qms_finding", "qms_trail_entry"} <= set(names)


def test_the_module_is_healthy_in_it(host: Host) -> None:
    assert host.client().get("/qms/health").status_code == 200


def test_it_runs_on_postgresql_too(make_host: Callable[..., Host], postgres_url: str) -> None:
    assert make_host(postgres_url).client().get("/qms/health").status_code == 200


def test_the_test_and_the_module_share_one_clock(host: Host, clock: FakeClock) -> None:
    clock.advance(days=3)
    assert host.qms.clock.now() == clock.now()


@pytest.mark.parametrize("turn", [1, 2])
def test_nobody_is_signed_in_until_the_test_says_so(host: Host, turn: int) -> None:
    assert host.users.current() is None
    host.sign_in("a.wisniewska")
    user = host.users.current()
    assert user is not None
    assert user.name == "Anna Wiśniewska"
