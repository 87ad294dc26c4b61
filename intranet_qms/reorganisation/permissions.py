"""Who may see, plan and approve reorganisations."""

from __future__ import annotations

from typing import Any

from ..access import Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy
from .workflow import PlanState

PLANS = ("qms_representative",)
SEES = (*PLANS, "top_management")


@rule("reorganisation.read")
def read(actor: Actor, _subject: Any) -> Decision:
    """A plan names findings and people who have not been told yet."""
    return allow_if(
        actor.has_role(*SEES),
        lazy("Reorganisations are planned by the QMS representative."),
    )


@rule("reorganisation.plan")
def plan(actor: Actor, subject: Any) -> Decision:
    """Plans are put together by the representative, as long as they are drafts."""
    if subject is not None and subject.state is not PlanState.DRAFT:
        return no(lazy("The plan is approved or over and cannot be changed now."))
    return _representative(actor)


@rule("reorganisation.approve")
def approve(actor: Actor, subject: Any) -> Decision:
    """Approved, taken back and given up by the representative."""
    return _representative(actor)


def _representative(actor: Actor) -> Decision:
    return allow_if(
        actor.has_role(*PLANS), lazy("Reorganisations are planned by the QMS representative.")
    )
