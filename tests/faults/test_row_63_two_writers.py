"""Row 63: two people write one draft, saving every few seconds; nothing of either is lost."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet_qms.documents.models import Revision
from tests.factories.documents import draft, install, make_office
from tests.support.host import Host

DRAFT = "/qms/documents/PG-02/issues/2"
PARAGRAPHS = [f"Akapit numer {number}." for number in range(12)]


class Writer:
    """A person with the editor open, who saves and, when told so, merges as proposed."""

    def __init__(self, host: Host, name: str) -> None:
        self.host, self.name = host, name
        self.paragraphs = list(PARAGRAPHS)
        self.version = ""
        self.merges = 0

    def browser(self) -> FlaskClient:
        self.host.sign_in(self.name, f"{self.name.capitalize()} Nowak")
        return self.host.client()

    def opens(self) -> None:
        page = self.browser().get(f"{DRAFT}/edit")
        self._take(page.text)
        self.browser().post(f"{DRAFT}/presence", data={"row_version": self.version})

    def _take(self, page: str) -> None:
        found = re.search(r'name="row_version" value="(\d+)"', page)
        assert found
        self.version = found[1]

    def form(self) -> dict[str, str]:
        body = "\n\n".join(self.paragraphs) + "\n"
        return {"row_version": self.version, "title": "Skargi", "body": body}

    def saves(self) -> None:
        answer = self.browser().post(f"{DRAFT}/autosave", data=self.form())
        if answer.status_code == 200:
            self._take(answer.text)
            return
        self.merges += 1
        page = self.browser().post(f"{DRAFT}/edit", data=self.form())
        assert page.status_code == 409
        theirs = re.search(r'name="their_version" value="(\d+)"', page.text)
        assert theirs
        sent = {**self.form(), "base_version": self.version, "their_version": theirs[1]}
        editor = self.browser().post(f"{DRAFT}/merge", data=sent, follow_redirects=True)
        assert editor.status_code == 200
        self._take(editor.text)
        with self.host.transaction() as session:
            saved = session.scalars(select(Revision.body).where(Revision.number == 2)).one()
        self.paragraphs = saved.strip().split("\n\n")


@pytest.mark.faults
def test_what_two_people_write_in_turns_is_all_there_at_the_end(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        draft(session, office, install(session, office), body="\n\n".join(PARAGRAPHS) + "\n")
    writers = [Writer(host, "owner"), Writer(host, "head")]
    for writer in writers:
        writer.opens()
    written = []
    for turn in range(8):
        writer = writers[turn % 2]
        for step in range(2):
            # Their own paragraphs; the last one is fought over.
            at = (turn % 2) * 5 + (turn // 2 + step) % 5
            sentence = f"{writer.name} dopisuje {turn}.{step}."
            place = next(i for i, one in enumerate(writer.paragraphs) if f"numer {at}." in one)
            writer.paragraphs[place] += f" {sentence}"
            written.append(sentence)
            writer.saves()
    with host.transaction() as session:
        body = session.scalars(select(Revision.body).where(Revision.number == 2)).one()
    assert [one for one in written if one not in body] == []
    assert sum(writer.merges for writer in writers) >= 4
