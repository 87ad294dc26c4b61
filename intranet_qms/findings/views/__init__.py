"""Pages of findings. Each module adds its routes to ``routes``."""

from . import analysing, classes, doing, figures, files, register, requirement, showing
from ._shared import routes

__all__ = [
    "analysing",
    "classes",
    "doing",
    "figures",
    "files",
    "register",
    "requirement",
    "routes",
    "showing",
]
