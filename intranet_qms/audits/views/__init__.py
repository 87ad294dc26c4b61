"""Pages of audits. Each module adds its routes to ``routes``."""

from .. import connections
from . import evidence, listing, planning, showing, steps
from ._shared import routes

__all__ = ["connections", "evidence", "listing", "planning", "routes", "showing", "steps"]
