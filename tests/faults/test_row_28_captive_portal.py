"""Row 28: a guest network answers everything with its own page and status 200."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication, camera_picture
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.faults]


def test_the_page_of_a_guest_network_is_not_taken_for_a_receipt(
    demo_office: Office, phone_browser: PersistentBrowser, tmp_path: Path
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.captive_portal()
    demo_office.network.cut_all()

    question = phone.question("q-7.5.3-1")
    question.answer("Niezgodność")
    question.attach(camera_picture(tmp_path / "shelf.jpg"))
    expect(question.photographs()).to_have_count(1)
    phone.expect_network("portal")
    expect(page.get_by_text("Ta sieć odpowiada zamiast serwera urzędu")).to_be_visible()
    phone.send_now()
    phone.expect_network("portal")
    phone.expect_unsent(3)
    phone.reopen()
    phone.expect_unsent(3)

    demo_office.network.heal()
    phone.send_now()
    phone.expect_unsent(0)
    phone.expect_receipt()
    assert [one["value"] for one in demo_office.on_the_server("a.zarebska")] == ["nonconforming"]
    (photograph,) = demo_office.on_the_server("a.zarebska", "evidence")
    assert photograph["state"] == "verified"
