"""The pages of reorganisations. Each module adds its routes to ``routes``."""

from . import changing, showing
from ._shared import routes

__all__ = ["changing", "routes", "showing"]
