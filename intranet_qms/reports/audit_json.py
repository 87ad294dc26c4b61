"""An audit report as plain JSON, so that what was signed can be kept, hashed and made again.

Reading back what was written gives the same values; fields that a later version of the program
adds have their defaults.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, Union
from zoneinfo import ZoneInfo

from .audit_values import AuditReport

LATER = frozenset({"score"})
"""Fields that came later: empty, they are left out, so that what was signed before keeps its hash."""

UNSIGNED = ("made_at", "mark", "seal")
"""Fields that say how a file was made and are no part of what is signed."""


def as_json(report: AuditReport) -> dict[str, Any]:
    """The report as JSON values."""
    plain = _plain(report)
    assert isinstance(plain, dict)
    return plain


def from_json(values: Mapping[str, Any]) -> AuditReport:
    """The report that ``as_json`` wrote.

    Raises:
        TypeError, ValueError, KeyError: something else was written there.
    """
    made = _made(AuditReport, values)
    assert isinstance(made, AuditReport)
    return made


def content_hash(report: AuditReport) -> str:
    """SHA-256 over everything that a signature stands for, in a fixed form."""
    values = {name: value for name, value in as_json(report).items() if name not in UNSIGNED}
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name not in LATER or getattr(value, field.name)
        }
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, ZoneInfo):
        return value.key
    return value


def _made(wanted: Any, value: Any) -> Any:
    origin = typing.get_origin(wanted)
    if origin in (Union, types.UnionType):
        inner = [one for one in typing.get_args(wanted) if one is not type(None)]
        return None if value is None else _made(inner[0], value)
    if origin is tuple:
        return tuple(_made(typing.get_args(wanted)[0], one) for one in value)
    if origin is Literal:
        return value
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        hints = typing.get_type_hints(wanted)
        return wanted(
            **{
                field.name: _made(hints[field.name], value[field.name])
                for field in dataclasses.fields(wanted)
                if field.name in value
            }
        )
    if wanted is datetime:
        return datetime.fromisoformat(value)
    if wanted is date:
        return date.fromisoformat(value)
    if wanted is ZoneInfo:
        return ZoneInfo(value)
    return value
