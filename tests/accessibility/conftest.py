"""The demo office as a real server inside the test, and somebody signed in to it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from intranet_qms.standalone.application import create_app
from tests.accessibility.addresses import Values, addresses, routes_without_an_address, values_of
from tests.browser.offices import make_demo_home
from tests.factories.crowd import crowd
from tests.support.sharing import once_per_session
from tests.support.templates import compile_once


@dataclass(frozen=True)
class Site:
    """The office's pages at an address of their own."""

    app: Flask
    url: str
    known: dict[str, Values]

    def addresses(self) -> list[str]:
        """Every page that is looked at, each once."""
        return list(dict.fromkeys(addresses(self.app, self.known)))

    def forgotten(self) -> list[str]:
        """Routes with a page that nobody looks at."""
        return routes_without_an_address(self.app, self.known)


def _begin_an_issue(app: Flask) -> None:
    """The QMS representative begins the next issue of the quality manual, so that there is a draft."""
    client = app.test_client()
    here = {"Sec-Fetch-Site": "same-origin"}
    client.post("/sign-in", data={"username": "j.lisowska", "next": "/"}, headers=here)
    answer = client.post("/qms/documents/KJ-01/issues", headers=here)
    assert answer.status_code == 303, answer.status


@contextmanager
def _running(home: Path) -> Iterator[Site]:
    shutil.copytree(once_per_session("demo-office", make_demo_home)["path"], home)
    app = create_app({"QMS_HOME": str(home)})
    compile_once(app)
    database = app.extensions["intranet_qms"].database
    _begin_an_issue(app)
    with database.transaction(writes=False) as session:
        known = values_of(session, sorted((home / "mail").glob("*.eml"))[:1])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}", known)
    server.shutdown()
    thread.join()
    database.dispose()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office that all tests of a file look at; they change nothing in it."""
    with _running(tmp_path_factory.mktemp("site") / "office") as running:
        yield running


@pytest.fixture(scope="module")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office with two thousand documents and as much of the rest."""
    with _running(tmp_path_factory.mktemp("large") / "office") as running:
        module = running.app.extensions["intranet_qms"]
        with module.database.transaction() as session:
            crowd(session, module, documents_count=2000, audits_count=300, findings_count=1000)
        yield running


@pytest.fixture
def signed_in() -> Callable[..., Page]:
    """`signed_in(context, username="j.lisowska", locale="pl")`: a page with that person in it.

    The context knows the office by its `base_url`.
    """

    def sign_in(context: BrowserContext, username: str = "j.lisowska", locale: str = "pl") -> Page:
        here = {"Sec-Fetch-Site": "same-origin"}
        for path, form in (
            ("/sign-in", {"username": username, "next": "/"}),
            ("/language", {"locale": locale, "next": "/"}),
        ):
            answer = context.request.post(path, form=form, headers=here)
            assert answer.ok, answer.status
        return context.new_page()

    return sign_in
