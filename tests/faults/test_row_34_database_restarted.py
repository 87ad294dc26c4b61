"""Row 34: PostgreSQL goes away and comes back while phones push."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.factories.sync import BASE, answer
from tests.faults.conftest import Field
from tests.support.host import make_schema
from tests.support.postgres import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.faults]


def test_the_pool_heals_by_itself(
    own_postgres: PostgresServer, field_on: Callable[..., Field]
) -> None:
    """503 with Retry-After and the protocol's own word while it is away; then work as before."""
    url = own_postgres.url()
    make_schema(url)
    field = field_on(url)
    phone = field.phone()
    first, second = answer(uuid.uuid4(), 1), answer(uuid.uuid4(), 2, sample=1)
    assert phone.push(first).status_code == 200

    own_postgres.kill()
    for method, path in (
        ("POST", "push"),
        ("GET", "hello"),
        ("GET", f"pull?device={phone.device}"),
    ):
        away = (
            phone.push(first, second)
            if method == "POST"
            else field.host.client().open(BASE + path, method=method)
        )
        assert away.status_code == 503, path
        assert int(away.headers["Retry-After"]) >= 1
        assert away.json["error"]["code"] == "sync.unavailable"
        assert away.json["service"] == "intranet-qms"

    own_postgres.start()
    healed = phone.push(first, second)
    assert healed.status_code == 200
    assert [one["replayed"] for one in healed.json["receipts"]] == [True, False]
    assert len(field.answers()) == 2


def test_restarted_between_two_pushes_nobody_notices(
    own_postgres: PostgresServer, field_on: Callable[..., Field]
) -> None:
    """Connections that died in the pool are replaced before they are used."""
    url = own_postgres.url()
    make_schema(url)
    field = field_on(url)
    phone = field.phone()
    for seq in range(1, 4):
        assert phone.push(answer(uuid.uuid4(), seq, sample=seq)).status_code == 200
        own_postgres.restart()
    assert len(field.answers()) == 3
