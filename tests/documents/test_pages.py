"""The pages of the register, as different people see them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from intranet_qms.documents import services
from intranet_qms.documents.models import Revision
from intranet_qms.documents.workflow import RevisionState
from tests.factories.documents import Office, draft, install, issue_in, make_office
from tests.support.host import Host

Query = Callable[[Session], Any]


class Intranet:
    """A host with an office in it; everything is asked through the browser."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.client: FlaskClient = host.client()
        self.office: Office | None = None

    def prepare(self, build: Callable[[Session, Office], Any]) -> Any:
        """Make documents in a transaction of their own; the office is made the first time."""
        with self.host.transaction() as session:
            self.office = self.office or make_office(session, self.host.clock)
            return build(session, self.office)

    def come_as(self, name: str) -> FlaskClient:
        """From now on requests come from this person."""
        self.host.sign_in(name, f"{name.capitalize()} Nowak")
        return self.client


@pytest.fixture
def intranet(host: Host) -> Intranet:
    return Intranet(host)


@pytest.fixture
def statements(host: Host) -> Iterator[list[str]]:
    """Every statement that reaches the database."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(host.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(host.database.engine, "before_cursor_execute", note)


def text_of(response: Any) -> str:
    page = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(html.unescape(page).split())


def test_the_register_asks_as_much_for_many_documents_as_for_two(
    intranet: Intranet, statements: list[str]
) -> None:
    intranet.prepare(lambda s, o: [install(s, o, f"PG-{n:02}", f"Obsługa {n}") for n in (1, 2)])
    client = intranet.come_as("employee")
    counts = []
    for more in ((), range(3, 40)):
        intranet.prepare(
            lambda s, o, more=more: [install(s, o, f"PG-{n:02}", f"Obsługa {n}") for n in more]
        )
        statements.clear()
        assert client.get("/qms/documents/?q=obsługa&sort=-title").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_filters_sort_and_page_stay_in_the_address(intranet: Intranet) -> None:
    def build(session: Session, office: Office) -> None:
        for number in range(1, 31):
            document = install(session, office, f"PG-{number:02}", f"Proces {number}")
            document.review_due_on = date(2026, 11, 1) if number > 3 else date(2027, 6, 1)

    intranet.prepare(build)
    client = intranet.come_as("employee")

    page = client.get("/qms/documents/?due=overdue&sort=-code&page=2").get_data(as_text=True)

    codes = re.findall(r'class="qms-code" href="/qms/documents/([^"]+)"', page)
    assert codes == ["PG-05", "PG-04"]
    assert "due=overdue" in page
    assert "26–27" in page


def test_the_address_of_the_module_leads_to_the_register(intranet: Intranet) -> None:
    answer = intranet.come_as("employee").get("/qms/")
    assert (answer.status_code, answer.location) == (302, "/qms/documents/")


def test_an_empty_register_says_what_to_do(intranet: Intranet) -> None:
    intranet.prepare(lambda s, o: None)
    assert "Nie ma jeszcze żadnego dokumentu" in text_of(
        intranet.come_as("representative").get("/qms/documents/")
    )
    nothing = text_of(intranet.come_as("employee").get("/qms/documents/?q=kosmos"))
    assert "Żaden dokument nie pasuje" in nothing


@pytest.mark.parametrize("address", [
    "?kind=nonsense", "?unit=99", "?sort=nothing", "?q=%25_%27%22", "?page=9999", "?due=x&state=y",
])  # fmt: skip
def test_any_address_of_the_register_is_answered(intranet: Intranet, address: str) -> None:
    intranet.prepare(install)
    assert intranet.come_as("employee").get("/qms/documents/" + address).status_code == 200


def test_text_has_anchors_contents_and_links_to_known_documents(intranet: Intranet) -> None:
    def build(session: Session, office: Office) -> None:
        install(session, office, "PS-03", "Niezgodności")
        install(session, office, "PG-01", "Obsługa", "## 1. Cel\n\nPatrz [PS-03] oraz XX-99.\n")

    intranet.prepare(build)
    page = intranet.come_as("employee").get("/qms/documents/PG-01").get_data(as_text=True)
    assert '<a href="/qms/documents/PS-03"' in page
    assert "XX-99" in page
    assert "/qms/documents/XX-99" not in page
    anchors = re.findall(r'id="(p-[a-z2-7]{8})"', page)
    assert len(anchors) == 2
    assert f'href="#{anchors[0]}"' in page


def test_a_long_text_offers_its_contents_before_it_and_a_short_one_does_not(
    intranet: Intranet,
) -> None:
    def build(session: Session, office: Office) -> None:
        sections = "\n\n".join(f"## {number}. Część\n\nTreść.\n" for number in range(1, 6))
        install(session, office, "PG-01", "Obsługa", sections)
        install(session, office, "PG-02", "Skargi", "## 1. Cel\n\nTreść.\n")

    intranet.prepare(build)
    reader = intranet.come_as("employee")
    long = reader.get("/qms/documents/PG-01").get_data(as_text=True)
    assert long.index("qms-contents--before") < long.index('id="p-') < long.index("<aside")
    short = reader.get("/qms/documents/PG-02").get_data(as_text=True)
    assert "qms-contents--before" not in short


HOSTILE = """## 1. <img src=x onerror=alert(1)>

<script>alert(1)</script> [x](javascript:alert(1)) <a href="data:text/html,x">y</a>
![z](http://evil.example/pixel.png) [ok](https://um.example)

<iframe src="//evil.example"></iframe><style>*{display:none}</style>

| a | b |
|---|---|
| <svg onload=alert(1)> | `<b>` |
"""


def test_a_hostile_text_is_inert_on_every_page(intranet: Intranet) -> None:
    def build(session: Session, office: Office) -> None:
        document = install(session, office, "PG-01", "<script>alert(2)</script>", HOSTILE)
        document.legal_basis = "<script>alert(3)</script>"

    intranet.prepare(build)
    client = intranet.come_as("representative")
    for address in ("PG-01", "PG-01/issues", "PG-01/issues/1/print", "PG-01/issues/1/changes",
                    "PG-01/links", "PG-01/readers", "", "?q=alert"):  # fmt: skip
        response = client.get(f"/qms/documents/{address}")
        assert response.status_code == 200, address
        page = response.get_data(as_text=True)
        tags = re.findall(r"<(?:script|img|iframe|svg|style)\b[^>]*>", page)
        own = [tag for tag in tags if "/qms/static/" in tag or "qms-icon" in tag]
        assert tags == own, address
        assert not re.search(r"<[^>]+\son\w+=", page), address
        links = re.findall(r'<a [^>]*href="([^"]*)"', page)
        assert not [link for link in links if link.startswith(("javascript:", "data:"))], address
    preview = client.post("/qms/documents/preview", data={"body": HOSTILE})
    assert "<script" not in preview.get_data(as_text=True)


def test_a_document_goes_from_its_first_word_to_being_read(intranet: Intranet) -> None:
    office: Office = intranet.prepare(lambda s, o: o)
    head = intranet.come_as("head")
    begun = head.post("/qms/documents/new", data={
        "code": "PG-50", "kind": "procedure", "title": "Budżet obywatelski",
        "owner_unit": office.unit.id, "owner": office.people["owner"].id,
        "review_interval_months": "12", "reader_units": [office.other_unit.id],
    })  # fmt: skip
    assert begun.headers["Location"].endswith("/documents/PG-50/issues/1/edit")
    assert intranet.come_as("employee").get("/qms/documents/PG-50").status_code == 404

    def version() -> int:
        with intranet.host.transaction() as session:
            return session.query(Revision).filter_by(number=1).one().row_version

    intranet.come_as("head")
    handed = head.post("/qms/documents/PG-50/issues/1/edit", data={
        "row_version": version(), "title": "Budżet obywatelski", "body": "## 1. Cel\n\nZgłoszenia.",
        "assigning": "1", "reviewers": office.people["reviewer"].id, "approver_id": office.people["approver"].id,
        "submit": "1",
    })  # fmt: skip
    assert handed.status_code == 303
    for name, verb in (("reviewer", "review"), ("approver", "approve")):
        client = intranet.come_as(name)
        page = client.get("/qms/documents/PG-50/issues/1").get_data(as_text=True)
        shown = re.search(r'name="content_hash" value="([0-9a-f]{64})"', page)
        assert shown
        done = client.post(f"/qms/documents/PG-50/issues/1/{verb}", data={"content_hash": shown[1]})
        assert done.status_code == 303, done.get_data(as_text=True)

    employee = intranet.come_as("employee")
    assert "Przeczytaj i potwierdź" in text_of(employee.get("/qms/tasks/"))
    assert "Zapoznałem(-am) się" in text_of(employee.get("/qms/documents/PG-50"))
    employee.post("/qms/documents/PG-50/issues/1/acknowledge")
    assert "Budżet obywatelski" not in text_of(employee.get("/qms/tasks/"))
    assert "PG-50" in text_of(employee.get("/qms/documents/?q=budzetem"))


def test_the_second_saver_gets_both_texts(intranet: Intranet) -> None:
    intranet.prepare(lambda s, o: draft(s, o, install(s, o)))
    owner = intranet.come_as("owner")
    form = owner.get("/qms/documents/PG-02/issues/2/edit").get_data(as_text=True)
    found = re.search(r'name="row_version" value="(\d+)"', form)
    assert found
    common = {"row_version": found[1], "title": "Skargi"}
    address = "/qms/documents/PG-02/issues/2/"

    first = owner.post(address + "autosave", data={**common, "body": "Tekst właściciela."})
    second = intranet.come_as("head").post(
        address + "edit", data={**common, "body": "Tekst naczelnika."}
    )

    assert first.status_code == 200
    assert second.status_code == 409
    page = text_of(second)
    # Both in full, with the words that differ marked.
    assert "Tekst naczelnika" in page
    assert "Tekst właściciela" in page
    newer = re.search(r'name="row_version" value="(\d+)"', second.get_data(as_text=True))
    assert newer
    assert newer[1] != found[1]
    late = owner.post(address + "autosave", data={**common, "body": "Spóźniony."})
    assert late.status_code == 409


def test_what_cannot_be_handed_over_is_kept_and_explained(intranet: Intranet) -> None:
    intranet.prepare(lambda s, o: draft(s, o, install(s, o), approver_id=None))
    owner = intranet.come_as("owner")
    form = owner.get("/qms/documents/PG-02/issues/2/edit").get_data(as_text=True)
    version = re.search(r'name="row_version" value="(\d+)"', form)
    assert version
    answer = owner.post("/qms/documents/PG-02/issues/2/edit", data={
        "row_version": version[1], "title": "Skargi", "body": "Nowa treść.", "submit": "1",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "Wskaż, kto zatwierdza" in text_of(answer)
    with intranet.host.transaction() as session:
        assert session.query(Revision).filter_by(number=2).one().body == "Nowa treść."


@pytest.mark.parametrize("state", RevisionState)
@pytest.mark.parametrize("person", ["employee", "guest", "owner", "reviewer", "representative"])
def test_every_page_of_every_state_answers_everybody(
    intranet: Intranet, state: RevisionState, person: str
) -> None:
    number = intranet.prepare(lambda s, o: issue_in(s, o, state).number)
    client = intranet.come_as(person)
    hidden = number == 2 and (
        person in {"employee", "guest"}
        or (person == "reviewer" and state is RevisionState.EFFECTIVE)
    )
    if person == "guest" and state is RevisionState.SUPERSEDED:
        hidden = True
    for page in ("", "/changes", "/print"):
        answer = client.get(f"/qms/documents/PG-02/issues/{number}{page}")
        assert answer.status_code == (403 if hidden else 200), page
    for page in ("", "/issues", "/readers", "/links"):
        assert client.get(f"/qms/documents/PG-02{page}").status_code == 200


def test_a_guest_does_not_learn_of_what_is_no_longer_in_force(intranet: Intranet) -> None:
    def withdraw(session: Session, office: Office) -> None:
        document = install(session, office)
        services.withdraw_document(
            session,
            office.actor("representative", session),
            office.clock,
            document,
            reason="Przepisy uchylono.",
        )

    intranet.prepare(withdraw)
    for page in ("", "/issues", "/issues/1", "/readers", "/links"):
        assert intranet.come_as("employee").get(f"/qms/documents/PG-02{page}").status_code == 200
        assert intranet.come_as("guest").get(f"/qms/documents/PG-02{page}").status_code in {
            403,
            404,
        }


def test_both_languages_are_whole(intranet: Intranet) -> None:
    intranet.prepare(lambda s, o: issue_in(s, o, RevisionState.IN_REVIEW))
    client = intranet.come_as("representative")
    assert "Obowiązuje" in text_of(client.get("/qms/documents/"))
    client.post("/qms/language", data={"locale": "en", "back": "/qms/documents/"})
    english = text_of(client.get("/qms/documents/"))
    assert "In force" in english
    assert "Obowiązuje" not in english


def test_programs_read_the_same_register(intranet: Intranet) -> None:
    intranet.prepare(install)
    client = intranet.come_as("employee")
    listed = client.get("/qms/api/v1/documents?q=skargami").get_json()
    assert [one["code"] for one in listed["documents"]] == ["PG-02"]
    one = client.get("/qms/api/v1/documents/PG-02").get_json()["document"]
    assert one["issues"][0]["state"] == "effective"
    assert one["paragraphs"][0]["number"] == "1"
    assert client.get("/qms/api/v1/documents/PG-99").status_code == 404
