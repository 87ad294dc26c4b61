"""The state of certification on one page, with the road that led to it."""

from __future__ import annotations

from flask import Response

from ...http import db_session, guarded, module, page
from .. import labels, queries, road
from ..workflow import LIVING
from ._shared import notice_days, routes, today


@routes.get("/certification/")
@guarded("certification.read")
def index() -> Response:
    """The certificate in force, what comes next, and the whole story as picture and list."""
    session = db_session()
    listed = queries.certificates(session)
    living = [one for one in listed if one.state in LIVING]
    told = road.events(queries.road(session), listed, today(), module().config.zone)
    return page(
        "qms/certification/index.html",
        living=living,
        cycles={one.id: queries.cycle(one, today(), notice_days()) for one in living},
        ended=[one for one in listed if one.state not in LIVING],
        events=told,
        picture=road.picture(told, listed, today()),
        labels=labels,
        today=today(),
        ending_days=module().config.certificate_notice_days,
    )
