"""The office's own template of audit reports."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict
from ...files import services as files
from ...host import Actor, Clock, FileStore
from ...i18n import lazy
from ...trail import services as trail
from ..models import ReportTemplate

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def keep_template(
    session: Session, actor: Actor, clock: Clock, store: FileStore, data: bytes, file_name: str
) -> ReportTemplate:
    """Keep a template that was checked (``reports.docx_check``); reports use it from now on.

    Raises:
        Forbidden: the actor does not keep templates.
    """
    access.require(actor, "audits.templates")
    stored = files.store(
        session, clock, store, data, files.Content(DOCX), person_id=actor.person_id
    )
    template = ReportTemplate(
        uuid=new_uuid(),
        file_id=stored.id,
        file_name=file_name[-200:],
        uploaded_by_id=actor.person_id or None,
        uploaded_by_name=actor.name,
        uploaded_at=clock.now(),
    )
    session.add(template)
    session.flush()
    trail.record(
        session, actor, clock, "audits.keep_template", "report_template", template.uuid,
        {"file": file_name[-200:], "sha256": stored.sha256},
    )  # fmt: skip
    return template


def withdraw_template(
    session: Session, actor: Actor, clock: Clock, template: ReportTemplate
) -> None:
    """Use it no more; the one before, or the built-in one, takes its place.

    Raises:
        Forbidden: the actor does not keep templates.
        Conflict: withdrawn already.
    """
    access.require(actor, "audits.templates")
    if template.withdrawn_at is not None:
        raise Conflict("audits.template_withdrawn", lazy("This template is not used any more."))
    template.withdrawn_at = clock.now()
    session.flush()
    trail.record(
        session, actor, clock, "audits.withdraw_template", "report_template", template.uuid
    )
