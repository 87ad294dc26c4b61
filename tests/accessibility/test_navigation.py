"""The way around: one row where there is room, what most people need first where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.accessibility.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

ONE_ROW = (
    "(one) => one.querySelector('ul').scrollHeight <= 46 && one.scrollWidth <= one.clientWidth"
)


def test_all_parts_stand_in_one_row_on_a_desk_and_the_open_one_is_lit(
    site: Site, signed_in: Callable[..., Page], open_desktop: Callable[..., BrowserContext]
) -> None:
    page = signed_in(open_desktop(base_url=site.url))
    navigation = page.locator(".qms-nav")
    for path, part in (
        ("/qms/opinions", "Dokumenty"),
        ("/qms/exchange/", "Dokumenty"),
        ("/qms/reorganisations/", "Jednostki i pracownicy"),
        ("/qms/tasks/", "Moje zadania"),
        ("/qms/machinery/", "Zaplecze"),
    ):
        page.goto(path)
        expect(navigation.locator("[aria-current]")).to_have_text(part)
        expect(navigation.get_by_role("link", name="Zaplecze")).to_be_visible()
        assert navigation.evaluate(ONE_ROW), path
    page.goto("/qms/documents/")
    heading = page.get_by_role("heading", level=1).bounding_box()
    new = page.get_by_role("link", name="Nowy dokument").bounding_box()
    assert heading is not None
    assert new is not None
    assert new["y"] < heading["y"] + heading["height"]


def test_on_a_phone_the_rest_waits_behind_a_button_that_names_the_open_part(
    site: Site, signed_in: Callable[..., Page], open_phone: Callable[..., BrowserContext]
) -> None:
    page = signed_in(open_phone(base_url=site.url))
    page.goto("/qms/documents/")
    navigation = page.locator(".qms-nav")
    expect(navigation.locator("summary")).to_have_text("Więcej")
    expect(navigation.get_by_role("link")).to_have_text(
        ["Stan systemu", "Dokumenty", "Moje zadania"]
    )
    assert navigation.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    navigation.locator("summary").press("Enter")
    navigation.get_by_role("link", name="Akta").click()
    expect(navigation.locator("summary")).to_have_text("Akta")
    # The way out of a menu by key is a script's, and scripts come after the page.
    page.wait_for_load_state()
    navigation.locator("summary").press("Enter")
    # What made room for the longer name is still there.
    expect(navigation.get_by_role("link", name="Audity")).to_be_visible()
    page.keyboard.press("Escape")
    expect(navigation.get_by_role("link", name="Audity")).to_be_hidden()
