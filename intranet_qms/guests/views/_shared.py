"""What the pages of guests have in common: the cookie, and who a guest is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, make_response, redirect, request, url_for

from ...http import (
    Routes,
    clock,
    current_visitor,
    db_session,
    module,
    visitor_source,
)
from ...http import page as plain_page
from ...http import today as today
from .. import services
from ..services import Visitor

routes = Routes("guests")
COOKIE = "qms_guest"


def zone() -> ZoneInfo:
    """The office's zone."""
    return module().config.zone


@visitor_source
def visitor_of_request() -> Visitor | None:
    """The guest whose browser sent this request. One query, and none without the cookie."""
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    return services.by_session(db_session(), clock(), secret, address=request.remote_addr)


def last_day(grant: Any) -> date:
    """The last day that is granted, in the office's zone."""
    ends: datetime = grant.ends_at
    return (ends.astimezone(zone()) - timedelta(seconds=1)).date()


def visitor() -> Visitor:
    """The guest, in a view whose guard let only guests in."""
    found: Visitor = current_visitor()
    return found


def give_cookie(response: Response, secret: str, until: datetime) -> None:
    """Let the browser keep the secret of a session until it ends.

    Not readable by scripts, sent to this module only, and over an encrypted line wherever the
    office is reached over one.
    """
    response.set_cookie(
        COOKIE, secret, expires=until, httponly=True, samesite="Lax",
        secure=request.is_secure or module().config.base_url.startswith("https:"),
        path=url_for("qms.guests_home").rsplit("/guest", 1)[0] or "/",
    )  # fmt: skip


def take_cookie(response: Response) -> None:
    """Have the browser forget the secret."""
    response.delete_cookie(COOKIE, path=url_for("qms.guests_home").rsplit("/guest", 1)[0] or "/")


def guest_page(template: str, /, *, status: int = 200, **context: Any) -> Response:
    """A page for a guest, which no search engine keeps."""
    response = plain_page(template, status=status, **context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def to(endpoint: str, **values: Any) -> Response:
    """Go to a page."""
    return make_response(redirect(url_for(f"qms.guests_{endpoint}", **values), code=303))
