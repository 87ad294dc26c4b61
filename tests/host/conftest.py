"""The intranet with and without the module, on one database as a real office has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup
from flask.testing import FlaskClient

from intranet_qms.extension import QMS
from tests.host.example.intranet import Intranet
from tests.host.example.quality import add_quality
from tests.support.host import Browser


class WithModule(Intranet):
    """The intranet after the lines of `quality.py`."""

    def __init__(self, folder: Path, database_url: str, templates: Path | None = None) -> None:
        super().__init__(database_url, templates)
        add_quality(self.app, folder, database_url)

    @property
    def qms(self) -> QMS:
        """The module in it."""
        module: QMS = self.app.extensions["intranet_qms"]
        return module


@pytest.fixture
def shared_url(tmp_path: Path) -> str:
    """Address of a database that the intranet and the module share; nothing is in it yet."""
    return f"sqlite:///{tmp_path / 'intranet.sqlite3'}"


@pytest.fixture
def make_intranet(tmp_path: Path, shared_url: str) -> Iterator[Callable[..., WithModule]]:
    """Makes the intranet with the module, its own tables and the module's."""
    made: list[WithModule] = []

    def make(templates: Path | None = None) -> WithModule:
        intranet = WithModule(tmp_path / "quality", shared_url, templates)
        if not made:
            intranet.make_tables()
            assert flask(intranet.app, "qms", "db", "upgrade").exit_code == 0
        made.append(intranet)
        return intranet

    yield make
    for intranet in made:
        intranet.qms.database.dispose()


@pytest.fixture
def intranet(make_intranet: Callable[..., WithModule]) -> WithModule:
    """The intranet with the module in it, after its first upgrade."""
    return make_intranet()


def flask(app: Flask, *arguments: str) -> Result:
    """What `flask …` does in the folder of the intranet, commands of installed packages too."""
    return CliRunner().invoke(FlaskGroup(create_app=lambda: app), arguments)


def come_in(intranet: Intranet, login: str = "m.gorski", **more: Any) -> FlaskClient:
    """A browser in which somebody has signed in by the intranet's own form."""
    intranet.app.test_client_class = Browser
    client = intranet.app.test_client()
    password = {"m.gorski": "lipiec", "e.kot": "sierpień"}[login]
    answer = client.post("/come-in", data={"login": login, "password": password}, **more)
    assert answer.status_code == 302
    return client
