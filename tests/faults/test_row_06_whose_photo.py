"""Row 6, the other side: to know the hash of a photograph is not to have it (step 6.6)."""

from __future__ import annotations

import uuid

from intranet_qms.audits.models import Evidence
from intranet_qms.files.models import FileHolder, StoredFile
from tests.factories.sync import attach, jpeg
from tests.faults.conftest import Field


def test_the_hash_of_a_colleagues_photograph_proves_nothing(field: Field) -> None:
    """Neither before the bytes came nor after, and nobody is told that they are there."""
    anna, piotr, photo = field.phone("anna"), field.phone("piotr"), jpeg(5_000)
    path = f"evidence/{attach(uuid.uuid4(), 1, photo)['args']['sha256']}"
    before = piotr.push(attach(uuid.uuid4(), 1, photo)).json["receipts"][0]
    assert before["result"] == {"state": "absent"}

    anna.push(attach(uuid.uuid4(), 1, photo))
    assert anna.upload(photo).json["state"] == "verified"

    after = piotr.push(attach(uuid.uuid4(), 2, photo)).json["receipts"][0]
    assert after["result"] == {"state": "absent"}
    assert piotr.send("GET", path).json["state"] == "absent"
    assert [str(one.state) for one in field.rows(Evidence)] == [
        "incomplete",
        "verified",
        "incomplete",
    ]
    assert piotr.receipt()["complete"] is False


def test_whoever_has_the_same_photograph_sends_it_and_it_is_kept_once(field: Field) -> None:
    anna, piotr, photo = field.phone("anna"), field.phone("piotr"), jpeg(5_000)
    assert anna.upload(photo).json["state"] == "verified"
    piotr.push(attach(uuid.uuid4(), 1, photo))
    for _again in range(2):
        assert piotr.upload(photo).json["state"] == "verified"
    assert [str(one.state) for one in field.rows(Evidence)] == ["verified"]
    assert piotr.receipt()["complete"] is True
    assert (len(field.rows(StoredFile)), len(field.rows(FileHolder))) == (1, 1)
