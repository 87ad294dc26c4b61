"""The bytes of evidence: whole or in pieces, verified before anything is promised (section 6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..audits import services as audits
from ..audits.workflow import EvidenceState
from ..config import QMSConfig
from ..db import after_commit, insert_into
from ..errors import QMSError
from ..files import services as files
from ..host import Actor, Clock, FileStore
from ..i18n import LazyText, lazy
from .models import Upload

ABANDONED_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the bytes of a hash are (step 6.2).

    ``state``: ``absent``, ``partial``, ``verified`` or ``refused``. ``error`` says why the last
    piece was not taken, with the status of the answer.
    """

    sha256: str
    size: int | None
    received: int
    state: str
    reason: str | None = None
    error: QMSError | None = None

    def as_dict(self) -> dict[str, Any]:
        """As the phone reads it."""
        return {
            "sha256": self.sha256,
            "size": self.size,
            "received": self.received,
            "state": self.state,
            "reason": self.reason,
        }


def progress(session: Session, actor: Actor, sha256: str) -> Progress:
    """How far the bytes of ``sha256`` are, for this person."""
    stored = files.held(session, sha256, actor.person_id)
    if stored is not None:
        return Progress(sha256, stored.size, stored.size, "verified")
    upload = session.scalars(
        select(Upload).where(Upload.person_id == actor.person_id, Upload.sha256 == sha256)
    ).one_or_none()
    return _of(sha256, upload)


def _of(sha256: str, upload: Upload | None) -> Progress:
    if upload is None or (upload.refused_code is None and upload.received == 0):
        return Progress(sha256, None, 0, "absent")
    if upload.refused_code is not None:
        return Progress(sha256, upload.size, 0, "refused", upload.refused_code)
    return Progress(sha256, upload.size, upload.received, "partial")


def take(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    config: QMSConfig,
    *,
    sha256: str,
    offset: int,
    size: int,
    piece: bytes,
) -> Progress:
    """Step 6.3: take one piece, or the whole file at once, of bytes that are not stored yet.

    Args:
        offset, size: bytes; where the piece begins, and how many there are in all.
        piece: the bytes as they came, complete.

    Returns:
        The progress after the piece; with ``error`` when it was not taken. What is told as
        refused was written down and must be committed.
    """
    problem = _refusal_of_size(config, offset, size, piece)
    if problem is not None:
        return Progress(sha256, None, 0, "absent", error=problem)
    if offset == 0 and len(piece) == size:
        return _complete(session, actor, clock, store, config, sha256, piece, None)
    upload = _locked(session, actor, clock, sha256, size)
    if offset != upload.received or upload.size != size:
        if offset == 0 and upload.size != size:
            _forget(session, store, upload)
            upload = _locked(session, actor, clock, sha256, size)
        else:
            return Progress(
                sha256,
                upload.size,
                upload.received,
                "partial" if upload.received else "absent",
                error=_error(
                    "sync.wrong_offset", lazy("The pieces of this photograph do not line up."), 409
                ),
            )
    key = f"uploads/{actor.person_id}/{sha256}/{offset:012d}"
    store.put(key, piece)
    upload.pieces = [*upload.pieces, key]
    upload.received += len(piece)
    upload.touched_at = clock.now()
    upload.refused_code = None
    if upload.received < size:
        return Progress(sha256, size, upload.received, "partial")
    whole = b"".join(store.get(part) for part in upload.pieces)
    return _complete(session, actor, clock, store, config, sha256, whole, upload)


def _refusal_of_size(config: QMSConfig, offset: int, size: int, piece: bytes) -> QMSError | None:
    if size > config.evidence_bytes:
        return _error("sync.evidence_too_large", lazy("This file is larger than is taken."), 413)
    whole = offset == 0 and len(piece) == size
    if not piece or offset + len(piece) > size or (len(piece) > config.chunk_bytes and not whole):
        return _error(
            "sync.wrong_offset", lazy("The pieces of this photograph do not line up."), 409
        )
    return None


def _complete(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    config: QMSConfig,
    sha256: str,
    whole: bytes,
    upload: Upload | None,
) -> Progress:
    """Step 6.4: compare the hash, look at the content, and only then say ``verified``."""
    if hashlib.sha256(whole).hexdigest() != sha256:
        if upload is not None:
            _forget(session, store, upload)
        return Progress(
            sha256,
            None,
            0,
            "absent",
            error=_error(
                "sync.hash_mismatch",
                lazy("The photograph arrived damaged and will be sent again."),
                409,
            ),
        )
    try:
        found = files.examine(whole, maximum_pixels=config.evidence_pixels)
    except QMSError as error:
        refused = upload or _locked(session, actor, clock, sha256, len(whole))
        _drop_pieces(session, store, refused)
        refused.refused_code, refused.received = error.code, 0
        audits.mark_evidence(session, sha256, state=EvidenceState.REFUSED, reason=error.code)
        return Progress(sha256, len(whole), 0, "refused", error.code, error)
    file_id = files.keep_bytes(
        session, clock, store, whole, found, person_id=actor.person_id, sha256=sha256
    )
    audits.mark_evidence(
        session,
        sha256,
        state=EvidenceState.VERIFIED,
        file_id=file_id,
        media_type=found.media_type,
        sender_id=actor.person_id,
    )
    if upload is not None:
        _forget(session, store, upload)
    return Progress(sha256, len(whole), len(whole), "verified")


def _locked(session: Session, actor: Actor, clock: Clock, sha256: str, size: int) -> Upload:
    now = clock.now()
    session.execute(
        insert_into(session, Upload)
        .values(
            person_id=actor.person_id,
            sha256=sha256,
            size=size,
            received=0,
            pieces=[],
            started_at=now,
            touched_at=now,
        )
        .on_conflict_do_nothing(index_elements=["person_id", "sha256"])
    )
    return session.scalars(
        select(Upload)
        .where(Upload.person_id == actor.person_id, Upload.sha256 == sha256)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _drop_pieces(session: Session, store: FileStore, upload: Upload) -> None:
    """Remove the pieces once the transaction has committed: before, they may still be needed."""
    keys = list(upload.pieces)
    upload.pieces = []
    if keys:
        after_commit(session, lambda: _delete(store, keys))


def _delete(store: FileStore, keys: list[str]) -> None:
    for key in keys:
        store.delete(key)


def _forget(session: Session, store: FileStore, upload: Upload) -> None:
    _drop_pieces(session, store, upload)
    session.flush()
    session.execute(delete(Upload).where(Upload.id == upload.id))
    session.expunge(upload)


def sweep_abandoned(session: Session, clock: Clock, store: FileStore) -> int:
    """Forget uploads that nobody touched for two weeks. Returns how many."""
    old = session.scalars(
        select(Upload).where(Upload.touched_at < clock.now() - ABANDONED_AFTER).limit(500)
    ).all()
    for upload in old:
        for key in upload.pieces:
            store.delete(key)
    if old:
        session.execute(delete(Upload).where(Upload.id.in_([upload.id for upload in old])))
    return len(old)


def _error(code: str, message: LazyText, status: int) -> QMSError:
    return QMSError(code, message, status=status)
