"""Two people in one draft: each is told of the other, and both texts become one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intranet_qms.documents.merging import Part, PartKind, Side, merge, merged
from intranet_qms.documents.models import DraftState
from intranet_qms.documents.services.drafts import KEPT_STATES
from tests.factories.documents import draft, install, make_office
from tests.support.host import Host

BASE = "Jeden.\n\nDwa.\n\nTrzy.\n\n```\na\n\nb\n```\n"
DRAFT = "/qms/documents/PG-02/issues/2"


def test_what_only_one_changed_is_taken_over_and_the_rest_is_chosen() -> None:
    mine = BASE.replace("Jeden.", "Jeden po mojemu.").replace("Trzy.", "Trzy moje.")
    theirs = BASE.replace("Dwa.", "Dwa po ich.").replace("Trzy.", "Trzy ich.")
    parts = merge(BASE, mine, theirs)
    assert [one.kind for one in parts] == [
        PartKind.MINE, PartKind.THEIRS, PartKind.CONFLICT, PartKind.SAME,
    ]  # fmt: skip
    assert merged(parts, {}) == mine.replace("Dwa.", "Dwa po ich.")
    assert "Trzy ich.\n\nTrzy moje." in merged(parts, {2: Side.BOTH})


def test_what_one_took_out_and_the_other_left_is_taken_out() -> None:
    assert merged(merge(BASE, BASE.replace("Dwa.\n\n", ""), BASE), {}) == BASE.replace(
        "Dwa.\n\n", ""
    )


def test_without_the_text_that_both_began_with_every_difference_is_asked_about() -> None:
    assert [one.kind for one in merge(None, "A.\n\nB.", "A.\n\nC.")] == [
        PartKind.SAME, PartKind.CONFLICT,
    ]  # fmt: skip


def test_a_text_of_hundreds_of_pages_is_not_divided() -> None:
    long = "\n\n".join(f"Akapit {n}." for n in range(5000))
    assert merge(long, long + "\n\nX.", long) == [Part(PartKind.CONFLICT, long + "\n\nX.", long)]


@pytest.fixture
def writers(host: Host) -> Host:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        draft(session, office, install(session, office), body=BASE)
    return host


def come(host: Host, name: str) -> FlaskClient:
    host.sign_in(name, f"{name.capitalize()} Nowak")
    return host.client()


def version_in(page: Any) -> str:
    found = re.search(r'name="(?:their|row)_version" value="(\d+)"', page.text)
    assert found
    return found[1]


def test_each_is_told_at_once_who_else_is_writing(writers: Host) -> None:
    owner = come(writers, "owner")
    version = version_in(owner.get(f"{DRAFT}/edit"))
    assert "piszą też" not in owner.post(f"{DRAFT}/presence", data={"row_version": version}).text
    head = come(writers, "head")
    told = head.post(f"{DRAFT}/presence", data={"row_version": version}).text
    assert "Owner Nowak" in told
    head.post(f"{DRAFT}/autosave", data={"row_version": version, "title": "T", "body": "X"})
    again = come(writers, "owner").post(f"{DRAFT}/presence", data={"row_version": version}).text
    assert "zapisał(a) Head Nowak" in again
    writers.clock.advance(minutes=2)  # type: ignore[attr-defined]
    later = come(writers, "owner").post(f"{DRAFT}/presence", data={"row_version": version}).text
    assert "piszą też" not in later


def test_the_second_saver_chooses_and_one_text_is_saved(writers: Host) -> None:
    version = version_in(come(writers, "owner").get(f"{DRAFT}/edit"))
    form = {"row_version": version, "change_summary": "Zmiana"}
    theirs = {**form, "title": "Tytuł właściciela", "body": BASE.replace("Dwa.", "Dwa ich.")}
    assert come(writers, "owner").post(f"{DRAFT}/autosave", data=theirs).status_code == 200
    head = come(writers, "head")
    mine = {**form, "title": "Tytuł naczelnika", "body": BASE.replace("Jeden.", "Jeden mój.")}
    page = head.post(f"{DRAFT}/edit", data=mine)
    assert page.status_code == 409
    assert "Owner Nowak zapisał(a) ten projekt" in page.text
    sent = {
        **mine, "base_version": version, "their_version": version_in(page),
        "field-title": "theirs",
    }  # fmt: skip
    saved = head.post(f"{DRAFT}/merge", data=sent, follow_redirects=True)
    assert "Jeden mój.\n\nDwa ich.\n\nTrzy." in saved.text
    assert 'value="Tytuł właściciela"' in saved.text
    # A third saver in between: both texts once more, nothing written over.
    assert head.post(f"{DRAFT}/merge", data=sent).status_code == 409


def test_only_the_latest_states_of_a_draft_are_kept(writers: Host) -> None:
    head = come(writers, "head")
    page = head.get(f"{DRAFT}/edit")
    version = int(version_in(page))
    for number in range(KEPT_STATES + 10):
        answer = head.post(
            f"{DRAFT}/autosave",
            data={"row_version": str(version), "title": "T", "body": f"Treść {number}"},
        )
        version = int(version_in(answer))
    with writers.transaction() as session:
        kept = session.scalar(select(func.count(DraftState.id)))
    assert kept is not None
    assert kept <= KEPT_STATES + 1
