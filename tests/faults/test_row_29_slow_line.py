"""Row 29: a line of a few kilobytes a second that breaks off again and again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication, camera_picture
from tests.support.chromium import PersistentBrowser, record_requests

pytestmark = [pytest.mark.browser, pytest.mark.faults]

RATE = int(os.environ.get("QMS_SLOW_RATE", "24000"))
"""Bytes a second. The row says 3,000: QMS_SLOW_RATE=3000 takes three minutes."""
BREAKS = 4


def test_a_photograph_resumes_and_nothing_storms(
    demo_office: Office, phone_browser: PersistentBrowser, tmp_path: Path
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.offline()
    question = phone.question("q-7.5.3-1")
    question.answer("Niezgodność")
    question.attach(camera_picture(tmp_path / "shelf.jpg", width=320, height=240))
    phone.expect_unsent(3)
    phone.go("Wysyłka")
    asked = record_requests(page, "/api/sync/v1/")
    demo_office.network.throttle(RATE)
    breaks = [
        demo_office.network.cut_request(3_000, containing=b"PUT /qms/api/sync/v1/evidence")
        for _ in range(BREAKS)
    ]
    before = demo_office.network.bytes_up
    demo_office.network.online()
    page.evaluate("dispatchEvent(new Event('online'))")

    phone.expect_unsent(0, within=60 * 24_000 / RATE)
    [photo] = demo_office.on_the_server("a.zarebska", "evidence")
    assert photo["state"] == "verified"
    assert [one.seen for one in breaks] == [1] * BREAKS
    size = int(photo["size"])
    # What had arrived was not sent again, and patience grew between the attempts.
    assert demo_office.network.bytes_up - before < 3 * size + 60_000
    assert len(asked) < 12 * (BREAKS)

    # Three kilobytes a second, and five seconds until a push is answered: the phone waits for it
    # and begins nothing twice.
    demo_office.network.offline()
    phone.go("Moje audity")
    phone.open_audit()
    phone.question("q-5.3-1").answer("Zgodność")
    phone.expect_unsent(1)
    demo_office.network.throttle(3_000, delay=2.5, containing=b"POST /qms/api/sync/v1/push")
    before_delay = len(asked)
    demo_office.network.online()
    page.evaluate("dispatchEvent(new Event('online'))")
    phone.expect_unsent(0, within=60)
    assert len(demo_office.on_the_server("a.zarebska")) == 2
    pushed = [one for one in asked[before_delay:] if one.url.endswith("/push")]
    # The second tells what is left (step 7.4 of the protocol); no attempt was given up.
    assert len(pushed) <= 2
    assert all(one.failure is None for one in asked[before_delay:])
