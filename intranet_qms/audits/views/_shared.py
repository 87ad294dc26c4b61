"""What the pages of audits share."""

from __future__ import annotations

from datetime import date

from flask import Response, make_response, redirect, request, url_for

from ...access import decide
from ...errors import not_found
from ...http import Routes, db_session, signed_in
from ...http import today as today
from .. import queries
from ..models import Audit

routes = Routes("audits")


def the_audit(number: str, action: str = "audits.read") -> Audit:
    """An audit that the reader may see. Raises NotFound for all others: nobody learns by trying."""
    found = queries.by_number(db_session(), number)
    if found is None or not decide(signed_in(), action, found):
        raise not_found("audits.not_found")
    return found


def form_number(name: str) -> int | None:
    """A choice of the form as a number; None for nothing or anything else."""
    return as_number(request.form.get(name, ""))


def form_numbers(name: str) -> list[int]:
    """All choices of a field as numbers, without what is none."""
    numbers = (as_number(value) for value in request.form.getlist(name)[:1000])
    return [number for number in numbers if number is not None]


def as_number(value: str) -> int | None:
    """A text as an internal number, or None."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def form_day(name: str) -> date | None:
    """A day of the form; None for nothing or anything else."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def to_audit(audit: Audit) -> Response:
    """Back to the audit's page."""
    return make_response(redirect(url_for("qms.audits_show", number=audit.number), code=303))
