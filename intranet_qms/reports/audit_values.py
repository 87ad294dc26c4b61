"""What an audit report holds: plain frozen values, no database and no request.

The feature that knows audits fills them. Texts that come from people are in the language they
were written in; the words of the report itself are translated where it is laid out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Shape = Literal["octagon", "triangle", "circle", "ring", "diamond", "star", "square"]
UNRATED: Shape = "square"
"""Of a value that is no rating: a number, a text, a choice."""
Tone = Literal["critical", "warning", "info", "idea", "good", "neutral"]
AnswerState = Literal["current", "conflict", "kept_both", "set_aside"]
"""How an answer stands beside the others to the same question.

``current``: the only one, or the one the lead auditor chose. ``conflict``: two auditors differ
and nobody has decided yet. ``kept_both``: decided that both stand, as two observations.
``set_aside``: the lead auditor chose the other one; it is printed because nothing is lost.
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with the shape and colour that go with it (class of a finding, value of an answer)."""

    label: str
    shape: Shape = UNRATED
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class TeamMember:
    """``role`` in words: lead auditor, auditor, technical expert, observer."""

    name: str
    role: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The opening or closing meeting. ``place`` may be a room or "zdalnie"."""

    at: datetime | None
    place: str = ""
    participants: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One line of the plan as it was carried out."""

    starts_at: datetime
    ends_at: datetime | None
    subject: str
    unit: str = ""
    auditors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer or a finding rests on: a record, a sample, a photo, a file.

    A photo is named by its ``photo`` (SHA-256) and printed in the photo section under a number.
    """

    text: str
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One auditor's answer. ``at`` is when the server took it; ``device`` how they call it."""

    value: Mark
    author: str
    at: datetime
    note: str = ""
    device: str = ""
    state: AnswerState = "current"
    evidence: tuple[Evidence, ...] = ()
    sample: str = ""
    """What was looked at, where a question was answered for several cases."""


@dataclass(frozen=True, slots=True)
class Question:
    """``requirement``: clauses and the procedure's paragraph, as the office cites them."""

    number: str
    text: str
    requirement: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the checklist."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as ISO 19011 wants it: requirement, evidence, statement."""

    number: str
    grade: Mark
    statement: str
    evidence: str = ""
    requirements: tuple[str, ...] = ()
    unit: str = ""
    owner: str = ""
    due: date | None = None
    state: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoEntry:
    """A photo of the report. ``sha256`` is the hash of the file as the auditor's phone sent it.

    ``description`` says what is seen, for a reader who cannot see it; without one the caption
    is read instead.
    """

    sha256: str
    caption: str
    author: str
    taken_at: datetime | None
    description: str = ""


@dataclass(frozen=True, slots=True)
class SyncReceipt:
    """What one device sent and the server verified.

    ``skew_seconds``: the device's clock ahead of (positive) or behind the server's.
    """

    device: str
    person: str
    answers: int
    photos: int
    verified_at: datetime | None
    hashes_match: bool
    skew_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """``signed_at`` None leaves a line for a signature by hand. ``picture``: SHA-256 of what was
    drawn, among the photos that the report is made with."""

    name: str
    role: str
    signed_at: datetime | None = None
    method: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A finding of an earlier audit that this one looked at again, and how it stands."""

    number: str
    statement: str
    state: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A piece of evidence that is not printed as a photo: a file, or bytes that are not here.

    ``about``: the question or finding that it belongs to, in words.
    """

    caption: str
    sha256: str
    state: str
    author: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """Everything that the report of one audit shows.

    ``first_day`` and ``last_day`` are days in the office; moments are aware and shown in ``zone``.
    ``language`` is ``pl`` or ``en``. ``uncontrolled`` marks the print as a copy that nobody keeps
    up to date.
    """

    office: str
    number: str
    title: str
    kind: str
    made_at: datetime
    standards: tuple[str, ...] = ()
    objective: str = ""
    criteria: str = ""
    scope_units: tuple[str, ...] = ()
    scope_procedures: tuple[str, ...] = ()
    scope_clauses: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    team: tuple[TeamMember, ...] = ()
    opening: Meeting | None = None
    closing: Meeting | None = None
    agenda: tuple[AgendaItem, ...] = ()
    method: str = ""
    followed: tuple[FollowedUp, ...] = ()
    summary: str = ""
    """What the lead auditor wrote; the counts beside it are the system's."""
    conclusions: str = ""
    strong_points: str = ""
    """The lead auditor's words about what works well, beside the findings that say so."""
    recommendations: str = ""
    grades: tuple[Mark, ...] = ()
    """All classes of findings that the office uses, in order: a class with none is shown as 0."""
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    strengths: tuple[str, ...] = ()
    photos: tuple[PhotoEntry, ...] = ()
    receipts: tuple[SyncReceipt, ...] = ()
    signatures: tuple[Signature, ...] = ()
    files: tuple[FileEntry, ...] = ()
    distribution: tuple[str, ...] = ()
    version: int = 1
    corrects: str = ""
    """Why there is a version after the first."""
    mark: str = ""
    """What stands on every page, such as that it is a draft."""
    seal: str = ""
    """What proves the signed content, in words with its SHA-256."""
    score: str = ""
    """Points reached, in words, where the checklist gives any."""
    case_number: str = ""
    language: str = "pl"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Warsaw"))
    uncontrolled: bool = False
