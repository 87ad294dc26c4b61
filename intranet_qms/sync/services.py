"""The doors of the device protocol for the worker."""

from .uploads import sweep_abandoned

__all__ = ["sweep_abandoned"]
