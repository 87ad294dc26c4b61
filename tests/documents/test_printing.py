"""Paper: what a print shows, who gets it, and what whoever holds it may learn."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet_qms.documents.models import Attachment, Document, Print, Revision
from intranet_qms.documents.workflow import AttachmentRole, DocumentKind, RevisionState
from intranet_qms.files import services as files
from intranet_qms.reports import runner
from intranet_qms.reports.print_marks import identifier_of, token_of
from tests.factories.documents import Office, carry_on, draft, install, make_office
from tests.factories.sync import jpeg
from tests.support.host import Host


@dataclass
class Paper:
    """An office with PG-02 and PG-03 in force, and its host."""

    host: Host
    office: Office
    client: FlaskClient

    def issue(self, code: str = "PG-02") -> uuid.UUID:
        """The identifier of the issue in force."""
        with self.host.transaction() as session:
            return session.scalars(
                select(Revision.uuid).join(Revision.document)
                .where(Document.code == code, Revision.state == RevisionState.EFFECTIVE)
            ).one()  # fmt: skip

    def next_issue(self, state: RevisionState) -> None:
        """Take PG-02 on by an issue."""
        with self.host.transaction() as session:
            document = session.scalars(select(Document).where(Document.code == "PG-02")).one()
            carry_on(session, self.office, draft(session, self.office, document), state)

    def made(self, address: str, folder: Path) -> str:
        """Have the job of this address done; the text of its file."""
        job = uuid.UUID(address.rsplit("/", 1)[1])
        with self.host.app.app_context():
            qms = self.host.qms
            assert runner.build(qms.database, qms.files, qms.clock, folder, job) == "done"
        return text_of(self.client.get(f"{address}/file").data)


def text_of(pdf: bytes) -> str:
    """All words of a PDF, without spaces: the lines are broken anywhere."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())


@pytest.fixture
def paper(make_host: Callable[..., Host], sqlite_url: str) -> Paper:
    host = make_host(sqlite_url, QMS_BASE_URL="https://um.example")
    with host.transaction() as session:
        office = make_office(session, host.clock)
        install(session, office)
        install(session, office, "PG-03", "Udostępnianie informacji", "## Cel\n\nZob. PG-02.\n")
    host.sign_in("employee", "Employee Nowak")
    return Paper(host, office, host.client())


def test_an_issue_comes_at_once_with_its_record(paper: Paper) -> None:
    answer = paper.client.get("/qms/documents/PG-02/issues/1/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith('inline; filename="PG-02')
    text = text_of(answer.data)
    for words in ("Skargi,wnioskiipetycje", "AuthorNowak", "ReviewerNowak", "ApproverNowak",
                  "5stycznia2026", "Kopianienadzorowana", "strona1z", "Kartazmian"):  # fmt: skip
        assert words in text
    assert f"um.example/qms/prints/{token_of(paper.issue())}" in text.replace("\u200b", "")


def test_a_draft_is_printed_for_those_who_write_it_and_says_so(paper: Paper) -> None:
    paper.next_issue(RevisionState.DRAFT)
    assert paper.client.get("/qms/documents/PG-02/issues/2/pdf").status_code == 403
    paper.host.sign_in("owner", "Owner Nowak")
    assert "Projekt" in text_of(paper.client.get("/qms/documents/PG-02/issues/2/pdf").data)


def test_a_long_text_is_left_to_the_worker(paper: Paper, tmp_path: Path) -> None:
    with paper.host.transaction() as session:
        body = "".join(f"## {n}. Rozdział\n\n{'Słowa bez końca. ' * 130}\n\n" for n in range(60))
        install(session, paper.office, "PG-04", "Długa", body)
    assert paper.client.get("/qms/documents/PG-04/issues/1/pdf").status_code == 409
    assert "Przygotuj PDF" in paper.client.get("/qms/documents/PG-04").text
    answer = paper.client.post("/qms/documents/PG-04/issues/1/pdf")
    assert "Słowabezkońca" in paper.made(answer.headers["Location"], tmp_path)


def test_a_manual_is_a_book_of_chapters(paper: Paper) -> None:
    with paper.host.transaction() as session:
        install(
            session, paper.office, "KJ-01", "Księga Jakości",
            "Wstęp.\n\n## 1. Urząd\n\nTreść.\n\n### 1.1. Zakres\n\nTreść.\n\n## 2. Procesy\n\nMapa.\n",
            kind=DocumentKind.MANUAL,
        )  # fmt: skip
    text = text_of(paper.client.get("/qms/documents/KJ-01/issues/1/pdf").data)
    contents = text.split("Spistreści")[1]
    for line in ("1.Urząd", "1.1.Zakres", "2.Procesy", "Kartazmian"):
        assert line in contents


def test_the_register_is_printed_as_it_is_narrowed(paper: Paper, tmp_path: Path) -> None:
    answer = paper.client.post("/qms/documents/print/register?q=petycje")
    text = paper.made(answer.headers["Location"], tmp_path)
    assert "PG-02" in text
    assert "Szukane" in text
    assert "Udostępnianie" not in text


def test_documents_become_one_book_whose_parts_are_those_in_force(
    paper: Paper, tmp_path: Path
) -> None:
    paper.next_issue(RevisionState.DRAFT)
    answer = paper.client.post("/qms/documents/print/book?kind=procedure")
    text = paper.made(answer.headers["Location"], tmp_path)
    assert text.index("PG-02") < text.index("PG-03")
    assert "OwnerNowak" in text
    assert "petycjach.Dodany" not in text
    with paper.host.transaction() as session:
        made = session.scalars(select(Print)).one()
    # A print belongs to whoever asked for it.
    paper.host.sign_in("clerk", "Clerk Nowak")
    assert paper.client.get(f"{answer.headers['Location']}/file").status_code == 403
    paper.host.sign_out()
    check = f"/qms/prints/{token_of(made.uuid)}"
    assert "Wszystko w tym wydruku jest aktualne" in paper.client.get(check).text


def test_nothing_to_print_is_said(paper: Paper) -> None:
    answer = paper.client.post("/qms/documents/print/book?q=zzzqqq")
    assert answer.status_code == 422
    assert "nie ma czego drukować" in answer.text


def test_whoever_holds_the_paper_learns_that_it_is_out_of_date(paper: Paper) -> None:
    paper.host.sign_out()
    check = f"/qms/prints/{token_of(paper.issue())}"
    now = paper.client.get(check)
    assert "Ten wydruk jest aktualny" in now.text
    assert "Set-Cookie" not in now.headers
    assert paper.client.head(check).status_code == 200
    paper.next_issue(RevisionState.EFFECTIVE)
    later = paper.client.get(check).text
    assert "Ten wydruk jest nieaktualny" in later
    assert "Wydanie obowiązujące" in later
    # Neither the text nor who decided about it is told to somebody who is not signed in.
    for words in ("skarga trafi", "Nowak"):
        assert words not in later


def test_of_a_print_of_a_draft_not_even_the_title_is_told(paper: Paper) -> None:
    paper.next_issue(RevisionState.DRAFT)
    with paper.host.transaction() as session:
        draft = session.scalars(select(Revision).where(Revision.number == 2)).one()
        draft.title, draft.effective_on = "Likwidacja wydziału", date(2031, 5, 17)
        issue = draft.uuid
    paper.host.sign_out()
    told = paper.client.get(f"/qms/prints/{token_of(issue)}").text
    assert "jeszcze nie obowiązuje" in told
    assert "Likwidacja" not in told
    assert "2031" not in told


def test_a_book_names_what_is_no_longer_in_force(paper: Paper) -> None:
    paper.client.post("/qms/documents/print/book?kind=procedure")
    paper.next_issue(RevisionState.EFFECTIVE)
    with paper.host.transaction() as session:
        made = session.scalars(select(Print)).one()
    text = paper.client.get(f"/qms/prints/{token_of(made.uuid)}").text
    assert "1 dokument z tego wydruku już nie obowiązuje" in text


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 5000, "%00", "..%2f", "ż" * 22])
def test_a_token_that_nobody_made_is_not_found(paper: Paper, token: str) -> None:
    assert paper.client.get(f"/qms/prints/{token}").status_code == 404


def test_a_token_has_one_spelling() -> None:
    identifier = uuid.uuid4()
    token = token_of(identifier)
    assert identifier_of(token) == identifier
    other: Any = token[:-1] + chr(ord(token[-1]) + 1)
    assert identifier_of(other) is None


def test_pictures_footnotes_and_codes_of_a_text_reach_the_paper(paper: Paper) -> None:
    body = (
        "## Plan\n\n![Plan parteru](plan%20parteru.png)\n\nZob. [PG-02] i uwagę[^1].\n\n"
        "[^1]: Ważne do końca roku.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    with paper.host.transaction() as session:
        document = install(session, paper.office, "IN-01", "Instrukcja", body)
        stored = files.store(
            session, paper.host.clock, paper.host.qms.files, jpeg(), files.Content("image/jpeg"),
            person_id=paper.office.people["author"].id,
        )  # fmt: skip
        for role, name in (("picture", "plan parteru.png"), ("file", "Wzór pisma.docx")):
            session.add(
                Attachment(
                    revision_id=document.revisions[0].id, file_id=stored.id, name=name,
                    role=AttachmentRole(role), sha256=stored.sha256, size=stored.size,
                    media_type="image/jpeg", attached_at=paper.host.clock.now(),
                )
            )  # fmt: skip
    pdf = paper.client.get("/qms/documents/IN-01/issues/1/pdf").data
    text = text_of(pdf)
    assert "Ważnedokońcaroku." in text
    assert "Wzórpisma.docx" in text
    assert "ilustracja" not in text
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        described = {
            str(item.Alt)
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        }
        links = {
            str(annotation.A.URI)
            for page in opened.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        }
    assert "Plan parteru" in described
    assert "https://um.example/qms/documents/PG-02" in links
