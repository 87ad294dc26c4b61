"""Reads of the register of auditors, for its pages and for whoever plans audits."""

from .planning import Availability as Availability
from .planning import PlannableAuditor as PlannableAuditor
from .planning import auditors_for_planning as auditors_for_planning
from .planning import availability as availability
