"""The whole chain in real browsers, as the people of the demo office would walk it.

A procedure is written, approved and acknowledged; an audit is planned on it, held on a phone
without a network, and its bad answer becomes a finding that somebody answers for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.office import AuditPages, DocumentPages, FindingPages
from tests.browser.phone import PhoneApplication, camera_picture
from tests.browser.pictures import picture_of
from tests.support.chromium import PersistentBrowser, Problems
from tests.support.processes import (
    WebProcess,
    gunicorn,
    qms_run,
    qms_scheduler,
    qms_web,
    qms_worker,
)
from tests.support.smtp import SmtpServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(420)]

AUTHOR = "Barbara Świątkowska"  # head of the audited unit and owner of the procedure
REPRESENTATIVE = "Joanna Lisowska"
MAYOR = "Halina Wierzbicka"
EMPLOYEE = "Marek Dąbrowicz"  # works in the audited unit
LEAD = "Agnieszka Zarębska"
AUDITOR = "Katarzyna Olędzka"

PARAGRAPH = "Skargę złożoną ustnie do protokołu rejestruje się tego samego dnia."
CHANGE = "Skargi ustne rejestruje się w dniu złożenia."
TITLE = "Skargi po zmianie procedury"
NOTE = "W rejestrze brak wpisu skargi z 16 listopada."
STATEMENT = "Skarga ustna z 16 listopada nie została zarejestrowana w dniu złożenia."
EVIDENCE = "Protokół przyjęcia skargi, rejestr skarg w EZD."
CONCLUSIONS = "Procedura jest znana, lecz rejestracja skarg ustnych wymaga poprawy."


@dataclass
class People:
    """The browsers of the office and what went wrong in any of them."""

    desktop: Callable[[], BrowserContext]
    phone: Callable[[], BrowserContext]
    problems: Problems


@pytest.fixture
def people(
    open_phone: Callable[..., BrowserContext], open_desktop: Callable[..., BrowserContext]
) -> Iterator[Callable[[str], People]]:
    """`people(base_url)`; an error in a console or against the policy fails the test."""
    problems = Problems()

    def come(base_url: str) -> People:
        def watched(opened: Callable[..., BrowserContext]) -> BrowserContext:
            context = opened(base_url=base_url)
            problems.watch(context)
            return context

        return People(lambda: watched(open_desktop), lambda: watched(open_phone), problems)

    yield come
    assert problems == []


def write_approve_and_read(people: People) -> int:
    """From a draft to an acknowledged issue; returns its number."""
    author = DocumentPages(people.desktop(), AUTHOR)
    author.sign_in()
    author.look("home")
    number = author.begin_issue("PG-02")
    author.write_and_hand_over(
        added=PARAGRAPH, change=CHANGE, reviewer=REPRESENTATIVE, approver=MAYOR
    )
    reviewer = DocumentPages(people.desktop(), REPRESENTATIVE)
    reviewer.sign_in()
    reviewer.review("PG-02", number)
    mayor = DocumentPages(people.phone(), MAYOR, "phone-mayor")
    mayor.sign_in()
    mayor.look("home")
    mayor.approve("PG-02", number)

    employee = DocumentPages(people.phone(), EMPLOYEE, "phone-employee")
    employee.sign_in()
    # Typed in a hurry: an inflected word without its Polish letter.
    expect(employee.search("skarge").filter(has_text="PG-02").first).to_be_visible()
    employee.acknowledge("PG-02")
    # Confirming leads on to what is left to read.
    employee.open("/qms/documents/PG-02")
    expect(employee.page.get_by_text(PARAGRAPH)).to_be_visible()
    employee.open(f"/qms/documents/PG-02/issues/{number - 1}")
    expect(employee.page.get_by_text("które już nie obowiązuje")).to_be_visible()
    expect(employee.page.get_by_text(PARAGRAPH)).to_be_hidden()
    return number


def plan_and_announce(people: People) -> str:
    """The representative plans an audit of the procedure; returns its number."""
    pages = AuditPages(people.desktop(), REPRESENTATIVE)
    pages.sign_in()
    pages.begin_plan()
    day = datetime.now(ZoneInfo("Europe/Warsaw")).date() + timedelta(days=14)
    day -= timedelta(days=max(0, day.weekday() - 4))
    pages.fill_plan(
        title=TITLE,
        day=day,
        checklist="Obsługa sprawy w wydziale",
        unit="Wydział Organizacyjny",
        document="PG-02",
        lead=LEAD,
    )
    pages.choose_people("Auditorzy", EMPLOYEE)
    pages.expect_refused_auditor(EMPLOYEE)
    pages.take_away(EMPLOYEE)
    pages.choose_people("Auditorzy", AUDITOR)
    expect(pages.page.get_by_text("Nikt nie audituje własnej pracy")).to_be_hidden()
    number = pages.save_plan()
    pages.announce()
    return number


def audit_in_the_basement(browser: PersistentBrowser, base_url: str, picture: Path) -> None:
    """The lead auditor's phone: prepared, offline, killed, reopened, signed out, signed in."""
    phone = PhoneApplication(browser.start(), base_url)
    phone.sign_in(LEAD)
    phone.wait_until_ready_offline(TITLE)
    picture_of(phone.page, "phone-audits")
    phone.open_audit(TITLE)
    browser.context.set_offline(True)
    phone.question("q-7.5.3-1").answer("Zgodność")
    phone.question("q-7.5.3-2").answer("Tak")
    registered = phone.question("q-8.2.3-1")
    registered.answer("Niezgodność")
    registered.write_note(NOTE)
    registered.attach(picture)
    expect(registered.photographs()).to_have_count(1)
    registered.raise_finding("Niezgodność mała", STATEMENT, EVIDENCE)
    expect(registered.root.get_by_text(STATEMENT)).to_be_visible()
    registered.root.scroll_into_view_if_needed()
    picture_of(phone.page, "phone-offline")
    # Three answers, a photograph's record and its bytes, a finding; a note may be one of its own.
    until(lambda: phone.unsent() >= 6, what="everything being kept on the phone")
    waiting = phone.unsent()
    browser.kill()

    page = browser.start()
    browser.context.set_offline(True)
    phone = PhoneApplication(page, base_url)
    page.goto(phone.address)
    phone.open_audit(TITLE)
    registered = phone.question("q-8.2.3-1")
    chosen = registered.root.get_by_role("radio", name="Niezgodność", exact=True)
    expect(chosen).to_be_checked()
    expect(registered.note).to_have_value(NOTE)
    expect(registered.photographs()).to_have_count(1)
    expect(registered.root.get_by_text(STATEMENT)).to_be_visible()
    phone.expect_unsent(waiting)

    browser.context.clear_cookies()
    browser.context.set_offline(False)
    phone.expect_network("signed_out")
    picture_of(phone.page, "phone-signed-out")
    phone.expect_unsent(waiting)
    page.get_by_role("link", name="Zaloguj się").click()
    phone.choose_person(LEAD)
    phone.expect_unsent(0, within=30)
    receipt = phone.expect_receipt(within=30)
    expect(receipt).to_contain_text("3 odpowiedzi, 1 zdjęcie")
    picture_of(phone.page, "phone-receipt")
    browser.stop()


def finish_and_report(people: People, audit: str, folder: Path) -> bytes:
    """The lead auditor ends the audit at the desk; returns the report."""
    pages = AuditPages(people.desktop(), LEAD)
    pages.sign_in(f"/qms/audits/{audit}")
    expect(pages.page.get_by_text(NOTE)).to_be_visible()
    # Everything arrived, and the server knows that the phone holds nothing back.
    expect(pages.page.get_by_text("niewysłane zapisy")).to_be_hidden()
    pages.finish()
    pages.conclude(CONCLUSIONS)
    return pages.make_report(folder / "report.pdf").read_bytes()


def expect_everything_in(report: bytes) -> None:
    """Finding, conclusions, the photograph and the phone's receipt are in the PDF."""
    document = pdfium.PdfDocument(report)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    words = re.sub(r"\s+", " ", text)
    for wanted in (STATEMENT, NOTE, CONCLUSIONS, "PG-02"):
        assert wanted in words, words
    assert re.search(r"3 odpowiedzi", words), words
    pictures = [
        one for page in document for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
    ]
    assert pictures
    # The bytes of the camera's own data must be nowhere in it.
    assert b"SecretCameraMaker" not in report


def answer_the_finding(people: People) -> None:
    """The head of the unit finds it in the register and accepts it."""
    pages = FindingPages(people.desktop(), AUTHOR)
    pages.sign_in()
    row = pages.row(STATEMENT)
    expect(row).to_contain_text(AUTHOR)
    expect(row).to_contain_text("Czeka na odpowiedź")
    expect(row.locator("time").first).to_be_visible()
    number = row.get_by_role("link").first.inner_text().strip()
    pages.accept(number, "Zgadzam się. Przeszkolimy dwie osoby z kancelarii.")
    expect(pages.row(STATEMENT)).to_contain_text("Przyjęte")


def links_in(text: str) -> list[str]:
    """The addresses in a mail."""
    return re.findall(r"https?://[^\s>\"]+", text)


@pytest.mark.postgres
def test_the_chain_with_every_part_a_process_of_its_own(
    empty_postgres_url: str,
    redis_url: str,
    smtp_server: SmtpServer,
    run_process: Callable[..., Any],
    people: Callable[[str], People],
    persistent_browser: Callable[..., PersistentBrowser],
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    settings = {
        "QMS_BROKER_URL": redis_url,
        "QMS_MAIL_URL": f"smtp://127.0.0.1:{smtp_server.port}",
    }
    first = run_process(qms_web(home, empty_postgres_url, **settings))
    first.stop()  # it made the tables and the office; from here on as with many people
    web: WebProcess = run_process(
        gunicorn(
            home,
            empty_postgres_url,
            QMS_BASE_URL="http://127.0.0.1:{port}",
            QMS_BROKER_URL=settings["QMS_BROKER_URL"],
            QMS_MAIL_URL=settings["QMS_MAIL_URL"],
        )
    )
    settings["QMS_BASE_URL"] = web.url
    run_process(qms_worker(home, empty_postgres_url, **settings))
    run_process(qms_scheduler(home, empty_postgres_url, **settings))
    office = people(web.url)

    number = write_approve_and_read(office)
    assert number == 4
    audit = plan_and_announce(office)
    browser = persistent_browser()
    picture = camera_picture(tmp_path / "register.jpg")
    audit_in_the_basement(browser, web.url, picture)
    assert browser.problems == []
    report = finish_and_report(office, audit, tmp_path)
    expect_everything_in(report)

    def findings_mail() -> list[Any]:
        return [
            one
            for one in smtp_server.messages
            if "b.swiatkowska@um.borowiec.example" in one.recipients and STATEMENT in one.text
        ]

    mail = until(findings_mail, within=20, what="the mail to the head of the unit")[0]
    assert mail.message["To"]
    links = [one for one in links_in(mail.text) if "/qms/" in one]
    assert links
    reader = FindingPages(office.desktop(), AUTHOR)
    reader.sign_in()
    for link in links:
        reader.open(link)
    answer_the_finding(office)


def test_the_chain_on_the_defaults_in_one_process(
    demo_home: Path,
    run_process: Callable[..., Any],
    people: Callable[[str], People],
    persistent_browser: Callable[..., PersistentBrowser],
    tmp_path: Path,
) -> None:
    web: WebProcess = run_process(qms_run(demo_home))
    office = people(web.url)
    assert write_approve_and_read(office) == 4
    audit = plan_and_announce(office)
    browser = persistent_browser()
    audit_in_the_basement(browser, web.url, camera_picture(tmp_path / "register.jpg"))
    assert browser.problems == []
    expect_everything_in(finish_and_report(office, audit, tmp_path))

    reader = FindingPages(office.desktop(), AUTHOR, "mailbox")
    reader.sign_in("/mailbox/")
    reader.look("list")
    mail = (
        reader.page.get_by_role("row")
        .filter(has_text="b.swiatkowska")
        .filter(has_text=f"Ustalenia z auditu {audit}")
    )
    mail.first.get_by_role("link").first.click()
    expect(reader.page.get_by_text(STATEMENT).first).to_be_visible()
    reader.look("message")
    answer_the_finding(office)


def test_a_camera_picture_carries_what_must_not_arrive(tmp_path: Path) -> None:
    data = camera_picture(tmp_path / "picture.jpg").read_bytes()
    assert b"SecretCameraMaker" in data
    assert io.BytesIO(data).read(2) == b"\xff\xd8"
