"""The state of the system on one page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, request, url_for

from ..access import decide
from ..audits import labels as audit_labels
from ..audits.queries import held as audits
from ..documents.queries import overview as documents
from ..documents.queries.reading import missing_in_all
from ..findings import labels as finding_labels
from ..findings.queries.overview import finding_figures
from ..http import Routes, db_session, guarded, page, signed_in, today
from ..i18n import localized, t, tn
from ..people import queries as people
from . import hooks
from .coverage import CHAPTERS, CYCLE_YEARS, by_chapters, by_years, rows_covered, share
from .hooks import Figure

routes = Routes("overview")

PROCESSES = ("process_card", "procedure")
MOST_ROWS = 300


@routes.get("/overview")
@guarded("overview.read")
def index() -> Response:
    """Documents, acknowledgements, findings, audits of the quarter, coverage over the cycle."""
    session, actor = db_session(), signed_in()
    day = today()
    first, last = quarter_of(day)
    by = "processes" if request.args.get("by") == "processes" else "clauses"
    since = date(day.year - CYCLE_YEARS + 1, 1, 1)
    held = audits.covered(session, since, date(day.year + 1, 12, 31))
    if by == "clauses":
        heads, rows = _units(session, held, day)
    else:
        heads, rows = _processes(session, held, day)
    cells = {number: row["cells"] for number, row in enumerate(rows)}
    done, places = share(cells)
    return page(
        "qms/overview/index.html",
        documents=_documents(session, day),
        readings=_readings(session),
        findings=_findings(session, day),
        parts=hooks.parts(session, actor, day),
        audits=audits.between(session, first, last),
        quarter=(first, last),
        may_plan=bool(decide(actor, "audits.plan")),
        by=by,
        heads=heads,
        rows=rows,
        done=done,
        places=places,
        rows_done=rows_covered(cells),
        since=since,
        labels=audit_labels,
        today=day,
    )


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter of a day."""
    month = 3 * ((day.month - 1) // 3) + 1
    following = date(day.year + (month == 10), (month + 3) % 12 or 12, 1)
    return date(day.year, month, 1), following - timedelta(days=1)


def _url(endpoint: str, **values: Any) -> str:
    return url_for(f"qms.{endpoint}", **values)


def _documents(session: Any, today: date) -> list[Figure]:
    found = documents.register_figures(session, today)
    return [
        Figure(t("In force"), found.in_force, _url("documents_index", state="effective")),
        Figure(
            t("Review overdue"),
            found.overdue,
            _url("documents_reviews", due="overdue", whose="all"),
            t("review them now") if found.overdue else t("nothing is overdue"),
            "bad" if found.overdue else "good",
        ),
        Figure(
            t("Review within 30 days"),
            found.due_soon,
            _url("documents_reviews", due="30", whose="all"),
            "",
            "attention" if found.due_soon else "neutral",
        ),
        Figure(
            t("Waiting for review or approval"),
            found.waiting,
            _url("documents_index", state="in_preparation"),
            tn("%(n)s being written", "%(n)s being written", found.being_written),
        ),
    ]


def _readings(session: Any) -> list[Figure]:
    asked, given, who = missing_in_all(session, None)
    missing = asked - given
    return [
        Figure(
            t("Confirmations missing"),
            missing,
            _url("documents_acknowledgements"),
            tn("%(n)s person", "%(n)s people", who) if missing else t("everybody has confirmed"),
            "attention" if missing else "good",
        ),
        Figure(t("Confirmed"), f"{given * 100 // asked}%" if asked else "—",
               _url("documents_acknowledgements"),
               t("%(given)s of %(asked)s", given=given, asked=asked)),
    ]  # fmt: skip


def _findings(session: Any, today: date) -> list[Figure]:
    found = finding_figures(session, today)
    classes = ", ".join(
        f"{finding_labels.CLASSES.get(name, name)}: {number}"
        for name, number in found.by_class.items()
    )
    return [
        Figure(t("Open findings"), found.open, _url("findings_index", state="active"), classes),
        Figure(
            t("Past their day"),
            found.late,
            _url("findings_index", due="overdue"),
            t("ask their owners") if found.late else t("nothing is overdue"),
            "bad" if found.late else "good",
        ),
        Figure(
            t("Actions to verify"),
            found.to_verify,
            _url("findings_index", state="implemented"),
            "",
            "attention" if found.to_verify else "neutral",
        ),
        Figure(
            t("Effectiveness to judge"),
            found.effect_waits,
            _url("findings_index", state="verified"),
            tn("the day has come for %(n)s", "the day has come for %(n)s", found.effect_due)
            if found.effect_due
            else "",
            "attention" if found.effect_due else "neutral",
        ),
    ]


def _units(
    session: Any, held: Any, today: date
) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    units = people.units(session)[:MOST_ROWS]
    cells = by_chapters(held, [one.id for one in units], today)
    rows = [
        {
            "code": one.code,
            "name": localized(one.name_pl, one.name_en),
            "url": _url("audits_index", unit=one.id),
            "cells": cells[one.id],
        }
        for one in units
    ]
    titles = {
        "4": t("Context of the organisation"),
        "5": t("Leadership"),
        "6": t("Planning"),
        "7": t("Support"),
        "8": t("Operation"),
        "9": t("Performance evaluation"),
        "10": t("Improvement"),
    }
    return [(one, titles[one]) for one in CHAPTERS], rows


def _processes(
    session: Any, held: Any, today: date
) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    listed = documents.processes(session, PROCESSES, limit=MOST_ROWS)
    years = list(range(today.year - CYCLE_YEARS + 1, today.year + 2))
    cells = by_years(held, [one.document_id for one in listed], years, today)
    rows = [
        {
            "code": one.code,
            "name": localized(one.title, one.title_en),
            "url": _url("documents_show", code=one.code),
            "cells": cells[one.document_id],
        }
        for one in listed
    ]
    return [(str(year), "") for year in years], rows
