"""Every page of the office: no violation of WCAG 2.2 AA, and it can be read at 320 pixels.

320 CSS pixels are a window of 1280 at 400 %, as criterion 1.4.10 asks.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.accessibility.axe import violations
from tests.accessibility.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

_TOO_WIDE = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const clipped = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && !clipped(one))
    .map((one) => `${one.tagName} ${one.className}`).slice(-3);
}
"""


def test_no_page_is_forgotten(site: Site) -> None:
    assert site.forgotten() == []


# Each size and each language once: neither breaks a rule in one company and keeps it in the other.
@pytest.mark.parametrize(("kind", "locale"), [("phone", "pl"), ("desktop", "en")])
def test_no_page_breaks_the_guidelines(
    kind: str,
    locale: str,
    site: Site,
    signed_in: Callable[..., Page],
    open_phone: Callable[..., BrowserContext],
    open_desktop: Callable[..., BrowserContext],
) -> None:
    context = (open_phone if kind == "phone" else open_desktop)(base_url=site.url)
    page = signed_in(context, locale=locale)
    found: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for address in site.addresses():
        # Citizens have no language of theirs here; the address names it.
        public = address.startswith("/qms/guides")
        language = ("&" if "?" in address else "?") + f"lang={locale}" if public else ""
        answer = page.goto(address + language)
        assert answer is not None
        assert answer.status < 500, address
        wrong = violations(page)
        if page.locator("html").get_attribute("lang") != locale:
            wrong.append("the page does not say its language")
        if kind == "phone":
            page.set_viewport_size({"width": 320, "height": 640})
            wrong += [f"wider than 320 pixels: {one}" for one in page.evaluate(_TOO_WIDE)]
            page.set_viewport_size({"width": 390, "height": 844})
        if answer.ok and "q=" not in address:
            other = titles.setdefault(page.title(), page.url)
            if other != page.url:
                wrong.append(f"the same window title as {other}: {page.title()}")
        if wrong:
            found[address] = wrong
    assert len(titles) > 30
    assert found == {}


def test_the_sign_in_page_keeps_the_guidelines(
    site: Site, open_phone: Callable[..., BrowserContext]
) -> None:
    page = open_phone(base_url=site.url).new_page()
    page.goto("/sign-in")
    assert violations(page) == []


@pytest.mark.parametrize("username", ["l.nowicki", "m.holloway", "h.wierzbicka", "p.ziolko"])
def test_the_first_pages_of_other_people_keep_the_guidelines(
    username: str,
    site: Site,
    signed_in: Callable[..., Page],
    open_phone: Callable[..., BrowserContext],
) -> None:
    page = signed_in(open_phone(base_url=site.url), username)
    for address in ("/", "/qms/tasks/", "/qms/documents/", "/qms/audits/", "/qms/findings/"):
        page.goto(address)
        assert violations(page) == [], address
