"""Make the whole search index anew from the texts, for a register that came from elsewhere."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import Document
from .indexing import refresh

_BATCH = 200


def index_all(session: Session) -> int:
    """Index every document by its issue in force, or by its title where none is.

    Returns:
        How many documents there are.
    """
    last, count = 0, 0
    while True:
        batch = session.scalars(
            select(Document.id).where(Document.id > last).order_by(Document.id).limit(_BATCH)
        ).all()
        if not batch:
            return count
        count += refresh(session, batch)
        last = batch[-1]
        session.expunge_all()
