"""Programmes as they are: the list of years, one year as list, calendar and bars, its sheet."""

from __future__ import annotations

import uuid
from collections import Counter
from urllib.parse import quote

from flask import Response, request, url_for

from ...access import decide, has_fresh_sign_in
from ...http import clock, db_session, guarded, page, signed_in, today
from ...i18n import t
from ...reports import services as reports
from ...workbook_writing import XLSX, as_xlsx
from .. import drawing, labels, printing, queries
from ..models import Entry, Programme
from ..planning.solver import is_available
from ..queries.following import Followed
from ..queries.planning import entry_name
from ..risk import Rules
from ..words import day_text, factor_text, month_name
from ..workflow import SEALED, Standing
from ._shared import routes, the_version

VIEWS = ("list", "calendar", "bars")


@routes.get("/programme/")
@guarded("programme.read")
def index() -> Response:
    """The years, with how far each is."""
    session = db_session()
    sees = _sees_drafts()
    listed = queries.years(session, sealed_only=not sees)
    return page(
        "qms/programme/index.html",
        programmes=listed,
        counts=queries.counts(session, listed, today()),
        labels=labels,
        next_year=max((one.year for one in listed), default=today().year - 1) + 1,
        errors={},
        values={},
    )


def _sees_drafts() -> bool:
    return bool(decide(signed_in(), "programme.manage")) or signed_in().has_role(
        "top_management", "lead_auditor", "auditor"
    )


@routes.get("/programme/<int:year>")
@guarded("programme.read")
def show(year: int) -> Response:
    """One version of a year: what is planned and what became of it."""
    return show_page(the_version(year))


def show_page(
    programme: Programme, errors: dict[str, list[str]] | None = None, status: int = 200
) -> Response:
    """The page of a version."""
    session = db_session()
    followed = queries.follow(session, programme, today())
    view = request.args.get("view", "list")
    all_versions = [
        one
        for one in queries.versions(session, programme.year)
        if decide(signed_in(), "programme.read", one)
    ]
    earlier = next((one for one in all_versions if one.number == programme.number - 1), None)
    changes = (
        queries.changes_between(queries.version(session, programme.year, earlier.number), programme)
        if earlier is not None
        else []
    )
    listed = queries.areas(session, programme, today())
    return page(
        "qms/programme/show.html",
        status=status,
        programme=programme,
        followed=followed,
        standings=Counter(one.standing for one in followed),
        view=view if view in VIEWS else "list",
        months=_months(followed),
        picture=drawing.bars([_row(one) for one in followed], programme.year, today()),
        coverage=queries.coverage(programme, listed),
        versions=all_versions,
        earlier=earlier,
        changes=changes,
        latest=not any(one.number > programme.number for one in all_versions),
        sealed=programme.state in SEALED,
        seal_holds=queries.check_seal(session, programme),
        fresh=has_fresh_sign_in(signed_in(), clock().now()),
        rules=Rules.of(programme.rules),
        solver=is_available(),
        entry_name=entry_name,
        month_name=month_name,
        when_text=when_text,
        labels=labels,
        errors=errors or {},
    )


def when_text(entry: Entry) -> str:
    """When an entry is planned, in words."""
    if entry.day is not None:
        return day_text(entry.day)
    return month_name(entry.month) if entry.month is not None else "—"


def _months(followed: list[Followed]) -> dict[int, list[Followed]]:
    found: dict[int, list[Followed]] = {number: [] for number in range(13)}
    for one in followed:
        found[one.entry.month or 0].append(one)
    return found


def _row(one: Followed) -> drawing.Row:
    entry = one.entry
    words = f"{entry_name(entry)}: {when_text(entry)}, {labels.STANDINGS[one.standing]}"
    if one.audit_number:
        words += f", {one.audit_number}"
    if one.audit_first is not None:
        words += f" ({day_text(one.audit_first)})"
    code = entry.document.code if entry.document is not None else ""
    return drawing.Row(
        code=code or (entry.unit.code if entry.unit is not None else ""),
        words=words,
        url=url_for(
            "qms.programme_entry", year=entry.programme.year, key=entry.key,
            version=entry.programme.number,
        ),
        tone=labels.STANDING_TONES[one.standing],
        first=one.first,
        last=one.last,
        exact=entry.day is not None,
        audit_first=one.audit_first,
        audit_last=one.audit_last,
        late=one.standing in (Standing.LATE, Standing.CANCELLED),
    )  # fmt: skip


@routes.get("/programme/<int:year>/entries/<uuid:key>")
@guarded("programme.read")
def entry(year: int, key: uuid.UUID) -> Response:
    """One entry: why, when, by whom, and what became of it."""
    programme = the_version(year)
    found = queries.entry_of(programme, key)
    return entry_page(programme, found)


def entry_page(
    programme: Programme,
    found: Entry,
    errors: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    """The page of an entry."""
    followed = next(
        one for one in queries.follow(db_session(), programme, today()) if one.entry is found
    )
    return page(
        "qms/programme/entry.html",
        status=status,
        programme=programme,
        entry=found,
        followed=followed,
        name=entry_name(found),
        when=when_text(found),
        factor_text=factor_text,
        labels=labels,
        errors=errors or {},
    )


@routes.get("/programme/<int:year>/sheet")
@guarded("programme.read")
def sheet(year: int) -> Response:
    """The programme as a workbook."""
    programme = the_version(year)
    session = db_session()
    tables = printing.tables(
        programme,
        queries.follow(session, programme, today()),
        queries.areas(session, programme, today()),
    )
    title = t("Audit programme %(year)s", year=year)
    response = Response(as_xlsx(tables, title=title), mimetype=XLSX)
    name = f"{title}.xlsx"
    plain = name.encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@routes.post("/programme/<int:year>/print")
@guarded("programme.read")
def print_it(year: int) -> Response:
    """Have the programme printed as an accessible PDF."""
    programme = the_version(year)
    job = reports.request_report(db_session(), signed_in(), clock(), printing.KIND, programme.uuid)
    return Response(status=303, headers={"Location": url_for("qms.reports_job", job_uuid=job.uuid)})
