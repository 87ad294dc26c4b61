"""Pages of records, of the file plan, and of disposal lists."""

from . import filing, listing, lists
from ._shared import routes

__all__ = ["filing", "listing", "lists", "routes"]
