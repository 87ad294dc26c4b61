"""Editions, clauses, the way between editions, and the road to certification."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

import intranet_qms
from intranet_qms.i18n import use_locale
from intranet_qms.standards import gap, queries, services, words
from intranet_qms.standards.hooks import Proof
from intranet_qms.standards.models import StandardEdition
from intranet_qms.standards.workflow import (
    Coverage,
    MilestoneKind,
    Period,
    RoughDate,
    Validity,
    validity,
)
from tests.factories.people import sign_in
from tests.support.host import Host

HISTORY = Path(intranet_qms.__file__).parent / "standalone" / "demo" / "history.csv"


def history() -> list[dict[str, str]]:
    with HISTORY.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@contextmanager
def counted(host: Host) -> Iterator[list[str]]:
    """The statements that the database gets inside."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(host.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(host.database.engine, "before_cursor_execute", note)


@pytest.fixture
def editions(session: Session) -> dict[str, StandardEdition]:
    return {edition.edition: edition for edition in services.load_builtin(session)}


@pytest.fixture
def office(host: Host) -> Host:
    """A host with the built-in standards, somebody signed in."""
    sign_in(host, "anna", locale="en")
    with host.transaction() as session:
        services.load_builtin(session)
        services.add_milestones(session, history())
    return host


def uuid_of(host: Host, edition: str) -> str:
    with host.transaction() as session:
        found = queries.edition(session, "ISO 9001", edition)
        assert found is not None
        return str(found.uuid)


# -- rough dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "polish", "english"),
    [
        ("2004", "2004", "2004"),
        ("2004-02", "luty 2004", "February 2004"),
        ("2008-10-09", "9 października 2008", "October 9, 2008"),
    ],
)
def test_a_rough_date_is_said_as_exactly_as_it_is_known(
    text: str, polish: str, english: str
) -> None:
    with use_locale("pl"):
        assert words.rough_date_text(RoughDate.read(text)) == polish
    with use_locale("en"):
        assert words.rough_date_text(RoughDate.read(text)) == english


@pytest.mark.parametrize(
    "text", ["", "04", "2004-13", "2004-02-30", "2004-2", "luty 2004", "２００４"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Period.read(text)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2015, 9, 14), Validity.AHEAD),
        (date(2015, 9, 15), Validity.ENDING),
        (date(2029, 9, 30), Validity.ENDING),
        (date(2029, 10, 1), Validity.ENDED),
    ],
)
def test_an_edition_is_valid_from_its_first_to_its_last_day(
    today: date, expected: Validity
) -> None:
    assert validity(date(2015, 9, 15), date(2029, 9, 30), today) is expected


# -- catalogues ----------------------------------------------------------------------------------


def test_the_catalogues_are_loaded_once(
    session: Session, editions: dict[str, StandardEdition]
) -> None:
    assert set(editions) == {"2008", "2015", "2026"}
    assert services.load_builtin(session) == []


def test_each_clause_knows_where_it_went_and_where_it_came_from(
    session: Session, editions: dict[str, StandardEdition]
) -> None:
    middle = {clause.number: clause.id for clause in editions["2015"].clauses}
    ways = queries.ways(session, editions["2015"].id)
    improvement = ways[middle["10.3"]]
    assert [link.clause.number for link in improvement.went_to] == ["10.1"]
    assert {link.clause.edition.edition for link in improvement.came_from} == {"2008"}
    back = queries.ways(session, editions["2026"].id)
    target = improvement.went_to[0].clause.id
    assert middle["10.3"] in {link.clause.id for link in back[target].came_from}


def test_milestones_are_added_once_and_in_order(session: Session) -> None:
    assert services.add_milestones(session, history()) == len(history())
    assert services.add_milestones(session, history()) == 0
    listed = queries.milestones(session)
    assert [one.title_pl for one in listed] == [row["title_pl"] for row in history()]
    assert {one.kind for one in listed} <= set(MilestoneKind)


def test_a_milestone_of_an_unknown_kind_is_refused(session: Session) -> None:
    with pytest.raises(ValueError):
        services.add_milestones(session, [{**history()[0], "event": "party"}])


# -- the way to the next edition -----------------------------------------------------------------


def test_the_gap_view_tells_proof_from_what_must_be_checked(
    session: Session, editions: dict[str, StandardEdition]
) -> None:
    earlier, later = editions["2015"].clauses, editions["2026"].clauses
    old = {clause.number: clause.id for clause in earlier}
    new = {clause.number: clause.id for clause in later}
    ways = queries.ways(session, editions["2026"].id)
    proofs = {
        new["10.2"]: [Proof("PS-03", "Niezgodności", "documents_show")],
        old["10.3"]: [Proof("PS-04", "Doskonalenie", "documents_show")],
    }
    found = gap.compare(earlier, later, ways, proofs)
    lines = {line.clause.number: line for line in found.lines}
    assert lines["10.2"].coverage is Coverage.PROVEN
    assert lines["10.1"].coverage is Coverage.CARRIED_OVER
    assert [proof.code for proof in lines["10.1"].earlier] == ["PS-04"]
    requirements = [line for line in found.lines if not line.heading]
    assert found.count(Coverage.GAP) == len(requirements) - 2
    # Templates name a state by its value.
    assert found.count("proven") == found.count("carried_over") == 1  # type: ignore[arg-type]


# -- pages ---------------------------------------------------------------------------------------


def test_the_list_shows_editions_with_their_state_and_the_road(office: Host) -> None:
    html = office.client().get("/qms/standards/").text
    assert "ISO 9001:2026" in html
    assert "Transition period" in html
    assert "Decision to introduce the system" in html
    assert "February 2004" in html
    assert "From ISO 9001:2015 to ISO 9001:2026" in html


def test_an_office_without_data_is_told_what_to_do(host: Host) -> None:
    sign_in(host, "anna", locale="en")
    html = host.client().get("/qms/standards/").text
    assert "There is no standard yet" in html
    assert "Nothing has been written down" in html


def test_an_edition_shows_its_clauses_with_links_both_ways(office: Host) -> None:
    html = office.client().get(f"/qms/standards/{uuid_of(office, '2015')}").text
    assert 'id="clause-7.5.3"' in html
    assert f"/qms/standards/{uuid_of(office, '2026')}#clause-10.1" in html
    assert f"/qms/standards/{uuid_of(office, '2008')}#clause-4.2.3" in html


def test_the_way_between_editions_that_are_not_mapped_is_not_found(office: Host) -> None:
    old, new = uuid_of(office, "2008"), uuid_of(office, "2026")
    client = office.client()
    assert client.get(f"/qms/standards/{new}/from/{old}").status_code == 404
    middle = uuid_of(office, "2015")
    answer = client.get(f"/qms/standards/{new}/from/{middle}")
    assert answer.status_code == 200
    assert "new clauses" in answer.text


def test_pages_ask_few_questions_of_the_database(office: Host) -> None:
    client = office.client()
    addresses = [
        "/qms/standards/",
        f"/qms/standards/{uuid_of(office, '2015')}",
        f"/qms/standards/{uuid_of(office, '2026')}/from/{uuid_of(office, '2015')}",
    ]
    for address in addresses:
        with counted(office) as seen:
            assert client.get(address).status_code == 200
        assert len([one for one in seen if one.startswith("SELECT")]) <= 21, (address, seen)
