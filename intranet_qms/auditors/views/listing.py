"""The register of auditors as a list."""

from __future__ import annotations

from flask import Response, request

from ...access import decide
from ...http import address_values, db_session, guarded, page, paginate, query_int, signed_in
from ...i18n import localized, t
from ...people import queries as people
from ...standards import queries as standards
from .. import labels, queries
from ..workflow import CompetenceState, Grade, competence_state
from ._shared import interface, routes, today


@routes.get("/auditors/")
@guarded("auditors.read")
def index() -> Response:
    """Who audits, as what, for which standards and how much."""
    session, actor = db_session(), signed_in()
    said = address_values()
    names = sorted({one.standard for one in standards.editions(session)})
    filters = queries.Filters(
        search=said.get("q", "").replace("\x00", "").strip()[:100],
        unit_id=query_int("unit", 0, minimum=0) or None,
        grade=said.get("grade", "") if said.get("grade") in set(Grade) else "",
        standard=said.get("standard", "") if said.get("standard") in names else "",
        competence=said.get("competence", "")
        if said.get("competence") in {"running_out", "expired"}
        else "",
        state=said.get("state", "") if said.get("state") in queries.STATES else "active",
    )
    units = [(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)]
    listed = paginate(
        session,
        queries.listing(filters, today()),
        page=query_int("page", 1),
        per_page=queries.PER_PAGE,
    )
    chosen = (
        ("q", t("Search"), filters.search),
        ("unit", t("Unit"), dict(units).get(filters.unit_id or 0, "")),
        ("grade", t("Appointed as"), str(labels.GRADES.get(filters.grade, ""))),
        ("standard", t("Competent for"), filters.standard),
        ("competence", t("Competence"), _competence_words().get(filters.competence, "")),
        (
            "state",
            t("Shown"),
            "" if filters.state == "active" else str(labels.STATES[filters.state]),
        ),
    )
    return page(
        "qms/auditors/index.html",
        page=listed,
        lines=queries.lines(session, listed.items, today()),
        filters=filters,
        units=units,
        standards=[(one, one) for one in names],
        competences=list(_competence_words().items()),
        active=[
            {
                "label": label,
                "value": value,
                "remove_url": interface().here(**{key: None, "page": None}),
            }
            for key, label, value in chosen
            if value
        ],
        page_url=lambda number: interface().here(page=number),
        plans=bool(decide(actor, "auditors.plan_with")),
        mine=queries.in_register(session, actor.person_id)
        or actor.has_role("auditor", "lead_auditor"),
        labels=labels,
        state_of=lambda one: competence_state(one.since, one.until, one.withdrawn_on, today()),
        everybody=[(str(one.uuid), one.name) for one in people.people(session)]
        if decide(actor, "auditors.manage")
        else [],
        asked=request.args.get("person", ""),
    )


def _competence_words() -> dict[str, str]:
    return {
        "running_out": str(labels.COMPETENCES[CompetenceState.RUNNING_OUT]),
        "expired": str(labels.COMPETENCES[CompetenceState.EXPIRED]),
    }
