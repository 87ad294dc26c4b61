"""Checklists are taken in, published once and for all, replaced, retired and asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.checklists import queries, services
from intranet_qms.checklists.content import check_content, content_hash, normalise
from intranet_qms.checklists.models import ChecklistTemplate, ChecklistVersion
from intranet_qms.db import Database
from intranet_qms.errors import Conflict, Forbidden, Invalid, NotFound
from intranet_qms.host import Actor
from intranet_qms.trail.models import TrailEntry
from tests.factories.checklists import content, question
from tests.support.clock import FakeClock

REPRESENTATIVE = Actor(
    person_id=1, host_id="rep", name="Anna Wiśniewska", roles=frozenset({"qms_representative"})
)
EMPLOYEE = replace(REPRESENTATIVE, roles=frozenset())


def publish_new(session: Session, clock: FakeClock, *questions: dict[str, object]) -> int:
    version = services.create_from_content(session, REPRESENTATIVE, clock, content(*questions))
    services.publish(session, REPRESENTATIVE, clock, version)
    return version.number


def test_a_draft_is_taken_in_and_published(session: Session, clock: FakeClock) -> None:
    version = services.create_from_content(session, REPRESENTATIVE, clock, content())
    assert (version.number, version.state, version.created_by) == (1, "draft", "Anna Wiśniewska")
    assert version.question_count == 1
    services.publish(session, REPRESENTATIVE, clock, version)
    assert (version.state, version.published_at) == ("published", clock.now())
    assert [one.uuid for one in queries.published(session)] == [version.uuid]


def test_a_new_version_retires_the_one_before(session: Session, clock: FakeClock) -> None:
    publish_new(session, clock, question("a"))
    publish_new(session, clock, question("a"), question("b"))
    template = queries.by_key(session, "archive")
    assert [(one.number, one.state) for one in queries.versions(session, template)] == [
        (2, "published"),
        (1, "retired"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"title_pl": "Inny"}},
        {"content_hash": "0" * 64},
        {"state": "retired", "content_hash": "0" * 64},
        {"number": 7},
    ],
    ids=str,
)
def test_a_published_version_never_changes(
    session: Session, clock: FakeClock, change: dict[str, object]
) -> None:
    publish_new(session, clock)
    version = queries.version(session, "archive", 1)
    for name, value in change.items():
        setattr(version, name, value)
    with pytest.raises(ValueError, match="never changes"):
        session.flush()


def test_a_version_never_goes_back(session: Session, clock: FakeClock) -> None:
    publish_new(session, clock)
    queries.version(session, "archive", 1).state = "draft"
    with pytest.raises(ValueError, match="never goes from published to draft"):
        session.flush()


def test_a_draft_whose_content_was_altered_is_not_published(
    session: Session, clock: FakeClock
) -> None:
    version = services.create_from_content(session, REPRESENTATIVE, clock, content())
    version.content = normalise(content(question("other")))
    with pytest.raises(Conflict) as refused:
        services.publish(session, REPRESENTATIVE, clock, version)
    assert refused.value.code == "checklists.content_altered"


def test_the_same_content_is_not_taken_in_twice(session: Session, clock: FakeClock) -> None:
    publish_new(session, clock)
    with pytest.raises(Conflict) as refused:
        services.create_from_content(session, REPRESENTATIVE, clock, content())
    assert refused.value.code == "checklists.same_content"


def test_unsound_content_is_refused_with_all_its_paths(session: Session, clock: FakeClock) -> None:
    unsound = content(
        question("a", type="hologram"),
        question("a"),
        question("b", relevant={"question": "nobody", "op": "answered"}),
    )
    with pytest.raises(Invalid) as refused:
        services.create_from_content(session, REPRESENTATIVE, clock, unsound)
    assert sorted(refused.value.fields) == [
        "sections[0].questions[0].type",
        "sections[0].questions[1].key",
        "sections[0].questions[2].relevant",
    ]
    assert session.scalars(select(ChecklistTemplate)).all() == []


def test_a_draft_can_be_discarded_and_takes_an_empty_checklist_with_it(
    session: Session, clock: FakeClock
) -> None:
    version = services.create_from_content(session, REPRESENTATIVE, clock, content())
    services.discard(session, REPRESENTATIVE, clock, version)
    with pytest.raises(NotFound):
        queries.by_key(session, "archive")
    number = publish_new(session, clock)
    draft = services.create_from_content(
        session, REPRESENTATIVE, clock, content(question("a"), question("b"))
    )
    services.discard(session, REPRESENTATIVE, clock, draft)
    assert queries.version(session, "archive", number).state == "published"


def test_what_is_published_can_be_retired_but_not_discarded(
    session: Session, clock: FakeClock
) -> None:
    publish_new(session, clock)
    version = queries.version(session, "archive", 1)
    with pytest.raises(Conflict):
        services.discard(session, REPRESENTATIVE, clock, version)
    services.retire(session, REPRESENTATIVE, clock, version)
    assert list(queries.published(session)) == []
    with pytest.raises(Conflict):
        services.publish(session, REPRESENTATIVE, clock, version)


def test_who_does_not_manage_checklists_is_refused_by_every_verb(
    session: Session, clock: FakeClock
) -> None:
    with pytest.raises(Forbidden):
        services.create_from_content(session, EMPLOYEE, clock, content())
    version = services.create_from_content(session, REPRESENTATIVE, clock, content())
    for verb in (services.publish, services.discard, services.retire):
        with pytest.raises(Forbidden):
            verb(session, EMPLOYEE, clock, version)


def test_every_verb_is_in_the_trail(database: Database, clock: FakeClock) -> None:
    with database.transaction() as session:
        publish_new(session, clock, question("a"))
        publish_new(session, clock, question("b"))
    with database.transaction() as session:
        entries = session.scalars(select(TrailEntry).order_by(TrailEntry.id)).all()
        assert [(entry.action, entry.details["number"]) for entry in entries] == [
            ("checklists.create", 1),
            ("checklists.publish", 1),
            ("checklists.create", 2),
            ("checklists.retire", 1),
            ("checklists.publish", 2),
        ]


def test_questions_are_found_by_clause_and_by_procedure(session: Session, clock: FakeClock) -> None:
    publish_new(
        session,
        clock,
        question("a", clause="8.5", procedure="PS-01"),
        question("b", clause="8.5.1", procedure="PS-01 § 4"),
        question("c", clause="8.51", procedure="PS-011"),
        question("d"),
    )
    services.create_from_content(
        session, REPRESENTATIVE, clock, content(question("x", clause="8.5"), key="only-a-draft")
    )
    assert [one.key for one in queries.citing_clause(session, "8.5")] == ["a", "b"]
    assert [one.key for one in queries.citing_clause(session, "8.5", edition="2026")] == []
    assert [one.key for one in queries.citing_procedure(session, "PS-01")] == ["a", "b"]


def test_a_phone_gets_pinned_versions_by_hash_and_never_a_draft(
    session: Session, clock: FakeClock
) -> None:
    publish_new(session, clock, question("a"))
    publish_new(session, clock, question("b"))
    draft = services.create_from_content(session, REPRESENTATIVE, clock, content(question("c")))
    ids = list(session.scalars(select(ChecklistVersion.id)))
    sent = queries.for_phone(session, ids)
    assert [one["number"] for one in sent] == [1, 2]
    assert draft.id in ids
    for one in sent:
        assert content_hash(one["content"]) == one["content_hash"]


def test_what_comes_along_is_loaded_once_and_is_sound(database: Database, clock: FakeClock) -> None:
    with database.transaction() as session:
        loaded = {version.template.key for version in services.load_builtin(session, clock)}
    assert {"iso9001-2015", "iso9001-2026", "office-service"} <= loaded
    with database.transaction() as session:
        assert services.load_builtin(session, clock) == []


def test_an_offices_own_version_is_not_overruled_by_what_comes_along(
    session: Session, clock: FakeClock
) -> None:
    own = services.create_from_content(
        session, REPRESENTATIVE, clock, content(key="office-service")
    )
    services.publish(session, REPRESENTATIVE, clock, own)
    loaded = {version.template.key for version in services.load_builtin(session, clock)}
    assert "office-service" not in loaded
    assert own.state == "published"


def test_the_hash_does_not_depend_on_order_or_on_how_a_number_is_written() -> None:
    one = normalise(content(question("a", type="number", min=3, max=5.5)))
    other = normalise(content(question("a", type="number", max=5.5, min=3.0)))
    assert content_hash(one) == content_hash(dict(reversed(other.items())))
    assert content_hash(one) != content_hash(normalise(content(question("a", type="number"))))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"type": "one_of"}, "no_choices"),
        ({"choices": [{"value": "a", "label_pl": "A"}]}, "not_for_this_type"),
        ({"type": "one_of", "choices": [{"value": "a", "label_pl": "A"}] * 2}, "duplicate_choice"),
        ({"unit": "°C"}, "not_for_this_type"),
        ({"type": "number", "min": 5, "max": 1}, "empty_range"),
        ({"type": "date", "min": "soon"}, "bad_limit"),
        ({"type": "number", "min": True}, "bad_limit"),
        ({"weight": -1}, "bad_weight"),
        ({"weight": 10**400}, "bad_weight"),
        ({"type": "number", "max": float("inf")}, "bad_limit"),
        ({"evidence": "sometimes"}, "unknown_evidence"),
        ({"required": "yes"}, "not_true_or_false"),
        ({"clue": "x"}, "unknown_word"),
        ({"key": "ą"}, "bad_key"),
        ({"text_pl": "", "text_en": ""}, "text_missing"),
        ({"relevant": {"question": "q1", "op": "answered"}}, "rule_circle"),
    ],
)
def test_unsound_questions_are_told(words: dict[str, object], code: str) -> None:
    problems = check_content(normalise(content({**question(), **words})))
    assert code in {problem.code for problem in problems}
