"""Build the reports that people asked for."""

from __future__ import annotations

import uuid
from typing import Any

from intranet_qms.reports import runner

from .handling import Context, Later, handles


@handles("reports.build")
def build(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Build one report, once, whoever and however many are asked to.

    Raises:
        Later: another worker is at it; if that one dies, this job takes over.
    """
    qms = context.qms
    folder = qms.config.home / "work"
    folder.mkdir(parents=True, exist_ok=True)
    # Kinds of reports read the office's configuration as a request does.
    with context.app.app_context():
        outcome = runner.build(
            qms.database, qms.files, qms.clock, folder, uuid.UUID(str(payload["job"]))
        )
    if outcome == "busy":
        raise Later("another worker is building this report")
