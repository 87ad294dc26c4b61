"""Reads of standards, clauses, the way between editions, and what was decided about it."""

from .catalogue import Link as Link
from .catalogue import Ways as Ways
from .catalogue import clause_counts as clause_counts
from .catalogue import clause_ids as clause_ids
from .catalogue import clauses as clauses
from .catalogue import clauses_by_ids as clauses_by_ids
from .catalogue import clauses_with_editions as clauses_with_editions
from .catalogue import edition as edition
from .catalogue import edition_by_uuid as edition_by_uuid
from .catalogue import editions as editions
from .catalogue import mapped_editions as mapped_editions
from .catalogue import milestones as milestones
from .catalogue import requirement_counts as requirement_counts
from .catalogue import ways as ways
from .transition import clause_by_uuid as clause_by_uuid
from .transition import decided_counts as decided_counts
from .transition import mapping_lines as mapping_lines
from .transition import to_do as to_do
from .transition import verdicts as verdicts
