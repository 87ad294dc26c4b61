"""The pages of reorganisations. Each module adds its routes to ``routes``."""

from ._shared import routes

__all__ = ["routes"]
