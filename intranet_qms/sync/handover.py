"""The file by which a phone's work comes in when sending does not work (section 9).

It holds the mutations as they would be pushed and the photographs in base64. Here they go the way
of a push, with the same receipts: whoever sends the same later, phone or file, changes nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from ..access import require
from ..audits import queries as audits
from ..config import QMSConfig
from ..errors import Invalid
from ..files import services as files
from ..host import Actor, Clock, FileStore
from ..i18n import LazyText, lazy
from ..people import queries as people
from ..trail import services as trail
from . import devices, push, reasons, uploads, words
from .canonical import canonical
from .desk import Work
from .messages import SHA256, identifier, identity
from .models import Device

FORMAT = "intranet-qms unsent work"
FARTHEST_CLOCK = 10**12


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A file as it was understood. ``damaged``: hashes whose bytes are not theirs."""

    person: uuid.UUID
    device: uuid.UUID
    clock_offset_ms: int
    mutations: list[dict[str, Any]]
    photographs: dict[str, bytes]
    damaged: list[str]
    digest: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one record, as the page shows it."""

    seq: int
    said: words.Said
    status: str
    replayed: bool
    reason: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts of a file. ``refused``: photographs that were not taken, with the reason."""

    person: Any
    device: Device
    lines: list[Line]
    verified: int
    refused: list[tuple[str, str]]

    def count(self, *statuses: str) -> int:
        """How many records ended so."""
        return sum(line.status in statuses for line in self.lines)


def understood(value: Any) -> HandedOver:
    """Take a parsed file apart.

    Raises:
        Invalid: it is no such file, it is of a later version, or it was altered.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise _invalid(lazy("This is no file that the phone application has saved."))
    if value.get("protocol") != 1:
        raise _invalid(lazy("This file comes from a newer application than this server knows."))
    entries, photographs = value.get("mutations"), value.get("photographs")
    offset = value.get("clock_offset_ms")
    if (
        not isinstance(entries, list)
        or not isinstance(photographs, dict)
        or isinstance(offset, bool)
        or not isinstance(offset, int | float)
        or abs(offset) > FARTHEST_CLOCK
    ):
        raise _damaged()
    mutations = [entry.get("mutation") if isinstance(entry, dict) else None for entry in entries]
    try:
        person = identifier((value.get("person") or {}).get("uuid"))
        device = identifier(value.get("device"))
        for mutation in mutations:
            identity(mutation)
        digest = hashlib.sha256(canonical(mutations).encode("utf-8")).hexdigest()
    except (ValidationError, AttributeError, ValueError, OverflowError) as error:
        raise _damaged() from error
    if value.get("mutations_sha256", digest) != digest:
        raise _invalid(lazy("The records in this file are not those that the phone has saved."))
    whole, broken = _bytes_of(photographs)
    return HandedOver(person, device, int(offset), mutations, whole, broken, digest)  # type: ignore[arg-type]


def _bytes_of(photographs: Mapping[Any, Any]) -> tuple[dict[str, bytes], list[str]]:
    whole: dict[str, bytes] = {}
    broken = []
    for sha256, text in photographs.items():
        if not SHA256.match(str(sha256)) or not isinstance(text, str):
            raise _damaged()
        try:
            piece = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            piece = b""
        if hashlib.sha256(piece).hexdigest() == sha256:
            whole[sha256] = piece
        else:
            broken.append(sha256)
    return whole, broken


def take(
    session: Session,
    actor: Actor,
    clock: Clock,
    config: QMSConfig,
    store: FileStore,
    handed: HandedOver,
) -> Receipts:
    """Let the work of a file in, in the name of whose phone saved it.

    Raises:
        Forbidden: the phone is somebody else's, and the actor is not the QMS representative.
        Invalid: the file is of somebody who is not known here.
    """
    author = people.person_by_uuid(session, handed.person)
    if author is None:
        raise _invalid(lazy("This file was saved by somebody who is not known here."))
    require(actor, "sync.hand_over", author)
    as_author = actor
    if author.id != actor.person_id:
        as_author = Actor(
            person_id=author.id,
            host_id=author.host_id,
            name=author.name,
            source=f"device:{handed.device}",
            vouched_by=actor,
        )
    device = devices.locked(session, as_author, clock, handed.device)
    withheld = None
    if device.revoked_at is not None:
        withheld = "sync.device_revoked"
    elif not author.active:
        withheld = "sync.account_disabled"
    done: list[Work] = []
    for run in _runs(handed.mutations, config.push_mutations):
        expected = device.last_seq
        # A file holds what was not sent, and so may begin behind the next number. What lies before
        # is not taken for sent: the phone is still asked for it (step 4.2.3).
        device.last_seq = max(expected, int(run[0]["seq"]) - 1)
        begins_next = device.last_seq == expected
        pushed = push.push(
            session, as_author, clock, config, device, run,
            clock_offset_ms=handed.clock_offset_ms, withheld=withheld, one_by_one=True,
        )  # fmt: skip
        done += pushed.work
        if not begins_next:
            device.last_seq = expected
    verified, refused = _photographs(session, as_author, clock, config, store, handed)
    trail.record(
        session, actor, clock, "sync.hand_over", "device", device.uuid,
        {
            "person": author.host_id,
            "records": len(done),
            "photographs": verified,
            "mutations_sha256": handed.digest,
        },
    )  # fmt: skip
    return Receipts(author, device, _lines(session, done), verified, refused)


def _runs(mutations: Sequence[dict[str, Any]], most: int) -> Iterator[list[dict[str, Any]]]:
    """Neighbours by their numbers, at most so many together."""
    run: list[dict[str, Any]] = []
    for mutation in sorted(mutations, key=lambda one: int(one["seq"])):
        if run and (mutation["seq"] != run[-1]["seq"] + 1 or len(run) >= most):
            yield run
            run = []
        run.append(mutation)
    if run:
        yield run


def _photographs(
    session: Session,
    author: Actor,
    clock: Clock,
    config: QMSConfig,
    store: FileStore,
    handed: HandedOver,
) -> tuple[int, list[tuple[str, str]]]:
    verified = 0
    broken = str(lazy("Its bytes are not those that were photographed."))
    refused = [(sha256, broken) for sha256 in handed.damaged]
    for sha256, piece in handed.photographs.items():
        if files.held(session, sha256, author.person_id) is None:
            told = uploads.take(
                session, author, clock, store, config,
                sha256=sha256, offset=0, size=len(piece), piece=piece,
            )  # fmt: skip
            if told.state != "verified":
                why = str(told.error.message) if told.error is not None else told.reason or ""
                refused.append((sha256, why))
                continue
        verified += 1
    return verified, refused


def _lines(session: Session, done: Sequence[Work]) -> list[Line]:
    known = {
        audit.uuid: audit
        for audit in audits.with_team(
            session, {work.audit_uuid for work in done if work.audit_uuid}
        )
    }
    lines = []
    for work in done:
        outcome = work.outcome
        if outcome is None:
            continue
        audit = known.get(work.audit_uuid) if work.audit_uuid else None
        args = work.raw.get("args")
        key = str(args.get("question")) if isinstance(args, dict) else ""
        # The questions of a pinned checklist come from memory, however many records there are.
        questions = audits.questions_for(session, audit, [key]) if audit is not None else {}
        told = (
            reasons.told(outcome.code, {"detail": outcome.detail})
            if outcome.code is not None
            else {"message": "", "way_out": ""}
        )
        lines.append(
            Line(
                work.seq,
                words.in_words(work.raw, questions),
                outcome.status,
                work.replayed,
                str(told["message"] or ""),
                str(told["way_out"] or ""),
            )
        )
    return lines


def _invalid(message: LazyText) -> Invalid:
    return Invalid("sync.file_not_understood", message, fields={"file": [str(message)]})


def _damaged() -> Invalid:
    return _invalid(lazy("This file is damaged: it does not hold what the phone has saved."))


def parsed(raw: bytes) -> Any:
    """The JSON of a file. Raises Invalid."""
    try:
        return json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _damaged() from error
