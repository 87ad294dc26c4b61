"""Row 3: the same push arrives ten times at once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from intranet_qms.audits.models import Answer, AuditChange
from intranet_qms.sync.models import Receipt
from tests.factories.sync import DEVICES, Phone, answer
from tests.faults.conftest import Field


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all calls so that they begin at the same moment."""
    gate = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int) -> None:
        gate.wait()
        results[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.postgres
def test_ten_times_at_once_has_one_effect(
    postgres_url: str, field_on: Callable[..., Field]
) -> None:
    """All ten are answered 2xx with the same receipts, and the records are there once."""
    field = field_on(postgres_url)
    field.phone()
    mutations = [answer(uuid.uuid4(), seq, sample=seq) for seq in range(1, 21)]
    phones = [Phone(field.host.client(), field.host, "anna", DEVICES["anna"]) for _ in range(10)]
    before = len(field.rows(AuditChange, AuditChange.entity == "answer"))
    answered = at_once([partial(phone.push, *mutations) for phone in phones])

    assert [one.status_code for one in answered] == [200] * 10
    without_replay = [
        [{**receipt, "replayed": None} for receipt in one.json["receipts"]] for one in answered
    ]
    assert all(one == without_replay[0] for one in without_replay)
    assert (
        sum(not receipt["replayed"] for one in answered for receipt in one.json["receipts"]) == 20
    )
    assert len(field.rows(Answer)) == 20
    assert len(field.rows(Receipt)) == 20
    assert len(field.rows(AuditChange, AuditChange.entity == "answer")) - before == 20


@pytest.mark.postgres
def test_two_phones_that_answer_at_the_same_moment_see_each_other(
    postgres_url: str, field_on: Callable[..., Field]
) -> None:
    """Of two different answers at the same moment, one is told of the conflict: never neither."""
    field = field_on(postgres_url, further_auditors=("jan", "ola"))
    phones = [field.phone("jan") for _ in range(4)]
    for round_number in range(5):
        told = at_once(
            [
                partial(phone.record, value, sample=round_number)
                for phone, value in zip(
                    phones,
                    ("conforming", "nonconforming", "observation", "conforming"),
                    strict=True,
                )
            ]
        )
        statuses = sorted(receipt["status"] for receipt in told)
        assert statuses[0] == "applied"
        assert statuses.count("conflict") >= 2
        assert field.standing(sample=round_number).in_conflict
        assert len(field.standing(sample=round_number).heads) == 4
