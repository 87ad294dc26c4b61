"""The report prints what each phone sent and whether the hashes match (protocol, step 8)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from intranet_qms.audits import queries as audits
from intranet_qms.reports.audit_values import SyncReceipt
from intranet_qms.sync.connections import receipts_for_the_report
from tests.factories.sync import AUDIT, Phone, attach, jpeg, make_golden_office
from tests.support.host import Host


@pytest.fixture
def office(make_host: Callable[..., Host], database_url: str) -> Host:
    """The audit of the golden messages, on both databases."""
    host = make_host(database_url=database_url)
    with host.transaction() as session:
        make_golden_office(session, host.clock)
    return host


def _phone(host: Host, person: str) -> Phone:
    phone = Phone(host.client(), host, person)
    assert phone.register().status_code == 200
    return phone


def _printed(host: Host) -> dict[str, SyncReceipt]:
    with host.transaction() as session:
        audit = audits.by_uuid(session, AUDIT)
        return {one.person: one for one in receipts_for_the_report(session, audit)}


def test_a_phone_that_sent_everything_has_matching_hashes(office: Host) -> None:
    phone = _phone(office, "anna")
    photo = jpeg()
    phone.record("conforming")
    phone.last_seq += 1
    assert phone.push(attach(uuid.uuid4(), phone.last_seq, photo)).status_code == 200

    before = _printed(office)["Anna Kowalska"]
    assert (before.answers, before.photos, before.hashes_match) == (1, 1, False)

    assert phone.upload(photo).status_code == 200
    after = _printed(office)["Anna Kowalska"]
    assert (after.answers, after.photos, after.hashes_match) == (1, 1, True)
    assert after.verified_at == office.clock.now()


def test_each_phone_has_its_own_line_with_the_difference_of_its_clock(office: Host) -> None:
    anna, piotr = _phone(office, "anna"), _phone(office, "piotr")
    anna.record("conforming")
    piotr.last_seq += 1
    piotr.push(
        {
            "id": str(uuid.uuid4()),
            "seq": 1,
            "name": "answer.record",
            "at": "2026-11-23T08:15:02.120Z",
            "args": {
                "audit": str(AUDIT), "question": "q-8.4-2", "sample": 0, "value": 3, "note": "",
                "based_on": [],
            },
        },
        clock_offset_ms=240_000,
    )  # fmt: skip

    printed = _printed(office)

    assert {name: one.answers for name, one in printed.items()} == {
        "Anna Kowalska": 1,
        "Piotr Zieliński": 1,
    }
    assert printed["Piotr Zieliński"].skew_seconds == 240
