"""Pages of audits. Each module adds its routes to ``routes``."""

from .. import connections
from . import (
    agenda,
    evidence,
    listing,
    meetings,
    moving,
    planning,
    reporting,
    showing,
    steps,
    templates,
)
from ._shared import routes

__all__ = [
    "agenda",
    "connections",
    "evidence",
    "listing",
    "meetings",
    "moving",
    "planning",
    "reporting",
    "routes",
    "showing",
    "steps",
    "templates",
]
