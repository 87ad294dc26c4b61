"""A fresh proof of who is signed in, for what stands as a signature (``host.Reauthentication``)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import i18n
from ..adapters import FlaskLoginUsers

log = logging.getLogger(__name__)

_AT, _ASKED = "proved_at", "proving"
OLDEST = 60
"""Seconds between the sign-in at the provider and its word about it, at most."""


class StandaloneUsers(FlaskLoginUsers):
    """Whoever is signed in to this intranet; can be asked to prove it."""

    def proved_at(self) -> datetime | None:
        """The moment of the last sign-in or confirmation of this session."""
        at = session.get(_AT)
        return datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None

    def reauthenticate_url(self, next_url: str) -> str:
        """This intranet's page of confirmation."""
        return url_for("intranet.confirm", next=next_url)


def note(at: datetime) -> None:
    """The person of this session has just proved who they are."""
    session[_AT] = at.timestamp()


def begin(identifier: str) -> None:
    """Remember whom the provider is asked to prove."""
    session[_ASKED] = identifier


def is_begun() -> bool:
    """Whether what comes back from the provider is to be a proof and no sign-in."""
    return _ASKED in session


def give_up() -> None:
    """A plain sign-in was begun instead: its return must not count as a proof."""
    session.pop(_ASKED, None)


def counts(claims: dict[str, Any]) -> bool:
    """Whether a sign-in at the provider is a proof: only if somebody was asked there just now.

    A provider that still knows the browser signs in whoever sits at it without a question. OpenID
    Connect Core, 2: ``auth_time`` says when they signed in there, ``iat`` when it says so; who asks
    with ``max_age`` must be told both. A provider that keeps silent proves nothing.
    """
    signed_in_at, said_at = claims.get("auth_time"), claims.get("iat")
    if isinstance(signed_in_at, int | float) and isinstance(said_at, int | float):
        return said_at - signed_in_at <= OLDEST
    return False


def proved(identifier: str, claims: dict[str, Any], target: str) -> BaseResponse:
    """The provider's answer: only the same person, and only if they were asked anew."""
    asked = session.pop(_ASKED)
    if not current_user.is_authenticated or identifier != asked:
        return question(
            target,
            i18n.t("Somebody else signed in there. Whoever signs must be the person who is here."),
            status=403,
        )
    if not isinstance(claims.get("auth_time"), int | float):
        log.error("the sign-in service leaves out auth_time, so that nobody can sign anything")
        return question(
            target,
            i18n.t(
                "The sign-in service does not say when you signed in, so nothing can be signed. "
                "Tell the administrator: it has to send auth_time."
            ),
            status=403,
        )
    if not counts(claims):
        return question(
            target,
            i18n.t("The sign-in service did not ask you anew. Please try again."),
            status=403,
        )
    note(current_app.extensions["intranet_qms"].clock.now())
    return redirect(target)


def question(
    target: str, problem: str | None = None, *, demo: bool = False, status: int = 200
) -> Response:
    """The page that asks; ``demo`` offers the click of the demo people."""
    response = make_response(
        render_template(
            "qms/standalone/confirm.html",
            person=current_user,
            next=target,
            problem=problem,
            again=url_for("intranet.confirm", next=target),
            action=url_for("intranet.confirm_demo") if demo else None,
        ),
        status,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
