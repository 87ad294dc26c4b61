"""Row 15: a phone's clock is wrong by ten days, either way, or jumps."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from intranet_qms.http import wire_time
from intranet_qms.sync.models import Device
from tests.factories.sync import answer
from tests.faults.conftest import Field

DAY_MS = 86_400_000


@pytest.mark.parametrize("days", [10, -10])
def test_the_servers_time_orders_and_the_difference_is_kept(field: Field, days: int) -> None:
    """The later of two answers is the one that came later, whatever the phones thought."""
    now = field.host.clock.now()
    wrong, right = field.phone("anna"), field.phone("piotr")
    right.push(answer(uuid.uuid4(), 1, "conforming", at=wire_time(now)))
    field.host.clock.advance(minutes=1)  # type: ignore[attr-defined]
    wrong.push(
        answer(uuid.uuid4(), 1, "nonconforming", at=wire_time(now + timedelta(days=days))),
        clock_offset_ms=days * DAY_MS,
    )
    first, second = field.standing().heads
    assert (first.author_name, second.author_name) == ("Piotr Zieliński", "Anna Kowalska")
    assert second.recorded_at - first.recorded_at == timedelta(minutes=1)
    assert second.device_time == now + timedelta(days=days)
    assert second.clock_offset_ms == days * DAY_MS
    assert field.rows(Device, Device.uuid == wrong.device)[0].clock_offset_ms == days * DAY_MS
    pulled = [one["data"] for one in right.pull()["changes"] if one["type"] == "answer"]
    shown = next(one for one in pulled if one["author"]["name"] == "Anna Kowalska")
    assert shown["device_time"] == wire_time(now + timedelta(days=days))
    assert shown["server_time"] == wire_time(now + timedelta(minutes=1))


def test_every_answer_tells_the_servers_time(field: Field) -> None:
    """So that the phone can tell its person by how much its clock is wrong."""
    phone = field.phone()
    now = wire_time(field.host.clock.now())
    assert phone.send("GET", "hello").json["server_time"] == now
    assert phone.push().json["server_time"] == now
    assert phone.push(nonsense={}).json["server_time"] == now
