#!/usr/bin/env python3
"""Take the pictures of the readme from the demo office: `docs/images/*.png`.

Needs what the browser tests need. The office is made anew in a temporary folder and walked by
real browsers, so that the pictures show what the application is and not what it once was.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.phone import PhoneApplication  # noqa: E402 - found by the path above
from tests.support.chromium import DESKTOP, PHONE, launch_options  # noqa: E402
from tests.support.processes import end_session, qms_run  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000
"""Bytes: a readme is opened on slow connections too."""


def keep(picture: bytes, name: str) -> None:
    """Writes a picture with as many colours as fit into the size.

    Raises:
        SystemExit: it does not fit with any number of colours.
    """
    IMAGES.mkdir(parents=True, exist_ok=True)
    full = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        held = io.BytesIO()
        full.quantize(colours, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
        if held.tell() <= LARGEST:
            (IMAGES / name).write_bytes(held.getvalue())
            print(f"{name}: {held.tell() // 1000} kB, {colours} colours")
            return
    raise SystemExit(f"{name} does not fit into {LARGEST // 1000} kB")


def shelf(path: Path) -> Path:
    """A picture of a shelf of binders, drawn: no photograph of a real archive belongs here."""
    picture = Image.new("RGB", (1200, 900), (226, 220, 208))
    draw = ImageDraw.Draw(picture)
    colours = ((44, 82, 110), (120, 52, 52), (70, 96, 72), (150, 120, 70), (88, 88, 96))
    for row in range(2):
        bottom = 430 + row * 430
        for place in range(13):
            left, lower = 40 + place * 87, (place * 37) % 50
            colour = colours[(place * 3 + row) % len(colours)]
            draw.rectangle((left, bottom - 350 + lower, left + 76, bottom), fill=colour)
            draw.rectangle((left + 16, bottom - 260, left + 60, bottom - 150), fill=(244, 240, 230))
        draw.rectangle((0, bottom, 1200, bottom + 30), fill=(104, 82, 60))
    picture.save(path, "JPEG", quality=88)
    return path


def register(browser: Browser, url: str) -> None:
    """The register of documents with those whose review is due."""
    page = browser.new_context(**DESKTOP, base_url=url).new_page()
    page.goto("/sign-in?next=/qms/documents/%3Fdue=overdue")
    page.get_by_role("button", name="Joanna Lisowska").click()
    expect(page.locator(".qms-table tbody tr").first).to_be_visible()
    page.goto("/qms/documents/?process=core&sort=review")
    expect(page.locator(".qms-table tbody tr").first).to_be_visible()
    keep(page.screenshot(caret="initial"), "register.png")


def phone(browser: Browser, url: str, folder: Path) -> None:
    """The sheet of an audit in a basement: answered, with a photograph, sent and not yet sent."""
    context = browser.new_context(**PHONE)
    application = PhoneApplication(context.new_page(), url)
    application.sign_in("Agnieszka Zarębska")
    application.wait_until_ready_offline()
    application.open_audit()
    application.question("q-7.5.3-1").answer("Zgodność")
    application.expect_unsent(0)
    context.set_offline(True)
    application.expect_network("offline")
    question = application.question("q-5.3-1")
    question.answer("Niezgodność")
    question.write_note("Upoważnienie wygasło we wrześniu.")
    question.attach(shelf(folder / "shelf.jpg"))
    expect(question.photographs()).to_have_count(1)
    question.root.evaluate("card => card.scrollIntoView({ block: 'start' })")
    keep(application.page.screenshot(caret="initial"), "phone.png")


def main() -> None:
    """Make the office, take the pictures, leave nothing behind."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = qms_run(Path(folder) / "office")
        server.start()
        browser = playwright.chromium.launch(**launch_options())
        try:
            register(browser, server.url)
            phone(browser, server.url, Path(folder))
        finally:
            browser.close()
            server.stop()
            end_session()


if __name__ == "__main__":
    main()
