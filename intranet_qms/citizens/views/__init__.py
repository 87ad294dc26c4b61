"""The doors of citizens: guides, their feed, the form of opinions; and opinions for the office."""

from . import feed, guides, reading, saying
from ._shared import routes

__all__ = ["feed", "guides", "reading", "routes", "saying"]
