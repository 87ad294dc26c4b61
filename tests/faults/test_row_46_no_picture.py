"""Row 46: a file that says it is a photograph and is not."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile

import pytest
from PIL import Image

from intranet_qms.audits.models import Evidence
from intranet_qms.files.models import StoredFile
from tests.factories.sync import attach, jpeg
from tests.faults.conftest import Field


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("photo.jpg", jpeg())
    return stream.getvalue()


def _gif() -> bytes:
    stream = io.BytesIO()
    Image.new("P", (4, 4)).save(stream, "GIF")
    return stream.getvalue()


CORPUS = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "SVG behind a declaration": b'<?xml version="1.0"?><!DOCTYPE svg><svg><script/></svg>',
    "HTML": b"<!doctype html><script>alert(document.domain)</script>",
    "HTML behind spaces": b"\n\n   <html><body onload=alert(1)>",
    "a polyglot that begins like a JPEG": b"\xff\xd8\xff\xe0<script>alert(1)</script>\xff\xd9",
    "a polyglot that begins like a GIF": b"GIF89a/*<script>alert(1)</script>*/",
    "a GIF": _gif(),
    "an archive": _zip(),
    "a program": b"\x7fELF" + bytes(200),
    "a JPEG that broke off": jpeg(5_000)[:4_000],
    "a PNG's first bytes alone": b"\x89PNG\r\n\x1a\n",
    "WebP in name only": b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(40),
    "PDF in name only": b"%PDF-1.7 <script>alert(1)</script>",
    "one byte": b"\x00",
}


@pytest.mark.parametrize("name", CORPUS)
def test_it_is_refused_by_what_it_is(field: Field, name: str) -> None:
    """415 for good, said by the evidence too; nothing of it is kept, whatever type was claimed."""
    phone, data = field.phone(), CORPUS[name]
    phone.push(attach(uuid.uuid4(), 1, data))
    refused = phone.upload(data)
    assert (refused.status_code, refused.json["error"]["code"]) == (415, "sync.not_a_picture")
    assert refused.json["state"] == "refused"
    assert field.rows(StoredFile) == []
    assert [str(one.state) for one in field.rows(Evidence)] == ["refused"]
    digest = hashlib.sha256(data).hexdigest()
    assert phone.send("GET", f"evidence/{digest}").json["state"] == "refused"


def test_what_was_refused_in_pieces_leaves_no_piece_behind(field: Field) -> None:
    """The pieces go when the whole is refused."""
    phone, data = field.phone(), CORPUS["HTML"] + b" " * 2_000
    phone.upload(data, piece=data[:1_000])
    assert phone.upload(data, offset=1_000, piece=data[1_000:]).status_code == 415
    assert list(field.host.qms.files.list("uploads/")) == []


def test_what_is_attached_after_its_bytes_were_refused_says_so(field: Field) -> None:
    """Nobody waits for bytes that will never be taken."""
    phone, data = field.phone(), CORPUS["SVG"]
    phone.upload(data)
    receipt = phone.push(attach(uuid.uuid4(), 1, data)).json["receipts"][0]
    assert receipt["status"] == "applied"
    assert receipt["result"]["state"] == "refused"
