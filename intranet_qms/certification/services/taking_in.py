"""Enter what an external audit found: one by a form, or many from a sheet after a look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...findings import services as findings
from ...findings.workflow import FindingClass, FindingSource
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people import queries as people
from ...sheet_reading import explain_refusal
from ...standards import queries as standards
from ...trail.services import record
from ...workbook_reading import WorkbookRefused
from .. import reading
from ..models import CertificationVisit, ExternalFinding, ExternalImport
from ..queries import numbers_taken
from ..workflow import ImportState


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding as the body wrote it. ``number`` is the body's own."""

    number: str
    finding_class: FindingClass | None
    statement: str
    clause: str = ""
    requirement: str = ""
    evidence_text: str = ""
    unit_id: int | None = None
    due_on: date | None = None


def take_in_one(
    session: Session,
    actor: Actor,
    clock: Clock,
    visit: CertificationVisit,
    found: Found,
    *,
    today: date,
    due_days: int,
) -> Any:
    """Enter one finding; the unit's head answers for it.

    Returns:
        The finding.

    Raises:
        Forbidden: ``certification.manage``.
        Invalid: ``fields`` says where; a number that is entered already, too.
    """
    access.require(actor, "certification.manage")
    number = " ".join(found.number.split())
    fields: dict[str, list[str]] = {}
    if not number or len(number) > 60 or "\x00" in number:
        fields["number"] = [t("Write the number that the body gave it.")]
    elif number.casefold() in numbers_taken(session, visit.id):
        fields["number"] = [t("A finding with this number is entered already.")]
    if found.finding_class is None:
        fields["finding_class"] = [t("Choose a class.")]
    if not found.statement.strip():
        fields["statement"] = [t("Say what was found.")]
    if fields or found.finding_class is None:
        raise Invalid(
            "certification.finding_invalid",
            lazy("The finding cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    return _raise(
        session, actor, clock, visit, number, found.finding_class, found,
        today=today, due_days=due_days,
    )  # fmt: skip


def _raise(
    session: Session,
    actor: Actor,
    clock: Clock,
    visit: CertificationVisit,
    number: str,
    finding_class: FindingClass,
    found: Found,
    *,
    today: date,
    due_days: int,
) -> Any:
    unit = (
        next(iter(people.units_by_ids(session, [found.unit_id])), None) if found.unit_id else None
    )
    finding = findings.raise_finding(
        session, actor, clock,
        findings.Raised(
            finding_class=finding_class,
            source=FindingSource.EXTERNAL_AUDIT,
            source_reference=f"{visit.certificate.body.name}, {number}"[:200],
            statement=found.statement.strip(),
            requirement=found.requirement.strip(),
            evidence_text=found.evidence_text.strip(),
            clause=_cited(visit, found.clause),
            audit_id=visit.audit_id,
            unit_id=unit.id if unit else None,
            owner_id=unit.head_id if unit else None,
            due_on=found.due_on,
        ),
        today=today, due_days=due_days,
    )  # fmt: skip
    session.add(ExternalFinding(visit_id=visit.id, finding_id=finding.id, external_number=number))
    session.flush()
    return finding


def _cited(visit: CertificationVisit, clause: str) -> str:
    """The clause with the edition of the certificate, where only a number was given."""
    clause = " ".join(clause.split())
    edition = visit.certificate.edition
    if clause and edition is not None and clause[0].isdigit():
        return f"{edition.label}, {clause}"[:60]
    return clause[:60]


# -- a sheet -------------------------------------------------------------------------------------


def check_sheet(
    session: Session,
    actor: Actor,
    clock: Clock,
    visit: CertificationVisit,
    data: bytes,
    file_name: str,
) -> ExternalImport:
    """Read a sheet and keep what it says, for somebody to look at. Nothing is entered.

    Raises:
        Forbidden: ``certification.manage``.
        Invalid: ``fields["sheet"]`` says why the file is not read.
    """
    access.require(actor, "certification.manage")
    try:
        rows = reading.read_findings(data, _known(session, visit))
    except WorkbookRefused as error:
        raise _not_read(explain_refusal(error.code, error.parameters)) from error
    except reading.HeadingsMissing as error:
        names = ", ".join(str(reading.COLUMNS[name][0]) for name in error.names)
        raise _not_read(t("The first row has no column for: %(names)s.", names=names)) from error
    made = ExternalImport(
        uuid=new_uuid(),
        visit_id=visit.id,
        file_name="".join(c for c in file_name if c.isprintable())[-150:],
        rows=[one.as_dict() for one in rows],
        sent_by_id=actor.person_id or None,
        sent_by_name=actor.name,
        sent_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


def _not_read(sentence: str) -> Invalid:
    return Invalid("certification.sheet_refused", sentence, fields={"sheet": [sentence]})


def _known(session: Session, visit: CertificationVisit) -> reading.Known:
    units: dict[str, int] = {}
    for code_or_name, number in (
        pair
        for one in people.units(session)
        for pair in ((one.name_pl, one.id), (one.name_en or "", one.id), (one.code, one.id))
    ):
        if code_or_name:
            units[reading.folded(code_or_name)] = number
    edition_id = visit.certificate.edition_id
    clauses = standards.clauses(session, edition_id) if edition_id else []
    return reading.Known(
        units=units,
        clauses=frozenset(one.number.lower() for one in clauses),
        taken=frozenset(numbers_taken(session, visit.id)),
    )


def enter_import(
    session: Session,
    actor: Actor,
    clock: Clock,
    visit: CertificationVisit,
    sent: ExternalImport,
    *,
    today: date,
    due_days: int,
) -> int:
    """Enter the findings of a sheet that was shown; rows with a mistake are left out.

    Each number is entered once, whoever presses the button and how often.

    Returns:
        How many findings are new.

    Raises:
        Forbidden: ``certification.manage``.
        Conflict: decided already.
    """
    access.require(actor, "certification.manage")
    _end(session, clock, sent, ImportState.DONE)
    taken = numbers_taken(session, visit.id)
    entered = 0
    for row in reading.usable(sent.rows):
        number = str(row["number"])
        if number.casefold() in taken:
            continue
        taken.add(number.casefold())
        found = _found(row, number)
        if found.finding_class is None:
            continue
        _raise(
            session, actor, clock, visit, number, found.finding_class, found,
            today=today, due_days=due_days,
        )  # fmt: skip
        entered += 1
    sent.entered = entered
    session.flush()
    record(
        session, actor, clock, "certification.take_in", "certificate", visit.certificate.uuid,
        {"findings": entered, "rows": len(sent.rows), "file": sent.file_name},
    )  # fmt: skip
    return entered


def _found(row: Mapping[str, Any], number: str) -> Found:
    return Found(
        number=number,
        finding_class=FindingClass(row["finding_class"]) if row["finding_class"] else None,
        statement=str(row["statement"]),
        clause=str(row["clause"]),
        requirement=str(row["requirement"]),
        evidence_text=str(row["evidence_text"]),
        unit_id=row["unit_id"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
    )


def discard_import(session: Session, actor: Actor, clock: Clock, sent: ExternalImport) -> None:
    """Decide against a sheet. Raises Forbidden, Conflict."""
    access.require(actor, "certification.manage")
    _end(session, clock, sent, ImportState.DISCARDED)


def _end(session: Session, clock: Clock, sent: ExternalImport, to: ImportState) -> None:
    ended = session.execute(
        update(ExternalImport)
        .where(ExternalImport.id == sent.id, ExternalImport.state == ImportState.CHECKED)
        .values(state=to, ended_at=clock.now())
        .returning(ExternalImport.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    session.refresh(sent)
    if ended is None:
        raise Conflict(
            "certification.import_decided",
            lazy("Somebody has decided about this sheet already."),
            way_out=lazy("Open the external audit and see what was entered."),
        )
