"""What holds for every request and every answer of the module, whatever the route."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, request

from ..errors import Forbidden
from ..i18n import t
from .context import SAFE_METHODS, module


def refuse_cross_site_write() -> None:
    """Refuse a write that another site's page sent.

    Browsers say where a request comes from (Fetch Metadata, and ``Origin`` of RFC 6454). A write
    with a session cookie that says neither is refused too.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        trusted = site in {"same-origin", "none"}
    elif origin is not None:
        trusted = _is_own_origin(origin)
    else:
        trusted = False
    if not trusted:
        raise Forbidden(
            "cross_site_write",
            t("This change was sent by a page of another site and was refused."),
            way_out=t("Open the page in this intranet and send it from there."),
        )


def _is_own_origin(origin: str) -> bool:
    """Whether an ``Origin`` header names this site.

    The scheme counts where the site is known to be encrypted: a page of the same name that came
    without encryption may have been written by whoever stood in between. Behind a proxy that ends
    the encryption the request itself does not tell, so the configured address is asked too.
    """
    try:
        parts = urlsplit(origin)
        own = urlsplit(module().config.base_url)
    except ValueError:
        return False
    encrypted = request.is_secure or (own.scheme == "https" and own.netloc == request.host)
    return parts.netloc == request.host and (parts.scheme == "https" or not encrypted)


def protect_response(response: Response) -> Response:
    """Headers of every answer of the module."""
    policy = module().config.content_security_policy
    if policy and response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if response.mimetype in {"text/html", "application/json"}:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
