"""Files that show what was found and that actions were done; the whole finding on paper."""

from __future__ import annotations

import re
import uuid
from urllib.parse import quote

from flask import Response, make_response, redirect, url_for

from ...errors import NotFound
from ...files import services as stored_files
from ...http import clock, db_session, guarded, module, signed_in
from ...i18n import lazy
from ...reports import services as reports
from .. import services
from ..printing import CARD_KIND
from ._shared import routes
from .showing import the_finding


@routes.get("/findings/<number>/files/<uuid:identifier>")
@guarded("findings.read")
def file(number: str, identifier: uuid.UUID) -> Response:
    """The bytes as they were sent, only ever as a download."""
    found = services.file_of(the_finding(number), identifier)
    try:
        data = stored_files.stream(module().files, found.file)
    except FileNotFoundError as error:
        raise NotFound(
            "findings.file_lost",
            lazy("The bytes of this file are not in the store."),
            way_out=lazy("Tell the administrator; a backup holds them."),
        ) from error
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Content-Type"] = found.file.media_type
    response.content_length = found.file.size
    plain = re.sub(r"[^\w. -]", "_", found.name, flags=re.ASCII)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@routes.post("/findings/<number>/card")
@guarded("findings.read")
def print_card(number: str) -> Response:
    """Have the card of the finding made by the worker."""
    finding = the_finding(number)
    job = reports.request_report(db_session(), signed_in(), clock(), CARD_KIND, finding.uuid)
    return make_response(redirect(url_for("qms.reports_job", job_uuid=job.uuid), code=303))
