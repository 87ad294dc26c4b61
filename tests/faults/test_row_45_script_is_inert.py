"""Row 45: script in notes, captions, names and findings, wherever they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.office import AuditPages, FindingPages
from tests.browser.offices import AUDIT_OF_COMPLAINTS, Office
from tests.browser.phone import PhoneApplication, camera_picture
from tests.support.chromium import PersistentBrowser, Problems

pytestmark = [pytest.mark.browser, pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(240)]

SCRIPT = "<script>window.ran=1</script>"
PICTURE = '"><img src=/x onerror="window.ran=1">'


def expect_inert(page: Page, text: str) -> None:
    """The text is shown as it was typed, and nothing of it has become a part of the page."""
    expect(page.get_by_text(text).first).to_be_attached()
    assert page.locator("[onerror], script:not([src])").count() == 0
    assert page.evaluate("window.ran") is None


def test_what_was_typed_on_a_phone_runs_nowhere(
    demo_office: Office,
    phone_browser: PersistentBrowser,
    open_desktop: Callable[..., BrowserContext],
    tmp_path: Path,
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    question = phone.question("q-7.5.3-1")
    question.answer("Niezgodność")
    question.write_note(f"Notatka {SCRIPT}{PICTURE}")
    question.attach(camera_picture(tmp_path / "shelf.jpg"))
    expect(question.photographs()).to_have_count(1)
    question.raise_finding("Niezgodność mała", f"Ustalenie {SCRIPT}", f"Dowód {PICTURE}")
    expect_inert(page, f"Ustalenie {SCRIPT}")
    phone.go("Zdjęcia")
    caption = page.get_by_role("textbox", name="Opis zdjęcia")
    caption.fill(f"Opis {PICTURE}")
    caption.blur()
    phone.go("Wysyłka")
    label = page.get_by_role("textbox", name="Nazwa urządzenia")
    label.fill(f"Telefon {SCRIPT}")
    with page.expect_response(
        lambda answer: answer.request.method == "PUT" and "/devices/" in answer.url
    ):
        label.blur()
    phone.expect_receipt()
    phone.expect_unsent(0)
    expect_inert(page, "skróty zgodne")

    problems = Problems()

    def desk() -> BrowserContext:
        opened = open_desktop(base_url=demo_office.server.url)
        problems.watch(opened)
        return opened

    pages = AuditPages(desk(), "Agnieszka Zarębska")
    pages.sign_in("/qms/audits/")
    listed = pages.page.get_by_role("row").filter(has_text=AUDIT_OF_COMPLAINTS)
    listed.get_by_role("link").first.click()
    expect_inert(pages.page, f"Notatka {SCRIPT}{PICTURE}")
    expect_inert(pages.page, f"Opis {PICTURE}")
    expect(pages.page.locator(".qms-evidence__picture")).to_have_attribute("alt", f"Opis {PICTURE}")
    pages.finish()
    pages.conclude(f"Wnioski {SCRIPT}")
    report = pages.make_report(tmp_path / "report.pdf")
    printed = " ".join(one.get_textpage().get_text_bounded() for one in pdfium.PdfDocument(report))
    words = re.sub(r"\s+", "", printed)
    for text in (f"Notatka {SCRIPT}", f"Ustalenie {SCRIPT}", f"Opis {PICTURE}"):
        assert text.replace(" ", "") in words
    assert b"/JavaScript" not in report.read_bytes()

    findings = FindingPages(desk(), "Barbara Świątkowska")
    findings.sign_in()
    findings.row(f"Ustalenie {SCRIPT}").get_by_role("link").first.click()
    expect_inert(findings.page, f"Dowód {PICTURE}")
    findings.open("/mailbox/")
    mail = findings.page.get_by_role("row").filter(has_text="b.swiatkowska")
    mail.first.get_by_role("link").first.click()
    expect(findings.page.get_by_role("heading", level=1)).to_be_visible()
    assert findings.page.evaluate("window.ran") is None
    devices = FindingPages(desk(), "Joanna Lisowska")
    devices.sign_in("/qms/devices/")
    expect_inert(devices.page, f"Telefon {SCRIPT}")
    assert problems == []
