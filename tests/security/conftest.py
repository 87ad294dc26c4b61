"""The office that is attacked."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security import office as offices
from tests.security.office import Office
from tests.support.postgres import drop_database


@pytest.fixture
def postgres_office(postgres_port: int, tmp_path: Path) -> Iterator[Office]:
    """The demo office with secrets in it on PostgreSQL; what is written stays."""
    name = f"test_{secrets.token_hex(6)}"
    made = offices.make_on_postgres(tmp_path, postgres_port, name)
    yield made
    made.host.close()
    drop_database(postgres_port, name)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo office with secrets in it. What a test writes is taken back after each request."""
    made = offices.make(tmp_path_factory.mktemp("hostile"))
    with pytest.MonkeyPatch.context() as patch:
        offices.keep_nothing(patch, made)
        yield made
    made.host.close()
