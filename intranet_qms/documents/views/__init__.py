"""The pages of the register. Each module adds its routes to ``routes``."""

from .. import worklist
from . import deciding, printing, reading, writing
from ._shared import routes

__all__ = ["deciding", "printing", "reading", "routes", "worklist", "writing"]
