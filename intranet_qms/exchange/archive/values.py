"""Values of columns as JSON and back."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, Uuid

from ...db import UTCDateTime


def as_json(value: Any) -> Any:
    """A value as JSON keeps it: moments in UTC to the microsecond, identifiers as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def from_json(column: Column[Any], value: Any) -> Any:
    """What ``as_json`` was given. Raises ValueError or TypeError for anything else."""
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, UTCDateTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment must be aware")
        return moment
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Uuid):
        return uuid.UUID(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    python = kind.python_type if not _is_json(column) else object
    wanted = str if issubclass(python, Enum) else python
    if wanted in (int, str, bool, float) and not (
        isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))
    ):
        raise TypeError(f"{column.name} takes {wanted.__name__}")
    return value


def _is_json(column: Column[Any]) -> bool:
    return "JSON" in type(column.type).__name__.upper()
