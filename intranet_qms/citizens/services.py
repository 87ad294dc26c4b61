"""Receive opinions, handle them, and say where guides stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from ..access import require
from ..db import one_at_a_time
from ..errors import Conflict, Invalid, TooMany
from ..findings import services as findings
from ..findings.workflow import FindingClass, FindingSource
from ..host import Actor, Clock
from ..i18n import lazy, t
from ..personal_data import clean
from ..trail import services as trail
from . import notifications, queries
from .models import GuideTopic, Opinion, UnpublishedGuide
from .workflow import Clarity, OpinionState, Topic, can_become

if TYPE_CHECKING:
    from ..documents.models import Document, Revision
    from ..findings.models import Finding

LONGEST_TEXT = 2_000
LONGEST_NOTE = 2_000
PER_HOUR = 5
"""Opinions that one address may send within an hour."""
MARK_KEPT = timedelta(hours=24)
"""How long the keyed hash of an address is kept: nobody needs it longer than the limit does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a citizen sends. ``sender_mark``: keyed hash of the address, never the address."""

    clarity: Clarity
    text: str
    language: str
    sender_mark: str


def receive(
    session: Session, clock: Clock, document: Document, revision: Revision, said: Said
) -> Opinion:
    """Keep an opinion about a guide; what looks like personal data is taken out first.

    Raises:
        Invalid: the text is too long, or nothing is said.
        TooMany: the address has sent ``PER_HOUR`` within the hour.
    """
    text = said.text.replace("\r\n", "\n").replace("\x00", "").strip()
    text = "".join(one for one in text if not "\ud800" <= one <= "\udfff")
    if len(text) > LONGEST_TEXT:
        problem = t("The text is longer than %(limit)s characters.", limit=LONGEST_TEXT)
        raise Invalid("citizens.too_long", problem, fields={"text": [problem]})
    now = clock.now()
    # Those of one address are counted one after the other: sent at once, each would see few.
    one_at_a_time(session, f"citizens.opinion:{said.sender_mark}")
    if queries.received_since(session, said.sender_mark, now - queries.HOUR) >= PER_HOUR:
        raise TooMany(
            "citizens.too_many",
            lazy("Several opinions have come from your connection within the last hour."),
            way_out=lazy("What you wrote is kept below; send it again in an hour."),
            retry_after=3600,
        )
    cleaned = clean(text)
    opinion = Opinion(
        document_id=document.id,
        revision_id=revision.id,
        clarity=said.clarity,
        text=cleaned.text[:LONGEST_TEXT],
        # What was taken out on the form has left its marks in the text.
        removed=cleaned.text.count(t("[removed]")),
        language=said.language,
        state=OpinionState.NEW,
        received_at=now,
        sender_mark=said.sender_mark,
    )
    session.add(opinion)
    session.flush()
    return opinion


def handle(
    session: Session,
    actor: Actor,
    clock: Clock,
    opinion: Opinion,
    document: Document,
    state: OpinionState,
    *,
    note: str = "",
) -> None:
    """Say what became of an opinion: read, used or spam.

    Raises:
        Forbidden: ``citizens.handle``.
        Conflict: it became a finding, which carries on from there.
        Invalid: the note is too long.
    """
    require(actor, "citizens.handle", document)
    if not can_become(opinion.state, state) or state is OpinionState.FINDING:
        raise Conflict(
            "citizens.settled",
            lazy("This opinion became a finding and is carried on there."),
            way_out=lazy("Open the finding."),
        )
    _settle(session, actor, clock, opinion, document, state, note)


def _settle(
    session: Session,
    actor: Actor,
    clock: Clock,
    opinion: Opinion,
    document: Document,
    state: OpinionState,
    note: str,
) -> None:
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        problem = t("The text is longer than %(limit)s characters.", limit=LONGEST_NOTE)
        raise Invalid("citizens.too_long", problem, fields={"note": [problem]})
    opinion.state = state
    opinion.handled_at = clock.now()
    opinion.handled_by_id = actor.person_id or None
    opinion.handled_by_name = actor.name
    if note:
        opinion.note = note
    session.flush()
    trail.record(
        session, actor, clock, "citizens.handle", "opinion", opinion.uuid,
        {"state": str(state), "document": document.code},
    )  # fmt: skip


def raise_as_finding(
    session: Session,
    actor: Actor,
    clock: Clock,
    opinion: Opinion,
    document: Document,
    finding_class: FindingClass,
    statement: str,
    *,
    today: date,
    due_days: int,
) -> Finding:
    """Make a finding of an opinion: the guide's unit answers, its owner is responsible.

    Args:
        statement: what is found, in the office's words; the citizen's words become the evidence.

    Raises:
        Forbidden: ``citizens.handle`` or ``findings.raise``.
        Conflict: it became a finding already.
        Invalid: no statement, or one that is too long.
    """
    require(actor, "citizens.handle", document)
    require(actor, "findings.raise")
    if opinion.state is OpinionState.FINDING:
        raise Conflict(
            "citizens.settled",
            lazy("This opinion became a finding and is carried on there."),
            way_out=lazy("Open the finding."),
        )
    finding = findings.raise_finding(
        session,
        actor,
        clock,
        findings.Raised(
            finding_class=finding_class,
            source=FindingSource.CITIZENS,
            statement=statement.strip(),
            evidence_text=t(
                "Opinion of a citizen about %(code)s, received %(day)s: %(text)s",
                code=document.code,
                day=opinion.received_at.date().isoformat(),
                text=opinion.text or "—",
            ),
            unit_id=document.owner_unit_id,
            owner_id=document.owner_id,
            document_id=document.id,
        ),
        today=today,
        due_days=due_days,
    )
    opinion.finding_id = finding.id
    _settle(session, actor, clock, opinion, document, OpinionState.FINDING, "")
    return finding


def place_guide(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    *,
    topics: Iterable[Topic],
    shown: bool,
) -> None:
    """Say in which affairs of life a guide helps, and whether everybody may read it.

    Raises:
        Forbidden: ``citizens.publish``.
    """
    require(actor, "citizens.publish", document)
    wanted = set(topics)
    session.execute(
        delete(GuideTopic)
        .where(GuideTopic.document_id == document.id)
        .execution_options(synchronize_session="fetch")
    )
    session.add_all(GuideTopic(document_id=document.id, topic=one) for one in sorted(wanted))
    hidden = session.get(UnpublishedGuide, document.id)
    if shown and hidden is not None:
        session.delete(hidden)
    elif not shown and hidden is None:
        session.add(UnpublishedGuide(document_id=document.id))
    session.flush()
    trail.record(
        session, actor, clock, "citizens.place_guide", "document", document.uuid,
        {"topics": sorted(wanted), "published": shown},
    )  # fmt: skip


def tell_owners(session: Session, clock: Clock, today: date) -> int:
    """Write one mail to each owner of guides with new opinions, and forget old addresses.

    Returns:
        How many mails are new; a second call on the same day writes none.
    """
    told = notifications.tell_owners(session, clock, today)
    session.execute(
        update(Opinion)
        .where(Opinion.sender_mark.is_not(None), Opinion.received_at < clock.now() - MARK_KEPT)
        .values(sender_mark=None)
        .execution_options(synchronize_session=False)
    )
    return told
