"""Reads of documents, for pages, the API and other features."""

from ..analysis import search_state as search_state
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
from .content import (
    GuideUse,
    Section,
    citing_documents,
    code_choices,
    field_words,
    full_text,
    guide_fields,
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
    Distribution,
    acknowledgement_counts,
    acknowledgements,
    codes_to_urls,
    current_paragraphs,
    distribution,
    distribution_named,
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
from .facts import Facts, Readers, bodies_in_force, codes_ever_given, facts
from .links import LinkTarget as LinkTarget
from .links import link_targets as link_targets
from .numbering import code_today, former_codes, next_code, numbering_patterns
from .paths import Path as Path
from .paths import path_of as path_of
from .paths import paths as paths
from .register import (
    SORTS,
    Filter,
    FilterChoices,
    Register,
    Row,
    filter_choices,
    register,
    visible_to,
)
from .rounds import Thread as Thread
from .rounds import comment_by_id as comment_by_id
from .rounds import last_seen_round as last_seen_round
from .rounds import round_text as round_text
from .rounds import threads as threads
from .rounds import wordings_of_round as wordings_of_round

__all__ = [
    "SORTS",
    "AcknowledgementLine",
    "AttachedFile",
    "Distribution",
    "Facts",
    "FileWords",
    "Filter",
    "FilterChoices",
    "GuideUse",
    "Readers",
    "Register",
    "Row",
    "Section",
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
    "facts",
    "field_words",
    "filter_choices",
    "former_codes",
    "full_text",
    "guide_fields",
    "guide_template",
    "guide_templates",
    "guide_use_counts",
    "guides_by_template",
    "legal_act_choices",
    "legal_acts",
    "next_code",
    "numbering_patterns",
    "own_acknowledgement",
    "paragraph_by_key",
    "pictures",
    "processes",
    "readable",
    "register",
    "related_documents",
    "revision_by_number",
    "revision_by_uuid",
    "revisions_with_decisions",
    "revisions_with_file",
    "sections",
    "titles_by_code",
    "visible_to",
    "words_of_file",
]
