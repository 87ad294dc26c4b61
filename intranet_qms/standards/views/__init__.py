"""Pages of the standards."""

from . import loading as loading
from . import showing as showing
from . import transition as transition
from ._shared import routes as routes
