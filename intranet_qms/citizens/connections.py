"""What opinions tell the features below them: a tab, work to do, the origin of a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..access import decide
from ..documents import panels
from ..documents import queries as documents
from ..documents.workflow import DocumentKind
from ..findings import origins
from ..host import Actor
from ..i18n import localized, t, tn
from ..people.worklist import WorkItem, source
from . import queries


@panels.register_tab
def opinions_tab(session: Session, actor: Actor, document: Any) -> panels.Tab | None:
    """Client guides have a tab of what citizens say; other documents have none."""
    if document.kind is not DocumentKind.CLIENT_GUIDE or not decide(
        actor, "citizens.read", document
    ):
        return None
    total = queries.summary(session, document.id).total
    return panels.Tab("opinions", t("Opinions"), "citizens_opinions", total or None)


@source
def opinions_to_read(session: Session, actor: Actor, _today: date) -> list[WorkItem]:
    """Guides of the actor with opinions that nobody has looked at. Two queries."""
    waiting = {row[0]: row for row in queries.waiting(session)}
    if not waiting:
        return []
    mine = [
        one
        for one in documents.documents_by_ids(session, waiting)
        if actor.is_person(one.owner_id) or one.owner_unit_id in actor.headed_unit_ids
        or (one.owner_id is None and actor.has_role("qms_representative"))
    ]  # fmt: skip
    return [
        WorkItem(
            kind=t("Read what citizens say"),
            title=f"{one.code} {localized(one.title, one.title_en)} – "
            + tn("%(n)s opinion", "%(n)s opinions", waiting[one.id][1]),
            endpoint="citizens_opinions",
            values={"code": one.code},
            icon="comment",
        )
        for one in mine
    ]


@origins.register
def origins_of_findings(
    session: Session, actor: Actor, listed: Sequence[Any]
) -> Mapping[int, origins.Origin]:
    """The guide that a citizen spoke of."""
    wanted = [one.id for one in listed if one.source == "citizens"]
    if not wanted:
        return {}
    return {
        finding_id: origins.Origin(
            audit_number=opinion.document.code,
            audit_title=t("Opinion of a citizen"),
            readable=bool(decide(actor, "citizens.read", opinion.document)),
            kind="opinion",
            endpoint="citizens_opinions",
            values={"code": opinion.document.code},
        )
        for finding_id, opinion in queries.of_findings(session, wanted).items()
    }
