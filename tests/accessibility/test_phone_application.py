"""The screens of the phone application: no violation of WCAG 2.2 AA, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.accessibility.axe import violations
from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication, camera_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

LEAD = "Agnieszka Zarębska"


def resize(page: Page, size: ViewportSize) -> None:
    """Changes the size of the screen, and waits until the page is laid out for it."""
    page.set_viewport_size(size)
    page.wait_for_function("height => innerHeight === height", arg=size["height"])
    # Bars move and far cards are filled in the frames that follow.
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_breaks_the_guidelines(
    scheme: Literal["light", "dark"],
    demo_office: Office,
    open_phone: Callable[..., BrowserContext],
    tmp_path: Path,
) -> None:
    context = open_phone(base_url=demo_office.url, color_scheme=scheme)
    phone = PhoneApplication(context.new_page(), demo_office.url)
    found: dict[str, list[str]] = {}

    def look(screen: str) -> None:
        # What is on its way in is half transparent and would be read as too faint.
        phone.page.emulate_media(reduced_motion="reduce")
        # What is scrolled half beneath a bar is no smaller for it: a screen that holds everything.
        size = phone.page.viewport_size
        assert size is not None
        resize(phone.page, {"width": size["width"], "height": 12_000})
        wrong = violations(phone.page)
        resize(phone.page, size)
        if phone.page.evaluate("document.documentElement.scrollWidth > screen.width"):
            wrong.append("wider than the screen")
        if wrong:
            found[screen] = wrong

    phone.page.goto(phone.address)
    expect(phone.page.get_by_role("link", name="Zaloguj się")).to_be_visible()
    look("before sign-in")
    phone.sign_in(LEAD)
    phone.wait_until_ready_offline()
    look("audits")
    phone.open_audit()
    look("sheet")
    card = phone.page.get_by_test_id("question-card").first
    card.get_by_role("radio").first.tap()
    card.get_by_role("button", name="Notatka").tap()
    look("answered, note open")
    files = card.locator('input[type="file"]')
    files.nth(1).set_input_files(camera_picture(tmp_path / "shelf.jpg", width=400, height=300))
    review = phone.page.get_by_role("dialog", name="Sprawdź przed zapisaniem")
    expect(review).to_be_visible()
    look("photograph before storing")
    review.get_by_role("button", name="Zaznacz lub zamaż").tap()
    marking = phone.page.get_by_role("dialog", name="Zaznacz lub zamaż")
    expect(marking).to_be_visible()
    look("marking")
    marking.get_by_role("button", name="Gotowe").tap()
    review.get_by_role("button", name="Zapisz zdjęcia").tap()
    expect(review).to_be_hidden()
    card.get_by_role("button", name="Kolejna próba").tap()
    phone.page.get_by_role("button", name="Dodaj własne pytanie").first.tap()
    look("own question, second sample")
    phone.page.get_by_role("button", name="Anuluj").tap()
    phone.page.get_by_role("button", name="Odczytaj kod").tap()
    expect(phone.page.get_by_role("textbox", name="Kod dokumentu")).to_be_visible()
    look("code")
    phone.page.get_by_role("button", name="Zamknij").tap()
    card.get_by_role("button", name="Ustalenie").tap()
    form = phone.page.get_by_role("dialog", name="Nowe ustalenie")
    expect(form).to_be_visible()
    look("finding")
    form.get_by_role("button", name="Zapisz ustalenie").tap()
    look("finding with errors")
    phone.page.reload()
    for tab in ("Ustalenia", "Zdjęcia", "Podpisy", "Wysyłka"):
        phone.go(tab)
        expect(phone.page.get_by_role("heading").first).to_be_visible()
        look(tab)
    assert found == {}
