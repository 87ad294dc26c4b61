"""The pages of the intranet as the people of the office use them: by roles and Polish names.

Each class is a person's way through one part; each method is one thing that a person does, and
returns when the page shows that it is done.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.pictures import picture_of

SLOW = 30_000
"""Milliseconds for what a worker does behind the page."""


class Desk:
    """One person in front of the intranet, at a desk or with a phone in the hand.

    Args:
        context: of the browser; its base address is the office.
        person: first and family name.
        picture: prefix of the names of pictures taken on the way.
    """

    def __init__(self, context: BrowserContext, person: str, picture: str = "desk") -> None:
        self.page: Page = context.new_page()
        self.person = person
        self.picture = picture

    def sign_in(self, to: str = "/") -> None:
        """Chooses the person on the sign-in page of the demo office.

        Args:
            to: path of the page to come to.
        """
        self.page.goto(f"/sign-in?next={to}")
        self.page.get_by_role("button", name=self.person).click()
        expect(self.page.get_by_text(self.person).first).to_be_attached()

    def open(self, path: str) -> None:
        """Goes to an address of the office."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def look(self, name: str, *, whole: bool = True) -> None:
        """A picture of the page, when pictures are wanted."""
        picture_of(self.page, f"{self.picture}-{name}", whole=whole)

    def confirm(self, button: str, answer: str | None = None) -> None:
        """Presses a button that asks a plain question first, and says yes.

        Args:
            button: its label.
            answer: label of the yes, when it is another.
        """
        self.page.get_by_role("button", name=button, exact=True).first.click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name=answer or button, exact=True).click()

    def choose_people(self, field: str, *names: str) -> None:
        """Finds each by typing, in a field that takes several.

        Args:
            field: its label.
            names: as they are listed; the beginning is enough.
        """
        box = self.page.get_by_role("combobox", name=re.compile(f"^{field}"))
        for name in names:
            box.press_sequentially(name)
            offered = self.page.get_by_role("listbox", name=re.compile(f"^{field}"))
            offered.get_by_role("option").filter(has_text=name).first.click()
            expect(self.chosen(name)).to_be_visible()

    def chosen(self, name: str) -> Locator:
        """One that was chosen in such a field."""
        return self.page.locator(".qms-people__one").filter(has_text=name).first

    def take_away(self, name: str) -> None:
        """Takes somebody out of such a field again."""
        self.chosen(name).get_by_role("button", name=re.compile("^Usuń")).click()


class DocumentPages(Desk):
    """Procedures: writing, deciding, finding, acknowledging."""

    def begin_issue(self, code: str) -> int:
        """Begins the next issue of a document; returns its number."""
        self.open(f"/qms/documents/{code}")
        self.look("document")
        self.page.get_by_role("button", name="Przygotuj nowe wydanie").click()
        self.page.wait_for_url(re.compile(r"/issues/\d+/edit"))
        found = re.search(r"/issues/(\d+)/", self.page.url)
        assert found is not None
        return int(found.group(1))

    def write_and_hand_over(self, *, added: str, change: str, reviewer: str, approver: str) -> None:
        """Writes a paragraph at the end of the draft and hands it over for review.

        Args:
            added: Markdown put behind the text.
            change: what has changed, for the change record.
            reviewer: name of who reviews.
            approver: name of who approves.
        """
        text = self.page.get_by_role("textbox", name="Treść")
        text.fill(f"{text.input_value().rstrip()}\n\n{added}\n")
        expect(self.page.locator("#draft-preview")).to_contain_text(added.split("\n")[-1])
        self.page.get_by_role("textbox", name="Co się zmieniło").fill(change)
        if not self.page.locator(".qms-people__one", has_text=reviewer).count():
            self.page.get_by_role("combobox", name=re.compile("^Sprawdzający")).fill(reviewer)
            self.page.get_by_role("option", name=reviewer).click()
        choice = self.page.get_by_role("combobox", name=re.compile("^Zatwierdza"))
        choice.select_option(value=_option_of(choice, approver))
        self.look("editor")
        self.page.get_by_role("button", name="Przekaż do sprawdzenia").click()
        expect(self.state_of_issue()).to_be_visible()

    def state_of_issue(self) -> Locator:
        """The steps of the issue on its way."""
        return self.page.get_by_role("list", name="Droga tego wydania")

    def review(self, code: str, number: int) -> None:
        """Agrees with the text of an issue."""
        self.open(f"/qms/documents/{code}/issues/{number}")
        self.look("review")
        self.confirm("Akceptuję")
        expect(self.page.get_by_text("zatwierdzając").first).to_be_visible()

    def approve(self, code: str, number: int) -> None:
        """Approves an issue, which comes into force at once."""
        self.open(f"/qms/documents/{code}/issues/{number}")
        self.look("approve")
        self.confirm("Zatwierdzam")
        expect(self.page.get_by_text("Zatwierdzono. Wydanie obowiązuje.")).to_be_visible()
        self.look("approved")

    def search(self, words: str) -> Locator:
        """Types words into the register's search; returns the rows that are found."""
        self.open("/qms/documents/")
        self.page.locator("input[type=search]").first.fill(words)
        self.page.locator("input[type=search]").first.press("Enter")
        self.page.wait_for_url(re.compile(r"[?&]q="))
        self.look("search")
        return self.page.locator(".qms-table tbody tr")

    def acknowledge(self, code: str) -> None:
        """Confirms having read the issue in force."""
        self.open(f"/qms/documents/{code}")
        self.look("asked-to-read", whole=False)
        self.page.get_by_role("button", name="Zapoznałem(-am) się").click()
        expect(self.page.get_by_text("Odnotowano zapoznanie się z dokumentem")).to_be_visible()


class AuditPages(Desk):
    """Audits: planning, announcing, finishing, the report."""

    def begin_plan(self) -> None:
        """Opens the form of a new audit from the list."""
        self.open("/qms/audits/")
        self.look("audits")
        self.page.get_by_role("link", name="Zaplanuj audit").click()
        expect(self.page.get_by_role("heading", name="Zaplanuj audit")).to_be_visible()

    def fill_plan(
        self, *, title: str, day: date, checklist: str, unit: str, document: str, lead: str
    ) -> None:
        """Fills everything of the plan but the other auditors.

        Args:
            title: of the audit.
            day: first and last day.
            checklist: the beginning of its title.
            unit: the beginning of its name.
            document: its code.
            lead: name of the lead auditor.
        """
        page = self.page
        page.get_by_role("textbox", name=re.compile("^Tytuł")).fill(title)
        page.get_by_role("textbox", name=re.compile("^Cel auditu")).fill(
            "Ocena nowego wydania procedury w praktyce."
        )
        for field, wanted in (("Lista pytań kontrolnych", checklist), ("Auditor wiodący", lead)):
            choice = page.get_by_role("combobox", name=re.compile(f"^{field}"))
            choice.select_option(value=_option_of(choice, wanted))
        for field in ("Pierwszy dzień", "Ostatni dzień"):
            page.get_by_label(re.compile(f"^{field}")).fill(day.isoformat())
        self.choose_people("Auditowane komórki", unit)
        self.choose_people("Dokumenty", document)

    def expect_refused_auditor(self, because: str) -> None:
        """The page says at once, and the server too, why this team cannot be."""
        said = self.page.locator("#audit-check")
        expect(said).to_contain_text("Nikt nie audituje własnej pracy")
        expect(said).to_contain_text(because)
        self.look("refused-auditor")
        self.page.get_by_role("button", name="Zapisz plan").click()
        expect(self.page.get_by_text(because).first).to_be_visible()
        expect(self.page.get_by_role("button", name="Zapisz plan")).to_be_visible()

    def save_plan(self) -> str:
        """Saves the plan; returns the number of the audit."""
        self.page.get_by_role("button", name="Zapisz plan").click()
        self.page.wait_for_url(re.compile(r"/audits/A-\d{4}-\d+$"))
        self.look("planned")
        return self.page.url.rsplit("/", 1)[1]

    def announce(self) -> None:
        """Announces the audit that is open."""
        self.confirm("Ogłoś")
        expect(self.page.locator(".qms-head").get_by_text("Ogłoszony", exact=True)).to_be_visible()
        self.look("announced")

    def finish(self) -> None:
        """Ends the work on site."""
        self.look("in-progress")
        self.confirm("Zakończ pracę na miejscu")
        expect(self.page.get_by_role("link", name="Napisz raport")).to_be_visible()

    def conclude(self, text: str) -> None:
        """Writes the conclusions of the report and saves them."""
        self.page.get_by_role("link", name="Napisz raport").click()
        field = self.page.get_by_role("textbox", name="Wnioski z auditu")
        field.fill(text)
        self.page.locator("#texts").get_by_role("button", name="Zapisz").click()
        expect(self.page.locator("#report-saved")).to_contain_text("Zapisano")

    def make_report(self, to: Path) -> Path:
        """Looks at the report as it stands, signs it, waits for its PDF and downloads it.

        Args:
            to: the file to write.
        """
        self.page.reload()
        self.confirm("Podpisz raport")
        made = self.page.get_by_role("listitem").filter(has_text=re.compile("^PDF"))
        link = made.get_by_role("link", name="Pobierz")
        expect(link).to_be_visible(timeout=SLOW)
        self.look("report-made")
        with self.page.expect_download() as download:
            link.click()
        download.value.save_as(to)
        return to


class FindingPages(Desk):
    """Findings: the register, and the answer of who is responsible."""

    def row(self, statement: str) -> Locator:
        """The row of a finding in the register."""
        self.open("/qms/findings/")
        self.look("findings")
        return self.page.locator(".qms-table tbody tr").filter(has_text=statement)

    def accept(self, number: str, words: str) -> None:
        """The responsible person accepts a finding and adds words of their own."""
        self.open(f"/qms/findings/{number}")
        self.look("finding")
        self.page.get_by_role("textbox", name="Własnymi słowami").fill(words)
        self.page.get_by_role("button", name="Przyjmij ustalenie").click()
        expect(self.page.locator(".qms-head").get_by_text("Przyjęte", exact=True)).to_be_visible()
        self.look("finding-accepted")


def _option_of(choice: Locator, wanted: str) -> str:
    """The value of the option whose label begins with what is wanted."""
    for option in choice.get_by_role("option").all():
        if (option.text_content() or "").strip().startswith(wanted):
            return option.get_attribute("value") or ""
    raise AssertionError(f"{wanted} cannot be chosen")
