"""The addresses of the device protocol (docs/sync-protocol.md)."""

from __future__ import annotations

import re
import uuid
from typing import Any

from flask import Response, request
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from ..access import require
from ..config import QMSConfig
from ..errors import Invalid, QMSError, TooLarge, Unauthenticated, not_found
from ..host import Actor
from ..http import (
    SERVICE,
    Routes,
    clock,
    close_session,
    commit_even_if_refused,
    current_actor,
    db_session,
    guarded,
    json_response,
    module,
    public,
    query_int,
    read_json,
    signed_in,
    wire_time,
)
from ..i18n import lazy, t
from ..people import queries as people
from . import devices, reasons, together, uploads
from . import pull as pulling
from . import push as pushing
from .messages import Push, Recovery, Registration, storable

routes = Routes("sync")
PROTOCOL = {"minimum": 1, "maximum": 1}
BASE = "/api/sync/v1"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def _answer(payload: dict[str, Any], *, status: int = 200) -> Response:
    return json_response(
        {"service": SERVICE, "server_time": wire_time(clock().now()), **payload}, status=status
    )


def _load(schema: Any, payload: Any) -> dict[str, Any]:
    if isinstance(payload, dict) and payload.keys() - schema.fields.keys():
        raise Invalid("sync.unknown_field", reasons.REASONS["sync.unknown_field"].message)
    if isinstance(payload, dict) and not storable(
        {key: value for key, value in payload.items() if key != "mutations"}
    ):
        # The mutations are looked at one by one: a poisoned one must not hold up the others.
        raise Invalid(
            "sync.text_not_storable", reasons.REASONS["sync.text_not_storable"].message, status=400
        )
    try:
        loaded: dict[str, Any] = schema.load(payload)
    except ValidationError as error:
        raise _invalid(error) from error
    return loaded


def _invalid(error: ValidationError) -> QMSError:
    names = ", ".join(sorted(str(key) for key in error.messages_dict))
    return Invalid(
        "sync.fields_invalid",
        t("The message is not understood: %(names)s.", names=names),
        way_out=lazy("Update the application, then send again."),
    )


@routes.get(f"{BASE}/hello")
@guarded("sync.use")
def hello() -> Response:
    """Step 1.1: who is signed in, which versions are spoken, and the limits."""
    actor, config = signed_in(), module().config
    person = people.person(db_session(), actor.person_id)
    until = module().signed_in_until()
    return _answer(
        {
            "protocol": PROTOCOL,
            "person": {
                "uuid": str(person.uuid) if person else None,
                "name": actor.name,
                "locale": actor.locale,
            },
            "signed_in_until": wire_time(until) if until else None,
            "limits": {
                "mutations_per_push": config.push_mutations,
                "push_bytes": config.push_bytes,
                "evidence_bytes": config.evidence_bytes,
                "chunk_bytes": config.chunk_bytes,
            },
        }
    )


@routes.put(f"{BASE}/devices/<uuid:device>")
@guarded("sync.use")
def register_device(device: uuid.UUID) -> Response:
    """Step 2.1: bind a phone to whoever is signed in."""
    body = _load(Registration(), read_json())
    found = devices.register(db_session(), signed_in(), clock(), device, **body)
    return _answer(
        {
            "device": {
                "uuid": str(found.uuid),
                "label": found.label,
                "revoked": False,
                "next_seq": found.last_seq + 1,
            }
        }
    )


@routes.put(f"{BASE}/devices/<uuid:device>/recovery")
@guarded("sync.use")
def keep_recovery_code(device: uuid.UUID) -> Response:
    """Step 2.5: keep the code that opens the phone's data when its PIN is forgotten."""
    body = _load(Recovery(), read_json())
    devices.keep_recovery_code(db_session(), signed_in(), clock(), device, body["code"])
    return _answer({})


@routes.post(f"{BASE}/push")
@public("the view asks who it is: work of a disabled account is kept for review, not applied")
def push() -> Response:
    """Step 4: take mutations and answer with receipts."""
    config, signed_in_as = module().config, current_actor()
    disabled = signed_in_as is None
    session = db_session()
    actor = signed_in_as or _disabled_person(session)
    if not disabled:
        require(actor, "sync.use")
    body = _load(Push(), _read_push(config))
    if len(body["mutations"]) > config.push_mutations:
        raise _push_too_large(config)
    try:
        pushed, withheld = _run(session, actor, body, disabled=disabled)
    except pushing.NotStorable:
        # Nothing of it was kept. Begun anew: the session may hold what the database refused.
        close_session()
        pushed, withheld = _run(db_session(), actor, body, disabled=disabled, one_by_one=True)
    except ValidationError as error:
        raise _invalid(error) from error
    if withheld is None:
        return _answer(pushed.as_dict())
    # Steps 2.3 and 5.6: nothing was applied, everything is kept.
    commit_even_if_refused()
    return _answer({**pushed.as_dict(), "error": reasons.told(withheld)}, status=401)


def _run(
    session: Session,
    actor: Actor,
    body: dict[str, Any],
    *,
    disabled: bool,
    one_by_one: bool = False,
) -> tuple[pushing.Pushed, str | None]:
    """Run a push that was understood. Returns it with the reason why nothing was applied."""
    device = devices.locked(session, actor, clock(), body["device"])
    device.app_version = body["app_version"]
    device.clock_offset_ms = body["clock_offset_ms"]
    device.unsent_mutations = min(body["unsent"]["mutations"], 2**31 - 1)
    device.unsent_evidence = min(body["unsent"]["evidence"], 2**31 - 1)
    # Bytes that still wait have no time of their own: what was told before holds on.
    holds = body["unsent"]["mutations"] + body["unsent"]["evidence"] > 0
    device.unsent_since = (body["unsent"]["since"] or device.unsent_since) if holds else None
    device.last_seen_at = clock().now()
    withheld = None
    if device.revoked_at is not None:
        withheld = "sync.device_revoked"
    elif disabled:
        withheld = "sync.account_disabled"
    pushed = pushing.push(
        session,
        actor,
        clock(),
        module().config,
        device,
        body["mutations"],
        clock_offset_ms=body["clock_offset_ms"],
        withheld=withheld,
        one_by_one=one_by_one,
    )
    return pushed, withheld


def _disabled_person(session: Session) -> Actor:
    """Somebody whom the host still knows but whose account was disabled, here or there.

    Raises:
        Unauthenticated: nobody is signed in, or nobody whose work is known here.
    """
    user = module().users.current()
    person = people.person_by_host_id(session, user.id) if user is not None else None
    if person is None:
        raise Unauthenticated(
            "sync.signed_out",
            lazy("You are not signed in, or your sign-in has expired."),
            way_out=lazy("Sign in again; what you entered is kept on this device."),
        )
    return Actor(person_id=person.id, host_id=person.host_id, name=person.name)


def _read_push(config: QMSConfig) -> Any:
    try:
        return read_json(maximum_bytes=config.push_bytes)
    except TooLarge as error:
        if error.code == "body_too_large":
            raise _push_too_large(config) from error
        raise


def _push_too_large(config: QMSConfig) -> TooLarge:
    return TooLarge(
        "sync.push_too_large",
        t("A push holds at most %(n)s records.", n=config.push_mutations),
        way_out=lazy("The phone sends less at a time."),
    )


@routes.get(f"{BASE}/pull")
@guarded("sync.use")
def pull() -> Response:
    """Step 7: what changed."""
    session, actor = db_session(), signed_in()
    device = devices.own(session, actor, _device_of_query())
    pulled = pulling.pull(session, actor, request.args.get("cursor"))
    # With the last page: what the phone keeps of it replaces what it was told before.
    phones = {} if pulled.more else together.phones_holding(session, actor, device.uuid)
    return _answer({**pulled.as_dict(), **phones})


@routes.get(f"{BASE}/audits/<uuid:audit>/receipt")
@guarded("sync.use")
def audit_receipt(audit: uuid.UUID) -> Response:
    """Step 8: the receipt of an audit for one device."""
    session, actor = db_session(), signed_in()
    device = devices.own(session, actor, _device_of_query())
    return _answer(pulling.receipt(session, actor, device, audit))


@routes.get(f"{BASE}/evidence/<sha256>")
@guarded("sync.use")
def evidence_progress(sha256: str) -> Response:
    """Step 6.2: how far the bytes are."""
    return _answer(uploads.progress(db_session(), signed_in(), _hash(sha256)).as_dict())


@routes.put(f"{BASE}/evidence/<sha256>")
@guarded("sync.use")
def take_evidence(sha256: str) -> Response:
    """Step 6.3: take a piece, or the whole file."""
    config, session, actor = module().config, db_session(), signed_in()
    digest = _hash(sha256)
    stored = devices.may_send(session, actor, _sending_device(), digest)
    size = query_int("size", 0, minimum=1, maximum=10**9 - 1)
    offset = query_int("offset", 0, minimum=0, maximum=10**9 - 1)
    announced = request.content_length
    if announced is None or announced > config.evidence_bytes or size > config.evidence_bytes:
        return _progress(
            uploads.Progress(
                digest,
                None,
                0,
                "absent",
                error=TooLarge(
                    "sync.evidence_too_large", lazy("This file is larger than is taken.")
                ),
            )
        )
    piece = request.stream.read(announced)
    if len(piece) != announced:
        raise Invalid(
            "sync.broken_off", lazy("The piece broke off midway; nothing was stored."), status=400
        )
    if stored is not None:
        return _progress(uploads.Progress(digest, stored, stored, "verified"))
    return _progress(
        uploads.take(
            session,
            actor,
            clock(),
            module().files,
            config,
            sha256=digest,
            offset=offset,
            size=size,
            piece=piece,
        )
    )


@routes.get("/api/sync/<path:address>")
@routes.post("/api/sync/<path:address>")
@routes.put("/api/sync/<path:address>")
@public("says only that there is nothing here, in the form of the protocol (step 1.2)")
def unknown_address(address: str) -> Response:
    """An address of another version: a phone must not take the host's page for a dead network."""
    raise not_found("sync.address_unknown")


def _progress(progress: uploads.Progress) -> Response:
    if progress.error is None:
        return _answer(progress.as_dict())
    # A refusal is written down, so that the phone can ask for it again.
    commit_even_if_refused()
    return _answer(
        {**progress.as_dict(), "error": progress.error.as_dict()}, status=progress.error.status
    )


def _sending_device() -> uuid.UUID:
    return _device(request.headers.get("X-QMS-Device", ""))


def _device_of_query() -> uuid.UUID:
    return _device(request.args.get("device", ""))


def _device(raw: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except ValueError as error:
        raise Invalid(
            "sync.device_missing", lazy("The message does not say which phone sent it.")
        ) from error


def _hash(sha256: str) -> str:
    if not _SHA256.match(sha256):
        raise Invalid("sync.hash_invalid", lazy("This is no SHA-256."))
    return sha256
