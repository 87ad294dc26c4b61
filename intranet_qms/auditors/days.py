"""Days in sentences."""

from __future__ import annotations

from datetime import UTC, date
from typing import cast
from zoneinfo import ZoneInfo

from ..i18n import date_text

_NO_ZONE = cast(ZoneInfo, UTC)
"""A day has none; only moments are taken to one."""


def said(day: date) -> str:
    """A day as people read it in a sentence ("1 gru 2026")."""
    return date_text(day, _NO_ZONE, style="medium")
