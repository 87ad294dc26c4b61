"""The demo office as a real server inside the test, and somebody signed in to it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from intranet_qms.standalone.application import create_app
from tests.accessibility.addresses import Values, addresses, routes_without_an_address, values_of
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


@pytest.fixture
def site(demo_home: Path) -> Iterator[Site]:
    app = create_app({"QMS_HOME": str(demo_home)})
    compile_once(app)
    database = app.extensions["intranet_qms"].database
    _begin_an_issue(app)
    with database.transaction(writes=False) as session:
        known = values_of(session, sorted((demo_home / "mail").glob("*.eml"))[:1])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}", known)
    server.shutdown()
    thread.join()
    database.dispose()


@pytest.fixture
def signed_in(site: Site) -> Callable[..., Page]:
    """`signed_in(context, username="j.lisowska", locale="pl")`: a page with that person in it."""

    def sign_in(context: BrowserContext, username: str = "j.lisowska", locale: str = "pl") -> Page:
        here = {"Sec-Fetch-Site": "same-origin"}
        for path, form in (
            ("/sign-in", {"username": username, "next": "/"}),
            ("/language", {"locale": locale, "next": "/"}),
        ):
            answer = context.request.post(f"{site.url}{path}", form=form, headers=here)
            assert answer.ok, answer.status
        return context.new_page()

    return sign_in
