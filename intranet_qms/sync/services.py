"""The doors of the device protocol for the worker, and for who signs as a phone does."""

from .canonical import digest
from .uploads import sweep_abandoned

__all__ = ["digest", "sweep_abandoned"]
