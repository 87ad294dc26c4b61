"""Row 19: the browser refuses to keep the data for good."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.faults]

REFUSING = """
navigator.storage.persisted = async () => false;
navigator.storage.persist = async () => false;
"""


def test_it_is_said_with_what_to_do(demo_office: Office, phone_browser: PersistentBrowser) -> None:
    page = phone_browser.start()
    page.add_init_script(REFUSING)
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    warning = page.get_by_role("status").filter(has_text="Przeglądarka może usunąć dane")
    expect(warning).to_contain_text("Dodaj aplikację do ekranu początkowego")

    phone.go("Przed wyjściem")
    line = page.get_by_role("listitem").filter(has_text="Trwałość danych")
    expect(line).to_have_attribute("data-good", "false")
    line.get_by_role("button", name="Poproś o trwałe miejsce").tap()
    expect(line).to_contain_text("Przeglądarka odmówiła trwałego miejsca")
    expect(line).to_contain_text("wysyłaj zapisy tego samego dnia")
    expect(page.get_by_test_id("ready")).not_to_have_attribute("data-todo", "0")
