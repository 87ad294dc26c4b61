"""Routes and their guards: the one place where a request is let in, and where it commits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec

from flask import Blueprint, Response, g, make_response, redirect, request
from sqlalchemy.orm import Session

from .. import access
from ..db import run_after_commit
from ..errors import Forbidden, Unauthenticated, not_found
from ..i18n import lazy, set_locale
from .context import SAFE_METHODS, current_actor, module, wants_json

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Guard:
    """What protects a route: an action that is asked about, or the reason why it is public."""

    action: str | None = None
    public_reason: str | None = None
    visited: str | None = None
    """What a guest sees there; no person of the office gets in by their own rights."""


class Routes:
    """The routes of one feature, collected in its ``views.py`` or ``api.py``.

    The endpoint of a view is ``qms.<feature>_<function name>``.
    """

    def __init__(self, feature: str) -> None:
        self.feature = feature
        self._rules: list[tuple[str, str, tuple[str, ...], Callable[..., Any]]] = []

    def get(self, path: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
        """Answer GET at ``path`` below the module's prefix."""
        return self._route(path, ("GET",))

    def post(self, path: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
        """Answer POST."""
        return self._route(path, ("POST",))

    def put(self, path: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
        """Answer PUT."""
        return self._route(path, ("PUT",))

    def delete(self, path: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
        """Answer DELETE."""
        return self._route(path, ("DELETE",))

    def _route(
        self, path: str, methods: tuple[str, ...]
    ) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
        def register(view: Callable[P, Any]) -> Callable[P, Any]:
            if not isinstance(getattr(view, "_qms_guard", None), Guard):
                raise TypeError(f"{view.__module__}.{view.__qualname__} has no guard")
            self._rules.append((path, view.__name__, methods, view))
            return view

        return register

    def attach(self, blueprint: Blueprint) -> None:
        """Hang all routes into ``blueprint``."""
        for path, name, methods, view in self._rules:
            blueprint.add_url_rule(path, f"{self.feature}_{name}", view, methods=list(methods))


def guarded(
    action: str, *, writes: bool | None = None
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Let only signed-in people in for whom ``action`` is allowed.

    Rules that need a subject are asked again by the view with the subject. ``writes`` tells
    whether the session may write; by default every method but GET and HEAD may.
    """

    def decorate(view: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
            g.qms_writes = request.method not in SAFE_METHODS if writes is None else writes
            actor = current_actor()
            if actor is None:
                return _ask_to_sign_in()
            access.require(actor, action)
            return _committed(view, *args, **kwargs)

        wrapper._qms_guard = Guard(action=action)  # type: ignore[attr-defined]
        return wrapper

    return decorate


def public(
    reason: str, *, writes: bool | None = None
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Let everybody in; ``reason`` says why that is right."""

    def decorate(view: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
            g.qms_writes = request.method not in SAFE_METHODS if writes is None else writes
            return _committed(view, *args, **kwargs)

        wrapper._qms_guard = Guard(public_reason=reason)  # type: ignore[attr-defined]
        return wrapper

    return decorate


_visitors: list[Callable[[], Any]] = []


def visitor_source(function: Callable[[], Any]) -> Callable[[], Any]:
    """Say how the guest of a request is found: the one source answers a guest or None."""
    _visitors[:] = [function]
    return function


def current_visitor() -> Any:
    """The guest from outside who sent this request, or None."""
    if "qms_visitor" not in g:
        g.qms_visitor = _visitors[0]() if _visitors else None
        if g.qms_visitor is not None:
            set_locale(g.qms_visitor.actor.locale)
    return g.qms_visitor


def visited(what: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Let only guests from outside in, who came by a grant that is open now; ``what`` they see.

    The only guard that knows guests. Every other route asks for a person of the office, so that a
    new route is closed to guests unless somebody writes this above it. The session may write: what
    a guest sees is noted.
    """

    def decorate(view: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
            g.qms_writes = True
            if current_visitor() is None:
                raise Forbidden(
                    "guests.not_in",
                    lazy("This page is for guests of the office."),
                    way_out=lazy("Open the personal link that was mailed to you once more."),
                )
            return _committed(view, *args, **kwargs)

        wrapper._qms_guard = Guard(visited=what)  # type: ignore[attr-defined]
        return wrapper

    return decorate


LARGEST_NUMBER = 2**31 - 1
"""What the databases keep as an integer."""


def _names_nothing(part: Any) -> bool:
    """Whether a part of an address can belong to no record: no column keeps such a value."""
    return part > LARGEST_NUMBER if isinstance(part, int) else "\x00" in str(part)


def _committed(view: Callable[..., Any], *args: Any, **kwargs: Any) -> Response:
    if any(map(_names_nothing, kwargs.values())):
        raise not_found()
    response = make_response(view(*args, **kwargs))
    session: Session | None = g.get("qms_session")
    if session is not None:
        if response.status_code < 400 or g.get("qms_commit_anyway"):
            session.commit()
            run_after_commit(session)
        else:
            session.rollback()
    return response


def commit_even_if_refused() -> None:
    """Keep what this request wrote although it answers an error (a quarantine, a failed try)."""
    g.qms_commit_anyway = True


def _ask_to_sign_in() -> Response:
    if current_visitor() is not None:
        raise Forbidden(
            "guests.outside",
            lazy("This is outside of what you were granted."),
            way_out=lazy("Go back to the list of what the office has opened for you."),
        )
    if wants_json() or request.method not in SAFE_METHODS:
        raise Unauthenticated(
            "sync.signed_out" if "/api/sync/" in request.path else "signed_out",
            lazy("You are not signed in, or your sign-in has expired."),
            way_out=lazy("Sign in again; what you entered is kept on this device."),
        )
    if module().users.current() is not None:
        # The host knows them, the module disabled them: the host's sign-in would send them back
        # here, and so on for ever.
        raise Forbidden(
            "account_disabled",
            lazy("Your access to the quality management system has been switched off."),
            way_out=lazy("If you need this, ask the QMS representative."),
        )
    target = request.full_path if request.query_string else request.path
    response = make_response(redirect(module().users.sign_in_url(target)))
    response.headers["Cache-Control"] = "no-store"
    return response
