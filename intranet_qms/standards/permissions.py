"""Who may see the standards."""

from __future__ import annotations

from typing import Any

from ..access import YES, Decision, rule
from ..host import Actor


@rule("standards.read")
def read(_actor: Actor, _subject: Any) -> Decision:
    """Everybody: numbers and titles of clauses are public, and guests come to see the proof."""
    return YES
