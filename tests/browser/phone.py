"""The phone application as its person uses it: by what is written on the screen."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image
from PIL.Image import Exif
from PIL.TiffImagePlugin import IFDRational
from playwright.sync_api import Locator, Page, expect

from tests.browser.offices import AUDIT_OF_COMPLAINTS
from tests.browser.pictures import picture_of


def camera_picture(path: Path, *, width: int = 1600, height: int = 1200) -> Path:
    """A JPEG as a camera writes it: with the place, the maker and the orientation in it.

    Args:
        path: of the file to write.
        width: in pixels.
        height: in pixels.
    """
    exif = Exif()
    exif[0x010F] = "SecretCameraMaker"
    exif[0x0112] = 1
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (IFDRational(52), IFDRational(13), IFDRational(48)), 3: "E"})
    place[4] = (IFDRational(21), IFDRational(0), IFDRational(44))
    # Noise, as in a dark archive: it does not shrink, so that sizes are those of real pictures.
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=90, exif=exif)
    path.write_bytes(held.getvalue())
    return path


class QuestionCard:
    """One question on the sheet."""

    def __init__(self, page: Page, key: str) -> None:
        self.page = page
        self.root = page.locator(f'[data-question="{key}"]')

    def answer(self, label: str) -> None:
        """One tap; returns when the answer is stored on the phone."""
        choice = self.root.get_by_role("radio", name=label, exact=True)
        choice.tap()
        expect(choice).to_be_checked()
        expect(self.root.get_by_test_id("sync-state").first).to_be_visible()

    @property
    def note(self) -> Locator:
        """The field of the note."""
        return self.root.get_by_role("textbox", name="Notatka do pytania")

    def open_note(self) -> Locator:
        """Taps "note" and returns its field."""
        self.root.get_by_role("button", name="Notatka").tap()
        expect(self.note).to_be_visible()
        return self.note

    def write_note(self, text: str) -> None:
        """Writes a note and leaves the field."""
        self.open_note().fill(text)
        self.note.blur()

    def attach(self, picture: Path) -> None:
        """Gives the camera's picture to the question and stores it, if it is taken."""
        self.root.locator('input[type="file"]').first.set_input_files(picture)
        save = self.root.get_by_role("button", name=re.compile("^Zapisz zdjęcia"))
        expect(save.or_(self.root.get_by_role("alert")).first).to_be_visible()
        if save.is_visible():
            save.tap()
            done = self.root.get_by_text("miejsce i dane aparatu usunięte")
            expect(self.root.get_by_role("alert").or_(done).first).to_be_visible()

    def discard(self) -> None:
        """Leaves the photographs that were not stored."""
        self.root.get_by_role("button", name="Zamknij").tap()
        self.page.get_by_role("dialog", name="Odrzucić te zdjęcia?").get_by_role(
            "button", name="Odrzuć"
        ).tap()
        expect(self.root.get_by_role("button", name=re.compile("^Zapisz zdjęcia"))).to_be_hidden()

    def photographs(self) -> Locator:
        """The pictures shown with the question."""
        return self.root.locator(".strip img")

    def raise_finding(self, class_label: str, statement: str, evidence: str = "") -> None:
        """Begins a finding at the question and saves it."""
        self.root.get_by_role("button", name="Ustalenie").tap()
        form = self.page.get_by_role("dialog", name="Nowe ustalenie")
        form.get_by_role("radio", name=class_label, exact=True).tap()
        form.get_by_role("textbox", name="Co stwierdzono").fill(statement)
        form.get_by_role("textbox", name=re.compile("^Dowód")).fill(evidence)
        picture_of(self.page, "phone-finding")
        form.get_by_role("button", name="Zapisz ustalenie").tap()
        expect(form).to_be_hidden()


class PhoneApplication:
    """The application in one page of a phone.

    Args:
        page: of a context made with touch.
        base_url: where the office is, without a slash at the end.
    """

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url

    @property
    def address(self) -> str:
        """Of the application itself."""
        return f"{self.base_url}/qms/audit/"

    def sign_in(self, person: str) -> None:
        """Opens the application for the first time and signs in on the way.

        Args:
            person: first and family name, as the sign-in page of the demo office shows it.
        """
        self.page.goto(self.address)
        self.page.get_by_role("link", name="Zaloguj się").tap()
        self.choose_person(person)

    def choose_person(self, person: str) -> None:
        """On the sign-in page: this person; comes back to where it was."""
        self.page.get_by_role("button", name=person).tap()
        expect(self.page.locator("nav.tabs")).to_be_visible()

    def wait_until_ready_offline(self, title: str = AUDIT_OF_COMPLAINTS) -> None:
        """Until the audit's card says that it would work without a network."""
        self.page.goto(f"{self.address}#/")
        expect(self.card(title).get_by_text("Gotowy do pracy bez sieci")).to_be_visible(
            timeout=20_000
        )

    def card(self, title: str) -> Locator:
        """The card of an audit on the first screen."""
        return self.page.get_by_test_id("audit-card").filter(has_text=title)

    def open_audit(self, title: str = AUDIT_OF_COMPLAINTS) -> None:
        """Opens an audit from the first screen."""
        self.card(title).get_by_role("link", name=title).tap()
        expect(self.page.get_by_test_id("question-card").first).to_be_visible()

    def reopen(self) -> None:
        """Loads the page again, as a person who opens it anew."""
        self.page.reload()
        expect(self.page.locator("nav.tabs")).to_be_visible()

    def question(self, key: str) -> QuestionCard:
        """A question of the open audit."""
        return QuestionCard(self.page, key)

    def go(self, tab: str) -> None:
        """By the bar at the bottom: "Arkusz", "Ustalenia", "Zdjęcia", "Podpisy", "Wysyłka"."""
        link = self.page.locator("nav.tabs").get_by_role("link", name=tab)
        link.tap()
        try:
            expect(link).to_have_attribute("aria-current", "page", timeout=3_000)
        except AssertionError:
            # An emulated touch is dropped now and then on a busy machine; a finger taps again.
            link.tap()
            expect(link).to_have_attribute("aria-current", "page")
        # The screen itself; an empty frame stands there until its file is.
        expect(self.page.locator("main")).to_be_visible()
        expect(self.page.locator("main > .skeleton")).to_have_count(0)

    @property
    def network(self) -> Locator:
        """The word that says whether there is a network."""
        return self.page.get_by_test_id("online-state")

    def expect_network(self, state: str, *, within: float = 15.0) -> None:
        """Until the network is said to be `online`, `offline`, `portal` or `signed_out`.

        Args:
            state: one of those words.
            within: seconds.
        """
        expect(self.network).to_have_attribute("data-state", state, timeout=within * 1000)

    def unsent(self) -> int:
        """How many records and photographs the window's title says are still only here."""
        counted = re.match(r"\((\d+)\)", self.page.title())
        return int(counted.group(1)) if counted else 0

    def expect_unsent(self, count: int, *, within: float = 10.0) -> None:
        """Until so many records and photographs wait."""
        title = re.compile(rf"^\({count}\) " if count else r"^Audity")
        expect(self.page).to_have_title(title, timeout=within * 1000)

    def send_now(self) -> None:
        """On the sync screen."""
        self.go("Wysyłka")
        button = self.page.get_by_test_id("send-now")
        # Said first, so that a failure shows what is there instead.
        expect(button).to_be_visible()
        button.tap()

    def expect_receipt(self, *, within: float = 20.0) -> Locator:
        """Until the server has proven everything; returns the line that says so."""
        self.go("Wysyłka")
        line = self.page.get_by_test_id("receipt")
        expect(line).to_have_attribute("data-complete", "true", timeout=within * 1000)
        expect(line).to_contain_text("skróty zgodne")
        return line
