"""The tables of the register, by subject."""

from __future__ import annotations

from .approval import (
    ApprovalPath,
    PeriodicReview,
    RevisionAssignment,
    RevisionComment,
    RevisionLook,
    RevisionRound,
)
from .attachments import Attachment, AttachmentText
from .content import GuideTemplateVersion, LegalBasis
from .drafts import DraftPresence, DraftState
from .effects import ChangeEffect, DocumentChange, EarlierOwnerUnit
from .numbering import FormerCode, NumberingPattern
from .prints import Print
from .readers import Acknowledgement, DistributionEntry, ReadingRequest
from .register import Document, DocumentClause, RelatedDocument
from .revisions import Paragraph, Revision, RevisionDecision
from .searching import DocumentSearch, SearchSynonym

__all__ = [
    "Acknowledgement",
    "ApprovalPath",
    "Attachment",
    "AttachmentText",
    "ChangeEffect",
    "DistributionEntry",
    "Document",
    "DocumentChange",
    "DocumentClause",
    "DocumentSearch",
    "DraftPresence",
    "DraftState",
    "EarlierOwnerUnit",
    "FormerCode",
    "GuideTemplateVersion",
    "LegalBasis",
    "NumberingPattern",
    "Paragraph",
    "PeriodicReview",
    "Print",
    "ReadingRequest",
    "RelatedDocument",
    "Revision",
    "RevisionAssignment",
    "RevisionComment",
    "RevisionDecision",
    "RevisionLook",
    "RevisionRound",
    "SearchSynonym",
]
