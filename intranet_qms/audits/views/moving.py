"""Move an audit to a newer version of its checklist, after seeing what that changes."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from sqlalchemy.orm import Session

from ...access import decide, require
from ...errors import Conflict, not_found
from ...host import Actor
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import hooks, queries, services
from ..models import Audit
from ..workflow import TAKES_WORK
from ._shared import routes, the_audit, to_audit


@hooks.panel_source
def newer_checklist(session: Session, actor: Actor, audit: Audit) -> hooks.Panel | None:
    """Tell the lead auditor that the checklist has a newer version."""
    if audit.state not in TAKES_WORK or not decide(actor, "audits.lead", audit):
        return None
    version = services.newer_version(session, audit)
    if version is None:
        return None
    return hooks.Panel(
        "qms/audits/_newer_checklist.html", {"number": audit.number, "version": version}
    )


def _offered(audit: Audit) -> Any:
    version = services.newer_version(db_session(), audit)
    if version is None or audit.state not in TAKES_WORK:
        raise not_found("audits.no_newer_version")
    return version


@routes.get("/audits/<number>/checklist")
@guarded("audits.read")
def newer_version(number: str) -> Response:
    """What a move to the version in use would change, and what becomes of the answers."""
    audit = the_audit(number)
    require(signed_in(), "audits.lead", audit)
    session = db_session()
    version = _offered(audit)
    return page(
        "qms/audits/checklist_move.html",
        audit=audit,
        present=queries.pinned(session, audit.checklist_version_id),
        effects=services.effects_of(session, audit, version),
        version=version,
    )


@routes.post("/audits/<number>/checklist")
@guarded("audits.read")
def move_checklist(number: str) -> Response:
    """Move the audit to the version that was shown."""
    audit = the_audit(number)
    require(signed_in(), "audits.lead", audit)
    session = db_session()
    sent = {name: request.form.get(name, "") for name in ("version", "row_version")}
    numbers = {
        name: int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
        for name, value in sent.items()
    }
    version = services.newer_version(session, audit)
    if version is None or version.number != numbers["version"]:
        raise Conflict(
            "audits.no_newer_version",
            t("Another version of this checklist is in use meanwhile."),
            way_out=t("Reload the page to see which version is in use."),
        )
    services.move_checklist(
        session, signed_in(), clock(), audit, version,
        seen_version=numbers["row_version"] or None,
    )  # fmt: skip
    flash(
        t(
            "The audit goes on with version %(number)s. No answer was dropped; phones get the new version when they synchronise.",
            number=version.number,
        ),
        "good",
    )
    return to_audit(audit)
