"""One history: from nothing to the models and back, on both databases, by several at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ForeignKeyConstraint, inspect

from intranet_qms import schema
from intranet_qms.db import Base, Database
from intranet_qms.extension import load_features
from tests.support.processes import Process, application_environment


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """That database, opened."""
    load_features()
    opened = Database(empty_url)
    yield opened
    opened.dispose()


def _tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", schema.LOCATION)
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_there_is_one_head_and_one_base_and_no_branch() -> None:
    script = _script()
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    assert [each.revision for each in script.walk_revisions() if each.is_branch_point] == []


def test_every_migration_says_how_to_go_back() -> None:
    for revision in _script().walk_revisions():
        assert callable(getattr(revision.module, "downgrade", None)), revision.revision


def test_after_the_upgrade_the_database_is_what_the_models_say(empty: Database) -> None:
    schema.upgrade(empty)

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in Base.metadata.tables

    def is_compared(
        thing: object, name: str | None, _kind: str, _read: bool, _other: object
    ) -> bool:
        if isinstance(thing, ForeignKeyConstraint) and thing.use_alter:
            # SQLite cannot add a key to a table that is there, which a circle of two tables needs.
            return not empty.is_sqlite
        # What only one of the databases has stands in the migration itself.
        return name not in {"search_vector", "head_vector", "ix_qms_document_search_vector"}

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": schema.VERSION_TABLE,
                "include_name": is_ours,
                "include_object": is_compared,
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_table_of_the_models_is_made(empty: Database) -> None:
    schema.upgrade(empty)
    assert set(Base.metadata.tables) <= _tables(empty)


def test_up_and_down_and_up_again(empty: Database) -> None:
    schema.upgrade(empty)
    first = _tables(empty)
    schema.remove(empty)
    assert _tables(empty) == set()
    assert schema.current(empty) is None
    schema.upgrade(empty)
    assert _tables(empty) == first
    assert schema.is_current(empty)


def test_an_upgrade_of_what_is_current_changes_nothing(empty: Database) -> None:
    schema.upgrade(empty)
    schema.upgrade(empty)
    assert schema.is_current(empty)


def test_several_processes_that_upgrade_at_once_do_it_once(empty: Database, tmp_path: Path) -> None:
    # As when a container starts three times: all of them must come through.
    url = empty.url.render_as_string(hide_password=False)
    starting = [
        Process(
            "qms-db-upgrade",
            [Path(sys.executable).with_name("qms"), "db", "upgrade"],
            environment=application_environment(tmp_path / "home", url),
            entry="intranet_qms.standalone.cli:main",
        )
        for _ in range(3)
    ]
    for process in starting:
        process.start()
    for process in starting:
        assert process.wait(within=60) == 0, process.log()
        assert schema.head() in process.log()
    assert schema.is_current(empty)


def test_an_upgrade_that_breaks_off_leaves_nothing_half_done(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(self: MigrationContext, *_step: object) -> None:
        # The tables are made; the power goes before their version is written down.
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", breaks_off)
        with pytest.raises(ZeroDivisionError):
            schema.upgrade(empty)
    assert _tables(empty) - {schema.VERSION_TABLE} == set()
    schema.upgrade(empty)
    assert schema.is_current(empty)
