"""Pages of checklists. Each module adds its routes to ``routes``."""

from .. import connections
from . import designing, showing
from ._shared import routes

__all__ = ["connections", "designing", "routes", "showing"]
