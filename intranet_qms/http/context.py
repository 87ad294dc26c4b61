"""What belongs to one request: the module, its session, who acts, and who reads the answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol, cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from ..config import QMSConfig
from ..db import Database
from ..errors import Unauthenticated
from ..host import Actor, Clock, FileStore, MailTransport, UserSource
from ..i18n import lazy, set_locale

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Module(Protocol):
    """The composed module, as the rooms below the composition root see it."""

    config: QMSConfig
    database: Database
    clock: Clock
    users: UserSource
    files: FileStore
    mail: MailTransport

    def identify(self) -> Actor | None:
        """Who acts in this request."""
        ...

    def signed_in_until(self) -> datetime | None:
        """When the sign-in of this request ends, where the host tells."""
        ...


def module() -> Module:
    """The module of the current application."""
    return cast(Module, current_app.extensions["intranet_qms"])


def clock() -> Clock:
    """The clock of the current application."""
    return module().clock


def today() -> date:
    """The day in the office's zone."""
    return clock().now().astimezone(module().config.zone).date()


def db_session() -> Session:
    """The session of this request; opened at first use."""
    session: Session | None = g.get("qms_session")
    if session is None:
        session = module().database.session(writes=bool(g.get("qms_writes", False)))
        g.qms_session = session
    return session


def close_session(_error: BaseException | None = None) -> None:
    """Give the session of this request back; what was not committed is rolled back."""
    session: Session | None = g.pop("qms_session", None)
    if session is not None:
        session.close()


def current_actor() -> Actor | None:
    """Who acts in this request, or None when nobody is signed in."""
    if "qms_actor" not in g:
        g.qms_actor = module().identify()
        if g.qms_actor is not None:
            set_locale(g.qms_actor.locale)
    return cast("Actor | None", g.qms_actor)


def signed_in() -> Actor:
    """Who acts, in a view whose guard let only signed-in people in."""
    actor = current_actor()
    if actor is None:
        raise Unauthenticated("signed_out", lazy("You are not signed in."))
    return actor


def wants_json() -> bool:
    """Whether the reader is a program."""
    return "/api/" in request.path or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )
