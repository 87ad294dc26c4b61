"""Pages of the register of auditors."""

from . import evaluating as evaluating
from . import listing as listing
from . import showing as showing
from ._shared import routes as routes
