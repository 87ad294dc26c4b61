"""Real browsers: Debian's Chromium (or the one of Playwright) as a phone and on a desk.

Pages run under a policy without `eval`, so Playwright's `wait_for_function` does not work in
them; wait with `expect(locator)`, `page.wait_for_url` or `until` on the Python side.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import (
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
)

from tests.support.processes import session_folder
from tests.support.reaper import is_running
from tests.support.waiting import until

# A page answers in milliseconds; two browsers and three servers on two cores may take seconds.
expect.set_options(timeout=20_000)

# The first switch is what running as root in a container needs; the others keep the browser
# from talking to anybody but the test's own server.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

_PLACE: dict[str, Any] = {"locale": "pl-PL", "timezone_id": "Europe/Warsaw"}

PHONE: dict[str, Any] = {
    **_PLACE,
    "viewport": {"width": 390, "height": 844},
    "screen": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}

DESKTOP: dict[str, Any] = {
    **_PLACE,
    "viewport": {"width": 1440, "height": 900},
    "screen": {"width": 1440, "height": 900},
}


@cache
def chromium_path() -> str | None:
    """The browser to use: CHROMIUM_PATH, else the system's; None: the one Playwright installed."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        # Ubuntu has a program of that name which only says where to get one.
        if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            return found
    return None


def launch_options() -> dict[str, Any]:
    """What Playwright's `launch` and `launch_persistent_context` are given."""
    options: dict[str, Any] = {"args": list(SWITCHES)}
    path = chromium_path()
    if path is not None:
        options["executable_path"] = path
    return options


class Problems(list[str]):
    """What went wrong in the pages of a context: errors in the console, in scripts, policies.

    Requests that fail are not in it: tests take the network away on purpose.
    """

    def watch(self, context: BrowserContext) -> None:
        """Listens to all pages of the context, those opened later too."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.append(f"script: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        # A failed request is written to the console by the browser itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            page = message.page.url if message.page else "a worker"
            self.append(f"console on {page}: {message.text} ({message.location.get('url', '')})")


def record_requests(page: Page, containing: str = "") -> list[Request]:
    """The list to which every request of the page from now on is added.

    Args:
        page: to listen to.
        containing: only addresses that contain this.
    """
    requests: list[Request] = []
    page.on("request", lambda each: requests.append(each) if containing in each.url else None)
    return requests


def limit_storage(page: Page, size: int | None) -> None:
    """Lets the site of the page store so many bytes in all; None: as much as it could before."""
    parts = urlsplit(page.url)
    # The browser knows an origin here only with the slash at its end.
    wanted: dict[str, Any] = {"origin": f"{parts.scheme}://{parts.netloc}/"}
    if size is not None:
        wanted["quotaSize"] = size
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", wanted)


class PersistentBrowser:
    """A browser with a profile on disk, which can be killed in the middle and opened again.

    Args:
        browser_type: Playwright's `chromium`.
        profile: folder of the profile; made when missing.
        options: of the context, `PHONE` or `DESKTOP` with changes.
    """

    def __init__(
        self, browser_type: BrowserType, profile: Path, options: dict[str, Any] | None = None
    ) -> None:
        self._browser_type = browser_type
        self.profile = profile
        self._options = options or PHONE
        self._context: BrowserContext | None = None
        self._pid: int | None = None
        self.problems = Problems()

    @property
    def context(self) -> BrowserContext:
        """The open context; an error when the browser is not open."""
        if self._context is None:
            raise RuntimeError("the browser is not open")
        return self._context

    @property
    def page(self) -> Page:
        """Its first page."""
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    @property
    def pid(self) -> int | None:
        """Id of the browser's first process; None when it is not open."""
        return self._pid

    def start(self) -> Page:
        """Opens it and returns its first page."""
        if self._context is not None:
            raise RuntimeError("the browser is open already")
        self.profile.mkdir(parents=True, exist_ok=True)
        # A killed browser leaves its lock, which names a process that is gone.
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)
        self._context = self._browser_type.launch_persistent_context(
            self.profile, **launch_options(), **self._options
        )
        self.problems.watch(self._context)
        self._pid = until(self._find, what="the browser's process")
        (session_folder() / "processes" / str(self._pid)).write_text(str(int(signal.SIGTERM)))
        return self.page

    def _find(self) -> int | None:
        wanted = f"--user-data-dir={self.profile}"
        for process in psutil.process_iter(["cmdline"]):
            # Chromium rewrites its title into one string, separated by spaces.
            line = " ".join(process.info["cmdline"] or [])
            if wanted in line and "--type=" not in line and "chrom" in line.split(" ")[0]:
                return int(process.pid)
        return None

    def kill(self) -> None:
        """Ends it as pulling out the battery would: no page hears of it."""
        context, self._context = self._context, None
        pid, self._pid = self._pid, None
        if pid is None or context is None:
            return
        os.killpg(pid, signal.SIGKILL)
        until(lambda: not is_running(pid), what="the end of the browser")
        self._forget(pid)
        with contextlib.suppress(Error):
            context.close()

    def stop(self) -> None:
        """Closes it as a person would."""
        context, self._context = self._context, None
        pid, self._pid = self._pid, None
        if context is not None:
            context.close()
        if pid is not None:
            until(lambda: not is_running(pid), what="the end of the browser")
            self._forget(pid)

    @staticmethod
    def _forget(pid: int) -> None:
        (session_folder() / "processes" / str(pid)).unlink(missing_ok=True)


@contextmanager
def without_network(context: BrowserContext) -> Iterator[None]:
    """The pages and service workers of the context have no network inside this block."""
    context.set_offline(True)
    try:
        yield
    finally:
        context.set_offline(False)
