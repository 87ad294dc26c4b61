"""Who may see a report: whoever may see its subject, as the kind of report decides."""

from __future__ import annotations

from typing import Any

from ..access import YES, Decision, rule
from ..host import Actor


@rule("reports.see")
def see(actor: Actor, decision: Any) -> Decision:
    """The door of the routes is open to everybody signed in; the view asks again with the
    decision that the kind of report made for its subject."""
    return decision if isinstance(decision, Decision) else YES
