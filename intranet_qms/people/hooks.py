"""What belongs to units, told by the features above: for a unit's page and for a reorganisation.

A feature with a column that names a unit registers a ``Follower``. A unit cannot be closed while
any follower still holds something for it, and a reorganisation hands everything over through them,
so that nothing is left with a unit that is no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..i18n import LazyText


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One thing that belongs to a unit now.

    Args:
        key: internal number of the row within its kind.
        person_id: who answers for it; it goes where they go unless somebody says otherwise.
        endpoint, values: its page.
    """

    kind: str
    key: int
    unit_id: int
    title: str
    code: str = ""
    person_id: int | None = None
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A holding goes from one unit to others (one, unless its kind is shared).

    ``old_head_id`` led the unit that gives it away, ``new_head_id`` leads the first that takes it:
    what the old head answered for by office passes to the new one.
    """

    key: int
    from_unit_id: int
    to_unit_ids: tuple[int, ...]
    old_head_id: int | None = None
    new_head_id: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody answers for something from now on; one mail lists all of it."""

    person_id: int
    code: str
    title: str
    path: str


Lister = Callable[[Session, Sequence[int], "Actor | None"], list[Holding]]
HandOver = Callable[[Session, Actor, Clock, Sequence[Move], date], list[Told]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """One kind of things that belong to units.

    Args:
        kind: stable word, such as ``documents``.
        label: the kind in words, in the plural.
        columns: the columns that name a unit and that ``hand_over`` keeps right.
        holdings: what units hold now; for an actor, only what they may see; for None, everything.
        hand_over: moves them, writes the trail and tells who answers for them from now on.
        shared: may belong to several units at once, such as the scope of an audit.
        order: its place on pages.
    """

    kind: str
    label: LazyText
    columns: tuple[str, ...]
    holdings: Lister
    hand_over: HandOver
    shared: bool = False
    order: int = 50


@dataclass(frozen=True, slots=True)
class FutureUnit:
    """A unit as it will be. New ones have numbers below zero until they exist."""

    id: int
    name: str
    parent_id: int | None
    head_id: int | None


@dataclass(frozen=True, slots=True)
class Future:
    """The office after a reorganisation, for checks that must hold then too.

    ``moves`` maps a kind and a key to the units that will hold it.
    """

    units: Mapping[int, FutureUnit]
    moves: Mapping[tuple[str, int], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Concern:
    """What would not be right any more: a sentence, and the page of the record it is about."""

    sentence: str
    code: str = ""
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    person_ids: tuple[int, ...] = ()
    """Who has to look at it."""


Check = Callable[[Session, Future], list[Concern]]
Moved = Callable[[Session, Actor, Clock, Sequence[int]], None]

_followers: dict[str, Follower] = {}
_checks: list[Check] = []
_moved: list[Moved] = []


def register(follower: Follower) -> Follower:
    """Add a kind; a second registration of the same kind takes its place."""
    _followers[follower.kind] = follower
    return follower


def followers() -> list[Follower]:
    """All kinds in their order on pages."""
    return sorted(_followers.values(), key=lambda one: (one.order, one.kind))


def holdings(
    session: Session, unit_ids: Iterable[int], actor: Actor | None = None
) -> dict[str, list[Holding]]:
    """What units hold, by kind in the order of pages; a kind with nothing is left out."""
    wanted = sorted(set(unit_ids))
    if not wanted:
        return {}
    found = {one.kind: one.holdings(session, wanted, actor) for one in followers()}
    return {kind: listed for kind, listed in found.items() if listed}


def check(function: Check) -> Check:
    """Add something that must hold after a reorganisation too."""
    if function not in _checks:
        _checks.append(function)
    return function


def concerns(session: Session, future: Future) -> list[Concern]:
    """Everything that would not be right in that office."""
    return [found for function in _checks for found in function(session, future)]


def when_people_move(function: Moved) -> Moved:
    """Be told, within the transaction, that people came, left, got another role, or work in another
    unit from now on."""
    if function not in _moved:
        _moved.append(function)
    return function


def tell_people_moved(
    session: Session, actor: Actor, clock: Clock, person_ids: Sequence[int]
) -> None:
    """Tell the features above that people came, left, got another role, or work elsewhere now."""
    if not person_ids:
        return
    session.flush()
    for function in _moved:
        function(session, actor, clock, person_ids)
