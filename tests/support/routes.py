"""Addresses that are worked out once for all applications of a test run, not once for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_known: dict[object, Callable[..., tuple[str, str]]] = {}


class RememberedRule(Rule):
    """A route whose builder of addresses is compiled once: it depends on its text alone."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key: Any = (self.rule, tuple(self._trace), append_unknown)
        if key not in _known:
            _known[key] = super()._compile_builder(append_unknown)
        return _known[key]
