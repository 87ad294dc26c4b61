"""Open findings and actions that cite a document."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, joinedload

from ..documents.hooks import Citation, Occasion, citing, occasion_source, shown_only_by
from ..host import Actor
from .models import CorrectiveAction, Finding, FindingIssue
from .queries import DONE, visible_to


@citing
def findings(session: Session, document: Any) -> list[Citation]:
    """Findings that are not closed and cite it, and actions on the way that led to an issue of it."""
    listed = session.scalars(
        select(Finding)
        .where(Finding.document_id == document.id, Finding.state.not_in(DONE))
        .order_by(Finding.id)
    ).all()
    found = [
        Citation(
            kind="finding",
            reference=str(one.uuid),
            code=one.number,
            title_pl=one.statement[:300],
            endpoint="findings_show",
            values={"number": one.number},
            paragraphs=(one.paragraph_key,) if one.paragraph_key else (),
            owner_id=one.owner_id,
        )
        for one in listed
    ]
    revision = inspect(CorrectiveAction).relationships["revision"].mapper.class_
    actions = session.scalars(
        select(CorrectiveAction)
        .join(CorrectiveAction.finding)
        .join(revision, revision.id == CorrectiveAction.revision_id)
        .where(
            revision.document_id == document.id,
            CorrectiveAction.state != "verified",
            Finding.state.not_in(DONE),
        )
        .options(joinedload(CorrectiveAction.finding))
        .order_by(CorrectiveAction.id)
    ).all()
    found += [
        Citation(
            kind="action",
            reference=str(one.uuid),
            code=one.finding.number,
            title_pl=one.text[:300],
            endpoint="findings_show",
            values={"number": one.finding.number},
            owner_id=one.owner_id,
        )
        for one in actions
    ]
    return found


@shown_only_by("finding")
def readable_findings(session: Session, actor: Actor, references: Iterable[str]) -> set[str]:
    """Findings are shown to those who may read them."""
    wanted = [uuid.UUID(one) for one in references]
    return {
        str(one)
        for one in session.scalars(
            select(Finding.uuid).where(Finding.uuid.in_(wanted), visible_to(actor))
        )
    }


@shown_only_by("action")
def readable_actions(session: Session, actor: Actor, references: Iterable[str]) -> set[str]:
    """An action is shown with its finding."""
    wanted = [uuid.UUID(one) for one in references]
    return {
        str(one)
        for one in session.scalars(
            select(CorrectiveAction.uuid)
            .join(CorrectiveAction.finding)
            .where(CorrectiveAction.uuid.in_(wanted), visible_to(actor))
        )
    }


@occasion_source
def findings_behind_issues(
    session: Session, actor: Actor, revision_ids: Iterable[int]
) -> dict[int, list[Occasion]]:
    """The findings because of which issues were begun."""
    found: dict[int, list[Occasion]] = {}
    for link, finding in session.execute(
        select(FindingIssue, Finding)
        .join(Finding, Finding.id == FindingIssue.finding_id)
        .where(FindingIssue.revision_id.in_(list(revision_ids)), visible_to(actor))
        .order_by(FindingIssue.id)
    ):
        found.setdefault(link.revision_id, []).append(
            Occasion(
                code=finding.number,
                text=link.why,
                endpoint="findings_show",
                values={"number": finding.number},
            )
        )
    return found
