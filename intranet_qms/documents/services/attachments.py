"""Files of an issue: attach them, take them off, carry them on, read their words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ...access import require
from ...db import Database, insert_into
from ...errors import Conflict, QMSError, TooLarge, UnsupportedMedia
from ...files import services as stored_files
from ...host import Actor, Clock, FileStore
from ...i18n import LazyText, lazy, t
from ...outbox import services as outbox
from ...trail.services import record
from .. import queries
from ..file_kinds import FileRefused, another_name, kind_of, picture_file_name, safe_name
from ..file_reading import FileNotRead, read_words
from ..models import Attachment, AttachmentText, Revision
from ..pictures import clean_picture
from ..workflow import AttachmentRole, ExtractionState, RevisionState
from . import indexing
from .assigning import writers_with
from .hashing import issue_hash
from .locking import lock_issue

MOST_FILES = 60
MOST_PICTURES = 300

_REFUSALS: Mapping[str, tuple[type[QMSError], LazyText, LazyText]] = {
    "kind": (
        UnsupportedMedia,
        lazy("This kind of file is not taken."),
        lazy("Attach PDF, Word, Excel, PowerPoint, OpenDocument, a picture, text or CSV."),
    ),
    "program": (
        UnsupportedMedia,
        lazy("This file is a program, whatever its name says."),
        lazy("Attach the document itself."),
    ),
    "markup": (
        UnsupportedMedia,
        lazy("Web pages, SVG drawings and scripts are not taken."),
        lazy("Save it as PDF or as a PNG picture and attach that."),
    ),
    "macros": (
        UnsupportedMedia,
        lazy("This file carries macros, which could run on a colleague's computer."),
        lazy("Save it without macros, as .docx or .xlsx."),
    ),
    "protected": (
        UnsupportedMedia,
        lazy("This file is protected by a password or saved in an old format."),
        lazy("Open it, save it without a password as .docx, .xlsx or PDF, and attach that."),
    ),
    "damaged": (
        UnsupportedMedia,
        lazy("This file is damaged or incomplete."),
        lazy("Open it in its program, save it anew and try again."),
    ),
    "bomb": (
        TooLarge,
        lazy("This file unpacks to more than is taken here."),
        lazy("Divide it, or save its pictures smaller."),
    ),
    "slow": (
        TooLarge,
        lazy("This file takes longer to read than is allowed."),
        lazy("Divide it into smaller files."),
    ),
    "empty": (
        UnsupportedMedia,
        lazy("This file is empty."),
        lazy("Choose the file once more."),
    ),
}


def refused(error: FileRefused | FileNotRead) -> QMSError:
    """The refusal of a file in words, 413 or 415."""
    code = "protected" if error.code == "encrypted" else error.code
    kind, sentence, way_out = _REFUSALS[code]
    return kind(f"documents.file_{code}", sentence, way_out=way_out)


def not_a_word_file() -> UnsupportedMedia:
    """A file that was to be read as a text and is no .docx."""
    return UnsupportedMedia(
        "documents.not_a_word_file",
        lazy("This is no Word document (.docx), whatever its name says."),
        way_out=lazy("Open it in Word or LibreOffice and save it as .docx."),
    )


def too_long_a_text(length: int, limit: int) -> TooLarge:
    """A text of Word that one issue does not take."""
    return TooLarge(
        "documents.text_of_file_too_long",
        t(
            "The text of the file has %(length)s characters; an issue takes up to %(limit)s.",
            length=length,
            limit=limit,
        ),
        way_out=t("Divide the document, or attach the file instead."),
    )


def too_large(limit: int) -> TooLarge:
    """A file longer than ``limit`` bytes."""
    return TooLarge(
        "documents.file_too_large",
        t("The file is larger than %(limit)s MB.", limit=limit // 1_000_000),
        way_out=t("Divide it, or save its pictures smaller."),
    )


def attach(
    session: Session,
    actor: Actor,
    clock: Clock,
    files: FileStore,
    revision: Revision,
    *,
    name: str,
    data: bytes,
    role: AttachmentRole = AttachmentRole.FILE,
) -> Attachment:
    """Make a file part of a draft.

    The same content under the same name is there once, however often it is sent. A picture of the
    text is encoded anew; an attached file is kept byte for byte.

    Args:
        name: as the browser sent it; only its last part is kept.

    Raises:
        Forbidden: ``documents.edit``.
        UnsupportedMedia, TooLarge: nothing that is taken, whatever its name says.
        Conflict: the issue has as many files as it may.
    """
    require(actor, "documents.edit", revision)
    size: tuple[int | None, int | None] = (None, None)
    try:
        if role is AttachmentRole.PICTURE:
            clean = clean_picture(data)
            data, media_type = clean.data, clean.media_type
            size = (clean.width, clean.height)
            wanted = picture_file_name(name, clean.ending)
        else:
            kind = kind_of(data, name)
            media_type = kind.media_type
            if media_type.startswith("image/"):
                # Shown as a preview: one that cannot be decoded is said so now.
                shown = clean_picture(data)
                size = (shown.width, shown.height)
            wanted = safe_name(name, kind.ending)
    except FileRefused as error:
        raise refused(error) from error
    digest = hashlib.sha256(data).hexdigest()
    # Reading a file takes its time; meanwhile the issue may have been handed over or saved.
    lock_issue(session, revision)
    require(actor, "documents.edit", revision)
    rows = session.execute(
        select(Attachment.name, Attachment.sha256, Attachment.role, Attachment.id).where(
            Attachment.revision_id == revision.id
        )
    ).all()
    for known in rows:
        if known.sha256 == digest and known.role == role:
            return session.get_one(Attachment, known.id)
    most = MOST_PICTURES if role is AttachmentRole.PICTURE else MOST_FILES
    if sum(1 for one in rows if one.role == role) >= most:
        raise Conflict(
            "documents.too_many_files",
            t("The issue has %(count)s files already; more are not taken.", count=most),
            way_out=t("Take off what is not needed."),
        )
    content = stored_files.Content(media_type, *size)
    stored = stored_files.store(
        session, clock, files, data, content, person_id=actor.person_id, sha256=digest
    )
    attachment = Attachment(
        revision_id=revision.id,
        file_id=stored.id,
        role=role,
        position=len(rows),
        name=another_name(wanted, {one.name for one in rows}),
        sha256=digest,
        size=len(data),
        media_type=media_type,
        attached_at=clock.now(),
        attached_by_id=actor.person_id,
        attached_by_name=actor.name,
    )
    session.add(attachment)
    session.flush()
    if role is AttachmentRole.FILE and not media_type.startswith("image/"):
        _ask_for_words(session, clock, digest)
    _content_changed(session, actor, clock, revision)
    _note(session, actor, clock, revision, "attach", attachment)
    return attachment


def take_off(
    session: Session, actor: Actor, clock: Clock, revision: Revision, attachment: Attachment
) -> None:
    """Take a file off a draft. Issues that had it keep it.

    Raises:
        Forbidden: ``documents.edit``.
    """
    lock_issue(session, revision)
    require(actor, "documents.edit", revision)
    _note(session, actor, clock, revision, "take_off", attachment)
    session.execute(delete(Attachment).where(Attachment.id == attachment.id))
    session.expunge(attachment)
    _content_changed(session, actor, clock, revision)


def carry_on(session: Session, source: Revision, target: Revision) -> None:
    """Give a new draft the files of the issue that it is made from."""
    rows = session.scalars(select(Attachment).where(Attachment.revision_id == source.id)).all()
    session.add_all(
        Attachment(
            revision_id=target.id,
            file_id=one.file_id,
            role=one.role,
            position=one.position,
            name=one.name,
            sha256=one.sha256,
            size=one.size,
            media_type=one.media_type,
            attached_at=one.attached_at,
            attached_by_id=one.attached_by_id,
            attached_by_name=one.attached_by_name,
        )
        for one in rows
    )
    session.flush()
    if rows:
        target.content_hash = issue_hash(session, target)
        session.flush()


def _content_changed(session: Session, actor: Actor, clock: Clock, revision: Revision) -> None:
    """Write the hash anew, and who changed what it covers, without counting the version up: the text that somebody has open in
    their form is still the one that is saved."""
    session.flush()
    session.execute(
        update(Revision)
        .where(Revision.id == revision.id)
        .values(
            content_hash=issue_hash(session, revision),
            writer_ids=writers_with(revision, actor),
            updated_at=clock.now(),
        )
        .execution_options(synchronize_session=False)
    )
    session.expire(revision, ["content_hash", "writer_ids", "updated_at"])


def _note(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    verb: str,
    attachment: Attachment,
) -> None:
    record(
        session, actor, clock, f"documents.{verb}", "revision", revision.uuid,
        {
            "code": revision.document.code, "issue": revision.number, "name": attachment.name,
            "sha256": attachment.sha256, "role": attachment.role.value,
        },
    )  # fmt: skip


# -- words of files ------------------------------------------------------------------------------

WORDS_JOB = "documents.read_words"


def _ask_for_words(session: Session, clock: Clock, sha256: str) -> None:
    session.execute(
        insert_into(session, AttachmentText)
        .values(sha256=sha256, state=ExtractionState.WAITING, text="", asked_at=clock.now())
        .on_conflict_do_nothing(index_elements=["sha256"])
    )
    outbox.enqueue(session, clock, WORDS_JOB, {"sha256": sha256}, dedup_key=f"{WORDS_JOB}:{sha256}")


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    pages: int | None
    state: ExtractionState


def read_attached(database: Database, files: FileStore, clock: Clock, sha256: str) -> bool:
    """Read the words of a file so that a search finds them. Run by the worker; may run twice.

    Returns:
        Whether words were found.

    Raises:
        OSError: the store is away; the job is tried again.
    """
    with database.transaction(writes=False) as session:
        stored = stored_files.by_hash(session, sha256)
        if stored is None:
            return False
        media_type = stored.media_type
        try:
            data = stored_files.read(files, stored)
        except FileNotFoundError:
            data = b""
    # No transaction is open while the file is read: that may take seconds.
    try:
        text, pages = read_words(data, media_type)
        words = _Words(text, pages, ExtractionState.DONE)
    except FileNotRead:
        words = _Words("", None, ExtractionState.FAILED)
    with database.transaction() as session:
        session.execute(
            update(AttachmentText)
            .where(AttachmentText.sha256 == sha256)
            .values(text=words.text, pages=words.pages, state=words.state, done_at=clock.now())
        )
        having = select(Revision.document_id).where(
            Revision.id.in_(queries.revisions_with_file(session, sha256)),
            Revision.state == RevisionState.EFFECTIVE,
        )
        indexing.refresh(session, session.scalars(having).all())
    return bool(words.text)


def count_files(session: Session, revision_id: int) -> int:
    """How many files are attached to an issue, pictures of the text not counted."""
    return int(
        session.execute(
            select(func.count(Attachment.id)).where(
                Attachment.revision_id == revision_id, Attachment.role == AttachmentRole.FILE
            )
        ).scalar_one()
    )
