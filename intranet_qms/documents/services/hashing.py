"""The hash of an issue as it stands in the database, with everything that belongs to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..content import content_hash
from ..models import Attachment, Revision


def issue_hashes(session: Session, revisions: Sequence[Revision]) -> dict[int, str]:
    """SHA-256 of the content of each issue, by its number: texts, fields and files; one query."""
    files: dict[int, list[tuple[str, str]]] = defaultdict(list)
    # An issue that is being changed is written once, with its new hash.
    with session.no_autoflush:
        rows = session.execute(
            select(Attachment.revision_id, Attachment.name, Attachment.sha256).where(
                Attachment.revision_id.in_([one.id for one in revisions])
            )
        ).all()
    for revision_id, name, sha256 in rows:
        files[revision_id].append((name, sha256))
    return {
        one.id: content_hash(
            one.title, one.title_en, one.body, attachments=files[one.id], fields=one.content
        )
        for one in revisions
    }


def issue_hash(session: Session, revision: Revision) -> str:
    """The same for one issue."""
    return issue_hashes(session, [revision])[revision.id]
