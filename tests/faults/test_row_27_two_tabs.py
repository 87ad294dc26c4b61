"""Row 27: one audit is open in two tabs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.faults]


def test_one_tab_sends_and_both_show_it(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    first = PhoneApplication(phone_browser.start(), demo_office.url)
    first.sign_in("Agnieszka Zarębska")
    first.wait_until_ready_offline()
    second = PhoneApplication(phone_browser.context.new_page(), demo_office.url)
    second.page.goto(second.address)
    first.open_audit()
    second.open_audit()
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/push"):
            sent.extend(one["id"] for one in (request.post_data_json or {})["mutations"])

    phone_browser.context.on("request", note)
    demo_office.network.offline()
    first.question("q-7.5.3-1").answer("Zgodność")
    expect(_choice(second.page, "q-7.5.3-1", "Zgodność")).to_be_checked()
    second.question("q-5.3-1").answer("Niezgodność")
    expect(_choice(first.page, "q-5.3-1", "Niezgodność")).to_be_checked()
    # Slow enough that both tabs want to send while one still does.
    demo_office.network.throttle(20_000, delay=0.2)
    demo_office.network.online()
    first.page.evaluate("dispatchEvent(new Event('online'))")
    second.page.evaluate("dispatchEvent(new Event('online'))")
    first.expect_unsent(0)
    second.expect_unsent(0)
    assert len(sent) == len(set(sent)) == 2
    assert len(demo_office.on_the_server("a.zarebska")) == 2


def _choice(page: Page, key: str, label: str) -> Locator:
    card = PhoneApplication(page, "").question(key)
    return card.root.get_by_role("radio", name=label, exact=True)
