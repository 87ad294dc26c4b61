"""Files that forms of findings send."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from ...http import clock, db_session, module, signed_in
from .. import services
from ..models import Finding


def sent_files(name: str) -> list[FileStorage]:
    """The files that were chosen in a field."""
    return [one for one in request.files.getlist(name) if one.filename]


def keep_files(finding: Finding, name: str, action: Any = None) -> int:
    """Keep the files of a field; returns how many there were."""
    sent = sent_files(name)
    limit = module().config.attachment_bytes
    for one in sent:
        services.attach_file(
            db_session(),
            signed_in(),
            clock(),
            module().files,
            finding,
            name=one.filename or "",
            data=one.stream.read(limit + 1),
            limit=limit,
            action=action,
        )
    return len(sent)
