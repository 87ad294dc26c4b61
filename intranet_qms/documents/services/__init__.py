"""What is done with documents. Nothing here commits; every verb takes who acts and the clock."""

from ..notifications import remind_reviews
from .deciding import approve, request_changes, review, submit, withdraw_document, withdraw_revision
from .drafting import (
    DraftFields,
    Properties,
    create_document,
    save_draft,
    set_properties,
    start_issue,
)
from .loading import Installation, PastIssue, install_document, install_documents, relate
from .publishing import publish_due
from .reading import acknowledge, confirm_review

__all__ = [
    "DraftFields",
    "Installation",
    "PastIssue",
    "Properties",
    "acknowledge",
    "approve",
    "confirm_review",
    "create_document",
    "install_document",
    "install_documents",
    "publish_due",
    "relate",
    "remind_reviews",
    "request_changes",
    "review",
    "save_draft",
    "set_properties",
    "start_issue",
    "submit",
    "withdraw_document",
    "withdraw_revision",
]
