"""The version of a report for the public bulletin: chosen, looked at, confirmed."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...reports.audit_json import as_json, content_hash
from ...reports.audit_values import AuditReport as ReportValues
from ...trail import services as trail
from ..changes import lock_audits
from ..models import Audit, AuditReport, PublicReport
from ..queries import reporting as queries
from .reporting import require_signed

MOST_WISHES = 200


def choose_public(
    session: Session,
    actor: Actor,
    audit: Audit,
    report: AuditReport,
    *,
    take_out: Sequence[str],
    leave_in: Sequence[str],
    photos: Sequence[str],
    seen_version: int,
) -> PublicReport:
    """Keep what is to be taken out and left in; it has to be confirmed (again) afterwards.

    Args:
        seen_version: ``row_version`` of what the writer had before them, 0 for none yet.

    Raises:
        Forbidden: the actor does not sign this report, or it is not signed.
        Conflict: somebody else chose meanwhile.
        Invalid: more texts than are taken.
    """
    access.require(actor, "audits.sign_report", audit)
    require_signed(report)
    lock_audits(session, [audit.id])
    if len(take_out) + len(leave_in) > MOST_WISHES or any(
        len(one) > 300 for one in (*take_out, *leave_in)
    ):
        raise Invalid(
            "audits.too_many_wishes",
            lazy("These are too many texts."),
            fields={"take_out": [t("At most 200 texts of 300 characters are taken.")]},
        )
    public = queries.public_of(session, report.id)
    if (public.row_version if public else 0) != seen_version:
        raise Conflict("changed_meanwhile", lazy("Somebody else changed this report meanwhile."))
    if public is None:
        public = PublicReport(uuid=new_uuid(), report_id=report.id)
        session.add(public)
    public.take_out = list(dict.fromkeys(one.strip() for one in take_out if one.strip()))
    public.leave_in = list(dict.fromkeys(one.strip() for one in leave_in if one.strip()))
    public.photos = list(dict.fromkeys(photos))
    # What was confirmed was another text: files that were made of it are nobody's any more.
    public.uuid = new_uuid()
    public.confirmed_at = public.confirmed_by_id = public.content = None
    public.confirmed_name = public.content_hash = ""
    public.pdf_file_id = public.docx_file_id = None
    session.flush()
    return public


def confirm_public(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    report: AuditReport,
    values: ReportValues,
    *,
    taken: int,
    seen_hash: str,
) -> PublicReport:
    """Confirm that exactly the text that was shown may be published.

    Args:
        values: the report without names, as it is now.
        taken: how many things were taken out; noted in the trail.
        seen_hash: hash of what the lead had before them.

    Raises:
        Forbidden: the actor does not sign this report, or it is not signed.
        StaleSignIn: the actor has not proved who they are within the last minutes.
        Conflict: the text is another one than was shown.
    """
    access.require(actor, "audits.sign_report", audit)
    require_signed(report)
    lock_audits(session, [audit.id])
    public = queries.public_of(session, report.id)
    if public is None:
        public = PublicReport(uuid=new_uuid(), report_id=report.id, take_out=[], leave_in=[],
                              photos=[])  # fmt: skip
        session.add(public)
    digest = content_hash(values)
    if not hmac.compare_digest(digest, seen_hash):
        raise Conflict(
            "audits.report_changed",
            lazy("The report has changed since you looked at it."),
            way_out=lazy("Look at it again, then confirm."),
        )
    access.require_fresh_sign_in(actor, clock.now())
    if public.confirmed_at is not None and public.content_hash != digest:
        public.uuid = new_uuid()
        public.pdf_file_id = public.docx_file_id = None
    public.content, public.content_hash = as_json(values), digest
    public.confirmed_by_id, public.confirmed_name = actor.person_id or None, actor.name
    public.confirmed_at = clock.now()
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "audits.publish_report",
        "audit",
        audit.uuid,
        {"version": report.number, "hash": digest, "taken_out": taken,
         "photos": len(public.photos)},
    )  # fmt: skip
    return public
