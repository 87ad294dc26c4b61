"""Row 51: what somebody may not open shows up nowhere else either.

Lists, counts, searches, exports, the interface for programs, pages of neighbouring records and what
phones fetch are read as each kind of person, and looked through for the marks of records.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.models import Person
from tests.security.matrix import (
    CONFIRMS,
    DETAILS,
    EXCHANGES,
    KEEPERS,
    PLANNERS,
    READS_FINDING,
    SEES_RECORDS,
    TEAM,
    rows,
)
from tests.security.office import (
    ADMINISTRATOR,
    AUDITOR,
    DISABLED,
    LEAD,
    MANAGEMENT,
    PERSONS,
    REPRESENTATIVE,
    Office,
    mark,
)
from tests.security.test_matrix import is_open, knock

SEEN_BY: dict[str, frozenset[str]] = {
    "new-document": KEEPERS,
    "draft": KEEPERS,
    "planned": TEAM | {REPRESENTATIVE, MANAGEMENT},
    "answer": DETAILS,
    "text-answer": DETAILS,
    "caption": DETAILS,
    "conclusions": DETAILS,
    "finding": READS_FINDING,
    "complaint": READS_FINDING,
    "draft-checklist": PLANNERS,
    "report": DETAILS,
    "phone": frozenset({AUDITOR, LEAD, REPRESENTATIVE, ADMINISTRATOR}),
    "late": PLANNERS,
    "job": frozenset({ADMINISTRATOR, REPRESENTATIVE}),
    "import": EXCHANGES,
    "record": SEES_RECORDS,
    "evaluation": frozenset({AUDITOR, LEAD, REPRESENTATIVE}),
}
"""The mark of a record, and who may ever read it, wherever it stands."""

LISTS = (
    "/qms/documents/?q=TAJNE",
    "/qms/documents/?q=XX-01",
    "/qms/documents/?state=draft",
    "/qms/documents/?sort=-code",
    "/qms/documents/?on=2026-11-20",
    "/qms/documents/?on=2026-11-20&q=TAJNE",
    "/qms/documents/PG-07?on=2026-11-20",
    "/qms/api/v1/documents?q=TAJNE",
    "/qms/api/v1/documents?on=2026-11-20",
    "/qms/api/v1/documents/PG-07?on=2026-11-20",
    "/qms/audits/?q=TAJNE",
    "/qms/audits/?state=planned",
    "/qms/findings/?q=TAJNE&state=",
    "/qms/findings/?sort=-number",
    "/qms/findings/export.csv?q=TAJNE",
    "/qms/checklists/?q=TAJNE",
    "/qms/exchange/register.csv?q=TAJNE",
    "/qms/exchange/",
    "/qms/records/?q=TAJNE",
    "/qms/records/lists/",
    "/qms/documents/PG-07/links",
    "/qms/documents/PG-07/issues",
    "/qms/api/v1/documents/PG-07",
)


def text_of(answer: Any) -> str:
    """What a person can read of an answer, also of a workbook."""
    if answer.data[:2] != b"PK":
        return str(answer.data.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def marks_in(text: str) -> set[str]:
    """The records whose marks stand in a text."""
    # "draft" begins "draft-checklist": the mark ends with the space that `secret` puts.
    return {name for name in SEEN_BY if f"{mark(name)} " in text}


@pytest.mark.parametrize("kind", [one for one in PERSONS if one != DISABLED])
def test_nothing_shows_what_a_person_may_not_open(office: Office, kind: str) -> None:
    office.sign_in(kind)
    client = office.host.client()
    leaks = []
    answers = [
        (row.endpoint, knock(client, office.host, row))
        for row in rows(office.at)
        if row.method == "GET" and row.endpoint != "static"
    ]
    answers += [(path, client.get(path)) for path in LISTS]
    for where, answer in answers:
        if not is_open(answer):
            continue
        for name in marks_in(text_of(answer)):
            if kind not in SEEN_BY[name]:
                leaks.append(f"{where} shows {name}")
    assert not leaks, "\n".join(leaks)


def test_the_marks_are_found_by_those_who_may_read_them(office: Office) -> None:
    # A test that looks for marks which stand nowhere would hold whatever is shown.
    office.sign_in(REPRESENTATIVE)
    client = office.host.client()
    found: set[str] = set()
    for row in rows(office.at):
        if row.method == "GET":
            found |= marks_in(text_of(knock(client, office.host, row)))
    # What a job carries and what a file is called is read by nobody on a page.
    assert set(SEEN_BY) - found <= {"job", "report"}


def test_the_number_of_hits_tells_nothing_either(office: Office) -> None:
    totals = {}
    for kind in ("clerk of another unit", "external auditor", "head of the audited unit"):
        office.sign_in(kind)
        answer = office.host.client().get("/qms/api/v1/documents?q=TAJNE")
        totals[kind] = answer.get_json()["total"]
    assert totals["clerk of another unit"] == totals["external auditor"] == 0
    assert totals["head of the audited unit"] > 0


def test_the_number_on_a_tab_does_not_tell_that_an_issue_is_being_prepared(office: Office) -> None:
    told = {}
    for kind in ("clerk of another unit", "head of the audited unit"):
        office.sign_in(kind)
        page = office.host.client().get(f"/qms/documents/{office.at['code']}/issues").text
        tab = page.split(f'href="/qms/documents/{office.at["code"]}/issues"')[1].split("</a>")[0]
        told[kind] = int("".join(one for one in tab if one.isdigit()))
    assert told["clerk of another unit"] == told["head of the audited unit"] - 1


def test_a_phone_fetches_only_what_its_person_audits(office: Office) -> None:
    office.sign_in(AUDITOR)
    changes = (
        office.host.client()
        .get(f"/qms/api/sync/v1/pull?device={office.at['device']}")
        .get_json()["changes"]
    )
    text = json.dumps(changes, ensure_ascii=False)
    assert mark("answer") in text
    assert mark("planned") not in text
    assert mark("complaint") not in text
    assert mark("draft") not in text


def test_mails_tell_nobody_what_they_may_not_open(office: Office) -> None:
    kinds = {host_id: kind for kind, host_id in PERSONS.items()}
    leaks, read = [], 0
    with office.host.transaction() as session:
        people = {one.id: one for one in session.scalars(select(Person))}
        payloads = [
            one.payload
            for one in session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
        ]
        for payload in payloads:
            person = people[payload["person_id"]]
            kind = kinds.get(person.host_id)
            text = json.dumps(payload["context"], ensure_ascii=False)
            read += 1
            leaks += [
                f"{payload['template']} tells {person.host_id} about {name}"
                for name in marks_in(text)
                if kind is not None and kind not in SEEN_BY[name]
            ]
    assert read
    assert not leaks, "\n".join(leaks)


def test_those_who_confirm_see_findings_of_every_unit() -> None:
    # The table above would be wrong in silence if this rule of the office changed.
    assert CONFIRMS <= READS_FINDING
