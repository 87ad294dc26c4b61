"""What certification tells the features below: work to do, origins, a part of an audit's page, the
units that certificates name, and a line for citizens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..access import decide
from ..audits import hooks as audit_hooks
from ..citizens import hooks as citizens_hooks
from ..findings import origins
from ..host import Actor, Clock
from ..i18n import date_text, lazy, localized, t
from ..people.hooks import Follower, Holding, Move, Told, register
from ..people.worklist import WorkItem, source
from ..trail.services import record
from . import labels, queries
from .models import CertificateUnit

WORK_AHEAD_DAYS = 60
"""How many days ahead an external audit stands among the tasks of the representative."""


@source
def visits_to_prepare(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """External audits that are near. One query, and none for anybody but the representative."""
    if not decide(actor, "certification.manage"):
        return []
    return [
        WorkItem(
            kind=t("Prepare the external audit"),
            title=f"{labels.VISITS[visit.kind]} · {visit.certificate.body.name}",
            endpoint="certification_visit",
            values={"visit_uuid": str(visit.uuid)},
            due_on=visit.due_on,
            icon="audit",
        )
        for visit in queries.visits_due(session, today, WORK_AHEAD_DAYS)
    ]


@origins.register
def origins_of_findings(
    session: Session, actor: Actor, listed: Sequence[Any]
) -> Mapping[int, origins.Origin]:
    """The external audit behind a finding, by the body's own number."""
    wanted = [one.id for one in listed if one.source == "external_audit"]
    if not wanted:
        return {}
    return {
        finding_id: origins.Origin(
            audit_number=number,
            audit_title=f"{labels.VISITS[visit.kind]}, {visit.certificate.body.name}",
            readable=bool(decide(actor, "certification.read")),
            kind="audit",
            endpoint="certification_visit",
            values={"visit_uuid": str(visit.uuid)},
        )
        for finding_id, (number, visit) in queries.external_numbers(session, wanted).items()
    }


@audit_hooks.panel_source
def cycle_of_audit(session: Session, actor: Actor, audit: Any) -> audit_hooks.Panel | None:
    """Which step of a certification cycle an audit is."""
    found = queries.visits_of_audit(session, audit.id)
    if not found:
        return None
    return audit_hooks.Panel(
        "qms/certification/_audit_panel.html", {"visits": found, "labels": labels}
    )


@citizens_hooks.line_source
def certificate_line(session: Session, today: date, config: Any) -> citizens_hooks.Line | None:
    """The certificate in force, where the office wants citizens to see it."""
    if not config.public_certificate:
        return None
    found = queries.current(session, today)
    if found is None or found.valid_until is None:
        return None
    return citizens_hooks.Line(
        t(
            "Certified by %(body)s: %(standard)s, certificate %(number)s, valid until %(day)s.",
            body=found.body.name,
            standard=found.standard_text,
            number=found.number,
            day=date_text(found.valid_until, config.zone),
        ),
        localized(found.scope_pl, found.scope_en),
    )


def _covered(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    return [
        Holding(
            kind="certificates",
            key=one.id,
            unit_id=one.unit_id,
            code=one.certificate.number,
            title=one.certificate.standard_text,
            endpoint="certification_certificate",
            values={"certificate_uuid": str(one.certificate.uuid)},
        )
        for one in queries.covering_units(session, unit_ids)
    ]


def _hand_over(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    planned = {move.key: move for move in moves}
    for move in moves:
        row = session.get(CertificateUnit, move.key)
        if row is None:
            continue
        certificate = row.certificate
        present = {one.unit_id for one in certificate.units}
        if row.unit_id not in move.to_unit_ids:
            certificate.units.remove(row)
            present.discard(row.unit_id)
        certificate.units += [
            CertificateUnit(unit_id=one) for one in move.to_unit_ids if one not in present
        ]
        record(
            session, actor, clock, "certification.follow_units", "certificate", certificate.uuid,
            {"units": {str(move.from_unit_id): list(planned[move.key].to_unit_ids)}},
        )  # fmt: skip
    session.flush()
    return []


register(
    Follower(
        kind="certificates",
        label=lazy("Certificates that cover the unit"),
        columns=("qms_certificate_unit.unit_id",),
        holdings=_covered,
        hand_over=_hand_over,
        shared=True,
        order=80,
    )
)
