"""What somebody is competent to audit against: enter it with its proof, take it back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, QMSError, TooLarge
from ...files import services as stored_files
from ...host import Actor, Clock, FileStore
from ...i18n import lazy, t
from ...standards import queries as standards
from ...trail import services as trail
from ..models import Competence
from ..workflow import Grade
from ._checking import LONGEST, entry_of, refuse, too_long


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceGiven:
    """A competence as it is entered. ``until``: the last day; None for one without end."""

    standard: str
    grade: Grade | None
    since: date | None
    until: date | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """The certificate as a file; limits in bytes and pixels."""

    data: bytes
    name: str
    maximum_bytes: int
    maximum_pixels: int


def add_competence(
    session: Session,
    actor: Actor,
    clock: Clock,
    files: FileStore,
    person: Any,
    given: CompetenceGiven,
    file: ProofFile | None = None,
) -> Competence:
    """Enter what somebody may audit against.

    Raises:
        Forbidden: the actor does not keep the register.
        Invalid: a standard that is not here, days that cannot be, no proof at all, or a file that
            is neither a PDF nor a picture.
    """
    access.require(actor, "auditors.manage")
    fields: dict[str, list[str]] = {}
    if given.standard not in {one.standard for one in standards.editions(session)}:
        fields["standard"] = [t("Choose a standard.")]
    if given.grade is None:
        fields["grade"] = [t("Choose what they are competent as.")]
    if given.since is None:
        fields["since"] = [t("Enter the day from which it counts.")]
    elif given.until is not None and given.until < given.since:
        fields["until"] = [t("The last day is before the first.")]
    if not given.proof.strip() and file is None:
        fields["proof"] = [t("Say what proves it, or attach the certificate.")]
    elif wrong := too_long(given.proof, 400):
        fields["proof"] = wrong
    stored = None
    if file is not None and not fields:
        try:
            stored = _store(session, actor, clock, files, file)
        except QMSError as error:
            fields["file"] = [error.message]
    refuse(fields)
    assert given.grade is not None
    assert given.since is not None
    made = Competence(
        person_id=person.id, standard=given.standard, grade=given.grade, since=given.since,
        until=given.until, proof=given.proof.strip(),
        file_id=stored.id if stored is not None else None,
        file_name=_name(file.name) if file is not None else "",
        recorded_by=actor.name, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    trail.record(
        session, actor, clock, "auditors.add_competence", "auditor",
        entry_of(session, person.id).uuid,
        {"person": person.name, "standard": made.standard, "grade": str(made.grade),
         "since": made.since.isoformat(),
         "until": made.until.isoformat() if made.until else None,
         "sha256": stored.sha256 if stored is not None else None},
    )  # fmt: skip
    return made


def withdraw_competence(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Any,
    competence: Competence,
    *,
    reason: str,
    today: date,
) -> None:
    """Take a competence back with the reason; the row stays for what was audited on it.

    Raises:
        Forbidden: the actor does not keep the register.
        Conflict: it was taken back already.
        Invalid: no reason.
    """
    access.require(actor, "auditors.manage")
    if competence.withdrawn_on is not None:
        raise Conflict("auditors.withdrawn", lazy("This competence was taken back already."))
    text = reason.strip()
    refuse({} if text and len(text) <= LONGEST else {"reason": [t("Give the reason.")]})
    competence.withdrawn_on, competence.withdrawn_reason = today, text
    session.flush()
    trail.record(
        session, actor, clock, "auditors.withdraw_competence", "auditor",
        entry_of(session, person.id).uuid, {"standard": competence.standard, "reason": text[:500]},
    )  # fmt: skip


def _store(session: Session, actor: Actor, clock: Clock, files: FileStore, file: ProofFile) -> Any:
    if len(file.data) > file.maximum_bytes:
        raise TooLarge(
            "auditors.file_too_large",
            lazy("The file is larger than %(limit)s MB.", limit=file.maximum_bytes // 1_000_000),
        )
    content = stored_files.examine(file.data, maximum_pixels=file.maximum_pixels)
    return stored_files.store(
        session, clock, files, file.data, content, person_id=actor.person_id or None,
        sha256=hashlib.sha256(file.data).hexdigest(),
    )  # fmt: skip


def _name(raw: str) -> str:
    """A file's own name without folders and without what is no text."""
    name = raw.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in name if one.isprintable())[:200] or "file"
