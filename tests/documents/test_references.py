"""What a text refers to: documents by codes old and new, pictures, footnotes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from intranet_qms.documents import queries, services
from intranet_qms.documents.markup import DocumentLink, Picture, plain_text, render
from intranet_qms.documents.paragraphs import split
from tests.factories.documents import Office, install
from tests.support.clock import FakeClock

LINKS: dict[str, str | DocumentLink] = {
    "PG-02": DocumentLink("/qms/documents/PG-02", "Skargi <i> petycje"),
    "PG-09": DocumentLink("/qms/documents/PG-09", "Stara", "uchylony"),
}


def test_a_code_in_brackets_is_a_link_with_the_title_and_a_bare_one_without() -> None:
    html = render("Zob. [PG-02] i PG-02, także [PG-09].", links=LINKS).html
    assert ">PG-02 Skargi &lt;i&gt; petycje</a> i " in html
    assert html.count('title="Skargi &lt;i&gt; petycje"') == 2
    assert '<span class="qms-link-note">(uchylony)</span>' in html


def test_a_code_that_leads_nowhere_is_marked_and_a_remark_in_brackets_is_none() -> None:
    html = render("Zob. [PG-99] i [Uwaga], `[PG-98]`, PG-97.", links=LINKS).html
    assert html.count("qms-broken") == 1
    assert ">PG-99</span>" in html
    assert "[Uwaga]" in html


def test_a_document_that_got_another_code_is_found_by_the_one_in_the_text(
    session: Session, office: Office, clock: FakeClock
) -> None:
    document = install(session, office)
    representative = office.actor("representative", session)
    services.renumber(session, representative, clock, document, code="PG-12", reason="Nowy wykaz")
    found = queries.link_targets(session, {"PG-02", "PG-12", "PG-99"})
    assert {old: one.code for old, one in found.items()} == {"PG-02": "PG-12", "PG-12": "PG-12"}


def test_only_pictures_of_the_issue_are_shown() -> None:
    html = render(
        "![Obieg](obieg.png) ![Zdjęcie](https://elsewhere.example/x.png) ![](//elsewhere/y.png)",
        pictures={"obieg.png": Picture("/qms/obieg", 40, 20)},
    ).html
    assert '<img src="/qms/obieg" alt="Obieg" loading="lazy" width="40" height="20">' in html
    assert html.count("<img") == 1
    assert html.count("qms-broken") == 2


def test_a_footnote_is_a_block_of_its_own_and_none_is_lost() -> None:
    body = "Jeden[^a] i znów[^a].\n\n[^a]: Przypis **ważny**.\n\n[^b]: Nikt nie pyta.\n\nDalej."
    assert [one.text for one in split(body)] == [
        "Jeden[^a] i znów[^a].", "[^a]: Przypis **ważny**.", "[^b]: Nikt nie pyta.", "Dalej.",
    ]  # fmt: skip
    html = render(body, ["k0", "k1", "k2", "k3"]).html
    assert html.index('id="p-k3"') < html.index('id="p-k1"') < html.index('id="p-k2"')
    assert html.count('href="#n-1"') == 2
    assert 'href="#r-1-0"' in html
    assert 'href="#r-1-1"' in html
    assert "Przypis ważny." in plain_text(body)
