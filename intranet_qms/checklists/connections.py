"""What checklists tell the features below them: which questions cite a document, for which units
they are written."""

from . import citing as citing
from . import clause_proof as clause_proof
from . import purposes as purposes
