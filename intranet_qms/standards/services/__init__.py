"""What is done to standards: load catalogues and mappings, decide about clauses."""

from .builtin import add_milestones as add_milestones
from .builtin import load as load
from .builtin import load_builtin as load_builtin
from .loading import Preview as Preview
from .loading import load_sheet as load_sheet
from .loading import preview as preview
from .loading import read_sheet as read_sheet
from .transition import Decision as Decision
from .transition import decide as decide
from .transition import map_clause as map_clause
from .transition import report_done as report_done
from .transition import take_back as take_back
