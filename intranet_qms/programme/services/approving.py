"""Submit a version, send it back, approve it: what is approved is sealed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from .. import notifications
from ..models import Programme
from ..queries.programmes import content_hash
from ..workflow import TRANSITIONS, ProgrammeState, ProgrammeStep


def _move(programme: Programme, step: ProgrammeStep) -> None:
    following = TRANSITIONS.get((ProgrammeState(programme.state), step))
    if following is None:
        raise Conflict(
            "programme.step_not_possible",
            lazy("The programme is not in a state for this."),
            way_out=lazy("Open the page again; somebody may have moved it on meanwhile."),
        )
    programme.state = following


def submit(session: Session, actor: Actor, clock: Clock, programme: Programme) -> None:
    """Hand a draft to top management.

    Raises:
        Forbidden, Conflict; Invalid: nothing is planned, or something has no month or no lead.
    """
    access.require(actor, "programme.manage")
    problems = []
    if not programme.entries:
        problems.append(t("Nothing is planned yet."))
    no_month = sum(one.month is None for one in programme.entries)
    if no_month:
        problems.append(t("%(count)s entries have no month.", count=no_month))
    no_lead = sum(not any(of.leads for of in one.team) for one in programme.entries)
    if no_lead:
        problems.append(t("%(count)s entries have no lead auditor.", count=no_lead))
    if not programme.objectives.strip():
        problems.append(t("The objectives are missing."))
    if programme.state == ProgrammeState.DRAFT and problems:
        raise Invalid(
            "programme.not_complete",
            lazy("The programme is not complete."),
            way_out=lazy("Complete it, then submit it again."),
            fields={"submit": problems},
        )
    _move(programme, ProgrammeStep.SUBMIT)
    programme.submitted_by, programme.submitted_at = actor.name, clock.now()
    programme.return_reason = ""
    session.flush()
    programme.content_hash = content_hash(session, programme)
    session.flush()
    record(
        session, actor, clock, "programme.submit", "programme", programme.uuid,
        {"hash": programme.content_hash, "version": programme.number},
    )  # fmt: skip
    notifications.submitted(session, clock, programme)


def send_back(
    session: Session, actor: Actor, clock: Clock, programme: Programme, reason: str
) -> None:
    """Return a version to its author, with the reason.

    Raises:
        Forbidden, Conflict; Invalid: no reason.
    """
    access.require(actor, "programme.approve")
    if not reason.strip():
        sentence = t("Say what should be different.")
        raise Invalid("programme.reason", sentence, fields={"reason": [sentence]})
    _move(programme, ProgrammeStep.RETURN)
    programme.return_reason = reason.strip()[:5000]
    programme.content_hash = ""
    session.flush()
    record(
        session, actor, clock, "programme.return", "programme", programme.uuid,
        {"reason": programme.return_reason},
    )  # fmt: skip
    notifications.returned(session, clock, programme)


def approve(
    session: Session, actor: Actor, clock: Clock, programme: Programme, *, seen_hash: str
) -> None:
    """Approve what was submitted. It is sealed; the version before it is superseded.

    Args:
        seen_hash: of the content that was in front of whoever approves.

    Raises:
        Forbidden, StaleSignIn; Conflict: not submitted, or not what was seen.
    """
    access.require(actor, "programme.approve")
    access.require_fresh_sign_in(actor, clock.now())
    if programme.state == ProgrammeState.SUBMITTED and (
        seen_hash != programme.content_hash
        or content_hash(session, programme) != programme.content_hash
    ):
        raise Conflict(
            "programme.other_content",
            lazy("This is not the content that was submitted."),
            way_out=lazy("Open the page again and look at it once more."),
        )
    _move(programme, ProgrammeStep.APPROVE)
    for before in session.scalars(
        select(Programme).where(
            Programme.year == programme.year,
            Programme.state == ProgrammeState.APPROVED,
            Programme.id != programme.id,
        )
    ):
        _move(before, ProgrammeStep.SUPERSEDE)
    programme.approved_by, programme.approved_at = actor.name, clock.now()
    session.flush()
    record(
        session, actor, clock, "programme.approve", "programme", programme.uuid,
        {
            "year": programme.year,
            "version": programme.number,
            "hash": programme.content_hash,
            "entries": len(programme.entries),
        },
    )  # fmt: skip
    notifications.approved(session, clock, programme)
