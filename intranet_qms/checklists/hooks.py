"""What features above tell checklists: the kinds of audits that one can be written for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..i18n import LazyText

_kinds: Final[dict[str, LazyText]] = {}


def name_kinds(words: Mapping[str, LazyText]) -> None:
    """Tell the kinds of audits that a checklist can be written for, in words."""
    _kinds.update(words)


def kinds() -> Mapping[str, LazyText]:
    """The kinds of audits by their stable words; empty as long as nobody named them."""
    return _kinds
