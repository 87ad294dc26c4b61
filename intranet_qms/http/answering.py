"""Answers: pages, JSON, and failures told in words."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, jsonify, make_response, render_template, request
from jinja2 import TemplateError
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from ..access import StaleSignIn
from ..db import is_away, run_after_commit
from ..errors import Conflict, Invalid, QMSError, Unavailable
from ..i18n import t
from .context import clock, wants_json
from .signing import ask_again

log = logging.getLogger(__name__)

SERVICE = "intranet-qms"


def page(template: str, /, *, status: int = 200, **context: Any) -> Response:
    """A rendered page. The only global is ``qms``; everything else comes by ``context``."""
    return make_response(render_template(template, **context), status)


def json_response(payload: Mapping[str, Any], *, status: int = 200) -> Response:
    """A JSON answer that no cache keeps."""
    response = jsonify(payload)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
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
    elif isinstance(told, StaleSignIn) and request.method == "POST":
        response = ask_again(told)
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


def wire_time(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
