"""What the pages of auditors share."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import request

from ...errors import not_found
from ...http import Routes, db_session
from ...http import today as today
from ...people import queries as people
from ...templating import interface as interface

routes = Routes("auditors")


def the_person(identifier: uuid.UUID) -> Any:
    """A person of the office, or the page that there is none."""
    found = people.person_by_uuid(db_session(), identifier)
    if found is None:
        raise not_found("auditors.not_found")
    return found


def form_day(name: str) -> date | None:
    """A day of the form; None for nothing or anything else."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def form_number(name: str) -> int | None:
    """A whole number of the form; None for nothing or anything else."""
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def form_uuid(name: str) -> uuid.UUID | None:
    """An identifier of the form; None for nothing or anything else."""
    try:
        return uuid.UUID(request.form.get(name, ""))
    except ValueError:
        return None
