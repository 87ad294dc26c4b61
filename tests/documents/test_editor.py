"""The editor of a draft in a real browser: it shows, saves, and never overwrites."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.factories.documents import draft, install, make_office
from tests.factories.docx import png
from tests.support.chromium import Problems
from tests.support.host import Host

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


@pytest.fixture
def address(host: Host) -> Iterator[str]:
    """Where the host answers; a draft of PG-02 is open and its owner is signed in."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        draft(session, office, install(session, office))
    host.sign_in("owner", "Owner Nowak")
    server = make_server("127.0.0.1", 0, host.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/qms/documents/PG-02/issues/2"
    server.shutdown()
    thread.join()


def test_what_is_typed_is_shown_and_saved_by_itself(
    address: str, open_desktop: Callable[..., Any]
) -> None:
    page = open_desktop().new_page()
    page.goto(address + "/edit")
    page.locator("textarea[name=body]").fill("## 1. Cel\n\nTekst **ważny**.")
    playwright.expect(page.locator("#draft-preview strong")).to_have_text("ważny")
    playwright.expect(page.locator("#draft-saved")).to_contain_text("Zapisano", timeout=15_000)
    page.goto(address)
    playwright.expect(page.locator("article strong")).to_have_text("ważny")


def test_the_second_writer_sees_both_texts_and_makes_one(
    address: str, open_desktop: Callable[..., Any]
) -> None:
    first, second = open_desktop().new_page(), open_desktop().new_page()
    for page in (first, second):
        page.goto(address + "/edit")
    first.locator("textarea[name=body]").fill("Tekst pierwszej osoby.")
    first.get_by_role("button", name="Zapisz projekt").click()
    playwright.expect(first.locator("article")).to_contain_text("Tekst pierwszej osoby.")

    second.locator("textarea[name=body]").fill("Tekst drugiej osoby.")
    second.get_by_role("button", name="Zapisz projekt").click()

    part = second.locator(".qms-conflict__part")
    playwright.expect(part.locator("mark")).to_have_text(["drugiej", "pierwszej"])
    second.get_by_label("Zachowaj obie, jedną pod drugą").check()
    second.get_by_role("button", name="Zapisz wybrane").click()
    area = second.locator("textarea[name=body]")
    playwright.expect(area).to_have_value("Tekst pierwszej osoby.\n\nTekst drugiej osoby.\n")


WORD = (
    '<style>p{color:red}</style><h2 style="color:red">Nagłówek</h2>'
    '<p class="MsoNormal" style="font-weight:bold">Ważne<o:p></o:p></p>'
    '<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1">'
    '<span style="mso-list:Ignore">1.</span>raz</p>'
    '<p class="MsoListParagraph" style="mso-list:l0 level2 lfo1">'
    '<span style="mso-list:Ignore">a)</span>pod</p>'
    "<table><tr><td>A|B</td><td rowspan=2>C</td></tr><tr><td>D</td></tr></table>"
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
)
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "bez znaczenia");
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_bar_keys_paste_and_pictures_write_markdown_and_can_be_undone(
    address: str, open_desktop: Callable[..., Any]
) -> None:
    context = open_desktop()
    problems = Problems()
    problems.watch(context)
    page = context.new_page()
    page.goto(address + "/edit")
    area = page.locator("textarea[name=body]")
    expect = playwright.expect

    area.fill("słowo")
    area.select_text()
    page.keyboard.press("Control+b")
    expect(area).to_have_value("**słowo**")
    page.keyboard.press("Control+b")
    expect(area).to_have_value("słowo")
    page.get_by_role("button", name="Lista punktowana").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("dalej")
    expect(area).to_have_value("- słowo\n- dalej")
    page.keyboard.press("Control+z")
    expect(area).not_to_have_value("- słowo\n- dalej")

    area.fill("")
    page.get_by_role("button", name="Wstaw tabelę").click()
    page.locator("[name=table_columns]").fill("2")
    page.locator("[name=table_rows]").fill("1")
    page.get_by_role("button", name="Wstaw", exact=True).click()
    expect(area).to_have_value("| Kolumna 1 | Kolumna 2 |\n|---|---|\n|  |  |\n")
    page.get_by_role("button", name="Dodaj wiersz tabeli").click()
    expect(area).to_have_value("| Kolumna 1 | Kolumna 2 |\n|---|---|\n|  |  |\n|  |  |\n")

    area.fill("")
    page.get_by_role("button", name="Odnośnik do dokumentu").click()
    page.get_by_role("combobox", name="Kod lub słowa tytułu").fill("PG-02")
    expect(page.locator("#editor-document").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(area).to_have_value("[PG-02]")

    area.fill("")
    area.evaluate(PASTE, WORD)
    expect(area).to_have_value(
        "## Nagłówek\n\n**Ważne**\n\n1. raz\n   1. pod\n\n| A\\|B | C |\n|---|---|\n| D | C |\n"
    )
    assert page.evaluate("window.ran") is None

    area.fill("")
    page.get_by_role("button", name="Ilustracja").click()
    chosen = {"name": "obieg.png", "mimeType": "image/png", "buffer": png(60, 30)}
    page.locator("#editor-picture-file").set_input_files(chosen)
    page.get_by_label("Opis").fill("Schemat [obiegu]")
    page.get_by_role("dialog").get_by_role("button", name="Wstaw").click()
    expect(area).to_have_value("![Schemat \\[obiegu\\]](obieg.png)")
    expect(page.locator("#draft-preview img")).to_have_attribute("alt", "Schemat [obiegu]")
    expect(page.locator("#draft-preview img")).to_have_js_property("naturalWidth", 60)
    assert problems == []
