"""A document that was brought in without its text is in force, says where its text is, is counted in
the register and waits for its owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from intranet_qms.documents import queries
from intranet_qms.documents.services import PastIssue
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.people.worklist import waiting_for
from tests.factories.documents import TODAY, Office, install, make_office
from tests.support.clock import FakeClock
from tests.support.host import Host

WITHOUT = PastIssue(body="", effective_on=date(2026, 1, 5))


def bring_in(session: Session, office: Office) -> None:
    install(session, office)
    install(session, office, "PG-05", "Skargi ustne", issues=[WITHOUT])
    # Nothing is missing where a kind needs no text.
    install(session, office, "AP-01", "Ustawa", issues=[WITHOUT], kind=DocumentKind.LEGAL_ACT)


def test_it_is_in_force_counted_and_waits_for_its_owner(both: Session, clock: FakeClock) -> None:
    office = make_office(both, clock)
    bring_in(both, office)
    actor = office.actor("owner", both)
    asked = queries.Filter(text="skargi", state="without_text")
    found = queries.register(both, actor, asked, today=TODAY, page=1, per_page=50)
    assert [one.code for one in found.page.items] == ["PG-05"]
    assert found.counted is not None
    everything = queries.Filter(text="skargi")
    counts = queries.facets(everything, found.counted, queries.FilterChoices([], [], []))
    assert ("without_text", 1) in [(one.value, one.count) for one in counts["state"]]
    waits = [one.title for one in waiting_for(both, actor, TODAY) if one.icon == "paperclip"]
    assert waits == ["PG-05 Skargi ustne"]
    clerk = office.actor("clerk", both)
    assert [one for one in waiting_for(both, clerk, TODAY) if one.icon == "paperclip"] == []


def test_its_page_says_so_in_place_of_an_empty_one(
    make_host: Callable[..., Host], sqlite_url: str
) -> None:
    host = make_host(sqlite_url)
    with host.transaction() as session:
        office = make_office(session, host.clock)
        bring_in(session, office)
    host.sign_in("clerk", "Clerk Nowak")
    client = host.client()
    assert "treść jest poza systemem" in client.get("/qms/documents/PG-05").text
    for code in ("PG-02", "AP-01"):
        assert "treść jest poza systemem" not in client.get(f"/qms/documents/{code}").text
    listed = client.get("/qms/documents/?state=without_text").text
    assert "PG-05" in listed
    assert "AP-01" not in listed
