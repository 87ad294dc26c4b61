"""Documents are tested on both databases: search and locking differ between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from intranet_qms.db import Database
from tests.factories.documents import Office, make_office
from tests.support.clock import FakeClock


@pytest.fixture
def both_databases(database_url: str) -> Iterator[Database]:
    """The test runs once on SQLite and once on PostgreSQL."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def both(both_databases: Database) -> Iterator[Session]:
    """A session on both databases, one after the other."""
    opened = both_databases.session()
    yield opened
    opened.rollback()
    opened.close()


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    """A small office on SQLite."""
    return make_office(session, clock)
