"""Row 17: the phone has no room left."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication, camera_picture
from tests.support.chromium import PersistentBrowser, limit_storage

pytestmark = [pytest.mark.browser, pytest.mark.faults]

LITTLE_ROOM = 3_200_000
"""Bytes: what was downloaded and some answers, but no photograph."""
NO_ROOM = 1


def forget_what_was_expected(browser: PersistentBrowser) -> None:
    """The application notes in the console what it has told its person; all else fails the test."""
    browser.problems[:] = [one for one in browser.problems if "StorageFull" not in one]


def phone_with_room_for(size: int, office: Office, browser: PersistentBrowser) -> PhoneApplication:
    """A phone that has everything for its audit, so many bytes in all, and no network.

    The browser asks about room only now and then, and its own estimate hides a small disk; so it
    is opened anew, with the room known before the application opens its database.
    """
    phone = PhoneApplication(browser.start(), office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    browser.stop()
    page = browser.start()
    page.goto(f"{office.url}/qms/health")
    limit_storage(page, size)
    office.network.offline()
    again = PhoneApplication(page, office.url)
    page.goto(again.address)
    again.open_audit()
    return again


def test_a_photograph_that_does_not_fit_is_refused_and_answers_go_on(
    demo_office: Office, phone_browser: PersistentBrowser, tmp_path: Path
) -> None:
    phone = phone_with_room_for(LITTLE_ROOM, demo_office, phone_browser)
    question = phone.question("q-7.5.3-1")
    question.attach(camera_picture(tmp_path / "shelf.jpg", width=2400, height=1800))
    expect(question.root.get_by_role("alert")).to_contain_text("brakuje miejsca na zdjęcie")
    # It is still to be seen, and can be stored once there is room.
    question.discard()
    expect(question.photographs()).to_have_count(0)
    phone.expect_unsent(0)

    question.answer("Spostrzeżenie")
    phone.expect_unsent(1)
    phone.reopen()
    kept = phone.question("q-7.5.3-1").root.get_by_role("radio", name="Spostrzeżenie")
    expect(kept).to_be_checked()
    forget_what_was_expected(phone_browser)


def test_an_answer_that_does_not_fit_is_not_shown_as_stored(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    phone = phone_with_room_for(NO_ROOM, demo_office, phone_browser)
    choice = phone.question("q-7.5.3-1").root.get_by_role("radio", name="Zgodność", exact=True)
    choice.tap()
    said = phone.page.get_by_role("alert").filter(has_text="Na telefonie zabrakło miejsca")
    expect(said).to_be_visible()
    expect(choice).not_to_be_checked()
    phone.expect_unsent(0)
    forget_what_was_expected(phone_browser)
