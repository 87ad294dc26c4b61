"""Who lets guests in, and what a guest may see: the one place that decides about both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..access import GUEST_ROLE, Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy
from .models import GuestGrant
from .workflow import GrantStanding, ScopeKind, standing

GUEST_SOURCE = "guest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a guest asks for: of which grant, when, and lines any one of which opens it.

    No line: the page of the grant itself.
    """

    grant: GuestGrant
    now: datetime
    lines: tuple[tuple[ScopeKind, str], ...] = ()


@rule("guests.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """The representative answers to the certification body for what it sees."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("Guests are let in by the QMS representative."),
    )


@rule("guests.see")
def see(actor: Actor, subject: Any) -> Decision:
    """A guest sees what a line of their own grant opens, while it is open; nobody else does."""
    if not isinstance(subject, Wanted) or not actor.has_role(GUEST_ROLE):
        return no(lazy("This page is for guests of the office."))
    if actor.source != GUEST_SOURCE or actor.host_id != host_id_of(subject.grant):
        return no(lazy("This page is for guests of the office."))
    grant = subject.grant
    if (
        standing(grant.begins_at, grant.ends_at, grant.revoked_at, subject.now)
        is not GrantStanding.OPEN
    ):
        return no(lazy("Your access has ended."))
    if not subject.lines:
        return allow_if(True, "")
    given = {(one.kind, one.reference) for one in grant.scope}
    return allow_if(
        not given.isdisjoint(subject.lines), lazy("This is outside of what you were granted.")
    )


def host_id_of(grant: GuestGrant) -> str:
    """How the trail names a guest: no person of the host has such an identifier."""
    return f"guest:{grant.uuid}"
