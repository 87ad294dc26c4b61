"""Reads of published guides, for everybody, and of opinions, for the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ..access import GUEST_ROLE
from ..documents import queries as documents
from ..documents.queries.guides import guide_identifiers
from ..documents.workflow import DocumentKind, RevisionState
from ..errors import NotFound, not_found
from ..host import Actor
from ..http import Page, paginate
from ..trail import queries as trail
from .models import GuideTopic, Opinion, UnpublishedGuide
from .workflow import Clarity, OpinionState, Topic

if TYPE_CHECKING:
    from ..documents.models import Document, Revision

EVERYBODY = Actor(person_id=0, host_id="public", name="", roles=frozenset({GUEST_ROLE}))
"""Who reads without a sign-in: no more than a guest, that is what is in force."""

MOST_GUIDES = 500


@dataclass(frozen=True, slots=True)
class Guide:
    """A published guide in a list. ``excerpt``: where the text answers the search."""

    document: Document
    title: Markup
    excerpt: Markup | None
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class GuideList:
    """Guides that were asked for, and how many each choice would show.

    ``loose``: no guide has all the words; these have some of them.
    """

    guides: list[Guide]
    topics: Mapping[Topic, int]
    units: list[tuple[str, str, str, int]] = field(default_factory=list)
    """Code, Polish and English name, and how many guides."""
    total: int = 0
    loose: bool = False


def hidden_ids(session: Session) -> frozenset[int]:
    """Guides that the office keeps to itself."""
    return frozenset(session.scalars(select(UnpublishedGuide.document_id)))


def topics_of(
    session: Session, document_ids: Iterable[int] | None = None
) -> dict[int, tuple[Topic, ...]]:
    """The topics of guides, by document; of all where none are named."""
    query = select(GuideTopic.document_id, GuideTopic.topic)
    if document_ids is not None:
        query = query.where(GuideTopic.document_id.in_(list(document_ids)))
    found: dict[int, list[Topic]] = {}
    for document_id, topic in session.execute(query):
        found.setdefault(document_id, []).append(topic)
    order = list(Topic)
    return {
        document_id: tuple(sorted(topics, key=order.index)) for document_id, topics in found.items()
    }


def published(
    session: Session, *, today: date, text: str = "", topic: str = "", unit: str = ""
) -> GuideList:
    """The guides in force that everybody may read, as far as they are asked for.

    The search is that of the register. The number of queries does not depend on the guides.

    Args:
        unit: code of a unit; an unknown one asks for nothing.
    """
    listed = documents.register(
        session,
        EVERYBODY,
        documents.Filter(text=text, kind=DocumentKind.CLIENT_GUIDE, state="effective"),
        today=today,
        page=1,
        per_page=MOST_GUIDES,
    )
    hidden, topics = hidden_ids(session), topics_of(session)
    rows = [row for row in listed.rows if row.document.id not in hidden]
    guides = [
        Guide(
            row.document,
            row.title,
            row.passage.text if row.passage else None,
            topics.get(row.document.id, ()),
        )
        for row in rows
    ]
    units: Counter[tuple[str, str, str]] = Counter(
        (one.document.owner_unit.code, one.document.owner_unit.name_pl,
         one.document.owner_unit.name_en)
        for one in guides
        if one.document.owner_unit is not None
    )  # fmt: skip
    counted = Counter(name for one in guides for name in one.topics)
    return GuideList(
        [
            one
            for one in guides
            if (not topic or topic in one.topics)
            and (
                not unit
                or (one.document.owner_unit is not None and one.document.owner_unit.code == unit)
            )
        ],
        {name: counted[name] for name in Topic if counted[name]},
        sorted((*names, count) for names, count in units.items()),
        len(guides),
        listed.loose,
    )


def guide(session: Session, code: str) -> tuple[Document, Revision]:
    """A published guide and its issue in force.

    Raises:
        NotFound: there is none of this code, it is not in force, or not published.
    """
    try:
        document = documents.readable(session, EVERYBODY, code)
    except NotFound:
        raise not_found("citizens.no_guide") from None
    current = next(
        (one for one in document.revisions if one.state is RevisionState.EFFECTIVE), None
    )
    if (
        document.kind is not DocumentKind.CLIENT_GUIDE
        or document.current_state is not RevisionState.EFFECTIVE
        or current is None
        or is_hidden(session, document.id)
    ):
        raise not_found("citizens.no_guide")
    return document, documents.revision_by_number(session, document, current.number)


def is_hidden(session: Session, document_id: int) -> bool:
    """Whether the office keeps a guide to itself."""
    return session.get(UnpublishedGuide, document_id) is not None


def last_change(session: Session) -> datetime | None:
    """When anything was last done to any guide, those taken away among them, for programs that ask
    for news only."""
    guides, issues = guide_identifiers(session)
    moments = (
        trail.last_change(session, "document", guides),
        trail.last_change(session, "revision", issues),
    )
    return max((one for one in moments if one is not None), default=None)


# -- opinions ----------------------------------------------------------------------------------


def received_since(session: Session, sender_mark: str, since: datetime) -> int:
    """How many opinions came from one address since a moment."""
    return int(
        session.scalar(
            select(func.count(Opinion.id)).where(
                Opinion.sender_mark == sender_mark, Opinion.received_at > since
            )
        )
        or 0
    )


def opinions(
    session: Session, document_id: int, *, state: str = "", page: int = 1, per_page: int = 25
) -> Page:
    """Opinions about a guide, the newest first; spam only when it is asked for."""
    query = (
        select(Opinion)
        .where(Opinion.document_id == document_id)
        .options(joinedload(Opinion.finding), joinedload(Opinion.revision))
        .order_by(Opinion.received_at.desc(), Opinion.id.desc())
    )
    query = (
        query.where(Opinion.state == state)
        if state
        else query.where(Opinion.state != OpinionState.SPAM)
    )
    return paginate(session, query, page=page, per_page=per_page)


def opinion(session: Session, document_id: int, identifier: Any) -> Opinion:
    """One opinion about a guide.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(
        select(Opinion).where(Opinion.document_id == document_id, Opinion.uuid == identifier)
    ).one_or_none()
    if found is None:
        raise not_found("citizens.no_opinion")
    return found


@dataclass(frozen=True, slots=True)
class Summary:
    """How many say what about a guide, spam left out, and how many wait to be looked at."""

    clarity: Mapping[Clarity, int]
    states: Mapping[OpinionState, int]

    @property
    def total(self) -> int:
        """All but spam."""
        return sum(self.clarity.values())

    @property
    def new(self) -> int:
        """Those nobody has looked at."""
        return self.states.get(OpinionState.NEW, 0)


def summary(session: Session, document_id: int) -> Summary:
    """What citizens say about a guide, in numbers; one query."""
    return summaries(session, [document_id]).get(document_id, Summary({}, {}))


def summaries(session: Session, document_ids: Sequence[int] | None = None) -> dict[int, Summary]:
    """What citizens say about guides, in numbers, by document; one query."""
    query = select(
        Opinion.document_id, Opinion.clarity, Opinion.state, func.count(Opinion.id)
    ).group_by(Opinion.document_id, Opinion.clarity, Opinion.state)
    if document_ids is not None:
        query = query.where(Opinion.document_id.in_(document_ids))
    found: dict[int, tuple[Counter[Clarity], Counter[OpinionState]]] = {}
    for document_id, clarity, state, count in session.execute(query):
        said, states = found.setdefault(document_id, (Counter(), Counter()))
        states[state] += count
        if state is not OpinionState.SPAM:
            said[clarity] += count
    return {one: Summary(dict(said), dict(states)) for one, (said, states) in found.items()}


def waiting(session: Session) -> list[tuple[int, int, datetime]]:
    """Guides with opinions that nobody has looked at: document, how many, since when."""
    rows = session.execute(
        select(Opinion.document_id, func.count(Opinion.id), func.min(Opinion.received_at))
        .where(Opinion.state == OpinionState.NEW)
        .group_by(Opinion.document_id)
    )
    return [(row[0], int(row[1]), row[2]) for row in rows]


def not_told(session: Session) -> Sequence[Opinion]:
    """New opinions whose owner has not been mailed about them."""
    return session.scalars(
        select(Opinion)
        .where(Opinion.state == OpinionState.NEW, Opinion.told_on.is_(None))
        .order_by(Opinion.document_id, Opinion.id)
        .limit(5000)
    ).all()


def of_findings(session: Session, finding_ids: Sequence[int]) -> dict[int, Opinion]:
    """The opinions behind findings."""
    rows = session.scalars(
        select(Opinion)
        .where(Opinion.finding_id.in_(finding_ids))
        .options(joinedload(Opinion.document))
    )
    return {one.finding_id: one for one in rows if one.finding_id is not None}


HOUR = timedelta(hours=1)
