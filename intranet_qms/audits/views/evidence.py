"""Photographs and files of an audit: a fresh rendition to look at, the original to keep."""

from __future__ import annotations

import uuid

from flask import Response

from ...errors import NotFound
from ...files import services as files
from ...http import db_session, guarded, module
from ...i18n import lazy
from .. import queries
from ..models import Evidence
from ._shared import routes, the_audit

SIDES = {"small": 320, "large": 1600}
"""Longest side of a rendition in pixels."""

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
}


def _piece(number: str, evidence_uuid: uuid.UUID) -> Evidence:
    audit = the_audit(number, "audits.read_details")
    found = queries.evidence_piece(db_session(), audit.id, evidence_uuid)
    if found is None or found.file is None:
        raise NotFound(
            "audits.evidence_not_here",
            lazy("This photograph has not arrived."),
            way_out=lazy("It is still on a phone; synchronise that phone."),
        )
    return found


@routes.get("/audits/<number>/evidence/<uuid:evidence_uuid>/<any(small, large):size>.jpg")
@guarded("audits.read_details")
def evidence_picture(number: str, evidence_uuid: uuid.UUID, size: str) -> Response:
    """A picture encoded anew: upright, no larger than asked, with nothing of what the file held."""
    piece = _piece(number, evidence_uuid)
    if piece.file is None or not piece.file.media_type.startswith("image/"):
        raise NotFound("audits.no_picture", lazy("This is no photograph."))
    data = files.picture(module().files, piece.file, longest_side=SIDES[size])
    response = Response(data, mimetype="image/jpeg")
    return _private(response, piece.file.sha256 + size)


@routes.get("/audits/<number>/evidence/<uuid:evidence_uuid>/original")
@guarded("audits.read_details")
def evidence_original(number: str, evidence_uuid: uuid.UUID) -> Response:
    """The bytes as the phone sent them, only ever as a download."""
    piece = _piece(number, evidence_uuid)
    if piece.file is None:
        raise NotFound("audits.evidence_not_here", lazy("This photograph has not arrived."))
    ending = _ENDINGS.get(piece.file.media_type, "bin")
    response = Response(
        files.stream(module().files, piece.file), mimetype="application/octet-stream"
    )
    response.content_length = piece.file.size
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{number}-{piece.sha256[:12]}.{ending}"'
    )
    return _private(response, piece.file.sha256)


def _private(response: Response, tag: str) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.set_etag(tag)
    return response
