"""Documents in force whose text is kept elsewhere: they came from a register that had no texts.

An office that brings in its register has procedures in force whose words are on paper or on a
drive. They are in force here too, the register would be wrong without them; until somebody writes
the text or attaches the file they are counted, and wait for their owners.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, literal_column, select

from ..kinds.forms import FORMS
from ..models import Attachment, Document, Revision
from ..workflow import DocumentKind, RevisionState

KINDS_WITH_TEXT: tuple[DocumentKind, ...] = tuple(
    kind for kind, form in FORMS.items() if form.text_required
)
"""The others are facts, a picture or a file: nothing is missing where they have no text."""


def documents_without_text() -> Select[Any]:
    """Internal numbers of the documents whose issue in force has neither text nor file."""
    return (
        select(Revision.document_id)
        .join(Document, Document.id == Revision.document_id)
        .where(
            # Written out: an index of some rows is used only where the database sees that the
            # question is about those (``ix_qms_revision_without_text``).
            Revision.state == literal_column(f"'{RevisionState.EFFECTIVE.value}'"),
            Revision.body == literal_column("''"),
            Document.kind.in_(KINDS_WITH_TEXT),
            ~exists().where(Attachment.revision_id == Revision.id),
        )
    )
