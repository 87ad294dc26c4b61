"""Row 24: a new version of the application appears in the middle of an audit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from intranet_qms.sync.views import APPLICATION
from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.builds import ExchangedBuilds, newer_build
from tests.support.chromium import PersistentBrowser
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.faults]

LOOK_FOR_IT = "navigator.serviceWorker.ready.then((found) => found.update())"
IS_WAITING = "navigator.serviceWorker.ready.then((found) => found.waiting !== null)"


@pytest.fixture
def builds(demo_office: Office) -> Iterator[ExchangedBuilds]:
    site = ExchangedBuilds(demo_office.server.port, APPLICATION)
    yield site
    site.stop()


def is_newer(page: Page) -> bool:
    return page.locator('meta[name="build"][content="newer"]').count() == 1


def test_it_waits_until_it_is_asked_for_and_keeps_the_queue(
    demo_office: Office, builds: ExchangedBuilds, phone_browser: PersistentBrowser, tmp_path: Path
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, builds.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    page.evaluate("window.name = 'never reloaded'")
    phone_browser.context.route("**/api/sync/v1/push", lambda route: route.abort())
    phone.question("q-7.5.3-1").answer("Niezgodność")
    note = phone.question("q-7.5.3-1").open_note()
    note.press_sequentially("Brak podpisu w reje")
    other = PhoneApplication(phone_browser.context.new_page(), builds.url)
    other.page.goto(other.address)
    other.open_audit()

    builds.folder = newer_build(APPLICATION, tmp_path / "newer")
    page.evaluate(LOOK_FOR_IT)
    until(lambda: page.evaluate(IS_WAITING), what="the new version waiting")
    note.press_sequentially("strze")
    offer = page.get_by_text("Jest nowa wersja aplikacji")
    expect(offer).to_have_count(0)  # not over a sheet that is being filled in
    expect(note).to_have_value("Brak podpisu w rejestrze")

    # Screens that were not opened yet are still those of the old version.
    phone.go("Wysyłka")
    expect(offer).to_be_visible()
    assert not is_newer(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Włącz teraz").tap()
    expect(page.locator("nav.tabs")).to_be_visible()
    assert is_newer(page)
    until(lambda: phone.unsent() > 0, what="the queue is counted after the change")

    # The other tab was not asked: it goes on, with its own files, and says so.
    assert not is_newer(other.page)
    expect(other.page.get_by_text("Nowa wersja działa już w innej karcie")).to_be_visible()
    other.go("Podpisy")
    expect(other.page.get_by_text("Auditowany").first).to_be_visible()

    phone_browser.context.unroute("**/api/sync/v1/push")
    phone.send_now()
    phone.expect_unsent(0)
    [sent] = {one["question"]: one for one in demo_office.on_the_server("a.zarebska")}.values()
    assert (sent["value"], sent["note"]) == ("nonconforming", "Brak podpisu w rejestrze")
