"""A phone with a PIN in a real browser, and the file that brings its work in when nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication, camera_picture
from tests.support.chromium import PersistentBrowser

pytestmark = pytest.mark.browser

PIN = "482915"
NOTE = "Brak podpisu kierownika pod rejestrem"
EVERYTHING_ON_THE_DISK = """async () => {
  const texts = [];
  const read = async (value) => {
    if (value instanceof Blob) texts.push(new TextDecoder("latin1").decode(await value.arrayBuffer()));
    else if (ArrayBuffer.isView(value)) texts.push(new TextDecoder().decode(value));
    else if (typeof value === "object" && value !== null)
      for (const [key, one] of Object.entries(value)) { texts.push(key); await read(one); }
    else texts.push(String(value));
  };
  for (const { name } of await indexedDB.databases()) {
    const asked = indexedDB.open(name);
    const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      await read(await new Promise((done) => { all.onsuccess = () => done(all.result); }));
    }
    database.close();
  }
  return texts.join(" ");
}"""
MARK_OF_A_JPEG = "JFIF"
DRAFT = "Szkic z drugiej karty"
LEFT_ALONE = """(minutes) => {
  const show = (state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const now = Date.now();
  show("hidden");
  Date.now = () => now + minutes * 60_000;
  show("visible");
}"""
"""The phone in a pocket for so long: its page is hidden and comes back."""


def open_with(page: Page, pin: str) -> None:
    """Type a PIN on the lock screen."""
    page.get_by_label("PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Otwórz").tap()


def test_what_a_phone_keeps_is_sealed_and_comes_in_by_a_file(
    demo_office: Office, phone_browser: PersistentBrowser, tmp_path: Path
) -> None:
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.offline()
    question = phone.question("q-7.5.3-1")
    question.answer("Niezgodność")
    question.write_note(NOTE)
    question.attach(camera_picture(tmp_path / "shelf.jpg", width=640, height=480))
    phone.expect_unsent(3)
    disk = page.evaluate(EVERYTHING_ON_THE_DISK)
    assert NOTE in disk
    assert MARK_OF_A_JPEG in disk

    # Somebody types in a second tab while the PIN is set in the first.
    other = page.context.new_page()
    other.goto(page.url)
    second = PhoneApplication(other, demo_office.url)
    typed = other.get_by_role("dialog", name="Nowe ustalenie").get_by_label("Co stwierdzono")
    second.question("q-7.5.3-1").root.get_by_role("button", name="Ustalenie").tap()
    typed.fill(DRAFT)

    phone.go("Wysyłka")
    page.get_by_role("button", name="Ustaw PIN").tap()
    form = page.get_by_role("dialog", name="Ustaw PIN")
    form.get_by_label("Nowy PIN albo hasło").fill(PIN)
    form.get_by_label("Powtórz").fill("111111")
    form.get_by_role("button", name="Ustaw PIN").tap()
    expect(form.get_by_role("alert")).to_have_text("Oba wpisy się różnią.")
    form.get_by_label("Powtórz").fill(PIN)
    form.get_by_role("button", name="Ustaw PIN").tap()
    code = page.get_by_test_id("recovery-code").inner_text().strip()
    page.get_by_role("button", name="Kod zapisany").tap()
    expect(page.get_by_text("Dane na telefonie są zaszyfrowane")).to_be_visible()
    disk = page.evaluate(EVERYTHING_ON_THE_DISK)
    for secret in (NOTE, MARK_OF_A_JPEG, "nonconforming", "Rozpatrywanie skarg", DRAFT):
        assert secret not in disk
    open_with(other, PIN)
    second.question("q-7.5.3-1").root.get_by_role("button", name="Ustalenie").tap()
    expect(typed).to_have_value(DRAFT)
    other.close()

    # Killed and opened without a network: the PIN opens it, a wrong one deletes nothing.
    phone_browser.kill()
    page = phone_browser.start()
    phone = PhoneApplication(page, demo_office.url)
    page.goto(phone.address)
    expect(page.get_by_role("heading", name="Podaj PIN: Agnieszka Zarębska")).to_be_visible()
    expect(page.get_by_text("Rozpatrywanie skarg")).to_have_count(0)
    open_with(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("Nic nie zostało usunięte")
    page.get_by_role("button", name="Nie pamiętam PIN-u").tap()
    page.get_by_label("Kod odzyskiwania").fill(code.lower())
    page.get_by_label("Nowy PIN albo hasło").fill("731946")
    page.get_by_role("button", name="Otwórz").tap()
    phone.expect_unsent(3)
    page.reload()
    open_with(page, "731946")
    phone.expect_unsent(3)

    # Sending does not work: the file goes to a desk, and what the phone sends later is there already.
    phone.go("Wysyłka")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Pobierz wszystko, co niewysłane").tap()
    saved = tmp_path / "qms.json"
    saving.value.save_as(saved)
    assert NOTE in json.loads(saved.read_text("utf-8"))["mutations"][0]["mutation"]["args"]["note"]
    desk = demo_office.as_person("j.lisowska")
    file: FilePayload = {
        "name": "qms.json",
        "mimeType": "application/json",
        "buffer": saved.read_bytes(),
    }
    told = desk.post("/qms/devices/file", multipart={"file": file})
    assert told.ok, told.text()
    assert NOTE in told.text()
    [there] = demo_office.on_the_server("a.zarebska")
    assert (there["value"], there["note"]) == ("nonconforming", NOTE)

    demo_office.network.online()
    page.reload()
    open_with(page, "731946")
    page.get_by_role("link", name="Zaloguj się").first.tap()
    page.get_by_role("button", name="Agnieszka Zarębska").tap()
    open_with(page, "731946")
    phone.expect_unsent(0)
    phone.expect_receipt()
    assert len(demo_office.on_the_server("a.zarebska")) == 1
    assert len(demo_office.on_the_server("a.zarebska", "evidence")) == 1

    # Put away for a while it asks for the PIN again; nothing unsent is lost by that.
    demo_office.network.offline()
    phone.go("Moje audity")
    phone.open_audit()
    phone.question("q-5.3-1").answer("Zgodność")
    phone.expect_unsent(1)
    page.evaluate(LEFT_ALONE, 4)
    phone.expect_unsent(1)
    asks = page.get_by_role("heading", name="Podaj PIN: Agnieszka Zarębska")
    expect(asks).to_have_count(0)
    page.evaluate(LEFT_ALONE, 5)
    expect(asks).to_be_visible()

    # Without PIN and code: it says what would be lost, and begins anew only by its person's word.
    demo_office.network.online()
    page.get_by_role("button", name="Nie pamiętam PIN-u").tap()
    page.get_by_role("button", name="Zacznij od nowa bez kodu").tap()
    question_of_all = page.get_by_role("dialog", name="Usunąć zaszyfrowane dane")
    expect(question_of_all).to_contain_text("Przepadnie bezpowrotnie: 1 niewysłany zapis")
    question_of_all.get_by_role("button", name="Usuń i zacznij od nowa").tap()
    expect(phone.question("q-7.5.3-1").note).to_have_value(NOTE)
    page.reload()
    expect(phone.question("q-7.5.3-1").root).to_be_visible()
    assert len(demo_office.on_the_server("a.zarebska")) == 1
