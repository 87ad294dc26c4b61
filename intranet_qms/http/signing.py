"""What stands as a signature asks first for a fresh proof of who signs, where the host can ask."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request

from ..access import StaleSignIn, has_fresh_sign_in
from ..host import Reauthentication
from .context import clock, module, signed_in

KEPT_CHARACTERS = 10_000
"""Of one field; what is longer waits in the form that the signer goes back to."""


def proof_url(next_url: str) -> str:
    """Where the reader proves anew who they are, to come back to ``next_url``."""
    users = module().users
    return users.reauthenticate_url(next_url) if isinstance(users, Reauthentication) else next_url


def is_proved() -> bool:
    """Whether the reader may sign now."""
    return has_fresh_sign_in(signed_in(), clock().now())


def ask_again(error: StaleSignIn, back: str | None = None) -> Response:
    """The answer to a signature that came too late: nothing was signed, and what was typed waits in
    the form until the signer has confirmed who they are in another tab.

    Args:
        back: where to go without signing; the page that held the form when missing.
    """
    back = back or _page_before()
    return make_response(
        render_template(
            "qms/sign_again.html",
            error=error,
            action=request.full_path.rstrip("?"),
            back=back,
            proof=proof_url(back),
            typed=[
                (name, value)
                for name, value in request.form.items(multi=True)
                if len(value) <= KEPT_CHARACTERS
            ],
        ),
        error.status,
    )


def _page_before() -> str:
    before, here = urlsplit(request.referrer or ""), urlsplit(request.host_url)
    if before.path and (before.scheme, before.netloc) == (here.scheme, here.netloc):
        return f"{before.path}?{before.query}" if before.query else before.path
    return f"{module().config.url_prefix}/"
