"""Imports of registers and archives, as far as they are the worker's."""

from __future__ import annotations

import uuid
from typing import Any

from intranet_qms.exchange import runner

from .handling import Context, Later, handles


@handles("exchange.work")
def work(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Take a run one state further, once, whoever and however many are asked to.

    Raises:
        Later: another worker is at it; if that one dies, this job takes over.
    """
    qms = context.qms
    shop = runner.Workshop(
        qms.database, qms.files, qms.clock, qms.config.zone, qms.config.home / "work",
        qms.config.archive_unpacked_bytes,
    )  # fmt: skip
    try:
        runner.work(shop, uuid.UUID(str(payload["run"])))
    except runner.Busy as error:
        raise Later("another worker is at this import or archive") from error
