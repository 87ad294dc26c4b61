"""Opinions: from the form of a citizen to the owner of the guide, and on to a finding."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet_qms.citizens import services
from intranet_qms.citizens.models import Opinion
from intranet_qms.citizens.views import saying
from intranet_qms.findings.models import Finding
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.worklist import waiting_for
from intranet_qms.personal_data import Cleaned, Kind, clean, is_pesel
from tests.citizens.conftest import Open
from tests.factories.documents import TODAY


def _kept(published: Open) -> list[Opinion]:
    with published.host.transaction() as session:
        return list(session.scalars(select(Opinion).order_by(Opinion.id)))


def test_an_opinion_is_kept_and_its_sender_thanked(published: Open) -> None:
    answer: Any = published.send("Nie wiem, jakie dochody się liczą.")
    assert answer.status_code == 303
    assert "Dziękujemy" in published.client.get(answer.headers["Location"]).text
    [kept] = _kept(published)
    assert (kept.text, kept.clarity, kept.removed) == (
        "Nie wiem, jakie dochody się liczą.",
        "no",
        0,
    )
    assert "127.0.0.1" not in (kept.sender_mark or "")
    assert len(kept.sender_mark or "") == 64


def test_personal_data_is_taken_out_before_anything_is_kept(published: Open) -> None:
    typed = "PESEL 44051401359, tel. 600 700 800 albo jan.kowalski@poczta.example, proszę oddzwonić"
    opened = published.opened()
    told: Any = published.send(typed, opened=opened)
    assert told.status_code == 422
    assert _kept(published) == []
    assert "Usunęliśmy" in told.text
    for secret in ("44051401359", "600 700 800", "jan.kowalski"):
        assert secret not in told.text
    left = told.text.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0].strip()
    assert published.send(left, opened=opened).status_code == 303  # type: ignore[attr-defined]
    [kept] = _kept(published)
    assert kept.removed == 3
    assert "proszę oddzwonić" in kept.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mój numer 44051401359", [Kind.PESEL]),
        ("4405 1401 359", [Kind.PESEL]),
        ("44051401358 to inny numer", []),
        ("dzwoń 17 852 11 22 albo +48 600-700-800", [Kind.PHONE]),
        ("ABC 123456", [Kind.CARD]),
        ("PL 61 1090 1014 0000 0712 1981 2874", [Kind.ACCOUNT]),
        ("a.b@c.pl", [Kind.EMAIL]),
        ("sprawa SO.5345.123.2026 z 12.10.2026, opłata 1 500 000 zł", []),
        ("Dz.U. 2024 poz. 572 i 35-045 Rzeszów", []),
    ],
)
def test_personal_data_is_told_from_other_numbers(text: str, found: list[Kind]) -> None:
    assert list(clean(text).found) == found


def test_a_pesel_number_has_a_check_digit_and_a_date() -> None:
    assert is_pesel("44051401359")
    assert not is_pesel("44951401359")
    assert not is_pesel("00000000000")


def test_five_opinions_an_hour_and_what_was_typed_stays(published: Open) -> None:
    opened = published.opened()
    for number in range(5):
        assert published.send(f"Uwaga {number}", opened=opened).status_code == 303  # type: ignore[attr-defined]
    sixth: Any = published.send("Uwaga szósta", opened=opened)
    assert (sixth.status_code, sixth.headers["Retry-After"]) == (429, "3600")
    assert "Uwaga szósta" in sixth.text
    published.host.clock.advance(minutes=61)  # type: ignore[attr-defined]
    assert published.send("Uwaga szósta", opened=opened).status_code == 303  # type: ignore[attr-defined]


def test_programs_are_thanked_and_not_kept(published: Open) -> None:
    assert published.send("kup teraz", website="https://spam.example").status_code == 303  # type: ignore[attr-defined]
    assert _kept(published) == []


@pytest.mark.parametrize("seconds", [0, 25 * 3600])
def test_a_form_sent_too_soon_or_too_late_is_given_back_with_its_text(
    published: Open, seconds: int
) -> None:
    answer: Any = published.send("Mój tekst", opened=published.opened(seconds=seconds))
    assert answer.status_code == 422
    assert "Mój tekst" in answer.text
    made_up: Any = published.send("Mój tekst", opened=f"1.{'0' * 32}")
    assert made_up.status_code == 422
    assert _kept(published) == []


def test_what_is_wrong_is_said_beside_the_field(published: Open) -> None:
    opened = published.opened()
    no_answer: Any = published.send("x", opened=opened, clarity="maybe")
    too_long: Any = published.send("x" * 2001, opened=opened)
    assert (no_answer.status_code, too_long.status_code) == (422, 422)
    assert 'id="error-clarity"' in no_answer.text
    assert 'id="error-text"' in too_long.text


def test_a_page_of_another_site_cannot_send_an_opinion(published: Open) -> None:
    opened = published.opened()
    answer = published.client.post(
        "/qms/guides/KU-22/opinion",
        data={"clarity": "no", "text": "x", "opened": opened},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert _kept(published) == []


def test_the_owner_is_told_once_a_day_and_old_addresses_are_forgotten(published: Open) -> None:
    published.send("Pierwsza")
    published.send("Druga")

    def tell() -> int:
        with published.host.transaction() as session:
            return services.tell_owners(session, published.host.clock, TODAY)

    assert [tell(), tell()] == [1, 0]
    with published.host.transaction() as session:
        [mail] = session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send")).all()
        owner = published.office.people["owner"].id
        assert mail.payload["person_id"] == owner
        assert mail.payload["context"]["guides"][0]["count"] == 2
        # The words themselves are read in the system and nowhere else.
        assert "Pierwsza" not in json.dumps(mail.payload)
        items = waiting_for(session, published.office.actor("owner", session), TODAY)
        assert [one.endpoint for one in items] == ["citizens_opinions"]
    published.host.clock.advance(hours=25)  # type: ignore[attr-defined]
    tell()
    assert {one.sender_mark for one in _kept(published)} == {None}


def test_an_opinion_is_answered_and_what_became_of_it_is_seen(published: Open) -> None:
    published.send("Brakuje terminu.")
    [opinion] = _kept(published)
    page = "/qms/documents/KU-22/opinions"
    published.host.sign_in("owner", "Owner Nowak")
    assert "Brakuje terminu." in published.client.get(page).text
    answer = published.client.post(
        f"{page}/{opinion.uuid}", data={"state": "used", "note": "Dopiszemy termin."}
    )
    assert answer.status_code == 303
    shown = published.client.get(page).text
    assert "Wykorzystana" in shown
    assert "Dopiszemy termin." in shown
    published.host.sign_in("employee", "Employee Nowak")
    refused = published.client.post(f"{page}/{opinion.uuid}", data={"state": "spam"})
    assert refused.status_code == 403
    # A document that is no guide has no opinions.
    assert published.client.get("/qms/documents/PG-02/opinions").status_code == 404


def test_an_opinion_becomes_a_finding_in_one_step_and_both_lead_to_each_other(
    published: Open,
) -> None:
    published.send("Nic nie rozumiem <b>z tego</b>.")
    [opinion] = _kept(published)
    page = "/qms/documents/KU-22/opinions"
    published.host.sign_in("head", "Head Nowak")
    wrong = published.client.post(
        f"{page}/{opinion.uuid}/finding", data={"finding_class": "minor", "statement": " "}
    )
    assert wrong.status_code == 422
    answer = published.client.post(
        f"{page}/{opinion.uuid}/finding",
        data={"finding_class": "minor", "statement": "Poradnik nie mówi, co to dochód."},
    )
    assert answer.status_code == 303
    with published.host.transaction() as session:
        finding = session.scalars(select(Finding)).one()
        assert (finding.source, finding.owner_id) == (
            "citizens",
            published.office.people["owner"].id,
        )
        assert "Nic nie rozumiem" in finding.evidence_text
    shown = published.client.get(f"/qms/findings/{finding.number}").text
    assert f'href="{page}"' in shown
    assert "Opinia interesanta" in shown
    assert f"/qms/findings/{finding.number}" in published.client.get(page).text
    again = published.client.post(f"{page}/{opinion.uuid}", data={"state": "spam"})
    assert again.status_code == 409


def test_all_guides_with_opinions_are_seen_at_a_glance(published: Open) -> None:
    published.host.sign_in("employee", "Employee Nowak")
    assert "Nikt jeszcze nie ocenił" in published.client.get("/qms/opinions").text
    published.send("Brakuje terminu.")
    assert "/qms/documents/KU-22/opinions" in published.client.get("/qms/opinions").text
    published.host.sign_in("guest", "Guest Nowak")
    assert published.client.get("/qms/opinions").status_code == 403


def test_an_address_of_today_is_another_hash_tomorrow(published: Open) -> None:
    published.send("Dziś")
    published.host.clock.advance(hours=24)  # type: ignore[attr-defined]
    published.send("Jutro")
    first, second = _kept(published)
    assert first.sender_mark != second.sender_mark
    assert second.received_at - first.received_at > timedelta(hours=23)


def test_what_is_far_too_long_is_refused_before_it_is_looked_through(
    published: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def counting(text: str) -> Cleaned:
        looked.append(len(text))
        return clean(text)

    monkeypatch.setattr(saying, "clean", counting)
    monkeypatch.setattr(services, "clean", counting)
    answer: Any = published.send("1" * 300_000)
    assert answer.status_code == 422
    assert 'id="error-text"' in answer.text
    assert max(looked) <= services.LONGEST_TEXT
