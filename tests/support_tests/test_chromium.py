"""Real browsers: a phone, a desk, and one that is killed in the middle."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.chromium import PersistentBrowser, Problems, limit_storage
from tests.support.reaper import is_running
from tests.support.waiting import until

pytestmark = pytest.mark.browser

_PAGE = """<!doctype html><html lang="pl"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Strona</title>
<p id="size"></p><p id="kept"></p><script src="/script.js"></script>"""

_SCRIPT = """
const text = (id, value) => { document.getElementById(id).textContent = value; };
text("size", `${innerWidth}x${innerHeight} touch ${navigator.maxTouchPoints > 0}`);
text("kept", localStorage.getItem("kept") ?? "nothing");
addEventListener("message", () => eval("1"));
"""


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_script = self.path == "/script.js"
        body = (_SCRIPT if is_script else _PAGE).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_phone_has_its_size_and_touch(
    open_phone: Callable[..., BrowserContext], site: str
) -> None:
    page = open_phone(base_url=site).new_page()
    page.goto("/")
    expect(page.locator("#size")).to_have_text("390x844 touch true")


def test_a_desk_has_its_size(open_desktop: Callable[..., BrowserContext], site: str) -> None:
    page = open_desktop(base_url=site).new_page()
    page.goto("/")
    expect(page.locator("#size")).to_have_text("1440x900 touch false")


def test_problems_in_a_page_are_noticed(
    open_phone: Callable[..., BrowserContext], site: str
) -> None:
    context = open_phone(base_url=site)
    problems = Problems()
    problems.watch(context)
    page = context.new_page()
    page.goto("/")
    assert problems == []
    # The page's own listener evaluates text, which its policy forbids.
    page.evaluate("window.postMessage('')")
    # Events arrive while Playwright waits for something of the page.
    until(lambda: page.title() and problems, what="the broken policy being reported")
    assert any("Content Security Policy" in each for each in problems)


def test_a_phone_can_be_made_to_run_out_of_space(
    open_phone: Callable[..., BrowserContext], site: str
) -> None:
    page = open_phone(base_url=site).new_page()
    page.goto("/")
    store = """async (bytes) => {
        const cache = await caches.open("photos");
        try {
            await cache.put("/photo", new Response(new Uint8Array(bytes)));
            return "stored";
        } catch (error) {
            return error.name;
        }
    }"""
    assert page.evaluate(store, 2_000_000) == "stored"
    limit_storage(page, 100_000)
    assert page.evaluate(store, 2_000_000) == "QuotaExceededError"
    limit_storage(page, None)
    assert page.evaluate(store, 2_000_000) == "stored"


def test_two_phones_keep_apart_what_they_store(
    open_phone: Callable[..., BrowserContext], site: str
) -> None:
    first, second = (open_phone(base_url=site).new_page() for _ in range(2))
    first.goto("/")
    first.evaluate("localStorage.setItem('kept', 'mine')")
    second.goto("/")
    expect(second.locator("#kept")).to_have_text("nothing")


def test_a_killed_browser_opens_again_with_what_it_had_stored(
    persistent_browser: Callable[..., PersistentBrowser], site: str
) -> None:
    browser = persistent_browser()
    page = browser.start()
    page.goto(site)
    expect(page.locator("#size")).to_have_text("390x844 touch true")
    page.evaluate(
        """() => new Promise((resolve, reject) => {
            const opening = indexedDB.open("db", 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore("store");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const change = opening.result.transaction(
                    "store", "readwrite", { durability: "strict" });
                change.objectStore("store").put("answer", "key");
                change.oncomplete = () => resolve();
            };
        })"""
    )
    pid = browser.pid
    assert pid is not None

    browser.kill()
    assert not is_running(pid)

    page = browser.start()
    page.goto(site)
    kept = page.evaluate(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("db", 1);
            opening.onsuccess = () => {
                const reading = opening.result.transaction("store").objectStore("store").get("key");
                reading.onsuccess = () => resolve(reading.result);
            };
        })"""
    )
    assert kept == "answer"
    pid = browser.pid
    browser.stop()
    assert pid is not None
    assert not is_running(pid)
