"""The phone application's own files, the list of phones, and the review of late work."""

from __future__ import annotations

import mimetypes
import uuid
from pathlib import Path
from typing import Any

from flask import Response, make_response, redirect, request, send_file, url_for

from ..access import decide, require
from ..errors import Invalid, Unavailable, not_found
from ..http import Routes, clock, db_session, guarded, module, own_path, page, public, signed_in
from ..i18n import lazy
from . import devices, handover, quarantine

routes = Routes("sync")
LONGEST_NAME = 200
LARGEST_FILE = 150_000_000
"""Bytes of a file that a phone has saved: about a hundred photographs."""
APPLICATION = Path(__file__).parent.parent / "static" / "pwa"
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


def _file(name: str, *, cache: str) -> Response:
    path = (APPLICATION / name).resolve() if len(name) <= LONGEST_NAME else APPLICATION
    # A name longer than any file's is an error of the file system, not a missing file.
    if not path.is_relative_to(APPLICATION.resolve()) or not path.is_file():
        raise not_found()
    response = send_file(path, conditional=True)
    response.headers["Cache-Control"] = cache
    return response


@routes.get("/audit/")
@public("the shell of the phone application holds no data and must open without a network")
def application() -> Response:
    """The phone application."""
    if not (APPLICATION / "index.html").is_file():
        raise Unavailable(
            "sync.application_not_built",
            lazy("The phone application is not part of this installation."),
            way_out=lazy("Build it with `make`, or install the released package."),
        )
    response = _file("index.html", cache="no-cache")
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    return response


@routes.get("/audit/sign-in")
@guarded("sync.use")
def application_sign_in() -> Response:
    """Where the phone sends its person to sign in again; the guard does the asking."""
    own = url_for("qms.sync_application")
    target = own_path(request.args.get("next"), own)
    return make_response(redirect(target if target.startswith(own) else own))


@routes.get("/audit/<path:name>")
@public("the files of the phone application hold no data")
def application_file(name: str) -> Response:
    """A file of the phone application. Names of assets carry their hash and never change."""
    immutable = name.startswith("assets/")
    return _file(name, cache="public, max-age=31536000, immutable" if immutable else "no-cache")


@routes.get("/devices/")
@guarded("sync.use")
def phones() -> Response:
    """The reader's phones, or all of them for who looks after them."""
    actor, session = signed_in(), db_session()
    everybody = bool(decide(actor, "sync.see_all_devices"))
    return page(
        "qms/sync/devices.html",
        devices=devices.listed(session, person_id=None if everybody else actor.person_id),
        everybody=everybody,
    )


@routes.post("/devices/<uuid:device>/revoke")
@guarded("sync.revoke")
def revoke(device: uuid.UUID) -> Response:
    """Lock a phone."""
    found = devices.by_uuid(db_session(), device)
    if found is None or not decide(signed_in(), "sync.revoke", found):
        raise not_found()
    devices.revoke(db_session(), signed_in(), clock(), found)
    return make_response(redirect(url_for("qms.sync_phones"), code=303))


@routes.post("/devices/<uuid:device>/recovery")
@guarded("sync.recover")
def recovery(device: uuid.UUID) -> Response:
    """Tell the code that opens a phone whose PIN was forgotten."""
    found = devices.by_uuid(db_session(), device)
    if found is None:
        raise not_found()
    code = devices.tell_recovery_code(db_session(), signed_in(), clock(), found)
    shown = "-".join(code[at : at + 4] for at in range(0, len(code), 4))
    return page("qms/sync/recovery.html", device=found, code=shown)


@routes.get("/devices/file")
@guarded("sync.hand_over")
def file_form() -> Response:
    """Where a file is loaded that a phone has saved."""
    return page("qms/sync/handover.html", receipts=None, errors={})


@routes.post("/devices/file")
@guarded("sync.hand_over")
def load_file() -> Response:
    """Take the work of a file; its receipts are shown."""
    config = module().config
    # Only here: a file with forty photographs is larger than any other form.
    request.max_content_length = LARGEST_FILE
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            message = lazy("Choose a file.")
            raise Invalid("sync.file_missing", message, fields={"file": [str(message)]})
        handed = handover.understood(handover.parsed(sent.stream.read()))
        receipts = handover.take(db_session(), signed_in(), clock(), config, module().files, handed)
    except Invalid as error:
        return page("qms/sync/handover.html", status=422, receipts=None, errors=error.fields)
    return page("qms/sync/handover.html", receipts=receipts, errors={})


@routes.get("/quarantine/")
@guarded("sync.review")
def late_work() -> Response:
    """What came too late or from the wrong hands, waiting for a decision or decided."""
    return _late_work()


def _late_work(errors: dict[str, Any] | None = None, status: int = 200, at: Any = None) -> Response:
    past = request.args.get("show") == "decided"
    listed = quarantine.decided if past else quarantine.waiting
    return page(
        "qms/sync/quarantine.html",
        status=status,
        entries=listed(db_session(), signed_in()),
        past=past,
        errors=errors or {},
        at=at,
    )


@routes.post("/quarantine/<uuid:entry>/<any(apply, dismiss, restore):verdict>")
@guarded("sync.review")
def decide_late_work(entry: uuid.UUID, verdict: str) -> Response:
    """Take late work over, give it up with a reason, or take that back; it is kept either way."""
    session, actor = db_session(), signed_in()
    state = "dismissed" if verdict == "restore" else "waiting"
    found = quarantine.by_uuid(session, actor, entry, state=state)
    require(actor, "sync.review", found)
    if verdict == "apply":
        quarantine.apply(session, actor, clock(), module().config, found)
    elif verdict == "restore":
        quarantine.take_back(session, actor, clock(), found)
    else:
        try:
            quarantine.dismiss(session, actor, clock(), found, request.form.get("reason", ""))
        except Invalid as error:
            return _late_work(error.fields, 422, entry)
    return make_response(redirect(url_for("qms.sync_late_work"), code=303))
