"""The local mailbox of an office without a mail server shows each person their own mail only."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from intranet_qms import schema
from intranet_qms.host import HostUser
from intranet_qms.people import services as people
from intranet_qms.standalone import demo_office
from intranet_qms.standalone.application import create_app


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An intranet in which one mail waits, with a file, for the head of a department."""
    app = create_app({"QMS_HOME": str(tmp_path)})
    qms = app.extensions["intranet_qms"]
    schema.upgrade(qms.database)
    demo_office.load(qms)
    with qms.database.transaction() as session:
        people.register(session, HostUser("nobody", "Bez Poczty"), qms.clock.now(), locale="pl")
    message = EmailMessage()
    message["To"] = "Renata Kociołek <r.kociolek@um.borowiec.example>"
    message["From"], message["Subject"] = "qms@um.borowiec.example", "Tajemnica"
    message.set_content("Tajemnica")
    message.add_attachment(b"x", maintype="text", subtype="html", filename="x.html")
    qms.mail.send(message)
    qms.database.dispose()
    return tmp_path


def _browser(home: Path, who: str, email: str | None, *, demo: bool) -> Any:
    app = create_app({"QMS_HOME": str(home), "QMS_DEMO": "1" if demo else "0"})
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = who, True
        session["name"], session["email"], session["signed_in_until"] = who, email, 4_000_000_000
    return client


def _addresses(home: Path) -> list[str]:
    (path,) = (home / "mail").glob("*.eml")
    return [f"/mailbox/{path.stem}", f"/mailbox/{path.stem}/0"]


@pytest.mark.parametrize(
    ("who", "email"), [("k.pajak", "k.pajak@um.borowiec.example"), ("nobody", None)]
)
def test_in_an_office_nobody_reads_the_mail_of_others(
    home: Path, who: str, email: str | None
) -> None:
    client = _browser(home, who, email, demo=False)
    assert "Tajemnica" not in client.get("/mailbox/").text
    assert {client.get(one).status_code for one in _addresses(home)} == {404}


@pytest.mark.parametrize(("who", "demo"), [("r.kociolek", False), ("k.pajak", True)])
def test_who_it_was_sent_to_reads_it_and_in_a_demo_everybody(
    home: Path, who: str, demo: bool
) -> None:
    client = _browser(home, who, f"{who.upper()}@um.borowiec.example", demo=demo)
    assert "Tajemnica" in client.get("/mailbox/").text
    assert {client.get(one).status_code for one in _addresses(home)} == {200}
    attached = client.get(_addresses(home)[1]).headers
    assert attached["Content-Disposition"].startswith("attachment")
    assert attached["X-Content-Type-Options"] == "nosniff"
