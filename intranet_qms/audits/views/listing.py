"""The list of audits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from ...findings import queries as findings
from ...http import (
    address_values,
    db_session,
    guarded,
    page,
    paginate,
    query_int,
    signed_in,
)
from ...i18n import localized, t
from ...people import queries as people
from .. import labels, queries
from ._shared import routes, today


@routes.get("/audits/")
@guarded("audits.read")
def index() -> Response:
    """Audits that the reader may see; an auditor's own come first."""
    session, actor = db_session(), signed_in()
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    filters = queries.Filters(
        search=request.args.get("q", "").strip()[:100],
        year=query_int("year", 0, minimum=0, maximum=9998) or None,
        state=state if state in labels.STATES or state == "active" else "",
        kind=kind if kind in labels.KINDS else "",
        unit_id=query_int("unit", 0, minimum=0, maximum=2**31 - 1) or None,
        lead_id=query_int("lead", 0, minimum=0, maximum=2**31 - 1) or None,
        sort=request.args.get("sort", "")[:20],
    )
    found = paginate(
        session,
        queries.listing(actor, filters),
        page=query_int("page", 1),
        per_page=queries.PER_PAGE,
    )
    units = [(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)]
    leads = queries.leads(session)
    return page(
        "qms/audits/index.html",
        page=found,
        filters=filters,
        labels=labels,
        years=[(str(year), str(year)) for year in queries.years(session)],
        units=units,
        leads=leads,
        counts=findings.counts_by_class(session, [one.id for one in found.items]),
        own=actor.person_id,
        today=today(),
        active=_active(filters, dict(units), dict(leads)),
        sort_url=lambda sort: _here(sort=sort, page=None),
        page_url=lambda number: _here(page=number),
    )


def _here(**changes: Any) -> str:
    values = {**address_values(), **changes}
    return url_for(
        "qms.audits_index", **{name: value for name, value in values.items() if value is not None}
    )


def _active(
    filters: queries.Filters, units: Mapping[int, str], leads: Mapping[int, str]
) -> list[dict[str, str]]:
    states = {"active": t("not finished"), **labels.STATES}
    shown = [
        ("q", t("Search"), filters.search),
        ("year", t("Year"), str(filters.year or "")),
        ("state", t("State"), str(states.get(filters.state, ""))),
        ("kind", t("Kind"), str(labels.KINDS.get(filters.kind, ""))),
        ("unit", t("Unit"), units.get(filters.unit_id or 0, "")),
        ("lead", t("Lead auditor"), leads.get(filters.lead_id or 0, "")),
    ]
    return [
        {"label": label, "value": value, "remove_url": _here(**{name: None, "page": None})}
        for name, label, value in shown
        if value
    ]
