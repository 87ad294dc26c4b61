"""What the pages of people have in common."""

from __future__ import annotations

from datetime import date

from ...http import Routes, clock, module
from ...templating import TemplateInterface

routes = Routes("people")


def interface() -> TemplateInterface:
    """The same object that templates know as ``qms``."""
    return module().templates  # type: ignore[attr-defined, no-any-return]


def today() -> date:
    """The day in the office's zone."""
    return clock().now().astimezone(module().config.zone).date()
