"""What stands, what conflicts, and what it costs to record an answer."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from intranet_qms.audits import queries, services
from intranet_qms.audits.models import Answer, Audit, AuditChange
from intranet_qms.audits.progress import progress_of, slots_of
from intranet_qms.audits.standing import Says
from intranet_qms.audits.workflow import AuditState
from intranet_qms.db import Database
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.trail import queries as trail
from tests.factories.audits import Office, make_audit, make_office, make_version, question, record
from tests.support.clock import FakeClock


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    from intranet_qms.extension import load_features

    load_features()
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


@pytest.fixture
def audit(office: Office) -> Audit:
    return make_audit(office)


def says(office: Office, audit: Audit, key: str = "q1") -> Says:
    return slots_of(office.session, audit.id)[(key, 0)].says


def test_the_first_answer_starts_the_audit(office: Office, audit: Audit) -> None:
    assert audit.state == AuditState.ANNOUNCED
    outcome = record(office, audit, "conforming")
    assert audit.state == AuditState.IN_PROGRESS
    assert (outcome.version, outcome.in_conflict) == (1, False)
    assert outcome.head_uuids == [outcome.answer.uuid]


def test_an_answer_that_builds_on_another_replaces_it_and_keeps_it(
    office: Office, audit: Audit
) -> None:
    first = record(office, audit, "conforming").answer
    second = record(office, audit, "nonconforming", first.uuid)
    assert second.head_uuids == [second.answer.uuid]
    kept = queries.answers_by_uuid(office.session, [first.uuid])[0]
    assert (kept.value, kept.standing) == ("conforming", False)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_a_chain_ends_the_same_in_whatever_order_it_arrives(
    office: Office, audit: Audit, order: tuple[int, ...]
) -> None:
    chain = [uuid.uuid4() for _ in range(4)]
    for place in order:
        based_on = [chain[place - 1]] if place else []
        outcome = record(
            office, audit, place, *based_on, key="q2", identifier=chain[place], note=""
        )
    assert outcome.head_uuids == [chain[3]]
    assert not outcome.in_conflict
    assert says(office, audit, "q2") is Says.ANSWERED


def test_two_different_answers_are_both_kept_as_a_conflict(office: Office, audit: Audit) -> None:
    one = record(office, audit, "conforming", who="auditor")
    other = record(office, audit, "nonconforming", who="second")
    assert other.in_conflict
    assert set(other.head_uuids) == {one.answer.uuid, other.answer.uuid}
    assert {head.author_name for head in other.heads} == {"Auditor Kowal", "Second Kowal"}


def test_a_different_note_alone_is_a_conflict(office: Office, audit: Audit) -> None:
    record(office, audit, "conforming", who="auditor")
    assert record(office, audit, "conforming", who="second", note="poza jednym").in_conflict


def test_equal_answers_concur(office: Office, audit: Audit) -> None:
    record(office, audit, 3, key="q2", who="auditor")
    outcome = record(office, audit, 3.0, key="q2", who="second")
    assert not outcome.in_conflict
    assert len(outcome.heads) == 2


def test_answers_to_other_questions_and_samples_never_conflict(
    office: Office, audit: Audit
) -> None:
    record(office, audit, "conforming", who="auditor")
    assert not record(office, audit, "nonconforming", who="second", sample=1).in_conflict
    assert not record(office, audit, "no", who="second", key="q3").in_conflict


def test_an_answer_of_another_question_as_base_overtakes_nothing(
    office: Office, audit: Audit
) -> None:
    one = record(office, audit, "conforming").answer
    record(office, audit, "yes", one.uuid, key="q3")
    assert says(office, audit) is Says.ANSWERED


def resolve(office: Office, audit: Audit, keep: list[Answer], seen: list[Answer], who: str) -> Any:
    return services.resolve_conflict(
        office.session,
        office.actor(who),
        office.clock,
        audit,
        uuid=uuid.uuid4(),
        question_key="q1",
        sample=0,
        keep=[one.uuid for one in keep],
        based_on=[one.uuid for one in seen],
        note="Decyduje zapis ze stanowiska.",
    )


def test_the_lead_keeps_one_and_the_other_is_set_aside(office: Office, audit: Audit) -> None:
    one = record(office, audit, "conforming").answer
    other = record(office, audit, "nonconforming", who="second").answer
    outcome = resolve(office, audit, [other], [one, other], "lead")
    assert not outcome.in_conflict
    standing = slots_of(office.session, audit.id)[("q1", 0)]
    assert standing.says is Says.ANSWERED
    assert [answer.uuid for answer in standing.shown] == [other.uuid]
    assert [answer.uuid for answer in standing.set_aside] == [one.uuid]


def test_the_lead_keeps_both_side_by_side(office: Office, audit: Audit) -> None:
    one = record(office, audit, "conforming").answer
    other = record(office, audit, "nonconforming", who="second").answer
    assert not resolve(office, audit, [one, other], [one, other], "lead").in_conflict
    assert says(office, audit) is Says.SIDE_BY_SIDE


def test_an_answer_that_the_lead_had_not_seen_is_a_conflict_again(
    office: Office, audit: Audit
) -> None:
    one = record(office, audit, "conforming").answer
    other = record(office, audit, "nonconforming", who="second").answer
    resolve(office, audit, [other], [one, other], "lead")
    late = record(office, audit, "observation", one.uuid, who="auditor")
    assert late.in_conflict


@pytest.mark.parametrize("who", ["auditor", "rep", "head", "guest"])
def test_only_the_lead_of_the_audit_decides(office: Office, audit: Audit, who: str) -> None:
    one = record(office, audit, "conforming").answer
    with pytest.raises(Invalid) as refused:
        resolve(office, audit, [one], [one], who)
    assert (refused.value.code, refused.value.status) == ("sync.lead_only", 403)


def test_a_decision_about_answers_that_are_not_there_is_refused(
    office: Office, audit: Audit
) -> None:
    one = record(office, audit, "conforming").answer
    with pytest.raises(Invalid):
        resolve(office, audit, [Answer(uuid=uuid.uuid4())], [one], "lead")


@pytest.mark.parametrize("who", ["clerk", "head", "rep", "mayor", "guest", "ithead"])
def test_only_the_team_records(office: Office, audit: Audit, who: str) -> None:
    with pytest.raises(Forbidden):
        record(office, audit, "conforming", who=who)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("q1", "wspaniale", "sync.value_invalid"),
        ("q2", 366, "sync.value_invalid"),
        ("q2", float("nan"), "sync.value_invalid"),
        ("q2", True, "sync.value_invalid"),
        ("q4", "x" * 10_001, "sync.value_invalid"),
        ("nie-ma", "yes", "sync.question_unknown"),
    ],
)
def test_a_value_that_is_no_answer_is_refused(
    office: Office, audit: Audit, key: str, value: Any, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        record(office, audit, value, key=key)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "state", [AuditState.PLANNED, AuditState.REPORTING, AuditState.CLOSED, AuditState.CANCELLED]
)
def test_no_answer_enters_an_audit_that_is_not_going_on(
    office: Office, audit: Audit, state: AuditState
) -> None:
    audit.state = state
    with pytest.raises(Conflict) as refused:
        record(office, audit, "conforming")
    assert refused.value.code == "sync.audit_closed"


class Statements:
    """Counts what is sent to the database while it is watched."""

    def __init__(self, session: Session) -> None:
        self.engine = session.get_bind().engine
        self.seen: list[str] = []

    def __enter__(self) -> Statements:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cur: Any, statement: str, *_: Any) -> None:
        self.seen.append(statement)


def statements_for_one_answer(office: Office, questions: int) -> tuple[int, int]:
    listed = [question(f"q{n}", type="yes_no") for n in range(questions)]
    version = make_version(office.session, office.clock, *listed)
    audit = make_audit(office, checklist_version_id=version.id)
    for number in range(0, questions, 7):
        record(office, audit, "yes", key=f"q{number}")
    office.session.commit()
    actor = office.actor("auditor")
    base = record(office, audit, "no", key="q3").answer
    office.session.commit()
    with Statements(office.session) as watched:
        services.record_answer(
            office.session,
            actor,
            office.clock,
            audit,
            uuid=uuid.uuid4(),
            question_key="q3",
            sample=0,
            value="yes",
            note="",
            based_on=[base.uuid],
            device_uuid=None,
            device_time=None,
            clock_offset_ms=None,
        )
        office.session.commit()
    with Statements(office.session) as reading:
        slots = slots_of(office.session, audit.id)
        progress_of(office.session, audit, slots)
    return len(watched.seen), len(reading.seen)


def test_the_cost_does_not_grow_with_the_checklist(office: Office) -> None:
    small, large = (statements_for_one_answer(office, size) for size in (280, 1200))
    assert small == large
    assert small[0] <= 14
    assert small[1] <= 4


def changes(session: Session, audit: Audit) -> list[tuple[int, str]]:
    return [
        (one.number, one.entity) for one in queries.changes_since(session, audit.id, 0, limit=1000)
    ]


def test_every_change_gets_the_next_number_at_the_commit(office: Office, audit: Audit) -> None:
    office.session.commit()
    before = queries.last_change(office.session, audit.id)
    record(office, audit, "conforming")
    record(office, audit, "no", key="q3")
    assert queries.last_change(office.session, audit.id) == before
    office.session.commit()
    new = queries.changes_since(office.session, audit.id, before, limit=10)
    assert [one.number for one in new] == list(range(before + 1, before + 4))
    assert sorted(one.entity for one in new) == ["answer", "answer", "audit"]


def test_a_savepoint_that_is_rolled_back_takes_its_changes_with_it(
    office: Office, audit: Audit
) -> None:
    record(office, audit, "conforming")
    office.session.commit()
    before = queries.last_change(office.session, audit.id)
    record(office, audit, "yes", key="q3")
    savepoint = office.session.begin_nested()
    record(office, audit, 5, key="q2")
    savepoint.rollback()
    with office.session.begin_nested():
        record(office, audit, "tekst", key="q4")
    office.session.commit()
    new = queries.changes_since(office.session, audit.id, before, limit=10)
    keys = [
        answer.question_key
        for answer in queries.answers_by_uuid(office.session, [one.uuid for one in new])
    ]
    assert sorted(keys) == ["q3", "q4"]
    assert len(new) == 2


def test_a_transaction_that_is_rolled_back_leaves_no_change(office: Office, audit: Audit) -> None:
    office.session.commit()
    before = office.session.scalar(select(func.count()).select_from(AuditChange))
    record(office, audit, "conforming")
    office.session.rollback()
    office.session.commit()
    assert office.session.scalar(select(func.count()).select_from(AuditChange)) == before


def test_somebody_taken_out_of_the_team_is_recognised(
    office: Office, audit: Audit, clock: FakeClock
) -> None:
    person = office.people["second"].id
    assert queries.assignment(office.session, person, audit.uuid).status == "current"
    member = next(one for one in audit.team if one.person_id == person)
    member.removed_at = clock.now() + timedelta(seconds=1)
    office.session.flush()
    assert queries.assignment(office.session, person, audit.uuid).status == "former"
    assert queries.assignment(office.session, person, uuid.uuid4()).status == "none"
    outsider = office.people["clerk"].id
    assert queries.assignment(office.session, outsider, audit.uuid).status == "none"


def test_a_refused_answer_leaves_the_trail_of_the_others_alone(
    office: Office, audit: Audit
) -> None:
    office.session.commit()
    with office.session.begin_nested():
        record(office, audit, "conforming")  # starts the audit, which the trail tells
    with pytest.raises(Invalid), office.session.begin_nested():
        record(office, audit, "wspaniale")
    office.session.commit()
    told = [entry.action for entry in trail.history(office.session, "audit", audit.uuid)]
    assert told[0] == "audits.start"
