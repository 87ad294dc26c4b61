"""The doors of citizens: guides, opinions and the bulletin's feed."""

from ._shared import routes

__all__ = ["routes"]
