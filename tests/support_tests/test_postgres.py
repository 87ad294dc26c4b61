"""A real PostgreSQL: shared by all, or one's own to break."""

import psycopg
import pytest

from tests.support.postgres import PostgresServer, connect, server_answers
from tests.support.reaper import is_running
from tests.support.waiting import is_listening

pytestmark = pytest.mark.postgres


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_it_is_the_version_that_offices_run(postgres_port: int) -> None:
    with connect(postgres_port) as connection:
        assert connection.info.server_version // 10_000 == 18


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_has_a_database_of_its_own(empty_postgres_url: str, turn: int) -> None:
    with psycopg.connect(_plain(empty_postgres_url)) as connection:
        # Fails in the second turn if the first one's table were there.
        connection.execute("CREATE TABLE left_behind (turn int)")
        connection.commit()


def test_what_was_committed_survives_a_kill(own_postgres: PostgresServer) -> None:
    with connect(own_postgres.port) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'żółć' AS word")
    first = own_postgres.pid
    assert first is not None

    own_postgres.kill()
    assert not is_running(first)
    assert not server_answers(own_postgres.port)

    own_postgres.start()
    with connect(own_postgres.port) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("żółć",)


def test_stopping_leaves_nothing() -> None:
    server = PostgresServer()
    server.start()
    pid = server.pid
    assert pid is not None
    server.remove()
    assert not is_running(pid)
    assert not is_listening(server.port)
    assert not server.folder.exists()
