"""Reads of certification bodies, certificates and external audits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ..errors import not_found
from ..standards import queries as standards
from .models import (
    Certificate,
    CertificateUnit,
    CertificationBody,
    CertificationVisit,
    ExternalFinding,
    ExternalImport,
)
from .workflow import IN_FORCE, LIVING, CertificateState, VisitStanding, standing


def related(holder: Any, name: str) -> Any:
    """The class on the other side of a relationship, without importing a lower feature's models."""
    return inspect(holder).relationships[name].mapper.class_


def bodies(session: Session, *, only_active: bool = False) -> Sequence[CertificationBody]:
    """Certification bodies by name."""
    query = select(CertificationBody).order_by(CertificationBody.name)
    if only_active:
        query = query.where(CertificationBody.active)
    return session.scalars(query).all()


def body(session: Session, identifier: uuid.UUID) -> CertificationBody:
    """One body. Raises NotFound."""
    found = session.scalars(
        select(CertificationBody).where(CertificationBody.uuid == identifier)
    ).one_or_none()
    if found is None:
        raise not_found("certification.no_body")
    return found


def _whole() -> Select[Certificate]:
    finding = related(ExternalFinding, "finding")
    visits = selectinload(Certificate.visits)
    return select(Certificate).options(
        joinedload(Certificate.body),
        joinedload(Certificate.edition),
        joinedload(Certificate.file),
        joinedload(Certificate.renews),
        selectinload(Certificate.units).joinedload(CertificateUnit.unit),
        visits.joinedload(CertificationVisit.audit),
        visits.selectinload(CertificationVisit.findings)
        .joinedload(ExternalFinding.finding)
        .load_only(finding.number, finding.finding_class, finding.state, finding.due_on),
    )


def certificate(session: Session, identifier: uuid.UUID) -> Certificate:
    """One certificate with all that its page shows. Raises NotFound."""
    found = (
        session.scalars(
            _whole().where(Certificate.uuid == identifier).execution_options(populate_existing=True)
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise not_found("certification.no_certificate")
    return found


def certificates(session: Session) -> Sequence[Certificate]:
    """All certificates, the latest first. An office has had a dozen in a century."""
    return (
        session.scalars(
            _whole().order_by(
                Certificate.valid_from.is_(None).desc(),
                Certificate.valid_from.desc(),
                Certificate.id.desc(),
            )
        )
        .unique()
        .all()
    )


def current(session: Session, today: date) -> Certificate | None:
    """The certificate that the office can refer to today, the latest where there are several."""
    return session.scalars(
        select(Certificate)
        .where(
            Certificate.state == CertificateState.VALID,
            Certificate.valid_from <= today,
            Certificate.valid_until >= today,
        )
        .options(joinedload(Certificate.body))
        .order_by(Certificate.valid_until.desc(), Certificate.id.desc())
        .limit(1)
    ).first()


def visit(session: Session, identifier: uuid.UUID) -> CertificationVisit:
    """One external audit with its certificate and findings. Raises NotFound."""
    found = (
        session.scalars(
            select(CertificationVisit)
            .where(CertificationVisit.uuid == identifier)
            .options(
                joinedload(CertificationVisit.certificate).joinedload(Certificate.body),
                joinedload(CertificationVisit.audit),
                selectinload(CertificationVisit.findings).joinedload(ExternalFinding.finding),
            )
            .execution_options(populate_existing=True)
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise not_found("certification.no_visit")
    return found


def import_of(session: Session, identifier: uuid.UUID) -> ExternalImport:
    """One sheet that was sent in. Raises NotFound."""
    found = session.scalars(
        select(ExternalImport)
        .where(ExternalImport.uuid == identifier)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise not_found("certification.no_import")
    return found


def open_imports(session: Session, visit_id: int) -> Sequence[ExternalImport]:
    """Sheets of an external audit, the newest first."""
    return session.scalars(
        select(ExternalImport)
        .where(ExternalImport.visit_id == visit_id)
        .order_by(ExternalImport.id.desc())
        .limit(20)
    ).all()


def numbers_taken(session: Session, visit_id: int) -> set[str]:
    """The body's numbers that findings of this audit have already, folded."""
    rows = session.scalars(
        select(ExternalFinding.external_number).where(ExternalFinding.visit_id == visit_id)
    )
    return {one.casefold() for one in rows}


def external_numbers(
    session: Session, finding_ids: Sequence[int]
) -> dict[int, tuple[str, CertificationVisit]]:
    """The body's number and the audit of findings, by their internal number. One query."""
    rows = session.execute(
        select(ExternalFinding.finding_id, ExternalFinding.external_number, CertificationVisit)
        .join(CertificationVisit, CertificationVisit.id == ExternalFinding.visit_id)
        .where(ExternalFinding.finding_id.in_(list(finding_ids)))
        .options(joinedload(CertificationVisit.certificate).joinedload(Certificate.body))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def audit_choices(session: Session) -> list[tuple[int, str]]:
    """For a choice in a form: audits by outsiders that are not cancelled, the latest first."""
    audit = related(CertificationVisit, "audit")
    rows = session.execute(
        select(audit.id, audit.number, audit.title)
        .where(
            audit.kind.in_(
                ("pre_certification", "certification", "surveillance", "recertification")
            ),
            audit.state != "cancelled",
        )
        .order_by(audit.first_day.desc(), audit.id.desc())
        .limit(100)
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]


def visits_of_audit(session: Session, audit_id: int) -> Sequence[CertificationVisit]:
    """The steps of certification cycles that an audit is."""
    return session.scalars(
        select(CertificationVisit)
        .where(CertificationVisit.audit_id == audit_id)
        .options(joinedload(CertificationVisit.certificate).joinedload(Certificate.body))
    ).all()


def visits_due(session: Session, today: date, notice_days: int) -> Sequence[CertificationVisit]:
    """External audits of living certificates that were not held and whose day is near or past."""
    return session.scalars(
        select(CertificationVisit)
        .join(CertificationVisit.certificate)
        .where(
            CertificationVisit.held_on.is_(None),
            CertificationVisit.due_on <= today + timedelta(days=notice_days),
            Certificate.state.in_(sorted(LIVING)),
        )
        .options(joinedload(CertificationVisit.certificate).joinedload(Certificate.body))
        .order_by(CertificationVisit.due_on, CertificationVisit.id)
    ).all()


def ending(session: Session, today: date, notice_days: int) -> Sequence[Certificate]:
    """Certificates in force whose last day is near, unless another takes their place."""
    newer = select(Certificate.renews_id).where(
        Certificate.renews_id.is_not(None), Certificate.state == CertificateState.VALID
    )
    return session.scalars(
        select(Certificate)
        .where(
            Certificate.state.in_(sorted(IN_FORCE)),
            Certificate.valid_until >= today,
            Certificate.valid_until <= today + timedelta(days=notice_days),
            Certificate.id.not_in(newer),
        )
        .options(joinedload(Certificate.body))
        .order_by(Certificate.valid_until, Certificate.id)
    ).all()


def ended(session: Session, today: date) -> Sequence[Certificate]:
    """Certificates in force by their state whose last day has passed."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.state.in_(sorted(IN_FORCE)), Certificate.valid_until < today)
        .order_by(Certificate.id)
    ).all()


def covering_units(session: Session, unit_ids: Sequence[int]) -> Sequence[CertificateUnit]:
    """Where living certificates name these units."""
    return session.scalars(
        select(CertificateUnit)
        .join(CertificateUnit.certificate)
        .where(CertificateUnit.unit_id.in_(unit_ids), Certificate.state.in_(sorted(LIVING)))
        .options(joinedload(CertificateUnit.certificate))
        .order_by(CertificateUnit.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Cycle:
    """A visit of a cycle as its list shows it."""

    visit: CertificationVisit
    standing: VisitStanding


def cycle(certificate: Certificate, today: date, notice_days: int) -> list[Cycle]:
    """The visits of a certificate with how they stand to their days."""
    return [
        Cycle(one, standing(one.held_on, one.due_on, today, notice_days))
        for one in certificate.visits
    ]


def road(session: Session) -> Sequence[Any]:
    """The office's road to certification, as the standards keep it."""
    return standards.milestones(session)
