"""One after the other at one issue: what two people do at once must not miss each other."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..models import Revision


def lock_issue(session: Session, revision: Revision) -> None:
    """Let whoever writes, attaches to or decides about an issue come one after the other, the
    second with fresh facts.

    The hash of an issue is made of its text and its files: who reads one and writes the hash must
    know that nobody changes the other meanwhile. Held until the transaction ends.
    """
    session.refresh(revision, with_for_update={"of": Revision})
    session.refresh(revision, ["decisions", "assignments"])
