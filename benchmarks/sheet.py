"""Whether a sheet of 500 questions stutters on a slow phone.

    python -m benchmarks.sheet

In Chromium at a quarter of this machine's speed, without a network, against the demo office: the
longest frame and the frames over 50 ms while the sheet is scrolled and while questions are
answered, and from a tap until its answer is on the disk. Prints rows of a table.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.long_sheet import enlarge
from tests.browser.offices import AUDIT_OF_COMPLAINTS
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PHONE, launch_options
from tests.support.processes import end_session, qms_run

SLOWNESS = 4
WATCH = """() => {
  const frames = [];
  let last = performance.now();
  const next = (now) => { frames.push(now - last); last = now; window.watched = requestAnimationFrame(next); };
  window.frames_seen = frames;
  window.watched = requestAnimationFrame(next);
}"""
SEEN = "() => { cancelAnimationFrame(window.watched); return window.frames_seen.slice(2); }"
SCROLL = """async () => {
  for (let at = 0; at < 300; at++) {
    scrollBy(0, 90);
    await new Promise((next) => requestAnimationFrame(next));
  }
}"""
ANSWER = """async () => {
  for (const card of [...document.querySelectorAll("[data-question]")].slice(0, 9)) {
    card.querySelector("input[type=radio]").click();
    await new Promise((next) => setTimeout(next, 700));
  }
  return performance.getEntriesByName("qms:tap-to-stored").map((entry) => entry.duration);
}"""


def row(name: str, frames: list[float]) -> str:
    """A row of the table."""
    slow = sum(frame > 50 for frame in frames)
    return (
        f"| {name}, a quarter of the speed | longest frame {max(frames):.0f} ms"
        f" | {slow} of {len(frames)} over 50 ms |"
    )


def measure(page: Page, url: str) -> None:
    """Scroll, answer, print."""
    phone = PhoneApplication(page, url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.card(AUDIT_OF_COMPLAINTS).get_by_role("link", name=AUDIT_OF_COMPLAINTS).tap()
    expect(page.locator('[data-question="q0"] input').first).to_be_attached()
    context = page.context
    context.set_offline(True)
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWNESS})
    page.evaluate(WATCH)
    page.evaluate(SCROLL)
    print(row("500 questions scrolled", page.evaluate(SEEN)))
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(1_500)
    page.evaluate(WATCH)
    taps: list[float] = page.evaluate(ANSWER)
    print(row("500 questions, nine answered", page.evaluate(SEEN)))
    print(
        f"| a tap on a sheet of 500, until it is on the disk | {statistics.median(taps):.1f} ms"
        f" | at most {max(taps):.0f} ms |"
    )


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = qms_run(Path(folder) / "office")
        server.start()
        browser = playwright.chromium.launch(**launch_options())
        try:
            context = browser.new_context(**PHONE)
            context.route("**/api/sync/v1/pull*", enlarge)
            measure(context.new_page(), server.url)
        finally:
            browser.close()
            server.stop()
            end_session()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
