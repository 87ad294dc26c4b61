"""Who looks after records, and who has to agree before one goes."""

from __future__ import annotations

from typing import Any

from ..access import Decision, allow_if, no, rule
from ..host import Actor
from ..i18n import lazy

KEEPERS = ("qms_representative", "archivist")


@rule("records.read")
def read(actor: Actor, _subject: Any) -> Decision:
    """The list of records names matters of all units."""
    return allow_if(
        actor.has_role(*KEEPERS, "top_management"),
        lazy("Records are looked after by the QMS representative and the archive."),
    )


@rule("records.hold")
def hold(actor: Actor, _subject: Any) -> Decision:
    """A hold can be placed by whoever hears of the court case first."""
    return allow_if(
        actor.has_role(*KEEPERS, "top_management"),
        lazy("A hold is placed and released by the QMS representative, the archive or management."),
    )


@rule("records.classify")
def classify(actor: Actor, _subject: Any) -> Decision:
    """The file plan and the defaults are loaded by the administrator."""
    return allow_if(
        actor.has_role("qms_representative", "it_administrator", "archivist"),
        lazy("The file plan is looked after by the administrator and the QMS representative."),
    )


@rule("records.mark")
def mark(actor: Actor, _subject: Any) -> Decision:
    """One record's class is chosen by who reads it."""
    return allow_if(
        actor.has_role(*KEEPERS),
        lazy("Records are looked after by the QMS representative and the archive."),
    )


@rule("records.propose")
def propose(actor: Actor, _subject: Any) -> Decision:
    """Disposal lists are drawn up, and carried out, by the representative."""
    return allow_if(
        actor.has_role("qms_representative"),
        lazy("A disposal list is drawn up and carried out by the QMS representative."),
    )


@rule("records.consent")
def consent(actor: Actor, disposal: Any) -> Decision:
    """The archive agrees, or the Secretary for it; never who drew the list up."""
    if disposal is not None and disposal.proposed_by_id == actor.person_id:
        return no(lazy("Nobody agrees to a list that they drew up themselves."))
    return allow_if(
        actor.has_role("archivist", "top_management"),
        lazy("A disposal list needs the consent of the archive."),
    )
