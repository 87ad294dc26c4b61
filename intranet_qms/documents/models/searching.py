"""What a search looks through."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
    Uuid,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base
from .. import search_ddl


class DocumentSearch(Base):
    """What a search looks through for one document: its effective text, word by word.

    The terms are made when an issue comes into force (``analysis.index_terms``). PostgreSQL keeps
    a tsvector beside them, SQLite an FTS5 table; both are made by ``search_ddl``.
    """

    __tablename__ = "qms_document_search"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("qms_document.id"), primary_key=True, autoincrement=False
    )
    document_uuid: Mapped[uuid.UUID] = mapped_column(Uuid)
    code_squashed: Mapped[str] = mapped_column(String(60), index=True)
    """The code as one word without leading zeros (``pg2``), to put the document itself above those
    that mention it."""
    code_terms: Mapped[str] = mapped_column(Text)
    title_terms: Mapped[str] = mapped_column(Text)
    lead_terms: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    """What the text begins with: it says what a document is for."""
    body_terms: Mapped[str] = mapped_column(Text)
    file_terms: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    """The texts of the files that belong to the issue."""
    plain: Mapped[str] = mapped_column(Text)
    """The text without marks, one paragraph in a line, for excerpts."""
    paragraph_keys: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    """The keys of those paragraphs, in the same order; ``-`` where there is none to lead to."""


class SearchSynonym(Base):
    """A word as people say it, and the words that documents use: ``prawko`` is ``prawo jazdy``.

    The office's own list, beside the one that comes with the module (``synonyms``). A row without
    meanings switches the module's row of that word off.
    """

    __tablename__ = "qms_search_synonym"

    id: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[str] = mapped_column(String(100), unique=True)
    """In small letters without Polish marks."""
    shown: Mapped[str] = mapped_column(String(100))
    """As it was typed."""
    meanings: Mapped[str] = mapped_column(String(500), default="")
    """Separated by commas; each may have several words."""


def _make_search_index(_table: Any, connection: Connection, **_arguments: Any) -> None:
    search_ddl.create(connection)


def _drop_search_index(_table: Any, connection: Connection, **_arguments: Any) -> None:
    search_ddl.drop(connection)


# For schemas made from the models; the migration calls search_ddl by itself.
event.listen(DocumentSearch.__table__, "after_create", _make_search_index)
event.listen(DocumentSearch.__table__, "before_drop", _drop_search_index)
