"""Whole histories: phones, a server and everything that goes wrong between them.

Hypothesis invents what people and networks do, in any order. In the end every record that was
ever stored on a phone has exactly one fate on the server, under its author's name, and phones and
server agree about what stands. `QMS_HISTORIES=500` looks further than the usual number.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete, select, update

from intranet_qms.audits.models import Answer, Audit, Evidence, TeamMember
from intranet_qms.audits.standing import derive
from intranet_qms.audits.workflow import AnswerKind, AuditState
from intranet_qms.people.models import Person
from intranet_qms.sync.models import Quarantined, Receipt
from intranet_qms.trail import services as trail
from tests.factories.sync import (
    AUDIT,
    PEOPLE,
    Phone,
    answer,
    attach,
    jpeg,
    make_golden_office,
)
from tests.support.host import Host, make_schema

HISTORIES = int(os.environ.get("QMS_HISTORIES", "30"))
STEPS = 40
FATES = {"applied", "conflict", "rejected", "quarantined"}
VALUES = ("conforming", "nonconforming", "observation", "not a value")
WHO = st.integers(0, 2)
SAMPLE = st.integers(0, 1)
SAMPLES = range(2)


@dataclass
class Known:
    """An answer as a phone has pulled or recorded it; what stands is derived from these."""

    uuid: uuid.UUID
    kind: AnswerKind
    value: Any
    note: str
    based_on: list[str]
    kept: list[str]
    recorded_at: str
    standing: bool = True


@dataclass
class Mind:
    """What a simulated phone holds; it survives a restart, and nothing else does."""

    phone: Phone
    log: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    pulled: dict[str, dict[str, Any]] = field(default_factory=dict)
    photos: dict[bytes, str] = field(default_factory=dict)
    cursor: str | None = None
    offset_ms: int = 0

    @property
    def unsent(self) -> list[dict[str, Any]]:
        return [one for one in self.log if one["id"] not in self.receipts]

    def seen_heads(self, sample: int) -> list[str]:
        """What its person saw standing when answering: the server's and their own."""
        records = {
            one["uuid"]: one["data"]["based_on"]
            for one in self.pulled.values()
            if one["type"] == "answer" and one["data"]["sample"] == sample
        }
        for mutation in self.log:
            rejected = self.receipts.get(mutation["id"], {}).get("status") == "rejected"
            if mutation["name"] != "answer.record" or rejected:
                continue
            if mutation["args"]["sample"] == sample:
                records[mutation["id"]] = mutation["args"]["based_on"]
        built_upon = {base for bases in records.values() for base in bases}
        return sorted(records.keys() - built_upon)


_template: list[str] = []


def fresh_database(folder: Path) -> str:
    """A copy of an empty SQLite database that is made once."""
    if not _template:
        made = Path(tempfile.mkdtemp(prefix="qms-histories-")) / "empty.sqlite3"
        make_schema(f"sqlite:///{made}")
        _template.append(str(made))
    shutil.copyfile(_template[0], folder / "qms.sqlite3")
    return f"sqlite:///{folder / 'qms.sqlite3'}"


class Histories(RuleBasedStateMachine):
    """Three phones of two auditors (Anna has two) and one server."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qms-history-"))
        self.host = Host(self.folder / "home", fresh_database(self.folder))
        with self.host.transaction() as session:
            make_golden_office(session, self.host.clock)
        self.minds = [
            Mind(Phone(self.host.client(), self.host, person))
            for person in ("anna", "piotr", "anna")
        ]
        for mind in self.minds:
            assert mind.phone.register().status_code == 200
        self.late_wire: list[tuple[Mind, list[dict[str, Any]]]] = []

    # -- what people do ---------------------------------------------------------------------------

    @rule(
        who=WHO,
        answers=st.lists(
            st.tuples(SAMPLE, st.sampled_from(VALUES), st.booleans()), min_size=1, max_size=4
        ),
    )
    def edit(self, who: int, answers: list[tuple[int, str, bool]]) -> None:
        """Answer questions offline; the third says: without having looked at what stood there."""
        mind = self.minds[who]
        for sample, value, blind in answers:
            based_on = [] if blind else mind.seen_heads(sample)
            mind.phone.last_seq += 1
            mind.log.append(
                answer(uuid.uuid4(), mind.phone.last_seq, value, sample=sample, based_on=based_on)
            )

    @rule(who=WHO)
    def synchronise(self, who: int) -> None:
        """What a phone does in peace: pull, push everything, pull (step 7.4)."""
        self.pull(who, lost=False)
        self._send(self.minds[who], self.minds[who].unsent)
        self.pull(who, lost=False)

    @rule(who=WHO, shade=st.integers(0, 3))
    def photograph(self, who: int, shade: int) -> None:
        """Take a photograph offline; two people may take the same."""
        mind, photo = self.minds[who], jpeg(2_000, shade * 60)
        mind.phone.last_seq += 1
        mind.photos.setdefault(photo, "absent")
        mind.log.append(attach(uuid.uuid4(), mind.phone.last_seq, photo))

    @rule(who=WHO, days=st.sampled_from([-10, 0, 10]))
    def clock_error(self, who: int, days: int) -> None:
        """The phone's clock jumps."""
        self.minds[who].offset_ms = days * 86_400_000

    # -- what networks do -------------------------------------------------------------------------

    def _send(self, mind: Mind, mutations: Sequence[dict[str, Any]], *, lost: bool = False) -> None:
        answered = mind.phone.push(*mutations, clock_offset_ms=mind.offset_ms)
        assert answered.status_code == 200, answered.get_data(as_text=True)
        self.host.clock.advance(seconds=1)  # type: ignore[attr-defined]
        for receipt in answered.json["receipts"]:
            assert receipt["status"] in FATES
            known = mind.receipts.get(receipt["id"])
            if known is not None:
                assert {**receipt, "replayed": None} == {**known, "replayed": None}
        if not lost:
            for receipt in answered.json["receipts"]:
                mind.receipts[receipt["id"]] = receipt
            if answered.json["resend_from"] is not None:
                behind = {
                    one["id"] for one in mind.log if one["seq"] >= answered.json["resend_from"]
                }
                for identifier in behind:
                    mind.receipts.pop(identifier, None)

    @rule(who=WHO, count=st.integers(1, 5), lost=st.booleans())
    def push(self, who: int, count: int, lost: bool) -> None:
        """Send the beginning of the queue; the answer may be lost."""
        mind = self.minds[who]
        self._send(mind, mind.unsent[:count], lost=lost)

    @rule(who=WHO, count=st.integers(1, 6))
    def replay(self, who: int, count: int) -> None:
        """Send again what was answered long ago."""
        mind = self.minds[who]
        self._send(mind, mind.log[:count])

    @rule(who=WHO, skip=st.integers(1, 3))
    def partial(self, who: int, skip: int) -> None:
        """Send from the middle of the queue: a gap, which the server must notice."""
        mind = self.minds[who]
        self._send(mind, mind.unsent[skip:])

    @rule(who=WHO, count=st.integers(1, 4))
    def hang(self, who: int, count: int) -> None:
        """A request leaves the phone and arrives much later, behind others."""
        mind = self.minds[who]
        if mind.unsent:
            self.late_wire.append((mind, mind.unsent[:count]))

    @rule()
    def arrive_late(self) -> None:
        """It arrives now; nobody listens for its answer any more."""
        if self.late_wire:
            mind, mutations = self.late_wire.pop()
            self._send(mind, mutations, lost=True)

    @rule(who=WHO, lost=st.booleans())
    def pull(self, who: int, lost: bool) -> None:
        """Fetch what is new; a lost answer moves no cursor."""
        mind = self.minds[who]
        page = mind.phone.pull(mind.cursor)
        if lost:
            return
        if page["reset"]:
            mind.pulled.clear()
        for change in page["changes"]:
            if change.get("deleted"):
                mind.pulled.clear()
            else:
                mind.pulled[change["uuid"]] = change
        mind.cursor = page["cursor"]

    @rule(who=WHO, at=st.sampled_from([0, 700, 1_500]), lost=st.booleans())
    def upload(self, who: int, at: int, lost: bool) -> None:
        """Send a piece of a photograph, from where the phone believes it has to go on."""
        mind = self.minds[who]
        for photo in [one for one, state in mind.photos.items() if state != "verified"][:1]:
            answered = mind.phone.upload(photo, offset=at, piece=photo[at : at + 800])
            assert answered.status_code in {200, 409}
            if not lost:
                mind.photos[photo] = answered.json["state"]

    # -- what the office and the server do -----------------------------------------------------

    @rule(state=st.sampled_from([AuditState.IN_PROGRESS, AuditState.REPORTING]))
    def audit_moves(self, state: AuditState) -> None:
        """The lead ends the work on site, or reopens it."""
        with self.host.transaction() as session:
            session.execute(update(Audit).where(Audit.uuid == AUDIT).values(state=state))

    @rule(on_the_team=st.booleans())
    def assignment(self, on_the_team: bool) -> None:
        """Piotr is taken off the team, or comes back."""
        with self.host.transaction() as session:
            person = session.scalars(select(Person.id).where(Person.host_id == "piotr")).one()
            session.execute(
                update(TeamMember)
                .where(TeamMember.person_id == person)
                .values(removed_at=None if on_the_team else self.host.clock.now())
            )

    @rule()
    def server_restarts(self) -> None:
        """A new process on the same database; whatever was only in memory is gone."""
        clock = self.host.clock
        self.host.close()
        self.host = Host(self.folder / "home", f"sqlite:///{self.folder / 'qms.sqlite3'}", clock)
        for mind in self.minds:
            mind.phone.host, mind.phone.client = self.host, self.host.client()

    # -- what must hold at every moment and in the end ------------------------------------------

    @invariant()
    def nothing_is_doubled(self) -> None:
        """The database says so itself; this says that nobody answered for somebody else."""
        if not hasattr(self, "minds"):
            return
        with self.host.transaction() as session:
            for identifier, name in session.execute(select(Answer.uuid, Answer.author_name)):
                owner = self._owner(str(identifier))
                assert name == PEOPLE[owner.phone.person][0]

    def _owner(self, identifier: str) -> Mind:
        (owner,) = (mind for mind in self.minds if any(one["id"] == identifier for one in mind.log))
        return owner

    def _finish(self, mind: Mind) -> None:
        for _ in range(50):
            if not mind.unsent:
                break
            self._send(mind, mind.unsent)
        assert mind.unsent == [], "a queue did not run empty"
        for photo in mind.photos:
            assert mind.phone.upload(photo).json["state"] == "verified"

    def teardown(self) -> None:
        """Everybody comes home; then every record has one fate, and all agree."""
        if not hasattr(self, "minds"):
            return
        try:
            self.assignment(True)
            for mind in self.minds:
                self._finish(mind)
            for index in range(len(self.minds)):
                self.pull(index, lost=False)
            self._every_record_has_one_fate()
            self._all_agree_about_what_stands()
            self._receipts_of_the_audit_fit()
        finally:
            self.host.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _every_record_has_one_fate(self) -> None:
        with self.host.transaction() as session:
            answers = {str(one): one for one in session.scalars(select(Answer.uuid))}
            kept = {str(one) for one in session.scalars(select(Quarantined.mutation_uuid))}
            receipts = dict(session.execute(select(Receipt.mutation_uuid, Receipt.status)).all())
            evidence = {str(one) for one in session.scalars(select(Evidence.uuid))}
            assert trail.verify(session).intact
        sent = list(itertools.chain.from_iterable(mind.log for mind in self.minds))
        assert {str(one) for one in receipts} == {one["id"] for one in sent}
        for mutation in sent:
            fate = receipts[uuid.UUID(mutation["id"])]
            applied = fate in {"applied", "conflict"}
            if mutation["name"] == "answer.record":
                assert (mutation["id"] in answers) == applied
            else:
                assert (mutation["args"]["evidence"] in evidence) == applied
            assert (mutation["id"] in kept) == (fate == "quarantined")
            assert self._owner(mutation["id"]).receipts[mutation["id"]]["status"] == fate

    def _all_agree_about_what_stands(self) -> None:
        with self.host.transaction() as session:
            stored = list(session.scalars(select(Answer).order_by(Answer.id)))
            on_server = {
                sample: self._standing([one for one in stored if one.sample == sample])
                for sample in SAMPLES
            }
        for mind in self.minds:
            # The phone derives from what it pulled alone, without the server's own mark.
            for sample in SAMPLES:
                records = [
                    Known(
                        uuid.UUID(one["uuid"]),
                        AnswerKind.RECORDED,
                        one["data"]["value"],
                        one["data"]["note"],
                        one["data"]["based_on"],
                        [],
                        one["data"]["server_time"],
                    )
                    for one in mind.pulled.values()
                    if one["type"] == "answer" and one["data"]["sample"] == sample
                ]
                built_upon = {base for one in records for base in one.based_on}
                for one in records:
                    one.standing = str(one.uuid) not in built_upon
                assert self._standing(records) == on_server[sample]
            states = {
                one["data"]["state"] for one in mind.pulled.values() if one["type"] == "evidence"
            }
            assert states <= {"verified"}

    @staticmethod
    def _standing(records: Sequence[Any]) -> tuple[str, set[uuid.UUID]]:
        found = derive(records)
        return str(found.says), {head.uuid for head in found.heads}

    def _receipts_of_the_audit_fit(self) -> None:
        for mind in self.minds:
            told = mind.phone.receipt()
            fates = [one["status"] for one in mind.receipts.values()]
            assert told["rejected"] <= fates.count("rejected")
            assert told["quarantined"] == fates.count("quarantined")
            assert told["evidence"]["missing"] == []
            assert told["complete"] is True


Histories.TestCase.settings = settings(
    max_examples=HISTORIES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * HISTORIES)
class TestHistories(Histories.TestCase):  # type: ignore[misc]
    """Run by pytest as one test."""


def test_a_server_restored_to_an_earlier_state_asks_for_what_it_lost(host: Host) -> None:
    """Row 44: receipts and records of the last hour are gone; the phone sends them again."""
    with host.transaction() as session:
        make_golden_office(session, host.clock)
    phone = Phone(host.client(), host, "anna")
    phone.register()
    log = [answer(uuid.uuid4(), seq, sample=seq) for seq in range(1, 7)]
    phone.push(*log[:5])
    with host.transaction() as session:
        lost = [uuid.UUID(one["id"]) for one in log[2:5]]
        session.execute(delete(Answer).where(Answer.uuid.in_(lost)))
        session.execute(delete(Receipt).where(Receipt.mutation_uuid.in_(lost)))
        session.connection().exec_driver_sql("update qms_device set last_seq = 2")
    answered = phone.push(log[5]).json
    assert (answered["receipts"], answered["resend_from"]) == ([], 3)
    again = phone.push(*log[2:]).json
    assert [one["status"] for one in again["receipts"]] == ["applied"] * 4
    with host.transaction() as session:
        assert len(session.scalars(select(Answer.uuid)).all()) == 6
