"""Pages of imports, exports and archives."""

from . import archives, importing, listing
from ._shared import routes

__all__ = ["archives", "importing", "listing", "routes"]
