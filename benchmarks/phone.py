"""What the phone application weighs, how soon it opens without a network, and what a tap costs.

    python -m benchmarks.phone [--runs 15]

In Chromium against the demo office. Opening is from the navigation until the first answer can be
given, beside an empty page that a service worker of the same kind hands out; a tap is from the
touch until its answer is on the disk, beside a plain put into IndexedDB with the same durability.
Both are taken by turns in the same browser. Prints rows of a table.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.browser.offices import AUDIT_OF_COMPLAINTS
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PHONE, launch_options
from tests.support.processes import end_session, qms_run
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "intranet_qms" / "static" / "pwa"

EMPTY_WORKER = b"""
self.addEventListener("install", (event) => event.waitUntil(
  caches.open("shell").then((cache) => cache.addAll(["./", "page.js"]))));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => event.respondWith(
  caches.open("shell").then((cache) => cache.match(event.request)).then((hit) => hit ?? fetch(event.request))));
"""
EMPTY_PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>empty</title>
<button type="button">tap</button><script src="page.js"></script></html>"""
EMPTY_SCRIPT = b"""navigator.serviceWorker.register("sw.js");
document.querySelector("button").dataset.ready = String(performance.now());"""

# The same work as a tap without the application around it: one record, on the disk when it is done.
PUT = """async () => {
  const asked = indexedDB.open("plain", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("log", { autoIncrement: true });
  const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const begun = performance.now();
  const transaction = database.transaction("log", "readwrite", { durability: "strict" });
  transaction.objectStore("log").add({ value: "conforming", note: "", at: new Date().toISOString() });
  await new Promise((done) => { transaction.oncomplete = done; });
  const taken = performance.now() - begun;
  database.close();
  return taken;
}"""


class EmptySite(BaseHTTPRequestHandler):
    """A page with a button and a service worker, and nothing else."""

    FILES = {
        "/": ("text/html; charset=utf-8", EMPTY_PAGE),
        "/sw.js": ("text/javascript", EMPTY_WORKER),
        "/page.js": ("text/javascript", EMPTY_SCRIPT),
    }

    def do_GET(self) -> None:
        """Hands a file out."""
        media_type, body = self.FILES.get(self.path, ("text/plain", b""))
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def weight(ending: str) -> int:
    """Bytes of the files with that ending that the first screen needs, as they travel."""
    index = (BUILT / "index.html").read_text("utf-8")
    return sum(
        len(gzip.compress((BUILT / name).read_bytes(), 9))
        for name in set(re.findall(rf'(?:src|href)="\./(assets/[^"]+\.{ending})"', index))
    )


def opened_empty(page: Page, url: str) -> float:
    """Milliseconds from the navigation until the empty page could be used."""
    page.goto(url)
    button = page.locator("button[data-ready]")
    expect(button).to_be_visible()
    return float(button.get_attribute("data-ready") or 0)


def opened_application(page: Page, address: str) -> float:
    """Milliseconds from the navigation until the sheet's first answer could be given."""
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("radio").first).to_be_enabled()
    noted = "performance.getEntriesByName('qms:offline-open')[0]?.duration ?? null"
    return float(until(lambda: page.evaluate(noted), what="the application being open"))


def last_tap(page: Page) -> float:
    """Milliseconds that the last answer took to reach the disk."""
    noted = "performance.getEntriesByName('qms:tap-to-stored').at(-1)?.duration ?? null"
    return float(until(lambda: page.evaluate(noted), what="the answer being stored"))


def measure(context: BrowserContext, office: str, empty: str, runs: int) -> None:
    """Takes everything by turns and prints the rows."""
    page, plain = context.new_page(), context.new_page()
    phone = PhoneApplication(page, office)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    sheet = page.url
    opened_empty(plain, empty)
    plain.reload()
    context.set_offline(True)
    opens, empties, taps, puts = [], [], [], []
    answers = ("Zgodność", "Niezgodność")
    for run in range(runs + 2):
        opening, empty_opening = opened_application(page, sheet), opened_empty(plain, empty)
        phone.question("q-7.5.3-1").answer(answers[run % 2])
        tap, put = last_tap(page), float(plain.evaluate(PUT))
        if run >= 2:  # the first ones fill caches
            opens.append(opening)
            empties.append(empty_opening)
            taps.append(tap)
            puts.append(put)
    for name, ours, theirs, beside in (
        (f"opened offline to the sheet of {AUDIT_OF_COMPLAINTS}", opens, empties, "empty pages"),
        ("a tap right after opening, until it is on the disk", taps, puts, "plain puts"),
    ):
        mine, other = statistics.median(ours), statistics.median(theirs)
        print(f"| {name} | {mine:.1f} ms | {mine / other:.1f} {beside} |")


def home_screen(context: BrowserContext, office: str, runs: int, times_slower: int) -> float:
    """Milliseconds from the icon to the list of audits, without a network, on a slow processor."""
    page = context.pages[0]
    context.set_offline(True)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times_slower})
    noted = "performance.getEntriesByName('qms:offline-open')[0]?.duration ?? null"
    taken = []
    for _ in range(runs + 1):
        page.goto("about:blank")
        page.goto(f"{office}/qms/audit/")
        expect(page.get_by_test_id("audit-card").first).to_be_visible()
        taken.append(float(until(lambda: page.evaluate(noted), what="the list of audits")))
    return statistics.median(taken[1:])


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args(arguments)
    script, style = weight("js"), weight("css")
    print(f"| phone: script and style, compressed | {(script + style) / 1000:.1f} kB"
          f" | {script / 1000:.1f} + {style / 1000:.1f} kB |")  # fmt: skip
    site = ThreadingHTTPServer(("127.0.0.1", 0), EmptySite)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = qms_run(Path(folder) / "office")
        server.start()
        browser = playwright.chromium.launch(**launch_options())
        try:
            empty = f"http://127.0.0.1:{site.server_port}/"
            context = browser.new_context(**PHONE)
            measure(context, server.url, empty, options.runs)
            opened = home_screen(context, server.url, options.runs, 4)
            print(
                f"| phone: from its icon to the audits, offline, processor slowed 4 times | {opened:.0f} ms | |"
            )
        finally:
            browser.close()
            server.stop()
            site.shutdown()
            end_session()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
