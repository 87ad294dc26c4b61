"""Pages of audit programmes."""

from . import areas, changing, machine, showing
from ._shared import routes

__all__ = ["areas", "changing", "machine", "routes", "showing"]
