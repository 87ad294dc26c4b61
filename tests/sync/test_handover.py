"""A file that a phone has saved, loaded at a desk: the same receipts, once, in the right name."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import uuid
from typing import Any

import pytest
from sqlalchemy import select, update

from intranet_qms.audits.models import TeamMember
from intranet_qms.audits.workflow import TeamRole
from intranet_qms.people.models import Person
from intranet_qms.sync.canonical import canonical
from intranet_qms.sync.models import Device, Quarantined
from intranet_qms.trail.models import TrailEntry
from tests.factories.sync import NUMBER, PEOPLE, Phone, answer, attach, jpeg, make_golden_office
from tests.faults.conftest import Field
from tests.support.host import Host

FILE = "/qms/devices/file"


@pytest.fixture
def field(host: Host) -> Field:
    """The audit of the golden messages."""
    with host.transaction() as session:
        make_golden_office(session, host.clock)
    return Field(host)


@pytest.fixture
def phone(field: Field) -> Phone:
    """Anna's phone, with one answer sent."""
    made = field.phone("anna")
    assert made.push(answer(uuid.uuid4(), 1)).status_code == 200
    return made


def saved(
    phone: Phone, *mutations: dict[str, Any], photos: tuple[bytes, ...] = ()
) -> dict[str, Any]:
    """What the phone writes into its file."""
    name, person = PEOPLE[phone.person]
    return {
        "format": "intranet-qms unsent work",
        "protocol": 1,
        "person": {"uuid": str(person), "name": name},
        "device": str(phone.device),
        "clock_offset_ms": -850,
        "mutations_sha256": hashlib.sha256(canonical(list(mutations)).encode()).hexdigest(),
        "mutations": [{"state": "waiting", "reason": None, "mutation": one} for one in mutations],
        "photographs": {
            hashlib.sha256(one).hexdigest(): base64.b64encode(one).decode() for one in photos
        },
    }


def load(field: Field, as_whom: str, content: Any) -> Any:
    """Load a file at a desk."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    field.host.sign_in(as_whom, PEOPLE[as_whom][0])
    return field.host.client().post(FILE, data={"file": (io.BytesIO(raw), "qms.json")})


def statuses(field: Field, phone: Phone, *mutations: dict[str, Any]) -> list[tuple[str, bool]]:
    """What the phone is told when it sends these later."""
    receipts = phone.push(*mutations).json["receipts"]
    return [(one["status"], one["replayed"]) for one in receipts]


def test_its_records_and_photographs_are_in_and_the_phone_may_send_them_again(
    field: Field, phone: Phone
) -> None:
    photo = jpeg(2_000)
    work = [
        answer(uuid.uuid4(), 2, 5, question=NUMBER, note="Zażółć"),
        attach(uuid.uuid4(), 3, photo),
    ]
    told = load(field, "anna", saved(phone, *work, photos=(photo,)))
    assert told.status_code == 200
    assert b"Za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87" in told.data
    assert [one.note for one in field.answers()] == ["", "Zażółć"]
    assert statuses(field, phone, *work) == [("applied", True), ("applied", True)]
    sha256 = hashlib.sha256(photo).hexdigest()
    assert phone.send("GET", f"evidence/{sha256}").json["state"] == "verified"
    assert phone.receipt()["complete"] is True
    assert len(field.answers()) == 2


def test_what_was_not_in_the_file_is_still_asked_for(field: Field, phone: Phone) -> None:
    late = answer(uuid.uuid4(), 9, 5, question=NUMBER)
    assert load(field, "anna", saved(phone, late)).status_code == 200
    gap = phone.push(answer(uuid.uuid4(), 10))
    assert gap.json["resend_from"] == 2


def test_the_representative_loads_it_in_the_name_of_whose_phone_it_is(
    field: Field, phone: Phone
) -> None:
    work = answer(uuid.uuid4(), 2, 5, question=NUMBER)
    assert load(field, "piotr", saved(phone, work)).status_code == 403
    assert len(field.answers()) == 1
    assert load(field, "ewa", saved(phone, work)).status_code == 200
    last = field.answers()[-1]
    [author] = field.rows(Person, Person.id == last.author_id)
    assert author.host_id == "anna"
    [trail] = field.rows(TrailEntry, TrailEntry.action == "sync.hand_over")
    assert trail.details["person"] == "anna"
    assert trail.actor_host_id == "ewa"


def test_nobody_takes_somebody_elses_phone_for_their_own(field: Field, phone: Phone) -> None:
    forged = saved(phone, answer(uuid.uuid4(), 2, 5, question=NUMBER))
    forged["person"] = {"uuid": str(PEOPLE["piotr"][1]), "name": "Piotr"}
    assert load(field, "piotr", forged).status_code == 403


def test_what_a_locked_phone_saved_is_kept_for_review(field: Field, phone: Phone) -> None:
    with field.host.transaction() as session:
        device = session.scalars(select(Device).where(Device.uuid == phone.device)).one()
        device.revoked_at = field.host.clock.now()
    assert load(field, "ewa", saved(phone, answer(uuid.uuid4(), 2))).status_code == 200
    assert len(field.answers()) == 1
    assert len(field.rows(Quarantined)) == 1


def without(key: str) -> Any:
    return lambda file: {name: value for name, value in file.items() if name != key}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: json.dumps(file).encode()[:-200],
        lambda file: b"\xff\xfe",
        lambda file: b"[" * 100_000,
        lambda file: {**file, "format": "else"},
        lambda file: {**file, "protocol": 2},
        lambda file: {**file, "person": None},
        lambda file: {**file, "mutations": [{"mutation": {"id": "x"}}]},
        lambda file: {**file, "clock_offset_ms": 1e400},
        lambda file: {**file, "photographs": {"../x": ""}},
        lambda file: {**file, "mutations": file["mutations"][:-1]},
        without("mutations"),
        without("device"),
    ],
)
def test_a_spoilt_file_is_refused_in_words_and_changes_nothing(
    field: Field, phone: Phone, spoil: Any
) -> None:
    file = saved(phone, answer(uuid.uuid4(), 2), answer(uuid.uuid4(), 3, 5, question=NUMBER))
    told = load(field, "anna", spoil(file))
    assert told.status_code == 422
    assert len(field.answers()) == 1


def test_a_photograph_whose_bytes_changed_is_named_and_stays_missing(
    field: Field, phone: Phone
) -> None:
    photo = jpeg(2_000)
    file = saved(phone, attach(uuid.uuid4(), 2, photo), photos=(photo,))
    sha256 = hashlib.sha256(photo).hexdigest()
    file["photographs"][sha256] = base64.b64encode(photo[:-1]).decode()
    assert load(field, "anna", file).status_code == 200
    assert phone.send("GET", f"evidence/{sha256}").json["state"] == "absent"
    assert phone.receipt()["complete"] is False


def test_a_recovery_code_is_kept_for_whoever_may_tell_it(field: Field, phone: Phone) -> None:
    code = "0123456789ABCDEFGHJK"
    path = f"devices/{phone.device}/recovery"
    assert phone.send("PUT", path, json={"code": code}).status_code == 200
    assert phone.send("PUT", path, json={"code": "short"}).status_code == 422
    field.host.sign_in("anna", "Anna Kowalska")
    page = f"/qms/devices/{phone.device}/recovery"
    assert field.host.client().post(page).status_code == 403
    field.host.sign_in("ewa", "Ewa Nowak")
    assert b"0123-4567-89AB-CDEF-GHJK" in field.host.client().post(page).data
    [told] = field.rows(TrailEntry, TrailEntry.action == "sync.tell_recovery_code")
    assert code not in json.dumps(told.details)


def test_nobody_is_told_the_code_of_their_own_phone_or_of_a_locked_one(field: Field) -> None:
    """Whoever steals a phone has its sign-in too; a locked phone is opened no more."""
    phones = {who: field.phone(who) for who in ("ewa", "anna")}
    for phone in phones.values():
        sent = phone.send("PUT", f"devices/{phone.device}/recovery", json={"code": "0" * 20})
        assert sent.status_code == 200
    field.host.sign_in("ewa", PEOPLE["ewa"][0])
    client = field.host.client()
    assert client.post(f"/qms/devices/{phones['ewa'].device}/recovery").status_code == 403
    assert client.post(f"/qms/devices/{phones['anna'].device}/revoke").status_code == 303
    assert client.post(f"/qms/devices/{phones['anna'].device}/recovery").status_code == 404


def test_what_an_observer_sent_by_a_locked_phone_is_not_taken_over(field: Field) -> None:
    """Observers record nothing, by no way round."""
    phone = field.phone("piotr")
    with field.host.transaction() as session:
        person = session.scalars(select(Person).where(Person.host_id == "piotr")).one()
        session.execute(
            update(TeamMember)
            .where(TeamMember.person_id == person.id)
            .values(role=TeamRole.OBSERVER)
        )
        session.execute(update(Device).values(revoked_at=field.host.clock.now()))
    receipt = phone.push(answer(uuid.uuid4(), 1)).json["receipts"][0]
    assert receipt["status"] == "quarantined"
    (kept,) = field.rows(Quarantined)
    field.host.sign_in("ewa", PEOPLE["ewa"][0])
    taken = field.host.client().post(f"/qms/quarantine/{kept.uuid}/apply")
    assert taken.status_code == 409
    assert field.answers() == []
