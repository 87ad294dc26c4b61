"""Pages of the standards."""

from . import showing as showing
from ._shared import routes as routes
