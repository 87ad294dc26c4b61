"""Archives of the register: made, sent in, and downloaded."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from flask import Response, request

from ...errors import Invalid, not_found
from ...files import services as files
from ...http import clock, db_session, guarded, module, signed_in
from ...i18n import t
from .. import services
from ._shared import found, routes, to_run
from .listing import overview

FORM_OVERHEAD = 100_000
"""Bytes of a form around the file in it."""


@routes.post("/exchange/archives")
@guarded("exchange.manage")
def make_archive() -> Response:
    """Have the whole register written into one file."""
    return to_run(services.request_archive(db_session(), signed_in(), clock()))


@routes.post("/exchange/restores")
@guarded("exchange.manage")
def upload_archive() -> Response:
    """Take an archive; the worker looks at it before anything is changed."""
    config = module().config
    # Only here, and only for who may: an archive is larger than any other form.
    request.max_content_length = config.archive_bytes + FORM_OVERHEAD
    sent = request.files.get("archive")
    if sent is None or not sent.filename:
        return overview({"archive": [t("Choose a file.")]}, 422)
    try:
        run = services.upload_archive(
            db_session(), signed_in(), clock(), module().files, sent.stream,  # type: ignore[arg-type]
            config.home / "work", sent.filename, seal=request.form.get("seal", "")[:200],
        )  # fmt: skip
    except Invalid as error:
        shown = {{"file": "archive"}.get(name, name): text for name, text in error.fields.items()}
        return overview(shown, 422)
    return to_run(run)


@routes.get("/exchange/runs/<uuid:run_uuid>/file")
@guarded("exchange.manage")
def file(run_uuid: uuid.UUID) -> Response:
    """The file as it was sent, or the archive that was made."""
    run = found(run_uuid)
    stored = files.by_hash(db_session(), run.file_sha256 or "")
    if stored is None:
        raise not_found("exchange.no_file")
    response = Response(files.stream(module().files, stored), mimetype=stored.media_type)
    response.content_length = stored.size
    plain = run.file_name.encode("ascii", "ignore").decode().replace('"', "'")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(run.file_name, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(stored.sha256)
    return response
