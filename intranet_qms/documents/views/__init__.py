"""The pages of the register. Each module adds its routes to ``routes``."""

from .. import worklist
from . import (
    acknowledging,
    deciding,
    effects,
    facts,
    kinds,
    paths,
    periodic,
    printing,
    reading,
    redline,
    remarks,
    signing,
    suggesting,
    wording,
    writing,
)
from ._shared import routes

__all__ = [
    "acknowledging",
    "deciding",
    "effects",
    "facts",
    "kinds",
    "paths",
    "periodic",
    "printing",
    "reading",
    "redline",
    "remarks",
    "routes",
    "signing",
    "suggesting",
    "wording",
    "worklist",
    "writing",
]
