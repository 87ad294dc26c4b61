"""Row 12: the sign-in has expired when the phone wants to send."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.faults]


def test_the_queue_waits_for_the_next_sign_in(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()

    phone_browser.context.clear_cookies()
    phone.question("q-7.5.3-1").answer("Niezgodność")
    phone.question("q-5.3-1").answer("Zgodność")
    phone.expect_network("signed_out")
    expect(page.get_by_text("Zaloguj się, aby wysłać")).to_be_visible()
    phone.expect_unsent(2)
    phone.reopen()
    phone.expect_unsent(2)
    expect(
        phone.question("q-7.5.3-1").root.get_by_role("radio", name="Niezgodność")
    ).to_be_checked()
    assert demo_office.on_the_server("a.zarebska") == []

    page.get_by_role("link", name="Zaloguj się").tap()
    phone.choose_person("Agnieszka Zarębska")
    phone.expect_unsent(0)
    phone.expect_receipt()
    sent = {one["question"]: one["value"] for one in demo_office.on_the_server("a.zarebska")}
    assert sent == {"q-7.5.3-1": "nonconforming", "q-5.3-1": "conforming"}
