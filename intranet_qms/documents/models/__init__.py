"""The tables of the register, by subject."""

from __future__ import annotations

from .readers import Acknowledgement, DistributionEntry
from .register import Document, DocumentClause, RelatedDocument
from .revisions import Paragraph, Revision, RevisionDecision
from .searching import DocumentSearch

__all__ = [
    "Acknowledgement",
    "DistributionEntry",
    "Document",
    "DocumentClause",
    "DocumentSearch",
    "Paragraph",
    "RelatedDocument",
    "Revision",
    "RevisionDecision",
]
