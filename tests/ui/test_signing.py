"""A signature that asked for a fresh proof goes on by itself when the second tab comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.ui.paths import STATIC

pytestmark = pytest.mark.browser

ORIGIN = "http://office.example"
PAGES = {
    "/approve": '<form method="post" action="/signed"><textarea name="comment">Zgadzam się</textarea>'
    '<a data-qms-proof="/issue?sign=approve" target="_blank" rel="opener" href="/confirm">Dowód</a>'
    '<button>Wyślij</button></form><script type="module" src="/sign.js"></script>',
    "/confirm": '<a href="/issue?sign=approve">Tak, to ja</a>',
    "/issue": "<p>Wydanie</p>",
}


def test_the_second_tab_closes_and_what_was_typed_is_sent(open_desktop: Callable[..., Any]) -> None:
    sent: list[str | None] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path == "/sign.js":
            route.fulfill(path=STATIC / "qms" / "sign.js", content_type="text/javascript")
        elif path == "/signed":
            sent.append(route.request.post_data)
            route.fulfill(body="<h1>Podpisano</h1>", content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body=PAGES[path], content_type="text/html; charset=utf-8")

    context = open_desktop()
    context.route(f"{ORIGIN}/**", answer)
    page = context.new_page()
    page.goto(f"{ORIGIN}/approve")
    page.get_by_role("textbox").fill("Zgadzam się, z uwagą")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Dowód").click()
    assert sent == []
    opened.value.get_by_role("link", name="Tak, to ja").click(no_wait_after=True)
    expect(page.get_by_role("heading", name="Podpisano")).to_be_visible()
    assert len(context.pages) == 1
    assert sent == ["comment=Zgadzam+si%C4%99%2C+z+uwag%C4%85"]
