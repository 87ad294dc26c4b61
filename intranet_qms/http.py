"""What every route shares: the guard, the session, the reader's language, errors, safe writes.

A view function carries exactly one guard, ``guarded(action)`` or ``public(reason)``; a route
without one cannot be attached. The guard is also the entry point that commits: business code
never does.
"""

from __future__ import annotations

import functools
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ParamSpec, Protocol, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from jinja2 import TemplateError
from marshmallow import Schema, ValidationError
from sqlalchemy import Select, func, select
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from . import access
from .config import QMSConfig
from .db import Database, is_away, run_after_commit
from .db import after_commit as after_commit
from .errors import (
    Conflict,
    Forbidden,
    Invalid,
    QMSError,
    TooLarge,
    Unauthenticated,
    Unavailable,
    not_found,
)
from .host import Actor, Clock, FileStore, MailTransport, UserSource
from .i18n import lazy, set_locale, t

log = logging.getLogger(__name__)

P = ParamSpec("P")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SERVICE = "intranet-qms"


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


@dataclass(frozen=True, slots=True)
class Guard:
    """What protects a route: an action that is asked about, or the reason why it is public."""

    action: str | None = None
    public_reason: str | None = None


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


def module() -> Module:
    """The module of the current application."""
    return cast(Module, current_app.extensions["intranet_qms"])


def clock() -> Clock:
    """The clock of the current application."""
    return module().clock


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


def _ask_to_sign_in() -> Response:
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


def page(template: str, /, *, status: int = 200, **context: Any) -> Response:
    """A rendered page. The only global is ``qms``; everything else comes by ``context``."""
    return make_response(render_template(template, **context), status)


def json_response(payload: Mapping[str, Any], *, status: int = 200) -> Response:
    """A JSON answer that no cache keeps."""
    response = jsonify(payload)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list that was paginated in the database."""

    items: list[Any]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_number(self) -> int:
        """The number of the first item of this page, from 1; 0 for an empty list."""
        return 0 if not self.items else (self.page - 1) * self.per_page + 1

    @property
    def last_number(self) -> int:
        """The number of the last item of this page."""
        return (self.page - 1) * self.per_page + len(self.items)


def paginate(
    session: Session,
    query: Select[Any],
    *,
    page: int,
    per_page: int = 25,
    count: Select[int] | None = None,
    scalars: bool = True,
) -> Page:
    """Run ``query`` for one page and count the whole.

    A page number past the end gives the last page. ``count`` replaces the derived count query
    where a cheaper one is known.
    """
    counting = count if count is not None else _count_of(query)
    total = int(session.execute(counting).scalar_one())
    page = min(max(1, page), max(1, -(-total // per_page)))
    rows = session.execute(query.limit(per_page).offset((page - 1) * per_page))
    items = list(rows.scalars().unique()) if scalars else list(rows)
    return Page(items, total, page, per_page)


def _count_of(query: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(query.order_by(None).options().subquery())


def query_int(name: str, default: int, *, minimum: int = 1, maximum: int = 10**6) -> int:
    """A whole number of the address, or ``default`` when missing.

    Raises:
        Invalid: not a number, or out of range.
    """
    raw = request.args.get(name)
    if raw is None or raw == "":
        return default
    if not raw.isascii() or not raw.lstrip("-").isdigit() or len(raw) > 9:
        raise Invalid("address_number", t("“%(name)s” in the address is no number.", name=name))
    value = int(raw)
    if not minimum <= value <= maximum:
        raise Invalid("address_range", t("“%(name)s” in the address is out of range.", name=name))
    return value


def load_json(schema: Schema, *, maximum_bytes: int | None = None) -> dict[str, Any]:
    """The JSON body, checked by ``schema``.

    Raises:
        TooLarge: longer or deeper than is taken.
        Invalid: no JSON, no UTF-8, or not as the schema says (``fields`` says where).
    """
    payload = read_json(maximum_bytes=maximum_bytes)
    try:
        return cast("dict[str, Any]", schema.load(payload))
    except ValidationError as error:
        raise Invalid(
            "invalid_fields",
            t("Some fields are not right."),
            way_out=t("Correct them and send again."),
            fields=_flat(dict(error.messages_dict)),
        ) from error


def read_json(*, maximum_bytes: int | None = None) -> Any:
    """The JSON body as Python values, refused early when it is too long or too deep.

    Raises:
        TooLarge, Invalid: as for ``load_json``.
    """
    limit = maximum_bytes or module().config.push_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge("body_too_large", t("The message is larger than is taken here."))
    raw = request.stream.read(limit + 1)
    if len(raw) > limit:
        raise TooLarge("body_too_large", t("The message is larger than is taken here."))
    if _depth_exceeds(raw, module().config.json_depth):
        raise TooLarge("json_too_deep", t("The message is nested deeper than is taken here."))
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Invalid(
            "not_json", t("The message is not valid JSON in UTF-8."), status=400
        ) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def _depth_exceeds(raw: bytes, limit: int) -> bool:
    """Whether brackets outside of strings nest deeper than ``limit``, told without parsing."""
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return False
    depth = 0
    for match in _BRACKET.finditer(_STRING.sub(b"", raw)):
        depth += 1 if match[0] in b"[{" else -1
        if depth > limit:
            return True
    return False


def _flat(messages: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(_flat(value, name + "."))
        else:
            flat[name] = [str(item) for item in value]
    return flat


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


def answer_error(error: Exception) -> BaseResponse | tuple[str, int]:
    """Turn any failure inside the module into words: a page, or JSON for programs."""
    told = _as_told(error)
    if told is None:
        if isinstance(error, HTTPException):
            return error.get_response()
        raise error
    session: Session | None = g.get("qms_session")
    if session is not None:
        if g.get("qms_commit_anyway") and told.status < 500:
            session.commit()
            run_after_commit(session)
        else:
            session.rollback()
    if wants_json():
        response = json_response(
            {
                "service": SERVICE,
                "error": told.as_dict(),
                "server_time": wire_time(clock().now()),
            },
            status=told.status,
        )
    else:
        response = page("qms/error.html", status=told.status, error=told)
    if told.retry_after is not None:
        response.headers["Retry-After"] = str(told.retry_after)
    return response


def _as_told(error: Exception) -> QMSError | None:
    if isinstance(error, QMSError):
        return error
    if isinstance(error, StaleDataError):
        return Conflict(
            "changed_meanwhile",
            t("Somebody else saved this meanwhile."),
            way_out=t("Go back, your text is kept; open the page again and compare."),
        )
    if isinstance(error, SQLAlchemyError) and is_away(error):
        log.warning("the database is away: %s", error.__class__.__name__)
        return Unavailable(
            _code("database_away"),
            t("The database cannot be reached right now. Nothing you entered is lost."),
            way_out=t("Try again in a moment."),
            retry_after=5,
        )
    if isinstance(error, IntegrityError | DataError):
        return _not_storable(error)
    # Jinja counts a missing template among the failures of input and output; it is a fault of ours.
    if isinstance(error, OSError) and not isinstance(error, TemplateError):
        log.exception("a file could not be read or written")
        return Unavailable(
            _code("storage_away"),
            t("A file could not be stored or read right now."),
            way_out=t("Try again in a moment."),
            retry_after=5,
        )
    if isinstance(error, HTTPException):
        return _http_error(error)
    log.exception("unexpected failure at %s", request.path)
    return QMSError(
        "unexpected",
        t("Something went wrong on the server. It has been written to the log."),
        way_out=t("Try again; if it happens again, tell the administrator the time."),
    )


def _not_storable(error: IntegrityError | DataError) -> QMSError:
    """The database's own rules are the last net: a form should have said it beside the field."""
    log.exception("the database refused a value at %s", request.path)
    if "unique" in str(error.orig).lower():
        return Conflict(
            "changed_meanwhile",
            t("Somebody else saved this meanwhile."),
            way_out=t("Go back, your text is kept; open the page again and compare."),
        )
    return Invalid(
        "not_storable",
        t("This holds a choice that is not offered any more, or characters that are no text."),
        way_out=t("Go back, your text is kept; correct it and send it again."),
    )


def _code(code: str) -> str:
    """Phones know one word for a server that cannot work now (protocol, step 4.2.6)."""
    return "sync.unavailable" if "/api/sync/" in request.path else code


def _http_error(error: HTTPException) -> QMSError | None:
    code = error.code or 500
    if code < 400:
        return None
    sentences = {
        400: t("The request could not be understood."),
        404: t("This page or record does not exist, or you have no access to it."),
        405: t("This address does not take this kind of request."),
        413: t("The message is larger than is taken here."),
    }
    return QMSError(f"http_{code}", sentences.get(code, t("The request failed.")), status=code)


def own_path(raw: str | None, default: str) -> str:
    """``raw`` where it is a path of this site, else ``default``: what a redirect may follow.

    Browsers read a backslash as a slash and drop control characters, so that ``/<tab>/elsewhere``
    would lead away: neither belongs in an address of ours.
    """
    if (
        raw
        and raw.startswith("/")
        and not raw.startswith("//")
        and "\\" not in raw
        and raw.isprintable()
    ):
        return raw
    return default


def wire_time(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
