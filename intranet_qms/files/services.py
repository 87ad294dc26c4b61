"""Store bytes by their hash and read them back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from sqlalchemy import ColumnElement, ScalarSelect, or_, select
from sqlalchemy.orm import Session

from ..db import among, insert_into, new_uuid
from ..host import Clock, FileStore
from .content import Content as Content  # the word of this door: who stores says what
from .content import examine as examine
from .content import rendition
from .models import FileHolder, StoredFile


def content_key(sha256: str) -> str:
    """Where the bytes of a hash lie: in 256 folders, so that none grows too large and hardly any
    file has to wait for a folder of its own to be on the disk."""
    return f"content/{sha256[:2]}/{sha256}"


def store(
    session: Session,
    clock: Clock,
    files: FileStore,
    data: bytes,
    content: Content,
    *,
    person_id: int | None,
    sha256: str | None = None,
) -> StoredFile:
    """Keep ``data``; the same bytes again give the same record.

    The bytes are written before the row: a row never points at bytes that are not there. Bytes
    whose row was rolled back are found by ``sweep``.

    Args:
        content: what the bytes are, from ``content.examine`` or known by their maker.
        sha256: lower-case hex, when the caller has computed it already.
    """
    digest = sha256 or hashlib.sha256(data).hexdigest()
    found = by_hash(session, digest)
    if found is not None:
        return found
    keep_bytes(session, clock, files, data, content, person_id=person_id, sha256=digest)
    found = by_hash(session, digest)
    if found is None:
        raise RuntimeError("a file that was just stored has no row")
    return found


def keep_bytes(
    session: Session,
    clock: Clock,
    files: FileStore,
    data: bytes,
    content: Content,
    *,
    person_id: int | None,
    sha256: str,
) -> int:
    """As ``store``, by one statement, for a caller who looked for these bytes just now.

    Returns:
        The number of the record, which somebody else may have made meanwhile.
    """
    files.put(content_key(sha256), data)
    statement = insert_into(session, StoredFile).values(
        uuid=new_uuid(),
        sha256=sha256,
        size=len(data),
        media_type=content.media_type,
        width=content.width,
        height=content.height,
        stored_at=clock.now(),
        stored_by_id=person_id,
    )
    # Where the row is there already, this changes nothing and yet returns its number.
    file_id, first_sender = session.execute(
        statement.on_conflict_do_update(
            index_elements=["sha256"], set_={"sha256": sha256}
        ).returning(StoredFile.id, StoredFile.stored_by_id)
    ).one()
    if person_id is not None and first_sender != person_id:
        session.execute(
            insert_into(session, FileHolder)
            .values(file_id=file_id, person_id=person_id)
            .on_conflict_do_nothing(index_elements=["file_id", "person_id"])
        )
    return int(file_id)


def by_hash(session: Session, sha256: str) -> StoredFile | None:
    """The record of these bytes, if they are stored."""
    return session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).one_or_none()


def held(session: Session, sha256: str, person_id: int) -> StoredFile | None:
    """The record of these bytes, if they are stored and this person has sent them too."""
    return session.scalars(
        select(StoredFile).where(StoredFile.sha256 == sha256, _held_by(person_id))
    ).one_or_none()


def size_of_held(sha256: str, person_id: int) -> ScalarSelect[int]:
    """For another query: how many bytes of this hash the person has sent and are stored; NULL
    where none are."""
    return (
        select(StoredFile.size)
        .where(StoredFile.sha256 == sha256, _held_by(person_id))
        .scalar_subquery()
    )


def _held_by(person_id: int) -> ColumnElement[bool]:
    sent_again = (
        select(FileHolder.id)
        .where(FileHolder.file_id == StoredFile.id, FileHolder.person_id == person_id)
        .exists()
    )
    return or_(StoredFile.stored_by_id == person_id, sent_again)


def read(files: FileStore, stored: StoredFile) -> bytes:
    """All bytes. Raises FileNotFoundError when the store lost them."""
    try:
        return files.get(content_key(stored.sha256))
    except FileNotFoundError:
        return files.get(_aside_key(stored.sha256))


def stream(files: FileStore, stored: StoredFile) -> Iterator[bytes]:
    """The bytes in pieces. Raises FileNotFoundError before the first."""
    return _stream(files, stored.sha256)


def _stream(files: FileStore, sha256: str) -> Iterator[bytes]:
    begun = False
    try:
        for piece in files.stream(content_key(sha256)):
            begun = True
            yield piece
    except FileNotFoundError:
        if begun:
            raise
        yield from files.stream(_aside_key(sha256))


def picture(files: FileStore, stored: StoredFile, *, longest_side: int) -> bytes:
    """A re-encoded JPEG of a stored picture, kept so that it is made once.

    Args:
        longest_side: pixels.
    """
    key = f"renditions/{stored.sha256[:2]}/{stored.sha256}-{longest_side}.jpg"
    try:
        return files.get(key)
    except FileNotFoundError:
        made = rendition(read(files, stored), longest_side=longest_side)
        files.put(key, made)
        return made


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk over all stored files found.

    ``size`` is in bytes, as the records say. ``problems`` names each file that is not as it was
    stored by its hash: ``missing`` or ``altered``.
    """

    files: int
    size: int
    problems: list[tuple[str, str]]


def verify(session: Session, store: FileStore) -> Verified:
    """Read the bytes of every record and compare them with their hash."""
    count = size = 0
    problems: list[tuple[str, str]] = []
    rows = session.execute(
        select(StoredFile.sha256, StoredFile.size)
        .order_by(StoredFile.id)
        .execution_options(yield_per=500)
    )
    for sha256, length in rows:
        count, size = count + 1, size + length
        digest = hashlib.sha256()
        try:
            for piece in _stream(store, sha256):
                digest.update(piece)
        except FileNotFoundError:
            problems.append((sha256, "missing"))
        else:
            if digest.hexdigest() != sha256:
                problems.append((sha256, "altered"))
    return Verified(count, size, problems)


def remove_bytes(files: FileStore, hashes: Iterable[str]) -> None:
    """Remove the bytes of files whose rows are gone for good; call it after the commit.

    They lie aside for a day before ``sweep`` ends them: somebody may be sending the same bytes at
    this very moment, whose row is not to be seen yet.
    """
    for sha256 in hashes:
        _put_aside(files, sha256)


def _aside_key(sha256: str) -> str:
    return f"aside/{sha256}"


def _put_aside(files: FileStore, sha256: str) -> None:
    try:
        files.put(_aside_key(sha256), files.get(content_key(sha256)))
    except FileNotFoundError:
        return
    files.delete(content_key(sha256))
    for key in list(files.list(f"renditions/{sha256[:2]}")):
        if sha256 in key:
            files.delete(key)


def sweep(session: Session, files: FileStore, clock: Clock) -> int:
    """Put bytes aside that no row knows, because their transaction was rolled back, and end those
    that have lain aside for a day. What got a row meanwhile goes back to its place.

    Bytes younger than a day stay: their transaction may still be under way.

    Returns:
        How many were put aside.
    """
    yesterday = clock.now() - timedelta(days=1)
    old = {key.rsplit("/", 1)[-1] for key in files.list("aside", older_than=yesterday)}
    for batch in _batches(files.list("aside")):
        known = _known(session, batch)
        for sha256 in batch:
            if sha256 in known:
                files.put(content_key(sha256), files.get(_aside_key(sha256)))
            if sha256 in known or sha256 in old:
                files.delete(_aside_key(sha256))
    removed = 0
    for batch in _batches(files.list("content", older_than=yesterday)):
        known = _known(session, batch)
        unknown = [sha256 for sha256 in batch if sha256 not in known]
        remove_bytes(files, unknown)
        removed += len(unknown)
    return removed


def _batches(keys: Iterator[str]) -> Iterator[list[str]]:
    """The hashes that keys end with, as many at a time as one query asks for."""
    while batch := [key.rsplit("/", 1)[-1] for key in islice(keys, 500)]:
        yield batch


def _known(session: Session, hashes: Sequence[str]) -> set[str]:
    found = session.scalars(
        select(StoredFile.sha256).where(among(session, StoredFile.sha256, hashes))
    )
    return set(found)
