"""On the phone: photographs blurred before they are stored, samples, own questions, the closing."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication, camera_picture
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

LEAD = "a.zarebska"


def iphone_picture(path: Path) -> Path:
    """A picture as newer phones write it, which this browser cannot decode."""
    pillow_heif.register_heif_opener()
    Image.effect_noise((640, 480), 60).convert("RGB").save(path, "HEIF")
    return path


def store(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Zapisz zdjęcia")).tap()
    expect(page.get_by_role("dialog")).to_be_hidden()


def sign(party: Locator, page: Page) -> None:
    """Draws a line with the pointer and signs."""
    field = party.locator("canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 30)
    page.mouse.up()
    party.get_by_role("button", name="Podpisz", exact=True).tap()
    expect(party.get_by_role("img", name=re.compile("^Podpis odręczny"))).to_be_visible()


def test_what_is_blurred_is_gone_and_what_is_added_on_the_spot_arrives(
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

    # Two in a row, one of them marked by keys alone: the frame stands in the middle.
    camera = question.root.locator('input[type="file"]').first
    camera.set_input_files(camera_picture(tmp_path / "desk.jpg"))
    review = page.get_by_role("dialog", name="Sprawdź przed zapisaniem")
    expect(review).to_contain_text("Zapytaj o zgodę albo je zamaż")
    review.get_by_role("button", name="Zaznacz lub zamaż").tap()
    marking = page.get_by_role("dialog", name="Zaznacz lub zamaż")
    picture = marking.get_by_role("application")
    expect(picture).to_have_attribute("aria-busy", "false")
    picture.focus()
    page.keyboard.press("Enter")
    expect(marking.get_by_role("button", name="Cofnij")).to_be_enabled()
    marking.get_by_role("button", name="Gotowe").tap()
    expect(marking).to_be_hidden()
    files = question.root.locator('input[type="file"]')
    files.nth(1).set_input_files(iphone_picture(tmp_path / "phone.heic"))
    expect(review).to_contain_text("Bez zmian, z danymi aparatu")
    store(page)
    expect(question.root.locator(".strip li")).to_have_count(2)

    question.root.get_by_role("button", name="Kolejna próba").tap()
    question.root.get_by_role("textbox", name="Nazwa próby 2").fill("Teczka OR.1431.12.2026")
    question.answer("Zgodność")
    page.get_by_role("button", name="Dodaj własne pytanie").first.tap()
    form = page.get_by_role("dialog", name="Dodaj własne pytanie")
    form.get_by_role("textbox", name="Pytanie").fill("Czy klucz jest w rejestrze?")
    form.get_by_role("radio", name="Tak / nie").tap()
    form.get_by_role("button", name="Dodaj pytanie").tap()
    own = page.locator('[data-question^="own-"]')
    own.get_by_role("radio", name="Tak", exact=True).tap()

    phone.go("Podpisy")
    party = page.get_by_role("region", name="Auditowany")
    party.get_by_role("textbox", name="Imię i nazwisko").fill("Barbara Świątkowska")
    party.get_by_role("radio", name="Nie zgadzam się").tap()
    party.get_by_role("textbox", name="Uwagi").fill("Rejestr prowadzi ochrona.")
    sign(party, page)
    expect(page.get_by_role("region", name="Spotkanie zamykające")).to_contain_text("Niezgodność")

    demo_office.network.online()
    phone.send_now()
    phone.expect_unsent(0, within=30)
    phone.expect_receipt()
    pieces = demo_office.on_the_server(LEAD, "evidence")
    assert sorted(one["media_type"] for one in pieces) == ["image/heic", "image/jpeg", "image/png"]
    assert {one["state"] for one in pieces} == {"verified"}
    assert_blurred(demo_office)
    (signature,) = demo_office.on_the_server(LEAD, "signature")
    assert (signature["agrees"], signature["remark"]) == (False, "Rejestr prowadzi ochrona.")


def assert_blurred(office: Office) -> None:
    """The stored photograph says nothing of its camera, and the middle of it is one colour."""
    requests = office.as_person(LEAD)
    (audit,) = office.on_the_server(LEAD, "audit")
    shown = requests.get(f"/qms/audits/{audit['number']}").text()
    assert "Teczka OR.1431.12.2026" in shown
    assert "Czy klucz jest w rejestrze?" in shown
    assert "Podpis odręczny: Barbara Świątkowska" in shown
    for address in dict.fromkeys(re.findall(r"/qms/audits/[\w-]+/evidence/[\w-]+/original", shown)):
        data = requests.get(address).body()
        if not data.startswith(b"\xff\xd8"):
            continue
        assert b"SecretCameraMaker" not in data
        with Image.open(io.BytesIO(data)) as photograph:
            assert not photograph.getexif()
            width, height = photograph.size
            middle = photograph.convert("L").crop(
                (width * 45 // 100, height * 45 // 100, width * 55 // 100, height * 55 // 100)
            )
            darkest, lightest = middle.getextrema()
            assert lightest - darkest < 24
            return
    raise AssertionError("the photograph is not on the page")
