"""What is done with documents. Nothing here commits; every verb takes who acts and the clock."""

from ..notifications import remind_reviews
from .bulk import FactChange, change_facts, code_problem, distribution_rows
from .content import policy_approvers, publish_template
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
from .numbering import renumber, set_patterns
from .publishing import publish_due
from .reading import acknowledge, confirm_review

__all__ = [
    "DraftFields",
    "FactChange",
    "Installation",
    "PastIssue",
    "Properties",
    "acknowledge",
    "approve",
    "change_facts",
    "code_problem",
    "confirm_review",
    "create_document",
    "distribution_rows",
    "install_document",
    "install_documents",
    "policy_approvers",
    "publish_due",
    "publish_template",
    "relate",
    "remind_reviews",
    "renumber",
    "request_changes",
    "review",
    "save_draft",
    "set_patterns",
    "set_properties",
    "start_issue",
    "submit",
    "withdraw_document",
    "withdraw_revision",
]
