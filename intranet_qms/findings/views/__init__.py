"""Pages of findings. Each module adds its routes to ``routes``."""

from . import register, showing
from ._shared import routes

__all__ = ["register", "routes", "showing"]
