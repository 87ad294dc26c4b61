"""The pages of the register. Each module adds its routes to ``routes``."""

from .. import worklist
from . import deciding, reading, writing
from ._shared import routes

__all__ = ["deciding", "reading", "routes", "worklist", "writing"]
