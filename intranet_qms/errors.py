"""Errors that a person can be told: a stable code, a sentence, a way out.

``message`` and ``way_out`` are translatable (pass ``i18n.lazy`` strings, or ``t`` at the moment of
raising). ``fields`` names the inputs that were wrong, for forms and for the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .i18n import LazyText, t


class QMSError(Exception):
    """The root of all errors of this module that have a sentence for the reader."""

    status = 500

    def __init__(
        self,
        code: str,
        message: str | LazyText,
        *,
        way_out: str | LazyText | None = None,
        fields: Mapping[str, list[str]] | None = None,
        status: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self._message = message
        self._way_out = way_out
        self.fields = dict(fields or {})
        self.retry_after = retry_after
        if status is not None:
            self.status = status

    @property
    def message(self) -> str:
        """The sentence, in the language of whoever reads it now."""
        return str(self._message)

    @property
    def way_out(self) -> str | None:
        """What the reader can do, or None."""
        return None if self._way_out is None else str(self._way_out)

    def as_dict(self) -> dict[str, Any]:
        """The error as the API sends it."""
        body: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "way_out": self.way_out,
        }
        if self.fields:
            body["fields"] = self.fields
        return body

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotFound(QMSError):
    """There is no such thing, or the reader may not know that there is."""

    status = 404


class Forbidden(QMSError):
    """The reader may not do this; the message says why."""

    status = 403


class Unauthenticated(QMSError):
    """Nobody is signed in."""

    status = 401


class Conflict(QMSError):
    """The thing changed meanwhile, or is not in a state that allows this."""

    status = 409


class TooLarge(QMSError):
    """More bytes, pixels, rows or levels than are taken."""

    status = 413


class UnsupportedMedia(QMSError):
    """The content is not of a kind that is taken here, whatever its name says."""

    status = 415


class Invalid(QMSError):
    """What was sent does not make sense; ``fields`` says where."""

    status = 422


class TooMany(QMSError):
    """Too many attempts in too short a time."""

    status = 429


class Unavailable(QMSError):
    """A part that is needed is away; the same call will work later."""

    status = 503


def not_found(code: str = "not_found") -> NotFound:
    """The plain answer for a thing that does not exist."""
    return NotFound(
        code,
        t("This page or record does not exist, or you have no access to it."),
        way_out=t("Check the address, or look for it from the list."),
    )
