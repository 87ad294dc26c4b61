"""Row 6: a photograph comes before its answer, or never."""

from __future__ import annotations

import uuid

from intranet_qms.audits.models import Evidence
from tests.factories.sync import answer, attach, jpeg
from tests.faults.conftest import Field


def evidence_states(field: Field) -> list[str]:
    return [str(one.state) for one in field.rows(Evidence)]


def test_bytes_first_then_their_description(field: Field) -> None:
    """The order is free: what came first is found when the second comes."""
    phone, photo = field.phone(), jpeg(5_000)
    assert phone.upload(photo).json["state"] == "verified"
    attached = phone.push(attach(uuid.uuid4(), 1, photo)).json["receipts"][0]
    assert (attached["status"], attached["result"]) == ("applied", {"state": "verified"})
    assert phone.receipt()["complete"] is True


def test_a_photograph_that_never_comes_is_never_complete(field: Field) -> None:
    """The audit tells which bytes are missing, until they are here."""
    phone, photo = field.phone(), jpeg(5_000)
    phone.push(attach(uuid.uuid4(), 1, photo), answer(uuid.uuid4(), 2))
    receipt = phone.receipt()
    assert receipt["complete"] is False
    assert len(receipt["evidence"]["missing"]) == 1
    assert evidence_states(field) == ["incomplete"]
    half = phone.upload(photo, piece=photo[:3_000])
    assert (half.json["state"], half.json["received"]) == ("partial", 3_000)
    assert phone.receipt()["complete"] is False

    assert phone.upload(photo, offset=3_000, piece=photo[3_000:]).json["state"] == "verified"
    assert phone.receipt()["complete"] is True
    told = [one for one in phone.pull()["changes"] if one["type"] == "evidence"]
    assert [one["data"]["state"] for one in told] == ["verified"]


def test_pieces_that_come_twice_or_out_of_turn_are_not_stored_twice(field: Field) -> None:
    """The server says from where to go on; damaged bytes begin again."""
    phone, photo = field.phone(), jpeg(9_000)
    phone.upload(photo, piece=photo[:3_000])
    twice = phone.upload(photo, piece=photo[:3_000])
    ahead = phone.upload(photo, offset=6_000, piece=photo[6_000:])
    for wrong in (twice, ahead):
        assert (wrong.status_code, wrong.json["error"]["code"]) == (409, "sync.wrong_offset")
        assert wrong.json["received"] == 3_000
    damaged = phone.upload(photo, offset=3_000, piece=b"!" * 6_000)
    assert (damaged.status_code, damaged.json["error"]["code"]) == (409, "sync.hash_mismatch")
    assert damaged.json["received"] == 0
    assert phone.upload(photo).json["state"] == "verified"
