"""What the pages of guides and of opinions have in common."""

from __future__ import annotations

import hashlib
import hmac

from flask import Response, current_app, request

from ...errors import not_found
from ...http import Routes, db_session, module, page
from ...http import today as today
from ...i18n import LOCALES, current_locale, set_locale
from .. import hooks

routes = Routes("citizens")

KEPT_SECONDS = 300
"""How long a cache may answer with a public page by itself."""


def open_to_citizens() -> None:
    """Go on only where the office publishes its guides, in the language that the address names.

    The language stands in the address and nowhere else: a page that depends on a cookie or on the
    browser could not be kept by a cache.

    Raises:
        NotFound: guides are not published here.
    """
    if not module().config.public_guides:
        raise not_found()
    wanted = request.args.get("lang", "")
    set_locale(wanted if wanted in LOCALES else module().config.locale)


def language_part() -> dict[str, str]:
    """What links between public pages carry on: the language, where it is not the office's own."""
    own = module().config.locale
    return {} if current_locale() == own else {"lang": current_locale()}


def public_page(template: str, /, *, status: int = 200, **context: object) -> Response:
    """A page for everybody."""
    lines = hooks.lines(db_session(), today(), module().config)
    return page(template, status=status, lang=language_part(), foot_lines=lines, **context)


def kept(response: Response) -> Response:
    """Let caches keep an answer, and answer with 304 whoever has it already (RFC 9110, 13).

    Whoever sends cookies gets an answer of their own: one of theirs might come back with it.
    """
    if request.cookies:
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response.headers["Vary"] = "Cookie"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def keyed_hash(*parts: str) -> str:
    """A hash that nobody can compute without the application's own key."""
    key = current_app.secret_key or "unkeyed"
    raw = key if isinstance(key, bytes) else key.encode()
    return hmac.new(raw, "\0".join(("citizens", *parts)).encode(), hashlib.sha256).hexdigest()
