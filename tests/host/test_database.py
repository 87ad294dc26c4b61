"""One database for both: the host's tables and history are not touched, and nothing stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from tests.host.conftest import WithModule, come_in, flask
from tests.host.example.intranet import Intranet


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'intranet.sqlite3'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def empty(tmp_path: Path, shared_url: str) -> Iterator[WithModule]:
    """The intranet with the module in it, before the first upgrade."""
    intranet = WithModule(tmp_path / "quality", shared_url)
    intranet.make_tables()
    yield intranet
    intranet.qms.database.dispose()
    intranet.engine.dispose()


def _contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every table with its columns and rows."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with engine.connect() as connection:
        inspector = inspect(connection)
        for name in inspector.get_table_names():
            columns = tuple(str(column) for column in inspector.get_columns(name))
            rows = connection.execute(text(f'select * from "{name}"'))
            found[name] = [columns, *sorted(map(tuple, rows))]
    return found


def _run(intranet: WithModule, *arguments: str) -> str:
    result = flask(intranet.app, "qms", *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_an_upgrade_adds_tables_of_its_own_and_touches_none_of_the_hosts(
    empty: WithModule,
) -> None:
    before = _contents(empty.engine)
    _run(empty, "db", "upgrade")
    after = _contents(empty.engine)
    assert {name: after[name] for name in before} == before
    added = set(after) - set(before)
    assert len(added) > 20
    assert [name for name in added if not name.startswith("qms_")] == []
    assert after["alembic_version"][1] == ("intranet_0042",)


def test_after_removing_everything_is_as_before(empty: WithModule, tmp_path: Path) -> None:
    before = _contents(empty.engine)
    _run(empty, "db", "upgrade")
    come_in(empty).get("/qms/tasks/")
    _run(empty, "db", "remove", "--yes")
    assert _contents(empty.engine) == before
    # And without the lines: the intranet as it was.
    client = come_in(Intranet(empty.qms.config.database_url))
    assert client.get("/").status_code == 200
    assert "zadzwoń pod 12" in client.get("/qms/tasks/").text


def test_removing_twice_and_upgrading_again_work(empty: WithModule) -> None:
    _run(empty, "db", "upgrade")
    _run(empty, "db", "remove", "--yes")
    _run(empty, "db", "remove", "--yes")
    _run(empty, "db", "upgrade")
    assert "ok" in _run(empty, "check")


def test_the_check_says_what_is_missing_and_then_that_all_is_well(empty: WithModule) -> None:
    missing = flask(empty.app, "qms", "check")
    assert missing.exit_code == 1
    assert "flask qms db upgrade" in missing.output
    _run(empty, "db", "upgrade")
    verdicts = {words[0]: words[1] for words in map(str.split, _run(empty, "check").splitlines())}
    assert {"database", "files", "jobs", "trail"} <= set(verdicts)
    assert set(verdicts.values()) == {"ok"}
