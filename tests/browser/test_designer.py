"""The designer of checklists, by keyboard and by its menus, up to the phone that gets its version."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.office import Desk
from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser]

LEAD = "Agnieszka Zarębska"


class Designer:
    """The designer in one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opened(self) -> Designer:
        """Waits until it is there and quiet."""
        expect(self.page.locator("#designer[data-ready]")).to_be_visible()
        return self

    def row(self, words: str) -> Locator:
        """The row of a question in the outline."""
        return self.page.locator("[data-part=outline] button").filter(has_text=words)

    @property
    def form(self) -> Locator:
        """What is chosen, as a form."""
        return self.page.locator("[data-part=form]")

    @property
    def said(self) -> Locator:
        """What screen readers are told."""
        return self.page.locator("[data-part=told]")

    def wait_until_saved(self) -> None:
        """Until nothing is on its way to the server."""
        expect(self.page.locator("[data-part=saved]")).to_have_text(re.compile("^Zapisano o"))

    def wording(self) -> Locator:
        """The field of the Polish wording."""
        return self.form.get_by_label("Treść po polsku")


def test_a_new_version_is_written_published_and_reaches_a_phone_that_holds_work(
    demo_office: Office,
    phone_browser: PersistentBrowser,
    open_desktop: Callable[..., BrowserContext],
) -> None:
    phone = PhoneApplication(phone_browser.start(), demo_office.url)
    phone.sign_in(LEAD)
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.offline()
    phone.question("q-7.5.3-1").answer("Zgodność")

    desk = Desk(open_desktop(base_url=demo_office.server.url), LEAD, "designer")
    desk.sign_in("/qms/checklists/office-service/")
    desk.page.get_by_role("button", name="Zacznij nową wersję").click()
    designer = Designer(desk.page).opened()

    # By keyboard: the row says where it went.
    first = designer.row("korzysta z obowiązującego wydania")
    first.focus()
    first.press("Alt+ArrowDown")
    expect(designer.said).to_contain_text("ma teraz numer 2")
    expect(first).to_be_focused()

    # By the mouse: below another row, onto the head of a section, and back where it was.
    last, head = designer.row("ważne upoważnienie"), designer.row("Przyjęcie wniosku")
    first.drag_to(last, target_position={"x": 60, "y": 50})
    expect(designer.said).to_contain_text("ma teraz numer 3, w sekcji „Procedura na stanowisku”")
    first.drag_to(head)
    expect(designer.said).to_contain_text("ma teraz numer 3, w sekcji „Przyjęcie wniosku”")
    first.drag_to(last, target_position={"x": 60, "y": 4})
    expect(designer.said).to_contain_text("ma teraz numer 2, w sekcji „Procedura na stanowisku”")

    # Removed, brought back, removed.
    designer.row("potwierdził zapoznanie się").click()
    designer.form.get_by_role("button", name="Usuń", exact=True).click()
    expect(designer.row("potwierdził zapoznanie się")).to_have_count(0)
    desk.page.locator("[data-part=undo]").get_by_role("button", name="Cofnij").click()
    expect(designer.row("potwierdził zapoznanie się")).to_have_count(1)

    # From the bank, by an inflected word; shown when the question before it was answered badly.
    designer.row("ważne upoważnienie").click()
    desk.page.get_by_role("button", name="Z banku").click()
    bank = desk.page.get_by_role("dialog", name="Bank pytań")
    bank.get_by_role("searchbox").fill("pieczęciami")
    expect(bank.get_by_role("status")).to_contain_text("Żadne pytanie")
    bank.get_by_role("searchbox").fill("skargami uznanymi")
    wanted = bank.get_by_text("Czy z uznanych skarg wyciągnięto wnioski")
    expect(wanted).to_be_visible()
    wanted.click()
    bank.get_by_role("button", name="Dodaj zaznaczone (1)").click()
    expect(designer.wording()).to_have_value(re.compile("Czy z uznanych skarg"))
    designer.form.get_by_label("Kiedy jest widoczne", exact=True).select_option("when")
    expect(designer.form.get_by_text(re.compile("^Słowami: "))).to_be_visible()
    designer.form.get_by_label("Kiedy jest widoczne", exact=True).select_option("always")

    # The phone's own rendering answers, and nothing of it is kept.
    shown = desk.page.frame_locator("iframe")
    card = shown.get_by_test_id("question-card").filter(has_text="Czy z uznanych skarg")
    expect(card).to_be_visible()
    card.get_by_role("radio", name="Niezgodność", exact=True).click()
    expect(card.get_by_role("radio", name="Niezgodność", exact=True)).to_be_checked()
    assert desk.page.evaluate("indexedDB.databases()") == []
    designer.wait_until_saved()
    desk.look("designer")

    # What was typed last is published too: the link is followed when it has been saved.
    designer.wording().fill("Czy z uznanych skarg wyciągnięto wnioski na przyszłość?")
    desk.page.get_by_role("link", name="Sprawdź i opublikuj").click()
    expect(desk.page.get_by_text("Nowe pytania")).to_be_visible()
    expect(desk.page.get_by_text("wnioski na przyszłość").first).to_be_visible()
    desk.page.get_by_role("button", name="Opublikuj").click()
    expect(desk.page.get_by_text("została opublikowana")).to_be_visible()

    # The audit stays with its version until its lead has seen what changes.
    audit = demo_office.on_the_server("a.zarebska", "audit")[0]
    desk.open(f"/qms/audits/{audit['number']}")
    desk.page.get_by_role("link", name="Zobacz, co się zmienia").click()
    expect(desk.page.get_by_text("Czy z uznanych skarg")).to_be_visible()
    desk.page.get_by_role("button", name=re.compile("^Przejdź na wersję")).click()
    expect(desk.page.get_by_text("Żadna odpowiedź nie przepadła").first).to_be_visible()

    # The phone sends what it held and shows the new version; the answer stands.
    demo_office.network.online()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.expect_unsent(0)
    new = phone.page.get_by_test_id("question-card").filter(has_text="Czy z uznanych skarg")
    expect(new).to_have_count(1, timeout=20_000)
    answered = phone.question("q-7.5.3-1").root
    expect(answered.get_by_role("radio", name="Zgodność", exact=True)).to_be_checked()
    assert len(demo_office.on_the_server("a.zarebska")) == 1


@pytest.mark.faults
def test_two_people_in_one_draft_are_told_and_lose_nothing(
    demo_office: Office, open_desktop: Callable[..., BrowserContext]
) -> None:
    """Row 63, in the designer: what one of them changed is joined, what both changed is asked about."""
    first = Desk(open_desktop(base_url=demo_office.server.url), LEAD)
    first.sign_in("/qms/checklists/office-service/")
    first.page.get_by_role("button", name="Zacznij nową wersję").click()
    one = Designer(first.page).opened()
    second = Desk(open_desktop(base_url=demo_office.server.url), "Joanna Lisowska")
    second.sign_in(first.page.url.removeprefix(demo_office.server.url))
    two = Designer(second.page).opened()
    expect(second.page.get_by_text(f"Ten projekt mają też otwarty: {LEAD}")).to_be_visible()

    name = one.page.locator(".qms-designer__row .qms-designer__name").first.text_content() or ""
    two.row(name).click()
    one.row(name).click()
    one.wording().fill("Brzmienie pierwszej osoby")
    one.wait_until_saved()
    two.wording().fill("Brzmienie drugiej osoby")
    told = second.page.get_by_role("dialog", name="Dwie osoby zmieniły to samo pytanie")
    expect(told).to_contain_text("Brzmienie pierwszej osoby")
    told.get_by_label("Zachowaj oba").check()
    told.get_by_role("button", name="Dalej").click()
    two.wait_until_saved()
    for designer in (one, two):
        designer.page.reload()
        designer.opened()
        expect(designer.row("Brzmienie pierwszej osoby")).to_have_count(1)
        expect(designer.row("Brzmienie drugiej osoby")).to_have_count(1)
