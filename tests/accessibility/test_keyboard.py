"""Without a mouse: the register, a form with errors, a dialog; the focus is always seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.accessibility.axe import violations
from tests.accessibility.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

_FOCUS = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const frame = one.closest(".qms-filters__select");
  const around = frame && getComputedStyle(frame);
  const box = one.getBoundingClientRect();
  return {
    what: `${one.tagName} ${(one.innerText || one.name || one.ariaLabel || "").slice(0, 40)}`,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      || (around && around.outlineStyle !== "none"),
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""


@pytest.fixture
def page(
    site: Site, signed_in: Callable[..., Page], open_desktop: Callable[..., BrowserContext]
) -> Page:
    return signed_in(open_desktop(base_url=site.url))


def tab_through(page: Page, most: int) -> Iterator[str]:
    """Each thing that the tab key comes to; it must be seen where the focus is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus is None:
            return
        assert focus["seen"], f"no focus is seen at: {focus['what']}"
        assert focus["inView"], f"out of sight: {focus['what']}"
        yield focus["what"]


def test_the_register_is_walked_by_the_tab_key(page: Page) -> None:
    page.goto("/qms/documents/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Przejdź do treści")
    page.keyboard.press("Enter")
    passed = list(tab_through(page, 40))
    assert len(passed) == 40
    assert any("Audity" in one for one in passed)
    assert any("KJ-01" in one for one in passed)


def test_the_focus_is_seen_on_every_kind_of_page(page: Page) -> None:
    for address in ("/", "/qms/audits/A-2026-01", "/qms/findings/new", "/qms/documents/KJ-01"):
        page.goto(address)
        assert list(tab_through(page, 60)), address


def test_a_filter_is_chosen_and_taken_away_by_keyboard(page: Page) -> None:
    page.goto("/qms/documents/")
    page.get_by_label("Rodzaj", exact=True).focus()
    page.keyboard.press("ArrowDown")
    chip = page.get_by_role("link", name="usuń ten filtr")
    expect(chip).to_be_visible()
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).to_have_count(0)


def test_filters_of_a_phone_are_one_control_that_says_how_many_are_active(
    site: Site, signed_in: Callable[..., Page], open_phone: Callable[..., BrowserContext]
) -> None:
    page = signed_in(open_phone(base_url=site.url))
    page.goto("/qms/documents/?kind=procedure")
    control = page.locator(".qms-filters__more > summary")
    expect(control).to_have_text("Filtry (1 włączony)")
    kind = page.get_by_label("Rodzaj", exact=True)
    expect(kind).to_be_hidden()
    control.press("Enter")
    expect(kind).to_be_visible()
    expect(kind).to_have_value("procedure")
    page.get_by_label("Komórka", exact=True).select_option(index=1)
    expect(control).to_have_text("Filtry (2 włączone)")


def test_filters_of_a_phone_work_without_scripts(
    site: Site, signed_in: Callable[..., Page], open_phone: Callable[..., BrowserContext]
) -> None:
    page = signed_in(open_phone(base_url=site.url, java_script_enabled=False))
    page.goto("/qms/documents/")
    page.locator(".qms-filters__more > summary").tap()
    page.get_by_label("Rodzaj", exact=True).select_option("procedure")
    page.get_by_role("button", name="Pokaż", exact=True).tap()
    expect(page.get_by_role("link", name="usuń ten filtr")).to_have_count(1)


def test_errors_of_a_form_are_told_at_the_top_and_at_their_fields(page: Page) -> None:
    page.goto("/qms/findings/new")
    page.get_by_label("Treść ustalenia").focus()
    page.keyboard.press("Control+Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    link = summary.get_by_role("link").first
    link.press("Enter")
    field = page.locator(":focus")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby") or ""
    assert any(
        "wrong" in one or "error" in one
        for one in described.split()
        if page.locator(f"#{one}").count()
    )


def test_a_dialog_takes_the_focus_and_gives_it_back(page: Page) -> None:
    page.goto("/qms/documents/KJ-01")
    page.locator("details.qms-menu > summary").first.press("Enter")
    button = page.get_by_role("button", name="Potwierdź przegląd okresowy")
    button.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || document.activeElement.closest('dialog') !== null"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_a_suggestion_is_chosen_by_the_arrows_and_the_box_still_searches(page: Page) -> None:
    page.goto("/qms/documents/")
    box = page.locator("[data-qms-suggest]")
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("dowod", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    marked = box.get_attribute("aria-activedescendant")
    assert marked == options.first.get_attribute("id")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("dowod")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    code = options.first.locator(".qms-code").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{code}")
    # What was opened lately is offered where nothing is typed.
    page.goto("/qms/documents/")
    box = page.locator("[data-qms-suggest]")
    box.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_contain_text(code)
