"""Guides for everybody: what is shown, to whom, and how often it has to be sent."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from intranet_qms.citizens import services
from intranet_qms.citizens.views import guides
from intranet_qms.citizens.workflow import Topic
from intranet_qms.documents.models import Document
from intranet_qms.documents.services import PastIssue, guide_content, prints
from intranet_qms.documents.services.numbering import renumber
from intranet_qms.documents.workflow import DocumentKind
from tests.citizens.conftest import Open
from tests.factories.documents import draft, install, make_office
from tests.support.host import Host


def test_nothing_is_published_unless_the_office_says_so(
    make_host: Callable[..., Host], sqlite_url: str
) -> None:
    host = make_host(sqlite_url)
    with host.transaction() as session:
        office = make_office(session, host.clock)
        install(session, office, "KU-22", "Dodatek", kind=DocumentKind.CLIENT_GUIDE)
    client = host.client()
    for path in ("", "KU-22", "KU-22/pdf", "feed.json", "KU-22/opinion", "KU-22/thanks"):
        assert client.get(f"/qms/guides/{path}").status_code == 404


def test_a_guide_is_found_by_an_inflected_word_and_read_without_a_sign_in(published: Open) -> None:
    listed = published.client.get("/qms/guides/?q=dodatku mieszkaniowego").text
    assert 'href="/qms/guides/KU-22"' in listed
    page = published.client.get("/qms/guides/KU-22")
    assert "deklaracja o dochodach" in page.text
    assert "Co przygotować" in page.text
    assert "PG-02" not in published.client.get("/qms/guides/").text
    missing = published.client.get("/qms/guides/PG-02")
    assert missing.status_code == 404
    assert 'href="/qms/guides/"' in missing.text  # a citizen has no start page of the intranet


def test_no_name_of_an_official_and_no_cookie_leaves_the_office(published: Open) -> None:
    for path in ("", "KU-22", "feed.json", "KU-22/opinion", "?q=dodatek"):
        answer = published.client.get(f"/qms/guides/{path}")
        assert "Nowak" not in answer.text
        assert "Set-Cookie" not in answer.headers


def test_the_paper_of_a_guide_names_no_official_either(published: Open) -> None:
    pdf = published.client.get("/qms/guides/KU-22/pdf").data
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "deklaracja" in text
    assert "Nowak" not in text


def test_the_paper_of_a_guide_does_not_say_what_a_document_of_the_office_is_called(
    published: Open,
) -> None:
    with published.host.transaction() as session:
        install(
            session, published.office, "KU-30", "Skarga", "Skargi prowadzimy według [PG-02].\n",
            kind=DocumentKind.CLIENT_GUIDE,
        )  # fmt: skip
    pdf = published.client.get("/qms/guides/KU-30/pdf").data
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "PG-02" in text
    assert "petycje" not in text
    assert b"/qms/documents/" not in pdf
    assert "petycje" not in published.client.get("/qms/guides/KU-30").text


def test_whoever_fetches_all_papers_of_guides_keeps_no_colleague_waiting(
    published: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "WAIT_SECONDS", 0.01)
    guides._made.clear()
    published.host.sign_in("employee", "Employee Nowak")
    with prints._making_for_everybody:
        assert published.client.get("/qms/guides/KU-22/pdf").status_code == 503
        assert published.client.get("/qms/documents/PG-02/issues/1/pdf").status_code == 200
    assert published.client.get("/qms/guides/KU-22/pdf").status_code == 200


def test_only_the_issue_in_force_is_shown_and_a_withdrawn_guide_is_gone(published: Open) -> None:
    with published.host.transaction() as session:
        guide = session.scalars(select(Document).where(Document.code == "KU-22")).one()
        draft(session, published.office, guide, body="## Czego dotyczy\n\nTajny szkic.\n")
    assert "Tajny szkic" not in published.client.get("/qms/guides/KU-22").text
    with published.host.transaction() as session:
        guide = session.scalars(select(Document).where(Document.code == "KU-22")).one()
        keeper = published.office.actor("representative", session)
        services.place_guide(
            session, keeper, published.host.clock, guide, topics=[Topic.SUPPORT], shown=False
        )
    assert published.client.get("/qms/guides/KU-22").status_code == 404
    assert published.client.get("/qms/guides/feed.json").get_json()["guides"] == []


def test_the_language_stands_in_the_address(published: Open) -> None:
    english = published.client.get(
        "/qms/guides/KU-22?lang=en", headers={"Accept-Language": "pl"}
    ).text
    assert "Housing benefit" in english
    assert "What to prepare" in english
    polish = published.client.get("/qms/guides/KU-22", headers={"Accept-Language": "en"}).text
    assert "Co przygotować" in polish


def test_the_english_page_says_plainly_where_a_guide_is_in_polish_only(published: Open) -> None:
    english = published.client.get("/qms/guides/KU-22?lang=en").text
    assert "written in Polish only" in english
    assert 'class="qms-prose" lang="pl"' in english
    assert "tylko po polsku" not in published.client.get("/qms/guides/KU-22").text


def test_a_guide_that_is_written_in_english_is_read_in_english(published: Open) -> None:
    with published.host.transaction() as session:
        content = guide_content(
            "full",
            {
                "what": "Wydajemy karty.",
                "english": "## What it is about\n\nWe issue **fishing** cards.\n\n## Fee\n\nNone.",
            },
        )
        issue = PastIssue(body="", effective_on=date(2026, 1, 5), content=content)
        install(
            session, published.office, "KU-30", "Karta wędkarska",
            kind=DocumentKind.CLIENT_GUIDE, title_en="Fishing card", issues=[issue],
        )  # fmt: skip
    page = published.client.get("/qms/guides/KU-30?lang=en").text
    assert "<strong>fishing</strong>" in page
    assert 'class="qms-prose" lang="en"' in page
    assert "Wydajemy" not in page
    assert "Polish only" not in page
    assert "Wydajemy" in published.client.get("/qms/guides/KU-30").text
    assert "KU-30" in published.client.get("/qms/guides/?lang=en&q=fishing").text
    listed = published.client.get("/qms/guides/feed.json").get_json()["guides"]
    path = next(one["json"] for one in listed if one["code"] == "KU-30")
    told: dict[str, Any] = published.client.get(path.removeprefix("https://um.example")).get_json()
    assert told["languages"] == ["pl", "en"]
    assert [part["heading"] for part in told["parts_en"]] == ["What it is about", "Fee"]


def test_who_has_the_page_already_is_not_sent_it_again(published: Open) -> None:
    for path in ("", "KU-22", "feed.json", "KU-22/pdf"):
        first = published.client.get(f"/qms/guides/{path}")
        assert first.headers["Cache-Control"] == "public, max-age=300"
        again = published.client.get(
            f"/qms/guides/{path}", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
        assert published.client.head(f"/qms/guides/{path}").status_code == 200


def test_an_answer_to_somebody_with_cookies_is_kept_by_no_shared_cache(published: Open) -> None:
    published.client.set_cookie("session", "x")
    assert "private" in published.client.get("/qms/guides/").headers["Cache-Control"]


def test_the_bulletin_reads_guides_in_parts_under_an_identifier_that_stays(published: Open) -> None:
    feed = published.client.get("/qms/guides/feed.json")
    [listed] = feed.get_json()["guides"]
    assert (listed["code"], listed["title_en"]) == ("KU-22", "Housing benefit")
    assert listed["url"] == "https://um.example/qms/guides/KU-22"
    path = listed["json"].removeprefix("https://um.example")
    one: dict[str, Any] = published.client.get(path).get_json()
    assert one["id"] == listed["id"]
    headings = [(part["heading_pl"], part["heading_en"]) for part in one["parts"]]
    assert ("Co przygotować", "What to prepare") in headings
    assert "<li>wniosek</li>" in "".join(part["html"] for part in one["parts"])
    since = feed.headers["Last-Modified"]
    same = published.client.get("/qms/guides/feed.json", headers={"If-Modified-Since": since})
    assert same.status_code == 304
    published.host.clock.advance(minutes=5)  # type: ignore[attr-defined]
    with published.host.transaction() as session:
        guide = session.scalars(select(Document).where(Document.code == "KU-22")).one()
        keeper = published.office.actor("representative", session)
        services.place_guide(
            session, keeper, published.host.clock, guide, topics=[Topic.HOME], shown=False
        )
    # The guide itself is gone: what was done to it is still news.
    other = published.client.get("/qms/guides/feed.json", headers={"If-Modified-Since": since})
    assert other.get_json()["guides"] == []


def test_the_address_of_an_earlier_code_leads_on(published: Open) -> None:
    with published.host.transaction() as session:
        guide = session.scalars(select(Document).where(Document.code == "KU-22")).one()
        keeper = published.office.actor("representative", session)
        renumber(
            session, keeper, published.host.clock, guide, code="KU-90", reason="Nowa numeracja."
        )
    answer = published.client.get("/qms/guides/KU-22?lang=en&_scheme=x&_external=1")
    assert answer.headers["Location"] == "/qms/guides/KU-90?lang=en"


def test_rubbish_in_the_address_is_refused_in_words(published: Open) -> None:
    for path in ("?q=%00&topic=%ff&unit=x", "?lang=xx&topic=home%27--", "?q=" + "ż" * 3000):
        assert published.client.get(f"/qms/guides/{path}").status_code in {200, 404}
    for path in ("..%2f..%2fetc", "KU-22%00", "feed/not-a-uuid.json", "KU-22/pdf/x", "%ff"):
        assert published.client.get(f"/qms/guides/{path}").status_code == 404
