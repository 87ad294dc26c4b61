"""The designer's verbs: begin, branch, copy, save, publish; what a draft may lack; what it is for."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet_qms.checklists import bank, designing, drafting, queries, services
from intranet_qms.checklists.comparing import changes_between
from intranet_qms.checklists.content import normalise
from intranet_qms.checklists.models import ChecklistQuestion, ChecklistVersion
from intranet_qms.db import Database
from intranet_qms.errors import Conflict, Invalid
from intranet_qms.host import Actor
from tests.factories.checklists import content, question
from tests.support.clock import FakeClock

MANAGER = Actor(
    person_id=None, host_id="m", name="Joanna Lisowska", roles=frozenset({"lead_auditor"})
)


def sent(version: ChecklistVersion, **changed: dict[str, Any]) -> dict[str, Any]:
    """What the designer sends when these questions, by key, were changed."""
    present = version.content
    return {
        **{word: present[word] for word in ("title_pl", "title_en", "standard", "edition")},
        "sections": [
            {**one, "questions": [each["key"] for each in one["questions"]]}
            for one in present["sections"]
        ],
        "questions": {
            key: {**next(q for q in queries.questions_of(present) if q["key"] == key), **words}
            for key, words in changed.items()
        },
    }


def saved(session: Session, clock: FakeClock, version: ChecklistVersion, **changed: Any) -> bool:
    made = designing.assemble(version.content, sent(version, **changed))
    return designing.save(session, MANAGER, clock, version, made, seen_version=version.row_version)


@pytest.fixture
def published(session: Session, clock: FakeClock) -> ChecklistVersion:
    version = services.create_from_content(
        session, MANAGER, clock, content(question("a"), question("b", type="yes_no"))
    )
    services.publish(session, MANAGER, clock, version)
    return version


def test_a_checklist_is_begun_written_and_published(session: Session, clock: FakeClock) -> None:
    version = designing.begin(session, MANAGER, clock, title_pl="Przegląd Łąk i archiwów")
    assert version.template.key == "przeglad-lak-i-archiwow"
    assert {one.code for one in drafting.problems_of(version.content)} == {"no_questions"}
    with pytest.raises(Invalid):
        services.publish(session, MANAGER, clock, version)
    session.refresh(version)
    message = sent(version)
    message["sections"][0]["questions"] = ["q-1"]
    message["questions"] = normalise({"sections": [{"questions": [question("q-1")]}]})["sections"][
        0
    ]["questions"][0]
    message["questions"] = {"q-1": message["questions"]}
    made = designing.assemble(version.content, message)
    assert designing.save(session, MANAGER, clock, version, made, seen_version=version.row_version)
    assert drafting.problems_of(version.content) == []
    services.publish(session, MANAGER, clock, version)
    rows = session.scalars(
        select(ChecklistQuestion).where(ChecklistQuestion.version_id == version.id)
    ).all()
    assert [one.key for one in rows] == ["q-1"]
    assert designing.begin(
        session, MANAGER, clock, title_pl="Przegląd łąk i archiwów"
    ).template.key.endswith("-2")


def test_saving_the_same_twice_changes_nothing_and_the_second_of_two_savers_is_told(
    session: Session, clock: FakeClock, published: ChecklistVersion
) -> None:
    draft = designing.branch(session, MANAGER, clock, published)
    seen = draft.row_version
    assert saved(session, clock, draft, a={"text_pl": "Inaczej"})
    assert not saved(session, clock, draft, a={"text_pl": "Inaczej"})
    made = designing.assemble(draft.content, sent(draft, a={"text_pl": "Jeszcze inaczej"}))
    with pytest.raises(Conflict) as told:
        designing.save(session, MANAGER, clock, draft, made, seen_version=seen)
    assert told.value.code == "checklists.changed_meanwhile"
    assert draft.content["sections"][0]["questions"][0]["text_pl"] == "Inaczej"


def test_what_is_not_of_the_form_of_a_checklist_is_refused_and_what_is_unfinished_is_told(
    session: Session, clock: FakeClock, published: ChecklistVersion
) -> None:
    draft = designing.branch(session, MANAGER, clock, published)
    for nonsense in ({"type": "magic"}, {"relevant": {"odd": 1}}, {"weight": "heavy"}, {"x": 1}):
        with pytest.raises(Invalid):
            saved(session, clock, draft, a=nonsense)
    assert saved(
        session, clock, draft,
        a={"text_pl": " ", "text_en": "", "relevant": {"question": "b", "op": "eq", "value": "?"}},
        b={"type": "number", "min": 5, "max": 1, "relevant": {"question": "z", "op": "answered"}},
    )  # fmt: skip
    found = {(one.code, one.question, one.word) for one in drafting.problems_of(draft.content)}
    assert found == {
        ("text_missing", "a", "text_pl"),
        ("empty_range", "b", "min"),
        ("rule_unknown_question", "b", "relevant"),
        ("condition_on_later", "a", "relevant"),
    }
    # The page of such a draft can be shown all the same.
    assert drafting.conditions_in_words(draft.content).keys() == {"a", "b"}


def test_a_draft_that_was_overtaken_becomes_the_latest_when_it_is_published(
    session: Session, clock: FakeClock, published: ChecklistVersion
) -> None:
    first, second = (designing.branch(session, MANAGER, clock, published) for _ in range(2))
    services.publish(session, MANAGER, clock, second)
    assert saved(session, clock, first, a={"text_pl": "Później"})
    services.publish(session, MANAGER, clock, first)
    assert (second.number, second.state, first.number) == (3, "retired", 4)
    assert designing.branch(session, MANAGER, clock, published).begun_from == "archive/1"


def test_a_copy_is_a_checklist_of_its_own(
    session: Session, clock: FakeClock, published: ChecklistVersion
) -> None:
    made = designing.copy(session, MANAGER, clock, published, title_pl="Kopia", title_en="Copy")
    assert (made.template.key, made.number, made.begun_from) == ("kopia", 1, "archive/1")
    assert made.content["sections"] == published.content["sections"]


def test_the_database_itself_refuses_to_change_what_was_published(
    database: Database, clock: FakeClock
) -> None:
    with database.session() as session:
        version = services.create_from_content(session, MANAGER, clock, content())
        services.publish(session, MANAGER, clock, version)
        number = version.id
        session.commit()
    for statement in (
        "update qms_checklist_version set content_hash = 'x' where id = :id",
        "update qms_checklist_version set state = 'draft' where id = :id",
        "delete from qms_checklist_version where id = :id",
    ):
        with database.session() as session, pytest.raises(DBAPIError, match="never changes"):
            session.execute(text(statement), {"id": number})


def test_what_a_version_changes_is_told_in_words() -> None:
    old = normalise(content(question("a"), question("b"), question("c"), question("d")))
    new = copy.deepcopy(old)
    first = new["sections"][0]["questions"]
    first[0] |= {"text_pl": "Nowe brzmienie", "type": "yes_no"}
    first[3]["relevant"] = {"question": "c", "op": "eq", "value": "conforming"}
    del first[1]
    first.insert(0, first.pop(2))
    first.append(normalise(content(question("e")))["sections"][0]["questions"][0])
    found = changes_between(old, new)
    assert [one.key for one in found.added] == ["e"]
    assert [one.key for one in found.removed] == ["b"]
    assert {one.key: one.takes_other_answers for one in found.changed} == {"a": True, "d": False}
    assert found.moved == 1
    assert not changes_between(old, old)


def test_the_bank_finds_questions_by_any_inflected_word_and_says_who_asks_them(
    session: Session, clock: FakeClock
) -> None:
    for key in ("one", "two"):
        version = services.create_from_content(
            session, MANAGER, clock,
            content(question("a", text_pl="Czy pieczęcie są w ewidencji?"), key=key),
        )  # fmt: skip
        services.publish(session, MANAGER, clock, version)
    for typed in ("pieczęć", "pieczeciami", "ewidencjach"):
        found = bank.search(session, typed)
        assert [one.question["text_pl"] for one in found.entries] == [
            "Czy pieczęcie są w ewidencji?"
        ]
        assert [one.key for one in found.entries[0].places] == ["one", "two"]
    assert "key" not in found.entries[0].question
    assert bank.search(session, "skargach").total >= 4
    assert bank.search(session, "hipopotam").total == 0
    everything = bank.search(session, "")
    assert everything.has_more
    assert bank.search(session, "", page=2).entries[-1].places
