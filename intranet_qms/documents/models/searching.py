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
    """The code as one word (``pg02``), to put the document itself above those that mention it."""
    code_terms: Mapped[str] = mapped_column(Text)
    title_terms: Mapped[str] = mapped_column(Text)
    body_terms: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    """The text without marks, for excerpts."""


def _make_search_index(_table: Any, connection: Connection, **_arguments: Any) -> None:
    search_ddl.create(connection)


def _drop_search_index(_table: Any, connection: Connection, **_arguments: Any) -> None:
    search_ddl.drop(connection)


# For schemas made from the models; the migration calls search_ddl by itself.
event.listen(DocumentSearch.__table__, "after_create", _make_search_index)
event.listen(DocumentSearch.__table__, "before_drop", _drop_search_index)
