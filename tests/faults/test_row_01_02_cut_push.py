"""Rows 1 and 2: the connection breaks in a push, at any byte, or its answer is lost."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from intranet_qms.audits.models import Answer
from intranet_qms.db import Database
from intranet_qms.extension import load_features
from intranet_qms.sync.models import Receipt
from tests.factories.sync import make_golden_office
from tests.faults.wire import NoAnswerError, WirePhone
from tests.support.clock import FakeClock
from tests.support.processes import WebProcess, qms_web
from tests.support.proxy import FaultyProxy
from tests.support.waiting import until

pytestmark = [pytest.mark.postgres, pytest.mark.faults]
PUSH = b"POST /qms/api/sync/v1/push"
RECORDS = 12


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    load_features()
    opened = Database(postgres_url)
    with opened.transaction() as session:
        make_golden_office(session, FakeClock())
    yield opened
    opened.dispose()


@pytest.fixture
def network(
    database: Database,
    postgres_url: str,
    tmp_path: Path,
    run_process: Callable[..., WebProcess],
    proxy_to: Callable[[int], FaultyProxy],
) -> FaultyProxy:
    """A real server behind a bad network."""
    return proxy_to(run_process(qms_web(tmp_path, postgres_url)).port)


def stored(database: Database) -> tuple[int, int]:
    with database.transaction(writes=False) as session:
        return tuple(  # type: ignore[return-value]
            session.scalar(select(func.count()).select_from(model)) for model in (Answer, Receipt)
        )


def send_raw(network: FaultyProxy, request: bytes) -> bytes:
    """What comes back until the connection ends or breaks."""
    answered = b""
    with socket.create_connection(("127.0.0.1", network.port), timeout=10) as connection:
        try:
            connection.sendall(request)
            while piece := connection.recv(65536):
                answered += piece
        except OSError:
            pass
    return answered


def test_row_1_cut_at_every_class_of_byte(network: FaultyProxy, database: Database) -> None:
    """Within the request line, the headers, their end, the body's first, middle and last byte:
    nothing is stored by halves, and the retry goes through as a whole."""
    expected = 0
    seen = stored(database)
    phone = WirePhone(network.target_port, "anna", through=network.port)
    for _ in range(RECORDS):
        phone.record()
    request, body_at = phone.request_bytes(phone.queue)
    places = {
        "request line": 10,
        "headers": body_at // 2,
        "end of the headers": body_at - 2,
        "before the body": body_at,
        "first byte of the body": body_at + 1,
        "within the first mutation": body_at + 250,
        "middle": (body_at + len(request)) // 2,
        "before the last byte": len(request) - 1,
    }
    for name, after in places.items():
        fault = network.cut_request(after, containing=PUSH[:10])
        assert b" 200 " not in send_raw(network, request), name
        network.wait_for(fault)
        assert stored(database) == seen, f"cut {name}: something was stored by halves"
    assert phone.push() == 200
    expected += RECORDS
    assert not any(one["replayed"] for one in phone.acknowledged.values())
    assert stored(database) == (expected, expected)


def test_row_2_the_answer_is_lost_after_the_commit(
    network: FaultyProxy, database: Database
) -> None:
    """However much of the answer was heard, the retry is given the same receipts and one row."""
    for round_number, heard in enumerate((0, 9, 120, 900), start=1):
        phone = WirePhone(network.target_port, "anna", through=network.port)
        for sample in range(RECORDS):
            phone.record(sample=sample)
        queued = list(phone.queue)
        fault = network.cut_response(heard, containing=PUSH)
        with pytest.raises(NoAnswerError):
            phone.push()
        network.wait_for(fault)
        assert phone.queue == queued
        expected = (round_number * RECORDS,) * 2
        until(lambda expected=expected: stored(database) == expected, what="the commit")  # type: ignore[misc]

        first, again = receipts(phone, queued), receipts(phone, queued)
        assert first == again
        assert all(one["status"] == "applied" and one["replayed"] for one in first)
        assert stored(database) == expected


def receipts(phone: WirePhone, mutations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    phone.queue = list(mutations)
    assert phone.push() == 200
    assert phone.queue == []
    return [json.loads(json.dumps(phone.acknowledged[one["id"]])) for one in mutations]


def test_row_28_a_guest_networks_page_is_no_receipt(
    network: FaultyProxy, database: Database
) -> None:
    """What the server answers says which service it is, errors too: a page of another does not."""
    phone = WirePhone(network.target_port, "anna", through=network.port)
    phone.record()
    network.captive_portal()
    with pytest.raises(NoAnswerError):
        phone.push()
    assert len(phone.queue) == 1
    assert stored(database) == (0, 0)
    network.heal()
    for method, path, status in (
        ("GET", "hello", 200),
        ("GET", "pull?device=nonsense", 422),
        ("GET", "evidence/nonsense", 422),
        ("GET", "no-such-address", 404),
        ("PUT", "of/another/version", 404),
        ("POST", "push", 400),
    ):
        answered, _, told = phone.ask(method, path, b"{" if method == "POST" else None)
        assert (answered, told["service"]) == (status, "intranet-qms"), path
        assert "server_time" in told, path
    assert phone.push() == 200
