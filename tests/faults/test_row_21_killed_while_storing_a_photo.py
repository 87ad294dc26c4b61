"""Row 21: the browser is killed while a photograph is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.offices import AUDIT_OF_COMPLAINTS, Office
from tests.browser.phone import PhoneApplication, camera_picture
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.faults]

MOMENTS = (0, 4, 15)
"""Milliseconds after the tap that stores it."""


def test_it_is_whole_or_absent(
    demo_office: Office, phone_browser: PersistentBrowser, tmp_path: Path
) -> None:
    picture = camera_picture(tmp_path / "shelf.jpg", width=2400, height=1800)
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    demo_office.network.offline()
    for moment in MOMENTS:
        phone.page.goto(f"{phone.address}#/")
        phone.open_audit()
        question = phone.question("q-7.5.3-1")
        question.root.locator('input[type="file"]').first.set_input_files(picture)
        save = question.root.get_by_role("button", name="Zapisz zdjęcia")
        expect(save).to_be_visible()
        save.evaluate(
            "(button, after) => { button.click();"
            " return new Promise((done) => setTimeout(done, after)); }",
            moment,
        )
        phone_browser.kill()
        phone = PhoneApplication(phone_browser.start(), demo_office.url)
        phone.page.goto(phone.address)
        expect(phone.card(AUDIT_OF_COMPLAINTS)).to_be_visible()

    demo_office.network.online()
    phone.reopen()
    # A browser that was killed has forgotten its sign-in, not its data.
    phone.page.get_by_role("link", name="Zaloguj się").tap()
    phone.choose_person("Agnieszka Zarębska")
    phone.expect_unsent(0, within=20)
    there = demo_office.on_the_server("a.zarebska", "evidence")
    # Each record that survived has its bytes, and the server found their SHA-256 to be right.
    assert [one["state"] for one in there] == ["verified"] * len(there)
    phone.open_audit()
    expect(phone.question("q-7.5.3-1").photographs()).to_have_count(len(there))
