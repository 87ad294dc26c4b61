"""One after the other at one issue: what two people do at once must not miss each other."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from ..models import Document, Revision


def lock_issue(session: Session, revision: Revision) -> None:
    """Let whoever writes, attaches to or decides about an issue come one after the other, the
    second with fresh facts.

    The hash of an issue is made of its text and its files: who reads one and writes the hash must
    know that nobody changes the other meanwhile. Held until the transaction ends.
    """
    session.refresh(revision, with_for_update={"of": Revision})
    session.refresh(revision, ["decisions", "assignments"])


def lock_register(session: Session) -> None:
    """Let nobody enter or change a document until this transaction ends, for what is worked out
    from the whole register and then written; what others have begun is waited for. Readers go on.
    SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        table = Document.__tablename__
        # Stronger than against writers alone: who has locked a row already and then writes it would
        # wait for this transaction, and this one for the row.
        session.execute(text(f"lock table {table} in exclusive mode"))
