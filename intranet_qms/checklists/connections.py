"""What checklists tell the features below them: which questions cite a document."""

from . import citing as citing
from . import clause_proof as clause_proof
