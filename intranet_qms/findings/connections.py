"""What findings tell the features below them: what a unit has to answer."""

from . import citing as citing
from . import clause_proof as clause_proof
from . import following as following
