"""Rows of a field in a real browser: moved by keyboard, taken away and brought back, saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from intranet_qms.documents import services
from intranet_qms.documents.workflow import DocumentKind
from tests.factories.documents import install, make_office
from tests.support.host import Host

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


@pytest.fixture
def address(host: Host) -> Iterator[str]:
    """Where the draft of a manual of two chapters is."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        body = "## 1. Kontekst\n\nO mieście.\n\n## 2. Procesy\n\nO procesach.\n"
        manual = install(session, office, "KJ-01", "Księga", body, kind=DocumentKind.MANUAL)
        services.start_issue(session, office.actor("owner", session), host.clock, manual)
    host.sign_in("owner", "Owner Nowak")
    server = make_server("127.0.0.1", 0, host.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/qms/documents/KJ-01/issues/2"
    server.shutdown()
    thread.join()


def test_chapters_are_moved_removed_and_added_by_keyboard(
    address: str, open_desktop: Callable[..., Any]
) -> None:
    page = open_desktop().new_page()
    page.goto(address + "/edit")
    titles = page.locator('[name="c-chapters.title"]')
    playwright.expect(titles).to_have_count(2)

    titles.nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    playwright.expect(titles.nth(0)).to_have_value("Procesy")
    playwright.expect(titles.nth(0)).to_be_focused()
    playwright.expect(page.locator(".qms-rows__status")).to_contain_text("na miejsce 1 z 2")

    page.locator("[data-qms-act=remove]").first.focus()
    page.keyboard.press("Enter")
    playwright.expect(titles).to_have_count(1)
    page.locator(".qms-rows__status button").click()
    playwright.expect(titles).to_have_count(2)

    page.locator("[data-qms-act=add]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Zasoby")
    playwright.expect(titles).to_have_count(3)
    playwright.expect(page.locator("#draft-saved")).to_contain_text("Zapisano", timeout=15_000)
    page.goto(address)
    headings = page.locator("article h2")
    playwright.expect(headings).to_contain_text(["1. Procesy", "2. Kontekst", "3. Zasoby"])


def test_a_chapter_is_shown_as_it_will_be_read_and_follows_what_is_written(
    address: str, open_desktop: Callable[..., Any]
) -> None:
    page = open_desktop().new_page()
    page.goto(address + "/edit")
    chapter = page.locator('[name="c-chapters.text"]').first
    shown = page.locator(".qms-row__preview").first
    shown.get_by_text("Podgląd").click()
    playwright.expect(shown.locator("p")).to_have_text("O mieście.")
    chapter.fill("Miasto nad **rzeką**.")
    playwright.expect(shown.locator("strong")).to_have_text("rzeką")
    playwright.expect(page.locator(".qms-row__preview").nth(1)).not_to_have_attribute("open", "")
    page.locator("[data-qms-act=add]").click()
    playwright.expect(page.locator(".qms-row__preview")).to_have_count(3)
