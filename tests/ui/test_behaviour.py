"""What the pages do in a browser: nothing typed is lost, lists answer in place, keys work."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

OpenContext = Callable[..., Any]


@pytest.fixture
def page(gallery_url: str, open_desktop: OpenContext) -> Page:
    opened: Page = open_desktop(base_url=gallery_url).new_page()
    return opened


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_mistakes(page: Page) -> None:
    page.goto("/form")
    page.get_by_label("Opis").fill("Rejestr bez daty wpływu.")
    page.get_by_role("button", name="Zapisz ustalenie").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("2 rzeczy wymagają poprawy")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Opis")).to_have_value("Rejestr bez daty wpływu.")
    expect(page).to_have_url(page.url.split("/save")[0])
    summary.get_by_role("link", name="Podaj tytuł.").click()
    expect(page.get_by_label("Tytuł")).to_be_focused()


def test_an_error_of_the_server_is_told_and_the_form_stays(page: Page) -> None:
    page.goto("/form")
    page.get_by_label("Tytuł").fill("fail")
    page.get_by_label("Opis").fill("Długi opis")
    page.get_by_role("button", name="Zapisz ustalenie").click()
    expect(page.locator(".qms-toast")).to_contain_text("Baza nie odpowiada. Spróbuj za chwilę.")
    expect(page.get_by_label("Opis")).to_have_value("Długi opis")


def test_without_a_network_the_form_stays_and_can_be_sent_again(page: Page) -> None:
    page.goto("/form")
    page.get_by_label("Tytuł").fill("Brak daty")
    page.context.set_offline(True)
    page.get_by_role("button", name="Zapisz ustalenie").click()
    toast = page.locator(".qms-toast")
    expect(toast).to_contain_text("Brak połączenia z serwerem")
    page.context.set_offline(False)
    toast.get_by_role("button", name="Spróbuj ponownie").click()
    expect(page.get_by_role("heading", name="Dokumenty")).to_be_visible()
    expect(page).to_have_url(page.url.rsplit("/", 1)[0] + "/saved")


def test_typed_text_comes_back_after_a_reload_until_it_is_saved(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/form")
    page.get_by_label("Opis").press_sequentially("Nie zgub mnie")
    page.reload()
    expect(page.get_by_label("Opis")).to_have_value("Nie zgub mnie")
    expect(page.locator(".qms-toast")).to_contain_text("Przywrócono tekst")
    page.get_by_label("Tytuł").fill("Brak daty")
    page.get_by_role("button", name="Zapisz ustalenie").click()
    expect(page.get_by_role("heading", name="Dokumenty")).to_be_visible()
    page.goto("/form")
    expect(page.get_by_label("Opis")).to_have_value("")


def test_leaving_with_unsaved_text_asks_first(page: Page) -> None:
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/form")
    page.goto("/list")
    assert asked == []
    page.goto("/form")
    page.get_by_label("Opis").press_sequentially("x")
    page.goto("/list")
    assert asked == ["beforeunload"]


def test_filters_answer_in_place_and_the_address_says_what_is_shown(page: Page) -> None:
    page.goto("/list")
    search = page.get_by_role("searchbox")
    search.press_sequentially("petycje")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.locator(".qms-filters__total")).to_have_text("1 wynik")
    expect(page.get_by_role("link", name="usuń ten filtr")).to_have_count(1)
    expect(search).to_be_focused()
    assert page.url.endswith("/list?q=petycje")
    page.go_back()
    expect(page.get_by_role("row")).to_have_count(25)


def test_shortcuts_work_and_can_be_switched_off(page: Page) -> None:
    page.goto("/list")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.get_by_role("heading", name="Dokumenty").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Skróty klawiszowe")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()


def test_people_are_found_without_polish_letters_and_by_keyboard_alone(page: Page) -> None:
    page.goto("/form")
    box = page.get_by_role("combobox", name="Zespół")
    found = page.get_by_role("listbox", name="Zespół").get_by_role("option")
    box.press_sequentially("sliwa")
    expect(page.get_by_text("Nikogo nie znaleziono")).to_be_visible()  # she is chosen already
    expect(found).to_have_count(0)
    box.fill("")
    box.press_sequentially("cwik")
    expect(found).to_have_text(["Piotr Ćwik"])
    box.press("Enter")
    chosen = page.locator(".qms-people__one")
    expect(chosen).to_have_count(3)
    page.get_by_role("button", name="Przesuń wcześniej: Piotr Ćwik").click()
    values = "select => [...select.selectedOptions].map(one => one.value)"
    assert page.locator("#field-people").evaluate(values) == ["2", "4", "3"]
    box.press("Backspace")
    expect(chosen).to_have_count(2)


def test_a_question_is_asked_before_what_cannot_be_undone(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Wycofaj", exact=True).click()
    dialog = page.get_by_role("dialog", name="Wycofać wydanie 4?")
    expect(dialog.get_by_role("button", name="Anuluj")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_a_running_job_is_followed_until_it_is_ready(page: Page) -> None:
    def as_the_page_of_the_job(route: Route) -> None:
        answer = route.fetch()
        text = re.sub("<title>.*?</title>", "<title>Raport.pdf</title>", answer.text(), flags=re.S)
        route.fulfill(response=answer, body=text)

    page.goto("/job")
    title = page.title()
    page.route("**/job", as_the_page_of_the_job)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "42")
    expect(page.get_by_role("link", name="Pobierz")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    # What is asked for the job is a page of its own; the window keeps the name of this one.
    assert page.title() == title


@pytest.mark.parametrize("path", ["/", "/list", "/form", "/login", "/home", "/mailbox", "/message"])
def test_a_phone_needs_no_sideways_scrolling(
    gallery_url: str, open_phone: OpenContext, path: str
) -> None:
    page = open_phone(base_url=gallery_url).new_page()
    page.goto(path)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_nothing_breaks_the_content_policy(gallery_url: str, open_desktop: OpenContext) -> None:
    page = open_desktop(base_url=gallery_url).new_page()
    told: list[str] = []
    page.on(
        "console", lambda message: told.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: told.append(str(error)))
    for path in ("/", "/list", "/form"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert told == []


def test_on_paper_a_table_stays_a_table_and_buttons_are_gone(page: Page) -> None:
    page.goto("/list")
    page.set_viewport_size({"width": 680, "height": 960})  # the text width of A4
    row = page.locator(".qms-table tbody tr").first
    expect(row).to_have_css("display", "block")
    page.emulate_media(media="print")
    expect(row).to_have_css("display", "table-row")
    expect(page.get_by_role("link", name="Nowy dokument")).to_be_hidden()
    expect(page.locator(".qms-nav")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 681  # a rounded border


def test_a_search_that_a_newer_one_replaced_is_no_error(page: Page) -> None:
    told: list[str] = []
    page.on(
        "console", lambda message: told.append(message.text) if message.type == "error" else None
    )
    page.goto("/list")
    search = page.get_by_role("searchbox")
    for text in ("sk", "skar", "skarga"):
        search.fill(text)
        search.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]q=skarga$"))
    assert told == []
