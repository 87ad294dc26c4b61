"""A large office with texts that strain a page: nothing overflows, nothing is slow to list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.accessibility.axe import violations
from tests.accessibility.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

_WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
PAGES = (
    "/",
    "/qms/documents/?page=30",
    "/qms/documents/CR-0000",
    "/qms/documents/CR-0001/links",
    "/qms/audits/?page=4",
    "/qms/audits/A-2026-04",
    "/qms/findings/?page=7",
    "/qms/findings/?q=emoji",
    "/qms/findings/U-2026-004",
    "/qms/findings/new",
)


@pytest.mark.parametrize("width", [320, 1440])
def test_pages_hold_long_texts_in_any_script(
    width: int,
    large_site: Site,
    signed_in: Callable[..., Page],
    open_desktop: Callable[..., BrowserContext],
) -> None:
    context = open_desktop(base_url=large_site.url, viewport={"width": width, "height": 800})
    page = signed_in(context)
    wrong: dict[str, object] = {}
    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        wanted, there = page.evaluate(_WIDTHS)
        found = violations(page)
        if wanted > there:
            found.append(f"needs {wanted} of {there} pixels")
        if found:
            wrong[address] = found
    assert wrong == {}


def test_the_last_of_two_thousand_documents_is_a_few_steps_away(
    large_site: Site, signed_in: Callable[..., Page], open_desktop: Callable[..., BrowserContext]
) -> None:
    page = signed_in(open_desktop(base_url=large_site.url))
    page.goto("/qms/documents/")
    pages = page.get_by_role("navigation", name="Strony")
    last = pages.get_by_role("link", name="Strona").last
    last.click()
    expect(pages.locator(".qms-pages__link--off")).to_have_text("Następna")
    expect(page.get_by_role("row").last).to_be_visible()
    page.locator("input[type=search]").first.fill("CR-1999")
    expect(page.get_by_role("link", name="CR-1999", exact=True)).to_be_visible()
