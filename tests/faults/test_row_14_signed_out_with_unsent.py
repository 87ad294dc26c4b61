"""Row 14: somebody finishes on the phone while something of theirs was not sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.faults]


def test_it_is_asked_first_and_kept_for_the_next_sign_in(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.offline()
    phone.question("q-7.5.3-1").answer("Niezgodność")
    phone.expect_network("offline")

    phone.go("Wysyłka")
    page.get_by_role("button", name="Zakończ na tym telefonie").tap()
    asked = page.get_by_role("dialog", name="Zakończyć pracę na tym telefonie?")
    expect(asked).to_contain_text("1 niewysłany zapis")
    asked.get_by_role("button", name="Anuluj").tap()
    phone.expect_unsent(1)
    page.get_by_role("button", name="Zakończ na tym telefonie").tap()
    with page.expect_navigation():
        asked.get_by_role("button", name="Zakończ", exact=True).tap()
    expect(page.get_by_role("heading", name="Połącz się, aby zacząć")).to_be_visible()
    expect(page.get_by_test_id("audit-card")).to_have_count(0)

    demo_office.network.online()
    page.get_by_role("button", name="Spróbuj ponownie").tap()
    expect(page.locator("nav.tabs")).to_be_visible()
    until(
        lambda: (
            [one["value"] for one in demo_office.on_the_server("a.zarebska")] == ["nonconforming"]
        ),
        within=20,
        what="the answer is on the server",
    )
    phone.expect_unsent(0)
