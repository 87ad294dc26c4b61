"""What the pages of certification have in common."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from flask import Response, flash, make_response, redirect, request, url_for

from ...errors import Conflict
from ...http import Routes, module
from ...http import today as today
from ...i18n import t

routes = Routes("certification")


def notice_days() -> int:
    """How many days ahead an external audit is announced."""
    return module().config.surveillance_notice_days


def to(endpoint: str, message: str = "", /, **values: Any) -> Response:
    """Go to a page after a change was made, with a sentence that says so."""
    if message:
        flash(message, "good")
    return make_response(redirect(url_for(f"qms.certification_{endpoint}", **values), code=303))


def form_day(name: str, errors: dict[str, list[str]]) -> date | None:
    """A day of the form; what is no day is noted in ``errors``."""
    raw = request.form.get(name, "").strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2200:
        errors[name] = [t("This is not a date.")]
        return None
    return day


def form_number(name: str) -> int | None:
    """The number of a chosen record, or None."""
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def form_numbers(name: str) -> list[int]:
    """The numbers of chosen records."""
    return [
        int(raw)
        for raw in request.form.getlist(name)
        if raw.isascii() and raw.isdigit() and len(raw) < 10
    ]


def seen_version() -> int:
    """The version of the record that the form was filled from.

    Raises:
        Conflict: the form does not say.
    """
    found = form_number("version")
    if found is None:
        raise Conflict(
            "certification.version_missing",
            t("Open the page again and save once more."),
        )
    return found


def as_file(body: Any, media_type: str, name: str) -> Response:
    """A file to keep, which no cache keeps."""
    response = Response(body, mimetype=media_type)
    plain = name.encode("ascii", "ignore").decode().replace('"', "'")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
