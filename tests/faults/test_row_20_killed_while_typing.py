"""Row 20: the browser is killed while somebody types."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.faults]

SENTENCE = "Rejestr skarg na korytarzu nie ma wpisu z dnia szesnastego listopada"
BETWEEN_KEYS = 60
"""Milliseconds. Quick thumbs: there is no pause in which a patient timer would save."""


def test_a_note_keeps_every_finished_word(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.offline()
    phone.question("q-7.5.3-1").open_note().press_sequentially(SENTENCE, delay=BETWEEN_KEYS)
    phone_browser.kill()

    page = phone_browser.start()
    page.goto(f"{demo_office.url}/qms/audit/")
    reopened = PhoneApplication(page, demo_office.url)
    reopened.open_audit()
    kept = reopened.question("q-7.5.3-1").note
    expect(kept).to_be_visible()
    finished_words, _, last_word = SENTENCE.rpartition(" ")
    # The last word may be there in part or whole; everything before it must be.
    assert kept.input_value().startswith(finished_words), last_word
    assert SENTENCE.startswith(kept.input_value())


def test_a_finding_that_was_not_saved_yet_is_offered_again(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.offline()
    phone.question("q-7.5.3-1").root.get_by_role("button", name="Ustalenie").tap()
    statement = page.get_by_role("dialog").get_by_role("textbox", name="Co stwierdzono")
    statement.press_sequentially(SENTENCE, delay=BETWEEN_KEYS)
    phone_browser.kill()

    page = phone_browser.start()
    page.goto(f"{demo_office.url}/qms/audit/")
    reopened = PhoneApplication(page, demo_office.url)
    reopened.open_audit()
    reopened.question("q-7.5.3-1").root.get_by_role("button", name="Ustalenie").tap()
    kept = page.get_by_role("dialog").get_by_role("textbox", name="Co stwierdzono")
    finished_words = SENTENCE.rpartition(" ")[0]
    expect(kept).to_have_value(re.compile(f"^{re.escape(finished_words)}"))
