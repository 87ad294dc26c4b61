"""The way in: the personal link, the code, and out again.

Opening the link does nothing by itself: programs that look at mail open links too. A code is sent
when the guest presses the button.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any, cast

from flask import Response, current_app, request

from ...errors import Invalid, NotFound, QMSError, TooMany
from ...http import clock, commit_even_if_refused, db_session, public, visited
from ...i18n import LOCALES, current_locale, lazy, set_locale
from .. import services
from ..models import GuestGrant
from ..workflow import CODE_LASTS
from ._shared import give_cookie, guest_page, routes, take_cookie, to, visitor

WHY = "a guest from outside comes in by a personal link and a code that is mailed to them"
_UNKNOWN, _WITHIN, _MOST_KEPT = 20, 600.0, 5_000


class _Guesses:
    """When addresses of the network last named links that are none: each process by itself."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, address: str) -> None:
        """Count a link that is none. Raises TooMany: twenty within ten minutes from one address."""
        now = time.monotonic()
        with self._lock:
            recent = [one for one in self._tries.get(address, ()) if now - one < _WITHIN]
            self._tries[address] = [*recent, now][-_UNKNOWN - 1 :]
            self._tries.move_to_end(address)
            while len(self._tries) > _MOST_KEPT:
                self._tries.popitem(last=False)
        if len(recent) >= _UNKNOWN:
            raise TooMany(
                "guests.links_guessed",
                lazy("Too many links that do not exist were opened from here."),
                way_out=lazy("Wait ten minutes, then open the link from the mail."),
                retry_after=600,
            )


def _guesses() -> _Guesses:
    """Those of this application."""
    return cast(_Guesses, current_app.extensions.setdefault("qms_guest_guesses", _Guesses()))


def _grant(secret: str) -> GuestGrant:
    """The grant of the address, in whose language the page speaks. Raises NotFound, TooMany."""
    found = services.by_link(db_session(), clock(), secret)
    if found is None:
        _guesses().count(request.remote_addr or "")
        # The same words for what never was and for what holds no more.
        raise NotFound(
            "guests.no_link",
            lazy("This link does not hold, or does not hold any more."),
            way_out=lazy("Ask the office that invited you for a new link."),
        )
    wanted = request.args.get("lang", "")
    set_locale(wanted if wanted in LOCALES else found.language)
    return found


def _page(secret: str, *, asked: bool, status: int = 200, **context: Any) -> Response:
    return guest_page(
        "qms/guests/enter.html", status=status, secret=secret, asked=asked,
        lang={"lang": current_locale()}, minutes=int(CODE_LASTS.total_seconds() // 60), **context,
    )  # fmt: skip


@routes.get("/guest/enter/<secret>")
@public(WHY)
def enter(secret: str) -> Response:
    """Ask the guest to have a code sent."""
    grant = _grant(secret)
    return _page(secret, asked=False, grant=grant)


@routes.post("/guest/enter/<secret>")
@public(WHY)
def ask_code(secret: str) -> Response:
    """Send a code to the address that the office knows."""
    grant = _grant(secret)
    try:
        services.ask_code(db_session(), clock(), grant)
    except QMSError as error:
        if error.status not in {403, 429}:
            raise
        response = _page(secret, asked=True, status=error.status, grant=grant, refused=error)
        if error.retry_after is not None:
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    return _page(secret, asked=True, grant=grant)


@routes.post("/guest/enter/<secret>/code")
@public(WHY)
def check_code(secret: str) -> Response:
    """Let the guest in who enters the code."""
    grant = _grant(secret)
    try:
        key, until = services.begin(
            db_session(), clock(), grant, request.form.get("code", ""), address=request.remote_addr
        )
    except Invalid as error:
        # The try counts although it is refused.
        commit_even_if_refused()
        return _page(secret, asked=True, status=422, grant=grant, errors=error.fields)
    except QMSError as error:
        if error.status != 403:
            raise
        return _page(secret, asked=True, status=403, grant=grant, refused=error)
    response = to("home")
    give_cookie(response, key, until)
    return response


@routes.post("/guest/leave")
@visited("the end of the visit")
def leave() -> Response:
    """Leave, in this browser."""
    services.leave(db_session(), clock(), visitor())
    response = guest_page("qms/guests/left.html")
    take_cookie(response)
    return response


@routes.post("/guest/language")
@visited("the language of the pages")
def language() -> Response:
    """Choose the language, for the pages and for mail."""
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        visitor().grant.language = chosen
    return to("home")
