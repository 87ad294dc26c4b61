"""The office's units for programs: read-only JSON."""

from __future__ import annotations

from datetime import date

from flask import Response, request

from ..errors import Invalid
from ..http import Routes, db_session, guarded, json_response, today
from ..i18n import t
from . import queries

routes = Routes("people")


@routes.get("/api/v1/units")
@guarded("people.see_office")
def api_units() -> Response:
    """The units in the order of the office's outline, each with the code of the one above.

    With ``on`` (a day, ISO 8601) as they were called and placed on that day.
    """
    raw = request.args.get("on", "")[:10]
    try:
        day = date.fromisoformat(raw) if raw else None
    except ValueError as error:
        raise Invalid("people.day", t("This is not a date.")) from error
    asked = day or today()
    lines = queries.tree(db_session(), asked)
    codes = {line.unit.id: line.unit.code for line in lines}
    return json_response(
        {
            "on": asked.isoformat(),
            "units": [
                {
                    "code": line.unit.code,
                    "name_pl": line.unit.name_pl,
                    "name_en": line.unit.name_en,
                    "parent": codes.get(line.unit.parent_id or 0),
                }
                for line in lines
            ],
        }
    )
