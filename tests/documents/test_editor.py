"""The editor of a draft in a real browser: it shows, saves, and never overwrites."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.factories.documents import draft, install, make_office
from tests.support.host import Host

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


@pytest.fixture
def address(host: Host) -> Iterator[str]:
    """Where the host answers; a draft of PG-02 is open and its owner is signed in."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        draft(session, office, install(session, office))
    host.sign_in("owner", "Owner Nowak")
    server = make_server("127.0.0.1", 0, host.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/qms/documents/PG-02/issues/2"
    server.shutdown()
    thread.join()


def test_what_is_typed_is_shown_and_saved_by_itself(
    address: str, open_desktop: Callable[..., Any]
) -> None:
    page = open_desktop().new_page()
    page.goto(address + "/edit")
    page.locator("textarea[name=body]").fill("## 1. Cel\n\nTekst **ważny**.")
    playwright.expect(page.locator("#draft-preview strong")).to_have_text("ważny")
    playwright.expect(page.locator("#draft-saved")).to_contain_text("Zapisano", timeout=15_000)
    page.goto(address)
    playwright.expect(page.locator("article strong")).to_have_text("ważny")


def test_the_second_writer_is_told_and_keeps_the_text(
    address: str, open_desktop: Callable[..., Any]
) -> None:
    first, second = open_desktop().new_page(), open_desktop().new_page()
    for page in (first, second):
        page.goto(address + "/edit")
    first.locator("textarea[name=body]").fill("Tekst pierwszej osoby.")
    first.get_by_role("button", name="Zapisz projekt").click()
    playwright.expect(first.locator("article")).to_contain_text("Tekst pierwszej osoby.")

    second.locator("textarea[name=body]").fill("Tekst drugiej osoby.")
    second.get_by_role("button", name="Zapisz projekt").click()

    playwright.expect(second.locator(".qms-editor__theirs")).to_have_text("Tekst pierwszej osoby.")
    playwright.expect(second.locator("textarea[name=body]")).to_have_value("Tekst drugiej osoby.")
    second.get_by_role("button", name="Zapisz projekt").click()
    playwright.expect(second.locator("article")).to_contain_text("Tekst drugiej osoby.")
