"""Books and lists that were printed: what was in each, so that the paper can be checked later.

A print of a single issue needs no row: the issue's own identifier stands in its code.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base, Identified, JSONText, UTCDateTime
from ..workflow import PrintKind
from ._words import one_of


class Print(Identified, Base):
    """A book or a list of issues, as somebody asked for it."""

    __tablename__ = "qms_print"

    kind: Mapped[PrintKind] = mapped_column(one_of(PrintKind, 12))
    title: Mapped[str] = mapped_column(String(400))
    language: Mapped[str] = mapped_column(String(5))
    contents: Mapped[list[list[Any]]] = mapped_column(JSONText)
    """Identifier of the issue, code and how its issue is cited, in the order of the print. A list
    names documents that have no issue in force too, without an identifier."""
    narrowed: Mapped[list[list[str]]] = mapped_column(JSONText, default=list)
    """The filters of a list, as name and value."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    made_by_name: Mapped[str] = mapped_column(String(300), default="")
