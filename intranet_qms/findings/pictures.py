"""What phones attached to a finding. Audits stand above findings and register where they keep it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from ..host import Actor
from .models import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One photograph or file.

    ``state`` is ``incomplete``, ``verified`` or ``refused``, ``state_words`` says it to people.
    ``values`` are the parts of its address; ``has_bytes`` is false until they have arrived.
    ``size``: bytes.
    """

    caption: str
    author: str
    at: datetime
    size: int
    state: str
    state_words: str
    is_picture: bool
    has_bytes: bool
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Those that the reader may see, and how many there are that they may not."""

    shown: Sequence[Piece] = ()
    withheld: int = 0


Source = Callable[[Session, Actor, Finding], Pieces]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; it answers in a constant number of queries."""
    if source not in _sources:
        _sources.append(source)
    return source


def pieces(session: Session, actor: Actor, finding: Finding) -> Pieces:
    """Everything that was attached to a finding, in the order in which it came."""
    found = [source(session, actor, finding) for source in _sources]
    return Pieces(
        [piece for one in found for piece in one.shown], sum(one.withheld for one in found)
    )
