"""Cursors: what they carry, how long they get, and when everything comes again (section 7)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet_qms.sync import pull
from tests.factories.sync import Phone, answer, make_golden_office
from tests.support.host import Host

KEYS = st.binary(min_size=5, max_size=5).map(bytes.hex)


@given(st.dictionaries(KEYS, st.integers(0, 2**60), max_size=20))
def test_a_cursor_comes_back_as_it_was(seen: dict[str, int]) -> None:
    assert pull.decode(pull.encode(seen)) == seen


@given(st.text(max_size=40))
def test_nonsense_is_no_cursor_and_no_crash(text: str) -> None:
    found = pull.decode(text)
    assert found is None or pull.decode(pull.encode(found)) == found


def test_two_hundred_audits_fit_into_an_address() -> None:
    """Servers refuse a request line of more than 4,094 characters."""
    seen = {uuid.uuid4().hex[:10]: 46_000 for _ in range(200)}
    assert len(pull.encode(seen)) < 3_500


@pytest.fixture
def phone(host: Host) -> Phone:
    with host.transaction() as session:
        make_golden_office(session, host.clock)
    made = Phone(host.client(), host, "anna")
    made.register()
    return made


def uuids(page: dict[str, Any]) -> list[str]:
    return [one["uuid"] for one in page["changes"] if one["type"] == "answer"]


def test_small_pages_bring_the_same_as_one(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.push(*(answer(uuid.uuid4(), seq, sample=seq) for seq in range(1, 12)))
    whole = phone.pull()
    monkeypatch.setattr(pull, "PAGE", 3)
    pieces = phone.pull()
    assert uuids(pieces) == uuids(whole)
    assert len(uuids(whole)) == 11
    assert pieces["cursor"] == whole["cursor"]


def test_only_what_is_new_follows_a_cursor(phone: Phone) -> None:
    cursor = phone.pull()["cursor"]
    assert phone.pull(cursor)["changes"] == []
    recorded = phone.record()
    assert uuids(phone.pull(cursor)) == [recorded["id"]]


def test_a_cursor_ahead_of_a_restored_server_begins_again(phone: Phone) -> None:
    phone.record()
    seen = pull.decode(phone.pull()["cursor"])
    assert seen is not None
    ahead = pull.encode({key: number + 5 for key, number in seen.items()})
    again = phone.pull(ahead)
    assert again["reset"]
    assert len(uuids(again)) == 1


def test_a_cursor_that_knows_a_foreign_audit_begins_again(phone: Phone) -> None:
    assert phone.pull(pull.encode({"0123456789": 3}))["reset"]
