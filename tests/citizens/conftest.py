"""An office that publishes one guide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from intranet_qms.documents.workflow import DocumentKind
from tests.factories.documents import Office, install, make_office
from tests.support.host import Host

GUIDE = """## Czego dotyczy

Dodatek mieszkaniowy dla osób o niskich dochodach.

## Co przygotować

- wniosek
- deklaracja o dochodach

## Opłata

Bez opłat.
"""


@dataclass
class Open:
    """The office, its host, and somebody at home in front of a browser."""

    host: Host
    office: Office
    client: FlaskClient

    def opened(self, code: str = "KU-22", *, seconds: int = 20) -> str:
        """The note of when a form was opened, so many seconds ago."""
        page = self.client.get(f"/qms/guides/{code}/opinion").text
        self.host.clock.advance(seconds=seconds)  # type: ignore[attr-defined]
        return page.split('name="opened" value="')[1].split('"')[0]

    def send(self, text: str, *, opened: str | None = None, **fields: str) -> object:
        """Send an opinion as the form would."""
        values = {"clarity": "no", "text": text, "opened": opened or self.opened(), **fields}
        return self.client.post("/qms/guides/KU-22/opinion", data=values)


@pytest.fixture
def published(make_host: Callable[..., Host], database_url: str) -> Open:
    """Guide KU-22 of unit OR is in force and published; PG-02 is a procedure."""
    host = make_host(database_url, QMS_PUBLIC_GUIDES=True, QMS_BASE_URL="https://um.example")
    with host.transaction() as session:
        office = make_office(session, host.clock)
        install(
            session, office, "KU-22", "Dodatek mieszkaniowy", GUIDE,
            kind=DocumentKind.CLIENT_GUIDE, title_en="Housing benefit",
        )  # fmt: skip
        install(session, office)
    return Open(host, office, host.client())


DAY = timedelta(days=1)
