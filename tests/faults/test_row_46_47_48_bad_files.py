"""Rows 46, 47 and 48 where a document takes files: what they are, how much they are, their names."""

from __future__ import annotations

import errno
import io
import struct
import time
import zlib
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from intranet_qms.documents.file_kinds import LONGEST_NAME, picture_file_name, safe_name
from intranet_qms.documents.models import Attachment
from intranet_qms.files.models import StoredFile
from tests.factories.documents import draft, install, make_office
from tests.factories.docx import docx, png
from tests.support.host import Host

DRAFT = "/qms/documents/PG-02/issues/2"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def _huge_png(side: int = 50_000) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


CORPUS: dict[str, tuple[bytes, int]] = {
    "a program": (b"MZ\x90\x00" + bytes(200), 415),
    "a script": (b"#!/bin/sh\nrm -rf /\n", 415),
    "SVG": (SVG, 415),
    "SVG behind a declaration": (b'<?xml version="1.0"?><!DOCTYPE svg>' + SVG, 415),
    "HTML behind a mark of order": (b"\xef\xbb\xbf <!doctype html><script>alert(1)</script>", 415),
    "a text with a frame in it": (b"Witam <iframe src=javascript:alert(1)>", 415),
    "an archive of anything": (b"PK\x03\x04" + bytes(60), 415),
    "an old or protected Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 415),
    "macros": (docx("Treść", word__vbaProject_bin=b"\x00"), 415),
    "PDF in name only": (b"%PDF-1.7 <script>alert(1)</script>", 415),
    "nothing": (b"", 415),
    "a bomb": (docx("Treść", word__media__image9_png=b"0" * 90_000_000), 413),
    "50,000 by 50,000 pixels": (_huge_png(), 413),
}


@pytest.fixture
def desk(host: Host) -> FlaskClient:
    """The owner of PG-02 at the draft of its second issue."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        draft(session, office, install(session, office))
    host.sign_in("owner", "Owner Nowak")
    return host.client()


def send(desk: FlaskClient, data: bytes, name: str, to: str = "attachments") -> Any:
    field = {"attachments": "files", "pictures": "picture", "import": "word_file"}[to]
    return desk.post(
        f"{DRAFT}/{to}", data={field: (io.BytesIO(data), name)},
        headers={"Accept": "application/json"}, content_type="multipart/form-data",
    )  # fmt: skip


def count(host: Host, table: type[Any]) -> int:
    with host.transaction() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


def test_a_file_is_refused_by_what_it_is_at_every_door(host: Host, desk: FlaskClient) -> None:
    for what, (data, status) in CORPUS.items():
        for door, name in (
            ("attachments", "wzór.pdf"), ("pictures", "wzór.png"), ("import", "wzór.docx"),
        ):  # fmt: skip
            if door == "pictures" and what in {"macros", "a bomb"}:
                continue  # No picture is an archive, however large.
            if door == "import" and "pixels" in what:
                status = 415  # It is no text of Word, however large it is drawn.
            answer = send(desk, data, name, door)
            assert answer.status_code == status, f"{what} at {door}: {answer.status_code}"
            assert answer.json["error"]["message"], what
    assert count(host, Attachment) == count(host, StoredFile) == 0
    assert list(host.qms.files.list("content")) == []


class _Untouched(io.RawIOBase):
    def readinto(self, _buffer: Any) -> int:
        raise AssertionError("a body that is too large is being read")


def test_four_hundred_megabytes_are_refused_before_they_are_read(desk: FlaskClient) -> None:
    answer = desk.post(
        f"{DRAFT}/attachments",
        headers={"Accept": "application/json"},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "400000000", "wsgi.input": _Untouched()},
    )
    assert answer.status_code == 413


def test_a_file_above_the_offices_limit_is_refused_with_the_limit(
    make_host: Any, request: Any
) -> None:
    host = make_host(request.getfixturevalue("sqlite_url"), QMS_ATTACHMENT_BYTES=2_000_000)
    with host.transaction() as session:
        office = make_office(session, host.clock)
        draft(session, office, install(session, office))
    host.sign_in("owner", "Owner Nowak")
    answer = send(host.client(), b"a" * 2_000_001, "a.txt")
    assert answer.status_code == 413
    assert "2 MB" in answer.json["error"]["message"]


@pytest.mark.parametrize("address", ["autosave", "preview"])
def test_a_table_of_ten_thousand_rows_is_refused_in_words_at_once(
    desk: FlaskClient, address: str
) -> None:
    rows = "| Rodzaj | Termin |\n|---|---|\n" + "| skarga | 30 |\n" * 10_000
    began = time.process_time()
    answer = desk.post(
        f"{DRAFT}/{address}", data={"row_version": "2", "title": "Skargi", "body": rows}
    )
    assert time.process_time() - began < 1
    assert "Tabela ma zbyt wiele wierszy" in answer.text


NAMES = {
    "../../etc/passwd": "passwd.txt",
    "C:\\Users\\a\\tajne.txt": "tajne.txt",
    "wzór\x00.exe": "wzór.txt",
    "a" * 300 + ".txt": "a" * (LONGEST_NAME - 4) + ".txt",
    "CON": "plik CON.txt",
    "nul.txt": "plik nul.txt",
    "\u202egpj.exe": "gpj.txt",
    "...": "plik.txt",
}


@pytest.mark.parametrize("raw", NAMES)
def test_a_name_becomes_the_systems_own(raw: str) -> None:
    assert safe_name(raw, "txt") == NAMES[raw]


def test_a_hostile_name_is_kept_tame_and_two_alike_are_told_apart(
    host: Host, desk: FlaskClient
) -> None:
    for number, name in enumerate(("../../etc/pass;wd.exe", "pass wd.txt", "ż" * 300)):
        assert send(desk, f"treść {number}".encode(), name).status_code == 200
    with host.transaction() as session:
        names = session.scalars(select(Attachment.name).order_by(Attachment.id)).all()
    assert names == ["pass wd.txt", "pass wd-2.txt", "ż" * (LONGEST_NAME - 4) + ".txt"]


@given(st.text(max_size=400), st.sampled_from(["pdf", "docx", "jpg"]))
def test_no_name_leads_out_of_its_folder(raw: str, ending: str) -> None:
    for name in (safe_name(raw, ending), picture_file_name(raw, ending)):
        assert name.endswith(f".{ending}")
        assert len(name) <= LONGEST_NAME
        assert not set(name) & set('/\\:*?"<>|\x00\r\n')
        assert name.isprintable()
        assert not name.startswith(".")


def test_a_full_disk_attaches_nothing_and_the_text_is_saved_as_before(
    host: Host, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_key: str, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(host.qms.files, "put", full)
    assert send(desk, png(), "schemat.png").status_code == 503
    assert count(host, Attachment) == count(host, StoredFile) == 0
    answer = desk.post(f"{DRAFT}/autosave", data={"row_version": "3", "title": "S", "body": "B"})
    assert answer.status_code in {200, 409}
