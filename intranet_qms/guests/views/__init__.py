"""Pages of guests: how they come in, what they read, and who lets them in."""

from . import entering, managing, reading
from ._shared import routes

__all__ = ["entering", "managing", "reading", "routes"]
