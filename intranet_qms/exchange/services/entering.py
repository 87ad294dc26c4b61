"""Enter what a checked sheet says: new documents, what they name, and changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ...documents import services as documents
from ...documents.workflow import DocumentKind
from ...host import Actor, Clock
from ..known import Known
from ..models import ExchangeRun
from ..plan import Line, stored


def enter_new(
    session: Session, actor: Actor, clock: Clock, lines: list[Line], today: date
) -> dict[str, int]:
    """Enter the new documents. Returns their internal numbers by code in lower case."""
    installations = []
    for line in lines:
        values = line.values
        readers = values.get("readers")
        installations.append(
            documents.Installation(
                code=line.code,
                kind=DocumentKind(values["kind"]),
                title=values["title"],
                title_en=values.get("title_en", ""),
                process_type=values.get("process_type"),
                owner_unit_id=values["owner_unit"],
                owner_id=values.get("owner"),
                review_interval_months=values["review_interval_months"],
                review_due_on=values.get("review_due_on"),
                legal_basis=values.get("legal_basis", ""),
                jrwa=values.get("jrwa", ""),
                archive_category=values.get("archive_category", ""),
                clause_ids=sorted(values.get("clauses", ())),
                everybody_reads=bool(readers and readers.everybody),
                reader_unit_ids=sorted(readers.unit_ids) if readers else (),
                reader_ids=sorted(readers.person_ids) if readers else (),
                reader_roles=sorted(readers.roles) if readers else (),
                last_reviewed_on=values.get("last_reviewed_on"),
                issues=[
                    documents.PastIssue(
                        body=values.get("body", ""),
                        effective_on=values.get("effective_on", today),
                    )
                ],
            )
        )
    made = documents.install_documents(session, actor, clock, installations)
    return {document.code.casefold(): document.id for document in made}


def relate_new(
    session: Session, lines: list[Line], made: Mapping[str, int], known: Known
) -> dict[str, int]:
    """Tie new documents to what they name. Returns the numbers of all documents by code."""
    numbers = {code: facts.id for code, facts in known.documents.items()} | dict(made)
    documents.relate(
        session,
        [
            (made[line.code.casefold()], numbers[code])
            for line in lines
            for code in line.related
            if code in numbers
        ],
    )
    return numbers


def enter_changes(
    session: Session,
    actor: Actor,
    clock: Clock,
    run: ExchangeRun,
    lines: list[Line],
    numbers: Mapping[str, int],
) -> None:
    changes = []
    for line in lines:
        if line.before is None:
            continue
        values: dict[str, Any] = stored(line.values, line.changes)
        if "related" in line.changes:
            values["related_ids"] = {numbers[code] for code in line.related if code in numbers}
        changes.append(documents.FactChange(line.before, values))
    because = f"{run.kind} {run.uuid}"
    documents.change_facts(session, actor, clock, changes, because=because)
