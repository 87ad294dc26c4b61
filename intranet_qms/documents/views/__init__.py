"""The pages of the register. Each module adds its routes to ``routes``."""

from .. import worklist
from . import deciding, kinds, printing, reading, redline, remarks, signing, writing
from ._shared import routes

__all__ = ["deciding", "kinds", "printing", "reading", "redline", "remarks", "routes", "signing", "worklist", "writing"]
