"""What checklists tell the features below them: which questions cite a document."""

from . import citing as citing
