"""Pages of certificates, certification bodies and external audits."""

from . import bodies, certificates, overview, visits
from ._shared import routes

__all__ = ["bodies", "certificates", "overview", "routes", "visits"]
