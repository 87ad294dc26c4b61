"""What waits for somebody: one list to which every feature adds its own.

Features above register a source; this one only gathers and sorts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do: what, of what kind, until when, and where to do it."""

    kind: str
    """What is asked, in words: "Approve", "Read and confirm"."""
    title: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    due_on: date | None = None
    icon: str = "document"


Source = Callable[[Session, Actor, date], list[WorkItem]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register a source of work; each answers in a constant number of queries."""
    _sources.append(function)
    return function


def waiting_for(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Everything that waits for ``actor``, the most urgent first."""
    items = [item for gather in _sources for item in gather(session, actor, today)]
    return sorted(items, key=lambda item: (item.due_on is None, item.due_on or today, item.title))


@dataclass(frozen=True, slots=True)
class Group:
    """Work of one kind, the most urgent first."""

    kind: str
    icon: str
    items: list[WorkItem]

    def overdue(self, today: date) -> int:
        """How many should have been done before ``today``."""
        return sum(item.due_on is not None and item.due_on < today for item in self.items)


def by_kind(items: list[WorkItem]) -> list[Group]:
    """Work in groups; the group with the most urgent item comes first."""
    groups: dict[str, Group] = {}
    for item in items:
        groups.setdefault(item.kind, Group(item.kind, item.icon, [])).items.append(item)
    return list(groups.values())
