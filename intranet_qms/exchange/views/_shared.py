"""What the pages of exchanges share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Response, make_response, redirect, url_for

from ...http import Routes, db_session
from ...http import today as today
from .. import labels, queries
from ..models import ExchangeRun
from ..workflow import WORKING, RunState

routes = Routes("exchange")


@dataclass(frozen=True, slots=True)
class JobView:
    """What the macro `ui.progress` shows of a run."""

    uuid: uuid.UUID
    state: str
    progress: int
    message: str


def job_view(run: ExchangeRun) -> JobView:
    """A run that the worker has, in the reader's words."""
    waiting = run.state in WORKING and run.stage == "waiting"
    state = "queued" if waiting else "running" if run.state in WORKING else "done"
    if run.state == RunState.FAILED:
        state = "failed"
    return JobView(run.uuid, state, run.progress, str(labels.STAGES.get(run.stage, "")))


def found(run_uuid: uuid.UUID) -> ExchangeRun:
    """The run of the address. Raises NotFound."""
    return queries.run(db_session(), run_uuid)


def to_run(run: ExchangeRun) -> Response:
    """Go to the page of a run after a change was made."""
    return make_response(redirect(url_for("qms.exchange_show", run_uuid=run.uuid), code=303))
