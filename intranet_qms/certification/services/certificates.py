"""Enter certificates, change what they say, and move them from state to state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...files import services as files
from ...host import Actor, Clock, FileStore
from ...i18n import lazy, t
from ...people import queries as people
from ...standards import queries as standards
from ...trail.services import record
from ..models import Certificate, CertificateUnit, CertificationBody, CertificationVisit
from ..workflow import (
    CYCLE,
    CertificateState,
    CertificateStep,
    VisitKind,
    cycle_days,
    next_state,
)

LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What a certificate says. ``unit_ids`` count where it does not cover the whole office."""

    body_id: int | None
    standard_text: str
    edition_id: int | None = None
    number: str = ""
    scope_pl: str = ""
    scope_en: str = ""
    sites: str = ""
    whole_office: bool = True
    unit_ids: Sequence[int] = ()
    applied_on: date | None = None
    issued_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    renews_id: int | None = None


def enter(
    session: Session,
    actor: Actor,
    clock: Clock,
    facts: CertificateFacts,
    *,
    state: CertificateState = CertificateState.APPLIED,
) -> Certificate:
    """Enter a certificate: the application for one, or one that was granted (earlier, too).

    One that was granted gets the visits of its cycle with the days by which they have to be held.

    Raises:
        Forbidden: ``certification.manage``.
        Invalid: ``fields`` says where.
    """
    access.require(actor, "certification.manage")
    _check(session, None, facts, granted=state is not CertificateState.APPLIED)
    certificate = Certificate(
        uuid=new_uuid(),
        state=state,
        state_since=facts.applied_on if state is CertificateState.APPLIED else facts.issued_on,
        created_by_name=actor.name,
        created_at=clock.now(),
        units=[],
        visits=[],
    )
    _take(session, certificate, facts)
    session.add(certificate)
    session.flush()
    if state is not CertificateState.APPLIED:
        _plan_cycle(session, certificate)
    record(
        session, actor, clock, "certification.enter", "certificate", certificate.uuid,
        {"number": certificate.number, "state": state.value},
    )  # fmt: skip
    return certificate


def save(
    session: Session,
    actor: Actor,
    clock: Clock,
    certificate: Certificate,
    facts: CertificateFacts,
    *,
    seen_version: int | None,
    today: date,
) -> None:
    """Change what a certificate says. One that expired by a wrong last day is in force again.

    Raises:
        Forbidden: ``certification.manage``.
        Conflict: somebody else saved meanwhile.
        Invalid: ``fields`` says where.
    """
    access.require(actor, "certification.manage")
    if seen_version is not None and seen_version != certificate.row_version:
        raise Conflict(
            "certification.changed_meanwhile",
            lazy("Somebody else changed this certificate meanwhile."),
            way_out=lazy("Open it in another tab, compare, and enter your change anew."),
        )
    _check(session, certificate, facts, granted=certificate.state is not CertificateState.APPLIED)
    names = ("number", "standard_text", "scope_pl", "scope_en", "sites", "issued_on", "valid_from",
             "valid_until", "body_id", "whole_office")  # fmt: skip
    before = {name: getattr(certificate, name) for name in names}
    _take(session, certificate, facts)
    session.flush()
    changed = sorted(name for name in names if before[name] != getattr(certificate, name))
    former = {name: _kept(before[name]) for name in changed}
    record(
        session, actor, clock, "certification.change", "certificate", certificate.uuid,
        {"changed": changed, "former": former},
    )  # fmt: skip
    ends = certificate.valid_until
    if certificate.state is CertificateState.EXPIRED and ends is not None and ends >= today:
        _reopen(session, actor, clock, certificate, today)


def _reopen(
    session: Session, actor: Actor, clock: Clock, certificate: Certificate, today: date
) -> None:
    """Bring back what the calendar ended by a wrong day: in force, or suspended as it was."""
    suspended_for = certificate.state_reason
    step(
        session, actor, clock, certificate, CertificateStep.REOPEN,
        on=certificate.issued_on or today,
    )  # fmt: skip
    if suspended_for:
        step(
            session, actor, clock, certificate, CertificateStep.SUSPEND, on=today,
            reason=suspended_for,
        )  # fmt: skip


def _kept(value: object) -> object:
    """A former value for the trail."""
    return value.isoformat() if isinstance(value, date) else value


def _take(session: Session, certificate: Certificate, facts: CertificateFacts) -> None:
    for name in ("number", "standard_text"):
        setattr(certificate, name, " ".join(getattr(facts, name).split()))
    for name in ("scope_pl", "scope_en", "sites"):
        setattr(certificate, name, getattr(facts, name).replace("\r\n", "\n").strip())
    for name in ("body_id", "edition_id", "applied_on", "issued_on", "valid_from", "valid_until",
                 "renews_id", "whole_office"):  # fmt: skip
        setattr(certificate, name, getattr(facts, name))
    wanted = set() if facts.whole_office else set(facts.unit_ids)
    for one in list(certificate.units):
        if one.unit_id not in wanted:
            certificate.units.remove(one)
    present = {one.unit_id for one in certificate.units}
    certificate.units += [CertificateUnit(unit_id=one) for one in sorted(wanted - present)]


def _check(
    session: Session, certificate: Certificate | None, facts: CertificateFacts, *, granted: bool
) -> None:
    fields: dict[str, list[str]] = {}
    if facts.body_id is None or session.get(CertificationBody, facts.body_id) is None:
        fields["body_id"] = [t("Choose the certification body.")]
    if facts.edition_id is not None and facts.edition_id not in {
        one.id for one in standards.editions(session)
    }:
        fields["edition_id"] = [t("Choose an edition of the list.")]
    if not facts.standard_text.strip():
        fields["standard_text"] = [t("Write the standard as it stands on the certificate.")]
    for name, limit in (("number", 80), ("standard_text", 80), ("scope_pl", LONGEST_TEXT),
                        ("scope_en", LONGEST_TEXT), ("sites", LONGEST_TEXT)):  # fmt: skip
        text = getattr(facts, name)
        if len(text) > limit or "\x00" in text:
            fields[name] = [t("This text is too long.")]
    if not facts.whole_office:
        known = people.units_by_ids(session, facts.unit_ids)
        if not facts.unit_ids or len(known) != len(set(facts.unit_ids)):
            fields["unit_ids"] = [t("Choose the units that it covers.")]
    if facts.renews_id is not None:
        renewed = session.get(Certificate, facts.renews_id)
        if renewed is None or renewed is certificate:
            fields["renews_id"] = [t("Choose a certificate of the list.")]
    if granted:
        if not facts.number.strip():
            fields["number"] = [t("Write the number of the certificate.")]
        for name in ("issued_on", "valid_from", "valid_until"):
            if getattr(facts, name) is None:
                fields[name] = [t("Enter a day.")]
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        fields["valid_until"] = [t("The last day is before the first.")]
    if fields:
        raise Invalid(
            "certification.certificate_invalid",
            lazy("The certificate cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )


def _plan_cycle(session: Session, certificate: Certificate) -> None:
    """Give a granted certificate the visits that it does not have yet."""
    begins, ends = certificate.issued_on, certificate.valid_until
    if begins is None or ends is None:
        return
    days = cycle_days(begins, ends)
    present = {one.kind for one in certificate.visits}
    for kind in CYCLE:
        if kind in present:
            continue
        initial = kind is VisitKind.CERTIFICATION
        certificate.visits.append(
            CertificationVisit(
                uuid=new_uuid(),
                kind=kind,
                due_on=begins if initial else days[kind],
                # It was granted: the audit that led to it was held by then.
                held_on=begins if initial else None,
            )
        )
    session.flush()


def step(
    session: Session,
    actor: Actor,
    clock: Clock,
    certificate: Certificate,
    what: CertificateStep,
    *,
    on: date,
    reason: str = "",
) -> None:
    """Note what the body did: granted, suspended, restored or withdrew.

    Args:
        on: the day of the body's decision.
        reason: why; suspension and withdrawal need it.

    Raises:
        Forbidden: ``certification.manage``.
        Conflict: not possible in this state.
        Invalid: no reason, or the number and days are not entered yet.
    """
    if what is not CertificateStep.EXPIRE:
        access.require(actor, "certification.manage")
    following = next_state(certificate.state, what)
    if following is None:
        raise Conflict(
            "certification.step_not_possible",
            lazy("The certificate is not in a state for this."),
            way_out=lazy("Open it again; somebody may have moved it on meanwhile."),
        )
    reason = reason.replace("\x00", "").strip()[:LONGEST_TEXT]
    needs_reason = what in {CertificateStep.SUSPEND, CertificateStep.WITHDRAW}
    if needs_reason and not reason:
        raise Invalid(
            "certification.reason_missing",
            lazy("Give the reason."),
            fields={"reason": [t("Give the reason.")]},
        )
    if what is CertificateStep.GRANT and not (
        certificate.number
        and certificate.issued_on
        and certificate.valid_from
        and certificate.valid_until
    ):
        raise Invalid(
            "certification.not_complete",
            lazy("Enter number, day of issue and validity first."),
            way_out=lazy("Change the details of the certificate, then enter it as granted."),
            fields={"step": [t("Enter number, day of issue and validity first.")]},
        )
    before = certificate.state
    certificate.state, certificate.state_since = following, on
    if what is not CertificateStep.EXPIRE:
        # Why a certificate was suspended stays readable when it ends so.
        certificate.state_reason = reason if needs_reason else ""
    session.flush()
    if what is CertificateStep.GRANT:
        _plan_cycle(session, certificate)
    record(
        session, actor, clock, f"certification.{what.value}", "certificate", certificate.uuid,
        {"from": before.value, "on": on.isoformat(), "reason": reason},
    )  # fmt: skip


def store_file(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    certificate: Certificate,
    data: bytes,
    file_name: str,
    *,
    maximum_bytes: int,
    maximum_pixels: int,
) -> None:
    """Keep the certificate itself, a PDF or a scan, as evidence by its hash.

    Raises:
        Forbidden: ``certification.manage``.
        Invalid: empty, too large, or neither a PDF nor a picture.
    """
    access.require(actor, "certification.manage")
    if not data or len(data) > maximum_bytes:
        sentence = t(
            "The file is empty or larger than %(limit)s MB.", limit=maximum_bytes // 1_000_000
        )
        raise Invalid("certification.file_size", sentence, fields={"file": [sentence]})
    content = files.examine(data, maximum_pixels=maximum_pixels)
    stored = files.store(session, clock, store, data, content, person_id=actor.person_id or None)
    certificate.file_id = stored.id
    certificate.file_name = _plain_name(file_name)
    session.flush()
    record(
        session, actor, clock, "certification.file", "certificate", certificate.uuid,
        {"sha256": stored.sha256, "size": stored.size},
    )  # fmt: skip


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable() and c not in '<>:"|?*')[-150:].strip()
