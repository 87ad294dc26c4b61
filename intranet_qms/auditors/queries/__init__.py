"""Reads of the register of auditors, for its pages and for whoever plans audits."""

from .planning import Availability as Availability
from .planning import PlannableAuditor as PlannableAuditor
from .planning import auditors_for_planning as auditors_for_planning
from .planning import availability as availability
from .planning import valid_on as valid_on
from .register import PER_PAGE as PER_PAGE
from .register import STATES as STATES
from .register import Filters as Filters
from .register import Line as Line
from .register import Whole as Whole
from .register import absence as absence
from .register import appointment as appointment
from .register import audit_numbers as audit_numbers
from .register import audits_by_role as audits_by_role
from .register import competence as competence
from .register import evaluations_of as evaluations_of
from .register import grade_on as grade_on
from .register import in_register as in_register
from .register import latest as latest
from .register import lines as lines
from .register import listing as listing
from .register import own_documents as own_documents
from .register import to_evaluate as to_evaluate
from .register import whole as whole
