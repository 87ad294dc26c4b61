"""Is the machinery healthy: for a load balancer, and for the administrator."""

from __future__ import annotations

import uuid

from flask import Response, make_response, redirect, url_for

from ..db import is_away
from ..http import Routes, clock, db_session, guarded, json_response, module, page, public
from . import queries, services, words

routes = Routes("outbox")


@routes.get("/health")
@public("a load balancer has no account; nothing but yes or no is told")
def health() -> Response:
    """200 when database and files answer, 503 otherwise."""
    try:
        module().database.ping()
        module().files.exists("checks/probe")
    except Exception as error:
        if not (is_away(error) or isinstance(error, OSError)):
            raise
        return json_response({"service": "intranet-qms", "healthy": False}, status=503)
    return json_response({"service": "intranet-qms", "healthy": True})


@routes.get("/machinery/")
@guarded("people.see_machinery")
def machinery() -> Response:
    """Jobs by state, and those that were given up or keep failing."""
    session = db_session()
    return page(
        "qms/outbox/machinery.html",
        counts=services.counts(session),
        troubled=queries.troubled(session),
        oldest_due=queries.oldest_due(session, clock().now()),
        kind_in_words=words.kind_in_words,
    )


@routes.post("/machinery/<uuid:job>/retry")
@guarded("people.see_machinery")
def retry(job: uuid.UUID) -> Response:
    """Try a job again that was given up."""
    services.revive(db_session(), clock(), job)
    return make_response(redirect(url_for("qms.outbox_machinery"), code=303))
