"""The words by which similar findings, and findings that somebody looks for, are found."""

from __future__ import annotations

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from ...documents.queries.words import dictionary_forms
from ..models import Finding, FindingTerm


def keep_terms(session: Session, finding: Finding) -> None:
    """Index the statement and the requirement of a finding by dictionary forms."""
    terms = dictionary_forms(finding.statement, finding.requirement)
    session.execute(
        delete(FindingTerm)
        .where(FindingTerm.finding_id == finding.id)
        .execution_options(synchronize_session=False)
    )
    if terms:
        session.execute(
            insert(FindingTerm),
            [{"finding_id": finding.id, "term": term} for term in sorted(terms)],
        )
