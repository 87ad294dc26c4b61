"""A host intranet for tests: the smallest Flask application that has the module in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from intranet_qms import schema
from intranet_qms.db import Database
from intranet_qms.extension import QMS, load_features
from intranet_qms.host import Clock, HostUser
from tests.support.clock import FakeClock
from tests.support.routes import RememberedRule
from tests.support.templates import compile_once


class SwitchedUsers:
    """A user source in which the test says who is signed in."""

    def __init__(self) -> None:
        self.user: HostUser | None = None
        self.is_fresh = True

    def current(self) -> HostUser | None:
        """Whoever the test put in."""
        return self.user

    def sign_in_url(self, next_url: str) -> str:
        """The host's own page, which nothing answers."""
        return f"/host-sign-in?next={next_url}"

    def fresh(self) -> bool:
        """As the test says."""
        return self.is_fresh


class Browser(FlaskClient):
    """A client that says where its writes come from, as every browser does.

    A test that sends a write from elsewhere passes its own `Sec-Fetch-Site` or `Origin` header.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Like Flask's, with the header `Sec-Fetch-Site` unless the request has its own."""
        headers = dict(kwargs.pop("headers", None) or {})
        if not {"sec-fetch-site", "origin"} & {name.lower() for name in headers}:
            headers["Sec-Fetch-Site"] = "same-origin"
        return super().open(*args, headers=headers, **kwargs)


class Host:
    """The application, its module and the switches of a test.

    Args:
        home: folder for everything on disk.
        database_url: a database with the schema in it.
        clock: shared by the module and the test.
        settings: further `QMS_*` keys.
    """

    def __init__(
        self, home: Path, database_url: str, clock: Clock | None = None, **settings: Any
    ) -> None:
        self.clock = clock or FakeClock()
        self.users = SwitchedUsers()
        self.app = Flask("host")
        self.app.url_rule_class = RememberedRule
        self.app.test_client_class = Browser
        self.app.config.update(
            TESTING=True,
            SECRET_KEY="only for tests",
            QMS_HOME=str(home),
            QMS_DATABASE_URL=database_url,
            **settings,
        )
        self.qms = QMS(users=self.users, clock=self.clock)
        self.qms.init_app(self.app)
        compile_once(self.app)

    @property
    def database(self) -> Database:
        """The module's database."""
        return self.qms.database

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session committed at the end of the block."""
        with self.database.transaction() as session:
            yield session

    def client(self) -> FlaskClient:
        """A browser with cookies of its own; who is signed in is shared by all."""
        return self.app.test_client()

    def sign_in(self, host_id: str, name: str = "Anna Wiśniewska", **details: Any) -> HostUser:
        """From now on every request comes from this person (no roles are given by this)."""
        self.users.user = HostUser(id=host_id, name=name, **details)
        return self.users.user

    def sign_out(self) -> None:
        """From now on nobody is signed in."""
        self.users.user = None

    def close(self) -> None:
        """Closes its connections to the database."""
        self.database.dispose()


def make_schema(database_url: str) -> None:
    """Makes all tables of the module in an empty database, by its migrations."""
    load_features()
    database = Database(database_url)
    try:
        schema.upgrade(database)
    finally:
        database.dispose()
