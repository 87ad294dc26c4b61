"""Row 23: a browser that keeps no data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.offices import Office
from tests.support.chromium import Problems

pytestmark = [pytest.mark.browser, pytest.mark.faults]

# What a browser with storage switched off does: the object is missing, or opening it is refused.
WITHOUT = {
    "missing": "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });",
    "refused": ("indexedDB.open = () => { throw new DOMException('refused', 'SecurityError'); };"),
}


@pytest.mark.parametrize("how", sorted(WITHOUT))
def test_an_audit_is_not_begun_where_it_would_be_lost(
    demo_office: Office, open_phone: Callable[..., BrowserContext], how: str
) -> None:
    context = open_phone(base_url=demo_office.url)
    context.add_init_script(WITHOUT[how])
    problems = Problems()
    problems.watch(context)
    page = context.new_page()
    page.goto("/sign-in?next=/qms/audit/")
    page.get_by_role("button", name="Agnieszka Zarębska").tap()
    expect(page.get_by_role("heading", name="Ta przeglądarka nie zapisuje danych")).to_be_visible()
    expect(page.get_by_text("Otwórz aplikację w zwykłym oknie przeglądarki")).to_be_visible()
    expect(page.get_by_test_id("audit-card")).to_have_count(0)
    assert [one for one in problems if one.startswith("script")] == []
