"""Forms of kinds, numbering and templates, as people meet them on pages."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.documents import queries, services
from intranet_qms.documents.models import Document, Revision
from intranet_qms.documents.services.content import wrong_approver
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.errors import Forbidden, Invalid
from intranet_qms.trail.models import TrailEntry
from tests.factories.documents import TODAY, Office, draft, install, make_office
from tests.support.host import Host

MANUAL = DocumentKind.MANUAL
BOOK = "## 1. Kontekst\n\nO mieście.\n\n## 2. Procesy\n\nO procesach.\n"


@pytest.fixture
def office(host: Host) -> Office:
    with host.transaction() as session:
        return make_office(session, host.clock)


@pytest.fixture
def client(host: Host, office: Office) -> FlaskClient:
    host.sign_in("representative", "Representative Nowak")
    return host.client()


def words(response: Any) -> str:
    page = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(html.unescape(page).split())


def begin(client: FlaskClient, office: Office, kind: str, **more: str) -> str:
    """Begin a document on its page; returns where its editor is."""
    answer = client.post(
        "/qms/documents/new",
        data={"kind": kind, "title": "Tytuł", "review_interval_months": "12",
              "owner_unit": str(office.unit.id), **more},
    )  # fmt: skip
    assert answer.status_code == 303, words(answer)
    return str(answer.location)


def version(client: FlaskClient, address: str) -> str:
    found = re.search(
        r'name="row_version" value="(\d+)"', client.get(address).get_data(as_text=True)
    )
    assert found
    return found[1]


def save(client: FlaskClient, address: str, **fields: Any) -> Any:
    return client.post(
        address,
        data={"title": "Tytuł", "content_form": "1", "row_version": version(client, address),
              **fields},
    )  # fmt: skip


def revision(session: Session, code: str) -> Revision:
    return session.scalars(
        select(Revision)
        .join(Document)
        .where(Document.code == code)
        .order_by(Revision.number.desc())
    ).all()[0]


def test_a_new_document_begins_with_what_it_is_and_gets_the_next_code(
    client: FlaskClient, office: Office, host: Host
) -> None:
    choice = words(client.get("/qms/documents/new"))
    assert "Co to będzie?" in choice
    assert "Usługa widziana oczami interesanta" in choice
    assert 'value="KU-01"' in client.get("/qms/documents/new?kind=client_guide").get_data(
        as_text=True
    )
    assert begin(client, office, "client_guide") == "/qms/documents/KU-01/issues/1/edit"
    assert begin(client, office, "client_guide", code="KU-07").endswith("KU-07/issues/1/edit")
    assert client.get("/qms/documents/next-code?kind=client_guide").text == "KU-08"
    assert client.get("/qms/documents/next-code?kind=procedure").text == ""
    assert client.get("/qms/documents/next-code?kind=procedure&process_type=core").text == "PG-01"
    assert client.post("/qms/documents/new", data={"kind": "poem"}).status_code == 422


def test_a_card_is_written_in_its_own_form_and_read_as_a_text(
    client: FlaskClient, office: Office, host: Host
) -> None:
    with host.transaction() as session:
        install(session, office, "PG-01", "Obsługa")
    address = begin(client, office, "process_card")
    page = client.get(address).get_data(as_text=True)
    assert 'name="c-indicators.unit"' in page
    assert 'name="body"' not in page
    answer = save(
        client, address,
        **{
            "c-owner": "Naczelnik", "c-purpose": "Sprawnie.",
            "c-inputs.what": ["wniosek", ""], "c-inputs.from": ["interesant", ""],
            "c-steps.step": ["Przyjmij", "Załatw"], "c-steps.who": ["kancelaria", ""],
            "c-indicators.name": "czas", "c-indicators.unit": "dni", "c-indicators.target": "30",
            "c-procedures": "PG-01",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    shown = client.get("/qms/documents/KP-01/issues/1").get_data(as_text=True)
    for text in ("1. Właściciel procesu", "Jednostka miary", "<li>Przyjmij (kancelaria)</li>"):
        assert text in shown
    assert '<a href="/qms/documents/PG-01"' in shown
    with host.transaction() as session:
        one = revision(session, "KP-01")
        assert one.content["inputs"] == [{"what": "wniosek", "from": "interesant"}]
        assert len(one.paragraphs) == 12
    refused = save(client, address, **{"c-owner": "Naczelnik", "submit": "1"})
    assert refused.status_code == 422
    assert "Pole „Wyjścia” jest jeszcze puste." in words(refused)


def test_chapters_are_added_moved_and_removed_without_script(
    client: FlaskClient, office: Office, host: Host
) -> None:
    with host.transaction() as session:
        document = install(session, office, "KJ-01", "Księga", BOOK, kind=MANUAL)
        keys = [one.key for one in document.revisions[0].paragraphs]
        services.start_issue(session, office.actor("representative", session), host.clock, document)
    address = "/qms/documents/KJ-01/issues/2/edit"
    page = client.get(address).get_data(as_text=True)
    assert page.count("data-qms-row ") + page.count("data-qms-row>") == 3, "two and a blank to copy"
    rows = {
        "c-chapters.title": ["Kontekst", "Procesy", "Nowy"],
        "c-chapters.clause": ["4.1", "", ""],
        "c-chapters.text": ["O mieście.", "O procesach.", "Treść."],
    }
    moved = save(client, address, **rows, rows="chapters:1:up")
    assert moved.status_code == 200
    titles = re.findall(r'name="c-chapters.title" value="([^"]*)"', moved.get_data(as_text=True))
    assert titles[:3] == ["Procesy", "Kontekst", "Nowy"]
    with host.transaction() as session:
        one = revision(session, "KJ-01")
        assert one.body.startswith("## 1. Procesy\n\nO procesach.\n\n## 2. Kontekst")
        kept = {paragraph.key for paragraph in one.paragraphs}
        assert set(keys) <= kept, "a chapter that moves keeps the keys that audits cite"
    more = save(client, address, **rows, rows="chapters:0:add").get_data(as_text=True)
    assert len(re.findall(r'name="c-chapters.title"', more)) == 5
    save(client, address, **rows, rows="chapters:0:remove")
    book = client.get("/qms/documents/KJ-01/issues/2").get_data(as_text=True)
    assert "O mieście" not in book
    assert re.search(r'<a href="#p-\w+" rel="next">', book)
    save(client, address, **rows, rows="chapters:x:up")
    save(client, address, **rows, rows="nonsense")


def test_fields_go_on_to_the_next_issue_and_the_old_one_keeps_its_own(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        act = services.PastIssue(
            body="", effective_on=TODAY,
            content={"publisher": "Sejm", "journal": "Dz.U. 2014 poz. 1195",
                     "issued_on": "2014-07-11"},
        )  # fmt: skip
        document = install(
            session, office, "AP-01", "Ustawa o petycjach", kind=DocumentKind.LEGAL_ACT,
            issues=[act],
        )  # fmt: skip
        first = document.revisions[0]
        before = first.content_hash
        new = draft(
            session, office, document, body="",
            content={**first.content, "journal": "Dz.U. 2018 poz. 870"},
        )  # fmt: skip
        assert new.content["publisher"] == "Sejm"
        assert (first.content["journal"], first.content_hash) == ("Dz.U. 2014 poz. 1195", before)
        assert new.content_hash != before
        services.submit(session, office.actor("owner", session), host.clock, new)
    host.sign_in("owner", "Owner Nowak")
    client = host.client()
    changes = words(client.get("/qms/documents/AP-01/issues/2/changes"))
    assert "Publikacja" in changes
    found = client.get("/qms/documents/?q=1195").get_data(as_text=True)
    assert "AP-01" in found, "what stands in fields is found"
    told = client.get("/qms/api/v1/documents/AP-01/issues/1").get_json()["issue"]
    assert told["content"]["journal"] == "Dz.U. 2014 poz. 1195"
    assert client.get("/qms/api/v1/documents/AP-01").get_json()["document"]["content"]["publisher"]


def test_a_renumbered_document_is_found_by_its_old_code(
    client: FlaskClient, office: Office, host: Host
) -> None:
    with host.transaction() as session:
        install(session, office, "PG-02", "Skargi")
        install(session, office, "PG-03", "Petycje", "## 1. Cel\n\nPatrz [PG-02].\n")
    refused = client.post("/qms/documents/PG-02/number", data={"code": "PG-03", "reason": "x"})
    assert "jest zajęty" in words(refused)
    assert refused.status_code == 422
    assert client.post("/qms/documents/PG-02/number", data={"code": "PG-20"}).status_code == 422
    done = client.post("/qms/documents/PG-02/number", data={"code": "PG-20", "reason": "Porządek."})
    assert (done.status_code, done.location) == (303, "/qms/documents/PG-20")
    assert "dawniej PG-02" in words(client.get("/qms/documents/PG-20"))
    for address in ("PG-02", "pg-02/issues/1", "PG-02/links"):
        answer = client.get(f"/qms/documents/{address}?a=1&a=2")
        assert answer.status_code == 302
        assert (
            answer.location
            == f"/qms/documents/{address.upper().replace('PG-02', 'PG-20').replace('ISSUES', 'issues').replace('LINKS', 'links')}?a=1&a=2"
        )
    assert "PG-20" in words(client.get("/qms/documents/?q=PG-02"))
    api = client.get("/qms/api/v1/documents/PG-02").get_json()["document"]
    assert (api["code"], api["former_codes"]) == ("PG-20", ["PG-02"])
    assert 'href="/qms/documents/PG-20"' in client.get("/qms/documents/PG-03").get_data(
        as_text=True
    )
    with host.transaction() as session:
        assert session.scalars(
            select(TrailEntry.details).where(TrailEntry.action == "documents.renumber")
        ).all() == [{"from": "PG-02", "to": "PG-20", "reason": "Porządek."}]
    taken = client.post(
        "/qms/documents/new",
        data={"kind": "procedure", "code": "pg-02", "title": "T", "review_interval_months": "12",
              "owner_unit": str(office.unit.id)},
    )  # fmt: skip
    assert taken.status_code == 422, "an old code stays its document's"
    client.post("/qms/documents/PG-20/number", data={"code": "PG-02", "reason": "Z powrotem."})
    assert "dawniej PG-20" in words(client.get("/qms/documents/PG-02"))
    host.sign_in("owner", "Owner Nowak")
    assert host.client().get("/qms/documents/PG-02/number").status_code == 403


def test_numbering_is_set_by_the_representative(
    client: FlaskClient, office: Office, host: Host
) -> None:
    assert "następny: KU-01" in words(client.get("/qms/documents/numbering"))
    wrong = client.post("/qms/documents/numbering", data={"form": "F", "policy": "P-{number}"})
    assert wrong.status_code == 422
    assert "dokładnie raz" in words(wrong)
    assert client.post(
        "/qms/documents/numbering", data={"instruction": "IN-{unit}/{year}-{number:03}"}
    ).status_code == 303  # fmt: skip
    with host.transaction() as session:
        assert queries.numbering_patterns(session)[DocumentKind.POLICY] == "PJ-{number:02}"
    assert begin(client, office, "instruction").startswith("/qms/documents/IN-OR/2026-001/")


def test_a_policy_is_approved_by_the_head_of_the_office(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        mayor = office.people["approver"]
        office.other_unit.head_id = mayor.id
        office.unit.parent_id = office.other_unit.id
        session.flush()
        policy = install(
            session, office, "PJ-01", "Polityka", "", kind=DocumentKind.POLICY,
            issues=[services.PastIssue(body="", effective_on=TODAY, content={
                "mission": "M", "vision": "V", "objectives": ["a"]})],
        )  # fmt: skip
        wanted = office.people["head"].id
        new = draft(session, office, policy, body="", approver_id=wanted)
        with pytest.raises(Invalid) as refusal:
            services.submit(session, office.actor("owner", session), host.clock, new)
        assert set(refusal.value.fields) == {"approver_id"}
        assert mayor.name in refusal.value.fields["approver_id"][0]
        assert set(services.policy_approvers(session, TODAY)) == {mayor.id}
        # Where the way of policies names a role and nobody by name, the rule asks who does it.
        new.approver_id = None
        secretary = office.actor("representative", session)
        assert wrong_approver(session, new, TODAY, secretary)
        assert wrong_approver(session, new, TODAY, office.actor("approver", session)) is None


def test_a_guide_keeps_its_version_of_the_template_until_it_is_moved(
    client: FlaskClient, office: Office, host: Host
) -> None:
    address = begin(client, office, "client_guide")
    fields = {"c-what": "Dowód.", "c-documents": "wniosek\nzdjęcie", "c-fee": "0 zł",
              "c-term": "30 dni", "c-where.unit": "SO", "c-where.phone": "17 000"}  # fmt: skip
    save(client, address, template="full:1", **fields)
    layout = {
        "template": "full",
        "c-layout.field": ["what", "", "fee"],
        "c-layout.pl": ["O co chodzi", "Dane osobowe", "Ile"],
        "c-layout.en": ["What", "Personal data", "Fee"],
    }
    made = client.post("/qms/documents/guide-templates", data=layout)
    assert made.status_code == 303
    assert client.post("/qms/documents/guide-templates", data=layout).status_code == 422
    half = {**layout, "c-layout.pl": ["O co chodzi", "", "Ile"]}
    refused = client.post("/qms/documents/guide-templates", data=half)
    assert refused.status_code == 422
    assert "Każda część musi mieć polski nagłówek" in words(refused)
    assert 'value="Personal data"' in refused.get_data(as_text=True), "what was typed stays"
    with host.transaction() as session:
        one = revision(session, "KU-01")
        assert [heading for heading, _ in queries.guide_fields(one)][:2] == [
            "Czego dotyczy", "Co przygotować",
        ]  # fmt: skip
    assert "Jest nowsza wersja tego szablonu." in words(client.get(address))
    moved = save(client, address, template="full:2", **fields)
    assert moved.location == address, "the parts of the other template are shown to be filled"
    assert 'name="c-own_1"' in client.get(address).get_data(as_text=True)
    save(client, address, template="full:2", **{**fields, "c-own_1": "Klauzula."})
    with host.transaction() as session:
        one = revision(session, "KU-01")
        shown = [(str(heading), str(text).strip()) for heading, text in queries.guide_fields(one)]
        assert shown == [
            ("O co chodzi", "<p>Dowód.</p>"), ("Dane osobowe", "<p>Klauzula.</p>"),
            ("Ile", "<p>0 zł</p>"),
        ]  # fmt: skip
        assert one.content["documents"] == ["wniosek", "zdjęcie"], "kept, though not shown"
    gone = save(client, address, template="full:9", **fields)
    assert gone.status_code == 422
    with host.transaction() as session, pytest.raises(Forbidden):
        services.publish_template(
            session, office.actor("owner", session), host.clock, "full", [{"field": "what", "pl": "x"}]
        )  # fmt: skip


def test_a_document_and_the_act_that_it_rests_on_lead_to_each_other(
    client: FlaskClient, office: Office, host: Host
) -> None:
    with host.transaction() as session:
        act = install(session, office, "AP-01", "Ustawa", "", kind=DocumentKind.LEGAL_ACT).id
        install(session, office, "PG-01", "Obsługa")
    form = client.get("/qms/documents/PG-01/properties").get_data(as_text=True)
    saved = client.post(
        "/qms/documents/PG-01/properties",
        data={"owner_unit": str(office.unit.id), "review_interval_months": "12",
              "legal_acts": str(act),
              "row_version": re.search(r'name="row_version" value="(\d+)"', form)[1]},  # type: ignore[index]
    )  # fmt: skip
    assert saved.status_code == 303
    assert "Opiera się na nim 1 dokument" in words(client.get("/qms/documents/AP-01"))
    assert "PG-01" in words(client.get("/qms/documents/AP-01/links"))
    assert "AP-01" in words(client.get("/qms/documents/PG-01/links"))
    api = client.get("/qms/api/v1/documents/AP-01").get_json()["document"]
    assert api["cited_by"] == ["PG-01"]


def test_the_process_map_shows_cards_with_their_procedures(
    client: FlaskClient, office: Office, host: Host
) -> None:
    assert "Nie ma jeszcze żadnego procesu" in words(client.get("/qms/documents/process-map"))
    with host.transaction() as session:
        install(session, office, "PG-01", "Obsługa")
        install(session, office, "PG-02", "Skargi")
        card = services.PastIssue(
            body="", effective_on=TODAY, content={"owner": "N", "procedures": ["PG-01"]}
        )
        install(
            session, office, "KP-01", "Karta", kind=DocumentKind.PROCESS_CARD, issues=[card]
        )  # fmt: skip
    page = client.get("/qms/documents/process-map").get_data(as_text=True)
    assert page.count('class="qms-map__box"') == 4, "two boxes, drawn wide and narrow"
    assert page.count('class="qms-map__stepbox"') == 2
    address = begin(client, office, "process_map")
    assert "KP-01" in words(client.get(address.removesuffix("/edit")))
    with host.transaction() as session:
        install(session, office, "PG-03", "Petycje")
        assert "PG-03" not in str(revision(session, "MP-01").content)
    save(client, address, redraw="1")
    with host.transaction() as session:
        assert "PG-03" in str(revision(session, "MP-01").content)


def test_the_page_of_a_form_leads_to_the_file_that_is_filled_in(
    client: FlaskClient, office: Office, host: Host
) -> None:
    address = begin(client, office, "form")
    client.post(
        address.removesuffix("/edit") + "/attachments",
        data={"files": (io.BytesIO(b"imie i nazwisko"), "wniosek.txt")},
        content_type="multipart/form-data",
    )
    assert '<option value="wniosek.txt"' in client.get(address).get_data(as_text=True)
    save(client, address, **{"c-purpose": "Do wniosków.", "c-file": "wniosek.txt"})
    page = client.get(address.removesuffix("/edit")).get_data(as_text=True)
    assert re.search(r'<dd><a href="/qms/documents/F-01/issues/1/attachments/[0-9a-f-]{36}">', page)
    save(client, address, **{"c-purpose": "Do wniosków.", "c-file": "inny.txt"})
    assert "inny.txt (brak załącznika)" in words(client.get(address.removesuffix("/edit")))
