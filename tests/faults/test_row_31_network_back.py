"""Row 31: the network is back."""

from __future__ import annotations

import time

import pytest

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser, without_network
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.faults]

FORGET_FILES = """
async () => {
  const names = await caches.keys();
  for (const name of names) await caches.delete(name);
  return names.length;
}
"""


def test_sending_starts_within_two_seconds(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    # Ready means that every screen is at hand, whatever becomes of the files that the browser keeps.
    assert page.evaluate(FORGET_FILES) > 0
    started: list[float] = []
    page.on(
        "request", lambda each: started.append(time.monotonic()) if "/sync/" in each.url else None
    )
    with without_network(phone_browser.context):
        phone.question("q-7.5.3-1").answer("Zgodność")
        phone.expect_network("offline")
        phone.expect_unsent(1)
        # Tried in vain a few times, as in a long afternoon underground: patience has grown.
        for _ in range(3):
            phone.send_now()
            phone.expect_network("offline")
        started.clear()
    back = time.monotonic()
    # Playwright hands events over while it is asked something.
    until(lambda: page.title() and started, within=5, every=0.01, what="a request")
    assert started[0] - back < 2.0
    phone.expect_unsent(0)
    assert [one["value"] for one in demo_office.on_the_server("a.zarebska")] == ["conforming"]
