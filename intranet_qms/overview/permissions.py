"""Who sees the state of the whole."""

from __future__ import annotations

from typing import Any

from ..access import Decision, allow_if, rule
from ..host import Actor
from ..i18n import lazy

SEES = ("qms_representative", "top_management")


@rule("overview.read")
def read(actor: Actor, _nothing: Any) -> Decision:
    """Top management and the representative."""
    return allow_if(
        actor.has_role(*SEES),
        lazy("The state of the whole system is shown to management and to the QMS representative."),
    )
