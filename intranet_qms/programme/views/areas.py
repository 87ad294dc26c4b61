"""Areas with their risk, explained, and what the representative says of them."""

from __future__ import annotations

from flask import Response, request

from ...errors import Invalid, not_found
from ...http import clock, db_session, guarded, page, signed_in, today
from ...i18n import t
from .. import labels, queries, services
from ..models import Programme
from ..risk import Rules
from ..words import factor_text
from ._shared import form_number, routes, the_version, to

KINDS = ("units", "procedures")
PER_PAGE = 40


@routes.get("/programme/<int:year>/areas")
@guarded("programme.read")
def areas(year: int) -> Response:
    """All areas, the most urgent first, with the number of every factor."""
    return _areas_page(the_version(year), {})


def _areas_page(programme: Programme, errors: dict[str, list[str]], status: int = 200) -> Response:
    session = db_session()
    listed = queries.areas(session, programme, today())
    kind = request.args.get("kind", "")
    search = request.args.get("q", "").strip()[:100]
    due = request.args.get("due", "")
    shown = [
        one
        for one in listed
        if (kind not in KINDS or (one.unit_id is not None) == (kind == "units"))
        and (not search or search.casefold() in f"{one.code} {one.name}".casefold())
        and (due != "1" or (one.due_year is not None and one.due_year <= programme.year))
    ]
    planned = {
        key
        for one in programme.entries
        for key in (
            queries.area_key(one.unit_id, one.document_id),
            f"u:{one.unit_id}" if one.unit_id is not None else "",
        )
    }
    number = request.args.get("page", "1")
    pages = max(1, -(-len(shown) // PER_PAGE))
    at = min(
        pages,
        max(1, int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1),
    )
    opened = request.form.get("area", "") or request.args.get("area", "")
    return page(
        "qms/programme/areas.html",
        status=status,
        programme=programme,
        areas=shown[(at - 1) * PER_PAGE : at * PER_PAGE],
        total=len(shown),
        current=at,
        pages=pages,
        kind=kind if kind in KINDS else "",
        search=search,
        due=due if due == "1" else "",
        planned=planned,
        coverage=queries.coverage(programme, listed),
        rules=Rules.of(programme.rules),
        factor_text=factor_text,
        labels=labels,
        opened=opened,
        errors=errors,
        form=request.form,
    )


@routes.post("/programme/<int:year>/areas")
@guarded("programme.manage")
def save_area(year: int) -> Response:
    """Importance, how often, length, and a priority of one's own with its reason."""
    programme = the_version(year)
    form = request.form
    session = db_session()
    listed = queries.priorities(queries.areas(session, programme, today()))
    area = listed.get(form.get("area", ""))
    if area is None:
        raise not_found("programme.area_not_found")
    every = form.get("every_years", "")
    try:
        services.save_area(
            session, signed_in(), clock(), area,
            services.AreaChoice(
                importance=form_number("importance") or 0,
                every_years=None if every == "" else (form_number("every_years") if every.isdigit() else -1),
                half_days=form_number("half_days") or 0,
                priority=None if not form.get("priority", "").strip()
                else (-1 if form_number("priority") is None else form_number("priority")),
                priority_reason=form.get("priority_reason", ""),
            ),
            seen_version=form_number("version") or 0,
        )  # fmt: skip
    except Invalid as error:
        return _areas_page(programme, dict(error.fields), 422)
    return to("areas", t("Saved."), year=year, version=programme.number)
