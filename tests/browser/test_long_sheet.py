"""Five hundred questions on a phone: light, as wide as the screen, and every one of them found."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.long_sheet import enlarge
from tests.browser.offices import AUDIT_OF_COMPLAINTS, Office
from tests.browser.phone import PhoneApplication

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


def swipe(page: Page, start: int, end: int) -> None:
    """A finger across the screen, from one distance from its left edge to another, in pixels."""
    fingers = page.context.new_cdp_session(page)
    points = [start + (end - start) * step // 4 for step in range(5)]
    for kind, at in zip(["touchStart", *["touchMove"] * 4], points, strict=True):
        touch = {"type": kind, "touchPoints": [{"x": at, "y": 420}]}
        fingers.send("Input.dispatchTouchEvent", touch)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def focused(page: Page, key: str) -> None:
    """Until the question is the one that is worked on, and can be seen."""
    expect(page.locator(f'[data-question="{key}"]')).to_be_focused()
    expect(page.locator(f'[data-question="{key}"] h3')).to_be_in_viewport()


def test_a_long_sheet_is_light_and_every_question_is_found(
    demo_office: Office, open_phone: Callable[..., BrowserContext]
) -> None:
    context = open_phone(base_url=demo_office.url, reduced_motion="reduce")
    context.route("**/api/sync/v1/pull*", enlarge)
    page = context.new_page()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.card(AUDIT_OF_COMPLAINTS).get_by_role("link", name=AUDIT_OF_COMPLAINTS).tap()
    expect(page.locator('[data-question="q0"] input[type=radio]').first).to_be_visible()
    expect(page.locator("[data-question]")).to_have_count(500)
    assert page.locator("[data-question] input[type=radio]").count() < 200
    # A part that is left out must take height only: once it made the sheet 1500 pixels wide.
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")

    swipe(page, 320, 80)
    swipe(page, 320, 80)
    focused(page, "q1")
    swipe(page, 80, 320)
    focused(page, "q0")
    page.keyboard.press("j")
    focused(page, "q1")
    page.keyboard.press("2")
    expect(page.locator('[data-question="q1"] input[value="nonconforming"]')).to_be_checked()
    page.keyboard.press("Alt+ArrowUp")
    focused(page, "q0")

    # What a search leaves is whole though the screen did not move.
    page.get_by_role("searchbox").fill("7.5.3")
    expect(page.locator("[data-question] input[type=radio]").first).to_be_visible()
    page.get_by_role("searchbox").fill("")
    # What is far is shown at once, and stays where it was brought.
    page.goto(re.sub(r"\?.*", "", page.url) + "?question=q420")
    focused(page, "q420")
    expect(page.locator('[data-question="q420"] input[type=radio]').first).to_be_in_viewport()
