"""Issues of the demo office that people are writing, checking and have just published.

They go the way of every issue, so that files, remarks and effects of a change are there to see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ..documents import services as documents
from ..documents.services import DraftFields
from ..extension import QMS
from ..host import Actor
from ..people import services as people

ATTACHED = Path(__file__).parent / "demo" / "attached"
REVIEWER = "j.lisowska"
APPROVER = "h.wierzbicka"
PROMPT_READER = "m.dabrowicz"
"""Confirms on the day what the others still have before them."""


@dataclass(frozen=True, slots=True)
class _Then:
    """A clock that stands at a moment."""

    moment: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.moment


@dataclass(frozen=True, slots=True)
class _Next:
    """The next issue of a document: what changes in its text, and what is attached."""

    code: str
    change: str
    old: str
    new: str
    file: str = ""
    name: str = ""


PUBLISHED = (
    _Next(
        "F-02",
        "Dołączono wzór protokołu do wypełnienia w programie Word.",
        "", "",
        "F-02.docx", "F-02 Protokół przyjęcia skargi lub wniosku.docx",
    ),
    _Next(
        "PW-02",
        "Teczki opisuje się także numerem kategorii; dołączono wzór spisu zdawczo-odbiorczego.",
        "opisuje teczki i sporządza spis zdawczo-odbiorczy.",
        "opisuje teczki klasą i kategorią oraz sporządza spis zdawczo-odbiorczy"
        " na wzorze dołączonym do procedury.",
        "PW-02.xlsx", "PW-02 Spis zdawczo-odbiorczy.xlsx",
    ),
)  # fmt: skip
"""In force since yesterday: with files, and with the owners of what cites them being asked."""

CHECKED = _Next(
    "PW-08",
    "Zapytanie kieruje się do co najmniej trzech wykonawców już od niższej wartości.",
    "Przy niskiej wartości wystarcza notatka z porównaniem cen; przy wyższej wysyła się",
    "Do 10 000 zł netto wystarcza notatka z porównaniem cen; powyżej tej kwoty wysyła się",
)
"""Under review, with remarks."""
REMARKS = (
    (
        "Do 10 000 zł netto",
        "Regulamin mówi o 15 000 zł. Uzgodnijmy jedną kwotę ze Skarbnikiem, zanim to podpiszemy.",
        "Pani Skarbnik potwierdziła 10 000 zł; regulamin zmieni zarządzenie od 1. dnia miesiąca.",
    ),
    ("", "Proszę dodać do zapisów rejestr zapytań, bo pytają o niego auditorzy.", ""),
)
"""Words of the paragraph, the remark, and the author's answer."""


def load(session: Session, qms: QMS, persons: Mapping[str, Any], loaded: Mapping[str, Any]) -> None:
    """Write, check and publish as the people of the office would."""
    now = qms.clock.now()
    reviewer = _actor(session, REVIEWER, now)
    approver = _actor(session, APPROVER, now)
    for one in PUBLISHED:
        if one.code not in loaded:
            continue
        revision = _hand_over(session, qms, persons, loaded[one.code], one, now - timedelta(days=2))
        then = _Then(now - timedelta(days=1, hours=3))
        documents.review(session, reviewer, then, revision, content_hash=revision.content_hash)
        then = _Then(now - timedelta(days=1))
        documents.approve(
            session, approver, then, revision,
            content_hash=revision.content_hash,
            today=then.now().astimezone(qms.config.zone).date(),
        )  # fmt: skip
        reader = _actor(session, PROMPT_READER, now)
        documents.acknowledge(session, reader, _Then(now - timedelta(hours=20)), revision)
    if CHECKED.code in loaded:
        document = loaded[CHECKED.code]
        revision = _hand_over(session, qms, persons, document, CHECKED, now - timedelta(days=1))
        author = _actor(session, document.owner.host_id, now)
        session.refresh(revision, ["paragraphs"])
        for number, (words, text, answer) in enumerate(REMARKS):
            key = next((one.key for one in revision.paragraphs if words and words in one.text), "")
            said = _Then(now - timedelta(hours=5 - number))
            thread = documents.add_comment(
                session, reviewer, said, revision, text=text, paragraph_key=key
            )
            if answer:
                then = _Then(now - timedelta(hours=2))
                documents.add_comment(session, author, then, revision, text=answer, thread=thread)


def _hand_over(
    session: Session,
    qms: QMS,
    persons: Mapping[str, Any],
    document: Any,
    one: _Next,
    at: datetime,
) -> Any:
    """The owner writes the next issue and hands it over for review."""
    author = _actor(session, document.owner.host_id, at)
    revision = documents.start_issue(session, author, _Then(at), document)
    if one.file:
        data = (ATTACHED / one.file).read_bytes()
        documents.attach(session, author, _Then(at), qms.files, revision, name=one.name, data=data)
    if one.old not in revision.body:
        raise RuntimeError(f"the text of {one.code} does not say {one.old!r}")
    fields = DraftFields(
        title=revision.title,
        title_en=revision.title_en,
        body=revision.body.replace(one.old, one.new) if one.old else revision.body,
        change_summary=one.change,
        reviewer_ids=[persons[REVIEWER].id],
        approver_id=persons[APPROVER].id,
        minor=False,
    )
    documents.save_draft(
        session, author, _Then(at), revision, fields, row_version=revision.row_version
    )
    documents.submit(session, author, _Then(at + timedelta(hours=1)), revision)
    return revision


def _actor(session: Session, host_id: str, now: datetime) -> Actor:
    actor = people.actor_by_host_id(session, host_id, now, source="cli")
    if actor is None:
        raise RuntimeError(f"the demo office has no {host_id}")
    return actor
