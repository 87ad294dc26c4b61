"""Files of an issue: taken by what they are, part of what is approved, found by their words."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.documents import queries, services
from intranet_qms.documents.models import Attachment, Revision
from intranet_qms.documents.workflow import RevisionState
from tests.factories.documents import Office, carry_on, draft, install, make_office
from tests.factories.docx import docx, paragraph, picture, png
from tests.support.host import Host

DRAFT = "/qms/documents/PG-02/issues/2"


@pytest.fixture
def desk(host: Host) -> FlaskClient:
    """The owner of PG-02 at the draft of its second issue."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        draft(session, office, install(session, office))
    host.sign_in("owner", "Owner Nowak")
    return host.client()


def send(desk: FlaskClient, *files: tuple[bytes, str], to: str = "attachments") -> Any:
    field = {"attachments": "files", "pictures": "picture", "import": "word_file"}[to]
    return desk.post(
        f"{DRAFT}/{to}",
        data={field: [(io.BytesIO(data), name) for data, name in files]},
        headers={"Accept": "application/json"},
        content_type="multipart/form-data",
    )


def kept(host: Host) -> list[Attachment]:
    with host.transaction() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.id)))


def test_a_file_is_kept_byte_for_byte_and_only_ever_downloaded(
    host: Host, desk: FlaskClient
) -> None:
    data = docx("Wzór wniosku o urlop")
    assert send(desk, (data, "Wniosek o urlop ą.docx")).status_code == 200
    (file,) = kept(host)
    answer = desk.get(f"{DRAFT}/attachments/{file.uuid}/file")
    assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Disposition"].endswith("Wniosek%20o%20urlop%20%C4%85.docx")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.sha256 in desk.get(f"{DRAFT}/attachments/{file.uuid}").text


def test_of_several_files_one_that_is_refused_keeps_no_other_away(
    host: Host, desk: FlaskClient
) -> None:
    answer = desk.post(
        f"{DRAFT}/attachments",
        data={"files": [(io.BytesIO(b"MZ program"), "a.docx"), (io.BytesIO(b"tekst"), "b.txt")]},
        follow_redirects=True,
    )
    assert [one.name for one in kept(host)] == ["b.txt"]
    assert "a.docx: Ten plik jest programem" in answer.text


def test_the_words_of_a_file_are_read_by_the_worker_and_found_by_its_issue(
    host: Host, desk: FlaskClient
) -> None:
    send(desk, (docx("Delegacja krajowa"), "wzor.docx"))
    (file,) = kept(host)
    qms = host.qms
    assert services.read_attached(qms.database, qms.files, qms.clock, file.sha256)
    with host.transaction() as session:
        (words,) = queries.attachment_texts(session, [file.revision_id])
    assert (words.name, words.text) == ("wzor.docx", "Delegacja krajowa")
    assert "Delegacja krajowa" in desk.get(f"{DRAFT}/attachments/{file.uuid}").text


def test_a_pdf_is_shown_as_pictures_of_its_pages(host: Host, desk: FlaskClient) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (200, 100), "teal").save(stream, "PDF")
    send(desk, (stream.getvalue(), "skan.pdf"))
    (file,) = kept(host)
    page = desk.get(f"{DRAFT}/attachments/{file.uuid}/pages/1.jpg")
    assert page.mimetype == "image/jpeg"
    assert Image.open(io.BytesIO(page.data)).width > 200
    assert desk.get(f"{DRAFT}/attachments/{file.uuid}/pages/2.jpg").status_code == 404


def _approved(session: Session, office: Office, clock: Any, files: Any) -> Revision:
    document = install(session, office)
    revision = draft(session, office, document)
    owner = office.actor("owner", session)
    services.attach(session, owner, clock, files, revision, name="wzór.txt", data=b"pierwszy")
    carry_on(session, office, revision, RevisionState.EFFECTIVE)
    return revision


def test_files_are_part_of_the_hash_go_on_to_the_next_draft_and_stay_with_the_old(
    host: Host,
) -> None:
    files, clock = host.qms.files, host.clock
    with host.transaction() as session:
        office = make_office(session, clock)
        second = _approved(session, office, clock, files)
        owner = office.actor("owner", session)
        third = services.start_issue(session, owner, clock, second.document)
        assert third.content_hash == second.decisions[-1].content_hash == second.content_hash

        (carried,) = queries.attached_files(session, third.id)
        services.take_off(session, owner, clock, third, carried.attachment)
        assert third.content_hash != second.content_hash
        services.attach(session, owner, clock, files, third, name="wzór.txt", data=b"drugi")
        assert third.content_hash != second.content_hash
        assert services.issue_hashes(session, [second, third]) == {
            one.id: one.content_hash for one in (second, third)
        }
        assert [one.attachment.sha256 for one in queries.attached_files(session, second.id)] == [
            carried.attachment.sha256
        ]


def test_attaching_is_no_second_saver(host: Host, desk: FlaskClient) -> None:
    """Who has the text open goes on saving it after a file was added."""
    with host.transaction() as session:
        version = session.scalars(select(Revision.row_version).where(Revision.number == 2)).one()
    send(desk, (b"tekst", "a.txt"))
    form = {"row_version": str(version), "title": "Skargi", "body": "Nowa treść."}
    assert desk.post(f"{DRAFT}/autosave", data=form).status_code == 200


def test_a_picture_of_the_text_loses_place_and_maker_and_is_shown(
    host: Host, desk: FlaskClient
) -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Maker of the camera"
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", (40, 20), "teal").save(stream, "JPEG", exif=exif, comment=b"a remark")
    named = send(desk, (stream.getvalue(), "Zdjęcie z Łęgu (1).JPG"), to="pictures").json
    assert named["name"] == "zdjecie-z-legu-1.jpg"
    shown = desk.get(named["address"])
    found = Image.open(io.BytesIO(shown.data))
    assert (found.size, dict(found.getexif()), found.info.get("comment")) == ((20, 40), {}, None)
    preview = desk.post(f"{DRAFT}/preview", data={"body": "![Łęg](zdjecie-z-legu-1.jpg)"}).text
    assert f'src="{named["address"]}"' in preview
    assert 'alt="Łęg"' in preview


def test_a_picture_without_words_is_told_before_the_issue_is_handed_over(
    host: Host, desk: FlaskClient
) -> None:
    send(desk, (png(), "schemat.png"), to="pictures")
    with host.transaction() as session:
        revision = session.scalars(select(Revision).where(Revision.number == 2)).one()
        form = {
            "row_version": str(revision.row_version), "title": "Skargi", "change_summary": "Schemat",
            "body": "![](schemat.png) i ![Mapa](https://elsewhere.example/mapa.png)", "submit": "1",
            "approver_id": str(revision.approver_id),
        }  # fmt: skip
    answer = desk.post(f"{DRAFT}/edit", data=form)
    assert answer.status_code == 422
    assert "Opisz te ilustracje dla osób, które ich nie widzą: schemat.png." in answer.text
    assert "Brakujące ilustracje: https://elsewhere.example/mapa.png." in answer.text


def test_a_text_from_word_comes_with_its_pictures_and_says_what_it_lost(
    host: Host, desk: FlaskClient
) -> None:
    data = docx(paragraph("Obieg", picture("Schemat"), picture("", "rId6")))
    answer = send(desk, (data, "tekst.docx"), to="import").json
    assert answer["markdown"] == "Obieg![Schemat](obraz-1.png)\n"
    assert answer["left_out"] == ["Pominięto 1 ilustrację: strony nie pokazują jej formatu."]
    assert [one.name for one in kept(host)] == ["obraz-1.png"]


def test_a_text_from_word_that_no_issue_takes_is_refused_in_words(
    host: Host, desk: FlaskClient
) -> None:
    answer = send(desk, (docx(*["Ala ma kota. " * 60] * 600), "tekst.docx"), to="import")
    assert answer.status_code == 413
    assert "a wydanie mieści do 400000" in answer.json["error"]["message"]


def test_a_document_begins_with_a_text_from_word(host: Host, desk: FlaskClient) -> None:
    host.sign_in("head", "Head Nowak")
    with host.transaction() as session:
        unit = session.scalars(select(Revision)).first().document.owner_unit_id  # type: ignore[union-attr]
    form = {"kind": "procedure", "code": "PG-77", "title": "Nowa", "owner_unit": str(unit),
            "review_interval_months": "24"}  # fmt: skip
    refused = desk.post(
        "/qms/documents/new", data={**form, "word_file": (io.BytesIO(b"MZ"), "tekst.docx")}
    )
    assert refused.status_code == 415
    assert 'value="PG-77"' in refused.text
    assert "Ten plik jest programem" in refused.text
    begun = desk.post(
        "/qms/documents/new",
        data={**form, "word_file": (io.BytesIO(docx("Treść z Worda")), "tekst.docx")},
        follow_redirects=True,
    )
    assert "Treść z Worda" in begun.text


def test_a_choice_that_has_vanished_is_marked_at_its_field(host: Host, desk: FlaskClient) -> None:
    with host.transaction() as session:
        document = session.scalars(select(Revision)).first().document  # type: ignore[union-attr]
        version = document.row_version
    answer = desk.post(
        "/qms/documents/PG-02/properties",
        data={
            "row_version": str(version), "owner": "999999", "clauses": "999999",
            "review_interval_months": "24", "legal_basis": "Zażółć gęślą jaźń",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.text.count("nie ma już na liście") >= 2
    assert "Zażółć gęślą jaźń" in answer.text


def test_a_program_is_told_of_the_files_with_their_hashes(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        _approved(session, office, host.clock, host.qms.files)
    host.sign_in("employee", "Employee Nowak")
    desk = host.client()
    (file,) = desk.get("/qms/api/v1/documents/PG-02").json["document"]["attachments"]
    assert (file["name"], file["size"], file["words"]) == ("wzór.txt", 8, "waiting")
    assert desk.get(file["address"]).data == b"pierwszy"
