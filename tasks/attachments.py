"""Read the words of attached files, so that a search finds them."""

from __future__ import annotations

import uuid
from typing import Any

from intranet_qms.documents import services as documents

from .handling import Context, handles


@handles("documents.read_words")
def read_words(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Read one file; what it says is kept once for all issues that have it."""
    qms = context.qms
    documents.read_attached(qms.database, qms.files, qms.clock, str(payload["sha256"]))
