"""Auditors for programs: read-only JSON."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, request

from ..errors import Invalid
from ..http import Routes, db_session, guarded, json_response, today
from ..i18n import t
from ..people import queries as people
from . import queries

routes = Routes("auditors")
LONGEST = timedelta(days=366)


@routes.get("/api/v1/auditors")
@guarded("auditors.plan_with")
def api_list() -> Response:
    """Who can be planned on a day (``on``, ISO 8601), and their free days until ``until``.

    For those who plan audits. ``until`` is the last day of at most a year.
    """
    day = _day("on", today())
    until = _day("until", day)
    if until < day or until - day > LONGEST:
        raise Invalid(
            "auditors.span",
            t("Ask for a year at most."),
            fields={"until": [t("Ask for a year at most.")]},
        )
    session = db_session()
    listed = queries.auditors_for_planning(session, day)
    ids = [one.person_id for one in listed]
    free = queries.availability(session, ids, day, until)
    identities = people.uuids_of(session, ids)
    units = {one.id: one.code for one in people.all_units(session)}
    return json_response(
        {
            "on": day.isoformat(),
            "until": until.isoformat(),
            "auditors": [
                {
                    "uuid": str(identities[one.person_id]),
                    "name": one.name,
                    "unit": units.get(one.unit_id or 0),
                    "may_lead": one.may_lead,
                    "standards": sorted(one.standards),
                    "load_days_limit": one.load_days_limit,
                    "absences": [
                        {"first_day": first.isoformat(), "last_day": last.isoformat()}
                        for first, last in one.absences
                    ],
                    "free_days": [each.isoformat() for each in free[one.person_id].free_days],
                }
                for one in listed
            ],
        }
    )


def _day(name: str, default: date) -> date:
    raw = request.args.get(name, "")[:10]
    try:
        return date.fromisoformat(raw) if raw else default
    except ValueError as error:
        raise Invalid(
            "auditors.day", t("This is not a date."), fields={name: [t("This is not a date.")]}
        ) from error
