"""Tables of the standards."""

from .core import Clause as Clause
from .core import ClauseMapping as ClauseMapping
from .core import Milestone as Milestone
from .core import StandardEdition as StandardEdition
from .transition import TransitionVerdict as TransitionVerdict
