"""Plans of audit programmes, which take the machine some seconds."""

from __future__ import annotations

import uuid
from typing import Any

from intranet_qms.programme import runner

from .handling import Context, Later, handles


@handles("programme.plan")
def plan(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Search for the plan of one run, once, whoever and however many are asked to.

    Raises:
        Later: another worker is at it; if that one dies, this job takes over.
    """
    qms = context.qms
    try:
        runner.work(qms.database, qms.clock, qms.config.zone, uuid.UUID(str(payload["run"])))
    except runner.Busy as error:
        raise Later("another worker is at this plan") from error
