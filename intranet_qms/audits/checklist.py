"""The checklist version that an audit pinned, parsed once for each process.

A published version never changes (step 5.5), so what was read of it stays true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ..checklists import queries as checklists

_LARGEST = 64
_cache: WeakKeyDictionary[Engine, dict[int, Pinned]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Pinned:
    """A version's content with its questions by key."""

    version_id: int
    uuid: UUID
    number: int
    content_hash: str
    content: Mapping[str, Any]
    questions: Mapping[str, Mapping[str, Any]]


def pinned(session: Session, version_id: int) -> Pinned:
    """The content of a version; from the second time on without asking the database."""
    cache = _cache.setdefault(session.get_bind().engine, {})
    known = cache.get(version_id)
    if known is not None:
        return known
    found = checklists.for_phone(session, [version_id])
    if not found:
        raise LookupError(f"checklist version {version_id} is not published")
    data = found[0]
    made = Pinned(
        version_id=version_id,
        uuid=UUID(data["uuid"]),
        number=data["number"],
        content_hash=data["content_hash"],
        content=data["content"],
        questions={
            question["key"]: question for question in checklists.questions_of(data["content"])
        },
    )
    if len(cache) >= _LARGEST:
        cache.pop(next(iter(cache)))
    cache[version_id] = made
    return made
