"""Pages of audits. Each module adds its routes to ``routes``."""

from .. import connections
from . import agenda, evidence, listing, planning, showing, steps
from ._shared import routes

__all__ = ["agenda", "connections", "evidence", "listing", "planning", "routes", "showing", "steps"]
