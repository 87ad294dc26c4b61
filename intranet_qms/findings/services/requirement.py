"""What is not met: a clause of a standard, a paragraph of an issue."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from ...documents import queries as documents
from ..models import Finding

_NUMBER = re.compile(r"(?:^|[\s,])([A-Z]?\.?\d{1,3}(?:\.\d{1,3}){0,5})\s*$")


def clause_number_of(cited: str) -> str:
    """The number at the end of a citation: of "ISO 9001:2015, 7.5.3" it is "7.5.3"."""
    found = _NUMBER.search(cited.strip())
    return found[1][:20] if found else ""


def cite(session: Session, finding: Finding) -> None:
    """Keep the paragraph as it reads in the issue in force now; a later issue changes nothing."""
    if finding.cited_text or finding.document_id is None or not finding.paragraph_key:
        return
    paragraph = documents.paragraph_by_key(session, finding.document_id, finding.paragraph_key)
    if paragraph is not None:
        finding.revision_id = paragraph.revision_id
        finding.cited_text = paragraph.text[:20_000]
