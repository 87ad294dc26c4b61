"""The server says word for word what the golden messages say, on both databases."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from intranet_qms.audits.models import Audit, TeamMember
from intranet_qms.audits.workflow import AuditState
from intranet_qms.people.models import Person
from intranet_qms.sync import canonical, pull
from intranet_qms.sync.models import Device
from tests.factories.sync import (
    AUDIT,
    BASE,
    DEVICES,
    MOMENT,
    PEOPLE,
    Phone,
    answer,
    golden,
    jpeg,
    make_golden_office,
)
from tests.support.clock import FakeClock
from tests.support.host import Host
from tests.support.postgres import drop_database

GOLDEN_HASH = "a249e87e1e6113da81cdd8a154c222283fbcceff6dd3727a63bf97eee562dfb3"
FREE = {"server_time", "cursor", "message", "way_out", "number"}
"""Compared by presence only (README.md)."""

FILES = ("hello", "push", "pull", "evidence", "receipt")
CASES = [
    pytest.param(name, case, id=f"{name}: {case['name']}")
    for name in FILES
    for case in golden(name)
]


class World:
    """The server and the two phones before a case begins."""

    def __init__(self, host: Host, home: Path, database_url: str) -> None:
        self.host = host
        self.home = home
        self.database_url = database_url
        self.signed_in: str | None = "anna"
        self.body: bytes | None = None
        self.cursor: str | None = None
        self.phones = {
            person: Phone(host.client(), host, person, DEVICES[person])
            for person in ("anna", "piotr")
        }

    @property
    def anna(self) -> Phone:
        return self.phones["anna"]

    @property
    def piotr(self) -> Phone:
        return self.phones["piotr"]

    def office(self, lead: str = "anna") -> None:
        with self.host.transaction() as session:
            make_golden_office(session, self.host.clock, lead=lead)

    def golden_push(self, *numbers: int) -> None:
        """Send the mutations of golden pushes by the ends of their identifiers."""
        for number in numbers:
            end = f"{number:012d}"
            mutation = next(
                one
                for case in golden("push")
                if isinstance(case["request"]["body"]["mutations"], list)
                for one in case["request"]["body"]["mutations"]
                if one["id"].endswith(end)
            )
            answered = self.anna.push(json.loads(self.with_photo(json.dumps(mutation))))
            assert answered.json["receipts"][0]["status"] in {"applied", "conflict"}, answered.json

    photo = jpeg(183_422)

    def with_photo(self, text: str) -> str:
        return text.replace(GOLDEN_HASH, hashlib.sha256(self.photo).hexdigest())

    def piotr_answered(self) -> None:
        self.piotr.register()
        self.piotr.push(
            answer(
                "c4d2e8f0-1a3b-4c5d-8e7f-000000000050",
                1,
                "nonconforming",
                note="Brak podpisu.",
                at="2026-11-23T08:15:02.120Z",
            )
        )

    def conflict(self) -> None:
        self.piotr_answered()
        self.golden_push(30)

    def change_audit(self, **values: Any) -> None:
        with self.host.transaction() as session:
            session.execute(update(Audit).where(Audit.uuid == AUDIT).values(**values))

    def anna_leaves_the_team(self) -> None:
        with self.host.transaction() as session:
            person = session.scalars(select(Person).where(Person.host_id == "anna")).one()
            member = session.scalars(
                select(TeamMember).where(TeamMember.person_id == person.id)
            ).one()
            member.removed_at = self.host.clock.now()

    def revoke(self) -> None:
        self.anna.register()
        with self.host.transaction() as session:
            session.execute(
                update(Device)
                .where(Device.uuid == self.anna.device)
                .values(revoked_at=self.host.clock.now())
            )

    def device_of_piotr(self) -> None:
        Phone(self.host.client(), self.host, "piotr", DEVICES["anna"]).register()

    def signed_out(self) -> None:
        self.signed_in = None

    def database_away(self) -> None:
        self.host.database.dispose()
        if self.database_url.startswith("sqlite"):
            shutil.rmtree(Path(self.database_url.removeprefix("sqlite:///")).parent)
        else:
            found = re.search(r":(\d+)/(\w+)", self.database_url)
            assert found is not None
            drop_database(int(found[1]), found[2])

    # -- pull ----------------------------------------------------------------------------------

    def everything(self) -> None:
        self.conflict()
        self.golden_push(15)
        self.anna.last_seq = 2
        for number, seq in ((10, 3), (11, 4), (12, 5), (13, 6), (14, 7)):
            self._golden_as(number, seq)
        assert self.anna.upload(self.photo).json["state"] == "verified"
        self.change_audit(row_version=4)

    def _golden_as(self, number: int, seq: int, *, case: int = 3) -> None:
        end = f"{number:012d}"
        mutation = next(
            one
            for one in golden("push")[case]["request"]["body"]["mutations"]
            if one["id"].endswith(end)
        )
        mutation = json.loads(self.with_photo(json.dumps({**mutation, "seq": seq})))
        answered = self.anna.push(mutation)
        assert answered.json["receipts"][0]["status"] == "applied", answered.json

    def cursor_is_current(self) -> None:
        self.anna.register()
        self.cursor = self.anna.pull()["cursor"]

    # -- evidence ------------------------------------------------------------------------------

    def file_of(self, size: int) -> None:
        self.anna.register()
        self.photo = jpeg(size)
        self.body = self.photo

    def first_piece_came(self) -> None:
        self.file_of(1_500_000)
        assert self.anna.upload(self.photo, piece=self.photo[:1_000_000]).status_code == 200

    def verified(self) -> None:
        self.first_piece_came()
        self.anna.upload(self.photo, offset=1_000_000, piece=self.photo[1_000_000:])

    def other_bytes(self) -> None:
        self.file_of(1_000)
        self.photo = b"not these"

    def html(self) -> None:
        self.anna.register()
        self.photo = b"<!doctype html><script>alert(1)</script>".ljust(1_000)
        self.body = self.photo

    # -- receipt -------------------------------------------------------------------------------

    def two_answers_a_finding_and_a_photo(self, *, with_bytes: bool = True) -> None:
        self.anna.register()
        for seq, number in enumerate((1, 2, 10, 11), start=1):
            mutation = next(
                one
                for case in golden("push")[1:4]
                for one in case["request"]["body"]["mutations"]
                if one["id"].endswith(f"{number:012d}")
            )
            text = self.with_photo(json.dumps({**mutation, "seq": seq}))
            assert self.anna.push(json.loads(text)).json["receipts"][0]["status"] == "applied"
        if with_bytes:
            self.anna.upload(self.photo)

    def another_device_did_all(self) -> None:
        self.anna.register()
        other = Phone(self.host.client(), self.host, "anna")
        other.register()
        other.record()


def register(world: World) -> None:
    world.anna.register()


def finding_moved_on(world: World) -> None:
    world.anna.register()
    world._golden_as(10, 1)
    world.piotr.register()
    amended = {
        "id": str(uuid.uuid4()),
        "seq": 1,
        "name": "finding.amend",
        "at": "2026-11-23T08:16:30Z",
        "args": {
            "audit": str(AUDIT),
            "finding": "9f1b2c3d-4e5f-4a6b-8c7d-000000000001",
            "clause": "7.5",
            "base_version": 1,
        },
    }
    assert world.piotr.push(amended).json["receipts"][0]["status"] == "applied"


def nothing(world: World) -> None:
    """The office alone."""


GIVEN: dict[str, Callable[[World], None]] = {
    "": register,
    "signed in as Anna Kowalska": nothing,
    "registered before": register,
    "the device is Piotr Zieliński's": World.device_of_piotr,
    "revoked before": World.revoke,
    "no session": World.signed_out,
    "a registered device that sent nothing; the audit is in progress and assigned to the person": (
        register
    ),
    "as above": register,
    "as above; the signer of the sheet is the auditee": register,
    "the first answer was applied before": lambda world: world.golden_push(1),
    "a registered device that sent nothing": register,
    "a registered device": register,
    "Piotr Zieliński answered the same question 'nonconforming' from another device": (
        World.piotr_answered
    ),
    "as above, with the same value and note": World.piotr_answered,
    "the conflict above stands; the person is the lead auditor": World.conflict,
    "the conflict above stands; the person is not the lead auditor": World.conflict,
    "the finding is at version 2 by somebody else; seq 1 was applied": finding_moved_on,
    "the audit was closed meanwhile": lambda world: world.change_audit(state=AuditState.CLOSED),
    "the person was on the team before": World.anna_leaves_the_team,
    "the device was revoked": World.revoke,
    "the device is registered to Piotr Zieliński": World.device_of_piotr,
    "the database is away": World.database_away,
    "one audit is assigned": World.everything,
    "more changes than one page holds": lambda world: (
        world.anna.register(),
        world.anna.record(),
        world.change_audit(row_version=4),
    )[0],
    "the cursor is current": World.cursor_is_current,
    "the cursor is current; then an own question and the name of a sample came": lambda world: (
        world.change_audit(row_version=4),
        world.cursor_is_current(),
        [world._golden_as(number, seq, case=4) for number, seq in ((60, 1), (62, 2))],
    )[0],
    "the person left the team": lambda world: (
        world.change_audit(row_version=4),
        world.cursor_is_current(),
        world.anna_leaves_the_team(),
    )[0],
    "a cursor of a restored server's future": lambda world: (
        world.anna.register(),
        world.change_audit(row_version=4),
        setattr(world, "cursor", "from-the-future"),
    )[0],
    "no bytes": register,
    "no bytes; the file has 1500000": lambda world: world.file_of(1_500_000),
    "1000000 of 1500000 have come": World.first_piece_came,
    "the bytes have another hash": World.other_bytes,
    "verified before": World.verified,
    "the bytes are HTML": World.html,
    "size above evidence_bytes": lambda world: world.file_of(1_500_000),
    "the same, but the photo's bytes have not come": lambda world: (
        world.two_answers_a_finding_and_a_photo(with_bytes=False)
    ),
    "another device did all": World.another_device_did_all,
}


def given(text: str) -> Callable[[World], None]:
    if text.startswith("two answers, one finding, one verified photo of this device"):
        return World.two_answers_a_finding_and_a_photo
    return GIVEN[text]


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where two messages differ, apart from free values and further keys of a ``result``."""
    key = path.rsplit(".", 1)[-1]
    if expected == "…" or key in FREE or (key == "reason" and isinstance(expected, str)):
        return []
    if isinstance(expected, dict) and isinstance(found, dict):
        missing = [f"{path}.{key} is missing" for key in expected.keys() - found.keys()]
        further = [] if key == "result" else found.keys() - expected.keys()
        return [
            *missing,
            *(f"{path}.{key} is not in the golden message" for key in further),
            *(
                line
                for inner in expected.keys() & found.keys()
                for line in differences(expected[inner], found[inner], f"{path}.{inner}")
            ),
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            line
            for number, (one, other) in enumerate(zip(expected, found, strict=True))
            for line in differences(one, other, f"{path}[{number}]")
        ]
    # True is no 1 here.
    same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return [] if same else [f"{path}: expected {expected!r}, found {found!r}"]


def test_a_difference_is_seen() -> None:
    assert differences({"a": [1, {"b": True}]}, {"a": [1, {"b": 1}]})
    assert differences({"a": 1}, {"a": 1, "b": 2})
    assert not differences({"message": "…", "server_time": 1}, {"message": "x", "server_time": 2})


@pytest.mark.parametrize(("name", "case"), CASES)
def test_golden(
    name: str,
    case: dict[str, Any],
    database_url: str,
    tmp_path: Path,
    make_host: Callable[..., Host],
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.set(MOMENT)
    if case["given"] == "more changes than one page holds":
        monkeypatch.setattr(pull, "PAGE", 1)
    host = make_host(database_url)
    world = World(host, tmp_path, database_url)
    world.office(lead="piotr" if "is not the lead auditor" in case["given"] else "anna")
    given(case["given"])(world)
    expected = json.loads(world.with_photo(json.dumps(case["response"])))
    request = json.loads(world.with_photo(json.dumps(case["request"])))

    answered = _send(world, request)

    assert answered.status_code == expected["status"], answered.get_data(as_text=True)
    for header, value in expected.get("headers", {}).items():
        assert answered.headers[header] == value
    assert differences(expected["body"], answered.json) == []


def _send(world: World, request: dict[str, Any]) -> Any:
    if world.signed_in is None:
        world.host.sign_out()
    else:
        world.host.sign_in(world.signed_in, PEOPLE[world.signed_in][0])
    path = request["path"]
    if "cursor=" in path and world.cursor != "from-the-future":
        path = re.sub(r"&cursor=[\w-]+", f"&cursor={world.cursor}" if world.cursor else "", path)
    how: dict[str, Any] = {"headers": request.get("headers", {})}
    if "body_bytes" in request:
        offset = int(re.search(r"offset=(\d+)", path)[1])  # type: ignore[index]
        assert world.body is not None
        how["data"] = world.body[offset : offset + request["body_bytes"]]
    elif "body" in request:
        body = request["body"]
        if body.get("mutations") == "<501 mutations>":
            body["mutations"] = [answer(uuid.uuid4(), seq) for seq in range(1, 502)]
        how["json"] = body
    return world.host.client().open(BASE + path, method=request["method"], **how)


@pytest.mark.parametrize("case", golden("canonical"), ids=lambda case: case["name"])
def test_canonical_text(case: dict[str, Any]) -> None:
    without_number = {key: value for key, value in case["mutation"].items() if key != "seq"}
    assert canonical.canonical(without_number) == case["canonical"]
    assert canonical.mutation_hash(case["mutation"]) == case["sha256"]


@pytest.mark.parametrize("case", golden("receipt_hash"), ids=lambda case: case["name"])
def test_hash_of_a_receipt(case: dict[str, Any]) -> None:
    assert canonical.receipt_hash(case["ids"]) == case["hash"]


@pytest.mark.parametrize("case", golden("signed_content"), ids=lambda case: case["name"])
def test_what_a_signature_binds(case: dict[str, Any]) -> None:
    assert canonical.canonical(case["content"]) == case["canonical"]
    assert canonical.digest(case["content"]) == case["content_hash"]
