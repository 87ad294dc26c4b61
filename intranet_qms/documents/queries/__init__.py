"""Reads of documents, for pages, the API and other features."""

from ..analysis import search_state as search_state
from .areas import AuditableProcedure as AuditableProcedure
from .areas import auditable_procedures as auditable_procedures
from .areas import issue_days as issue_days
from .asking import asked_of
from .attachments import (
    AttachedFile,
    FileWords,
    attached_files,
    attachment_by_uuid,
    attachment_texts,
    pictures,
    revisions_with_file,
    words_of_file,
)
from .changes import ChangeEntry as ChangeEntry
from .changes import Signature as Signature
from .changes import change_record as change_record
from .changes import entry_of as entry_of
from .choices import FilterChoices, filter_choices
from .cited import issues_with_text as issues_with_text
from .conditions import SORTS, Filter, visible_to
from .content import (
    GuideUse,
    Section,
    citing_documents,
    code_choices,
    field_words,
    guide_fields,
    guide_in_english,
    guide_template,
    guide_templates,
    guide_use_counts,
    guides_by_template,
    legal_act_choices,
    legal_acts,
    processes,
    sections,
    titles_by_code,
)
from .documents import (
    AcknowledgementLine,
    acknowledgement_counts,
    acknowledgements,
    codes_to_urls,
    current_paragraphs,
    distribution,
    document_by_code,
    document_choices,
    document_clauses,
    documents_by_ids,
    effective_documents,
    own_acknowledgement,
    paragraph_by_key,
    readable,
    related_documents,
    revision_by_number,
    revision_by_uuid,
    revisions_with_decisions,
)
from .drafts import draft_state as draft_state
from .facets import Facets, Value, facets
from .facts import Facts, Readers, bodies_in_force, codes_ever_given, facts
from .links import LinkTarget as LinkTarget
from .links import link_targets as link_targets
from .lists import ROLES, UNIT_HEAD, Distribution, ListedUnit, distribution_named
from .numbering import (
    code_today,
    former_codes,
    next_code,
    numbering_patterns,
    renumbered,
)
from .owned import own_work as own_work
from .past import PastFilter as PastFilter
from .past import PastRegister as PastRegister
from .past import PastRow as PastRow
from .past import day_of as day_of
from .past import register_on as register_on
from .past import revision_on as revision_on
from .paths import Path as Path
from .paths import path_of as path_of
from .paths import paths as paths
from .periodic import due_reviews_of as due_reviews_of
from .periodic import periodic_reviews as periodic_reviews
from .proof import Fault as Fault
from .proof import Proof as Proof
from .proof import altered_confirmations as altered_confirmations
from .proof import altered_issues as altered_issues
from .proof import confirmations_gone as confirmations_gone
from .proof import duties_not_as_noted as duties_not_as_noted
from .proof import prove as prove
from .proof import recorded_issues_gone as recorded_issues_gone
from .reading import (
    SEE_ALL,
    Missing,
    Owed,
    missing_by_document,
    missing_by_person,
    missing_by_unit,
    missing_in_all,
    never_asked,
    own_reading,
    own_reading_count,
    units_seen,
    units_with_those_below,
    was_asked,
)
from .register import Register, Row, register
from .rounds import Thread as Thread
from .rounds import comment_by_id as comment_by_id
from .rounds import last_seen_round as last_seen_round
from .rounds import round_text as round_text
from .rounds import threads as threads
from .rounds import wordings_of_round as wordings_of_round

__all__ = [
    "ROLES",
    "SEE_ALL",
    "SORTS",
    "UNIT_HEAD",
    "AcknowledgementLine",
    "AttachedFile",
    "Distribution",
    "Facets",
    "Facts",
    "FileWords",
    "Filter",
    "FilterChoices",
    "GuideUse",
    "ListedUnit",
    "Missing",
    "Owed",
    "Readers",
    "Register",
    "Row",
    "Section",
    "Value",
    "acknowledgement_counts",
    "acknowledgements",
    "asked_of",
    "attached_files",
    "attachment_by_uuid",
    "attachment_texts",
    "bodies_in_force",
    "citing_documents",
    "code_choices",
    "code_today",
    "codes_ever_given",
    "codes_to_urls",
    "current_paragraphs",
    "distribution",
    "distribution_named",
    "document_by_code",
    "document_choices",
    "document_clauses",
    "documents_by_ids",
    "effective_documents",
    "facets",
    "facts",
    "field_words",
    "filter_choices",
    "former_codes",
    "guide_fields",
    "guide_in_english",
    "guide_template",
    "guide_templates",
    "guide_use_counts",
    "guides_by_template",
    "legal_act_choices",
    "legal_acts",
    "missing_by_document",
    "missing_by_person",
    "missing_by_unit",
    "missing_in_all",
    "never_asked",
    "next_code",
    "numbering_patterns",
    "own_acknowledgement",
    "own_reading",
    "own_reading_count",
    "paragraph_by_key",
    "pictures",
    "processes",
    "readable",
    "register",
    "related_documents",
    "renumbered",
    "revision_by_number",
    "revision_by_uuid",
    "revisions_with_decisions",
    "revisions_with_file",
    "sections",
    "titles_by_code",
    "units_seen",
    "units_with_those_below",
    "visible_to",
    "was_asked",
    "words_of_file",
]
