"""In other eyes: forced colours, and paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.accessibility.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def page(
    site: Site, signed_in: Callable[..., Page], open_desktop: Callable[..., BrowserContext]
) -> Page:
    return signed_in(open_desktop(base_url=site.url))


def test_forced_colours_leave_the_edges_that_carry_meaning(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/qms/documents/")
    edge = "(one) => getComputedStyle(one).borderBlockEndWidth"
    tabs = page.locator(".qms-nav a")
    assert page.locator(".qms-nav a[aria-current]").evaluate(edge) == "3px"
    assert tabs.nth(2).evaluate(edge) != "3px"
    for selector in (".qms-button", ".qms-code", ".qms-filters__select"):
        style = (
            page.locator(selector)
            .locator("visible=true")
            .first.evaluate("(one) => getComputedStyle(one).borderBlockStartStyle")
        )
        assert style == "solid", selector
    # A state is a shape that takes the colour of its word, so it is there in any colours.
    state = page.locator(".qms-table .qms-state").first
    expect(state.locator("svg")).to_be_visible()


def test_a_printed_document_is_the_document(page: Page) -> None:
    page.goto("/qms/documents/PG-02")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("article.qms-prose")).to_be_visible()
    expect(page.locator(".qms-paper")).to_contain_text("nienadzorowan")
    for screen_only in (".qms-nav", ".qms-shell__bar", ".qms-head__actions", ".qms-tabs"):
        expect(page.locator(screen_only).first).to_be_hidden()
