"""Who sees certificates and who keeps them."""

from __future__ import annotations

from typing import Any

from ..access import YES, Decision, allow_if, rule
from ..host import Actor
from ..i18n import lazy


@rule("certification.read")
def read(_actor: Actor, _subject: Any) -> Decision:
    """Everybody: what a certificate covers and until when is no secret of the office."""
    return YES


@rule("certification.manage")
def manage(actor: Actor, _subject: Any) -> Decision:
    """Kept by the representative, whom the certification body writes to."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("Certificates and external audits are kept by the QMS representative."),
    )
