"""What is done with documents. Nothing here commits; every verb takes who acts and the clock."""

from ..notifications import remind_reviews
from ..reading_notices import debtors, remind_debtors
from .attachments import (
    attach,
    not_a_word_file,
    read_attached,
    take_off,
    too_long_a_text,
)
from .attachments import refused as file_refused
from .attachments import too_large as file_too_large
from .bulk import FactChange, change_facts, code_problem, distribution_rows
from .commenting import add_comment as add_comment
from .commenting import may_resolve as may_resolve
from .commenting import note_look as note_look
from .commenting import resolve_comment as resolve_comment
from .content import policy_approvers, publish_template
from .deciding import approve, request_changes, review, withdraw_document, withdraw_revision
from .drafting import DraftFields, create_document, save_draft, start_issue
from .drafts import append_text, keep_state, note_presence
from .duties import (
    ask_again,
    ask_all,
    begin_asking,
    list_changed,
    people_changed,
    reconcile,
    remind,
    revision_in_force,
)
from .effects import decide_effect, note_changed_act
from .handing_over import submit
from .hashing import issue_hash, issue_hashes
from .indexing import refresh
from .loading import (
    Installation,
    PastIssue,
    fields_from_text,
    guide_content,
    install_document,
    install_documents,
    relate,
    rest_on,
)
from .locking import lock_register
from .numbering import renumber, set_patterns
from .paths import save_path as save_path
from .periodic import confirm_review
from .periodic import revise_after_review as revise_after_review
from .properties import Properties, set_properties
from .publishing import issues_due, publish_due
from .reading import acknowledge
from .reindexing import index_all
from .restored import note_restored
from .wording import drop_synonym, set_synonym
from .wording import own as own_synonyms

__all__ = [
    "DraftFields",
    "FactChange",
    "Installation",
    "PastIssue",
    "Properties",
    "acknowledge",
    "append_text",
    "approve",
    "ask_again",
    "ask_all",
    "attach",
    "begin_asking",
    "change_facts",
    "code_problem",
    "confirm_review",
    "create_document",
    "debtors",
    "decide_effect",
    "distribution_rows",
    "drop_synonym",
    "fields_from_text",
    "file_refused",
    "file_too_large",
    "guide_content",
    "index_all",
    "install_document",
    "install_documents",
    "issue_hash",
    "issue_hashes",
    "issues_due",
    "keep_state",
    "list_changed",
    "lock_register",
    "not_a_word_file",
    "note_changed_act",
    "note_presence",
    "note_restored",
    "own_synonyms",
    "people_changed",
    "policy_approvers",
    "publish_due",
    "publish_template",
    "read_attached",
    "reconcile",
    "refresh",
    "relate",
    "remind",
    "remind_debtors",
    "remind_reviews",
    "renumber",
    "request_changes",
    "rest_on",
    "review",
    "revision_in_force",
    "save_draft",
    "set_patterns",
    "set_properties",
    "set_synonym",
    "start_issue",
    "submit",
    "take_off",
    "too_long_a_text",
    "withdraw_document",
    "withdraw_revision",
]
