"""What findings tell the features below them: what a unit has to answer."""

from . import citing as citing
from . import following as following
