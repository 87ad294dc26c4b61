"""What the pages of programmes share."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for

from ...access import decide, require
from ...http import Routes, db_session, query_int, signed_in
from .. import queries
from ..models import Programme

routes = Routes("programme")


def the_version(year: int) -> Programme:
    """The version that the address names with ``version``; without it the latest one that the
    reader may see. Raises NotFound, Forbidden."""
    number = query_int("version", 0, minimum=0, maximum=10_000) or None
    sees_drafts = bool(decide(signed_in(), "programme.manage")) or signed_in().has_role(
        "top_management", "lead_auditor", "auditor"
    )
    found = queries.version(db_session(), year, number, sealed_only=not sees_drafts)
    require(signed_in(), "programme.read", found)
    return found


def to(endpoint: str, message: str = "", tone: str = "good", /, **values: Any) -> Response:
    """Go to a page after a change was made, with a sentence that says so."""
    if message:
        flash(message, tone)
    return make_response(redirect(url_for(f"qms.programme_{endpoint}", **values), code=303))


def form_number(name: str) -> int | None:
    """A whole number of the form; None for nothing or anything else."""
    raw = request.form.get(name, "").strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def form_numbers(name: str) -> list[int]:
    """All numbers of a field, without what is none."""
    return [
        int(raw)
        for raw in request.form.getlist(name)[:500]
        if raw.isascii() and raw.isdigit() and len(raw) < 10
    ]


def form_day(name: str) -> date | None:
    """A day of the form; None for nothing or anything else."""
    raw = request.form.get(name, "")
    try:
        return date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        return None
