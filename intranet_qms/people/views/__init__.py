"""The pages of people. Each module adds its routes to ``routes``."""

from . import office, own
from ._shared import routes

__all__ = ["office", "own", "routes"]
