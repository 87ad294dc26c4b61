"""Remove a record with all that belongs to it. Called by a disposal list that has its consent.

What is left is a tombstone: the hash over everything that was there, on the list and in the trail.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, literal, select, update
from sqlalchemy.orm import Session

from ...db import Base
from ...errors import Conflict
from ...i18n import lazy
from ..kinds import BY_NAME, KEPT_BY_OTHERS, Part, RecordKind, table

FILES = "qms_stored_file"
WORDS = "qms_attachment_text"
"""What a search finds in a file; it goes with the file."""


@dataclass(slots=True)
class Tombstone:
    """What is left of a record."""

    content_hash: str
    rows: int
    files: set[str] = field(default_factory=set)
    """Hashes of stored files that it named."""


def destroy(session: Session, kind: str, identifier: UUID) -> Tombstone:
    """Remove a record.

    Raises:
        Conflict: it is gone already, or something that is kept longer needs it.
    """
    what = BY_NAME[kind]
    root = table(what.root)
    row = session.execute(select(root).where(root.c.uuid == identifier)).mappings().one_or_none()
    if row is None:
        raise Conflict("records.gone", lazy("A record of the list is not there any more."))
    number = row["id"]
    _refuse_if_needed(session, what, number)
    digest, files, count = hashlib.sha256(), set[str](), 0
    for one_part in what.parts:
        part = table(one_part.table)
        found = session.execute(
            select(part).where(_belongs(what, one_part, number)).order_by(*part.primary_key.columns)
        ).mappings()
        for one in found:
            _take_in(digest, part, dict(one), files)
            count += 1
    if not what.only_parts:
        _take_in(digest, root, dict(row), files)
        count += 1
    _remove(session, what, root, number)
    return Tombstone(digest.hexdigest(), count, files)


def _belongs(what: RecordKind, part: Part, number: int) -> ColumnElement[bool]:
    """Which rows of a part are the record's."""
    column = table(part.table).c[part.column]
    if part.parent is None:
        return column == number
    name, key = part.parent
    above = next(one for one in what.parts if one.table == name)
    return column.in_(select(table(name).c[key]).where(_belongs(what, above, number)))


def _refuse_if_needed(session: Session, what: RecordKind, number: int) -> None:
    if what.only_parts:
        return
    for (name, column), _ in KEPT_BY_OTHERS.items():
        keeper = table(name)
        key = next(iter(keeper.c[column].foreign_keys))
        if key.column.table.name != what.root:
            continue
        if session.scalar(select(keeper.c[column]).where(keeper.c[column] == number).limit(1)):
            raise Conflict(
                "records.needed",
                lazy("The record is still needed by another one that is kept longer."),
                way_out=lazy("Put both on the list, or wait until the other one may go."),
            )


def _take_in(digest: Any, part: Table, row: dict[str, Any], files: set[str]) -> None:
    plain = {name: _plain(value) for name, value in row.items()}
    digest.update(json.dumps([part.name, plain], sort_keys=True, ensure_ascii=False).encode())
    for column in part.columns:
        value = row[column.name]
        targets = {(key.column.table.name, key.column.name) for key in column.foreign_keys}
        if value is not None and (FILES, "id") in targets:
            files.add(f"#{value}")
        elif value and (column.name == "sha256" or (FILES, "sha256") in targets):
            files.add(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def _remove(session: Session, what: RecordKind, root: Table, number: int) -> None:
    for name, column in what.forget:
        other = table(name)
        session.execute(update(other).where(other.c[column] == number).values({column: None}))
    for one in what.parts:
        part, mine = table(one.table), _belongs(what, one, number)
        for own in part.columns:
            # Rows of one table that name each other, such as the answers of a thread.
            if any(key.column.table.name == one.table for key in own.foreign_keys):
                session.execute(update(part).where(mine).values({own.name: None}))
        session.execute(delete(part).where(mine))
    if not what.only_parts:
        session.execute(delete(root).where(root.c.id == number))
    session.expire_all()


def free_files(session: Session, names: Iterable[str]) -> list[str]:
    """Remove the rows of stored files that nothing names any more.

    Returns:
        The hashes whose bytes can be removed once this is committed.
    """
    stored = table(FILES)
    hashes = {one for one in names if not one.startswith("#")}
    numbers = [int(one[1:]) for one in names if one.startswith("#")]
    if numbers:
        hashes |= set(session.scalars(select(stored.c.sha256).where(stored.c.id.in_(numbers))))
    freed = []
    for sha256 in sorted(hashes):
        number = session.scalar(select(stored.c.id).where(stored.c.sha256 == sha256))
        if number is None or _is_named(session, number, sha256):
            continue
        words = table(WORDS)
        session.execute(delete(words).where(words.c.sha256 == sha256))
        session.execute(delete(stored).where(stored.c.id == number))
        freed.append(sha256)
    return freed


def _is_named(session: Session, number: int, sha256: str) -> bool:
    for other in Base.metadata.tables.values():
        if other.name in {FILES, WORDS}:
            continue
        for column in other.columns:
            targets = {(key.column.table.name, key.column.name) for key in column.foreign_keys}
            if (FILES, "id") in targets:
                value: Any = number
            # Some tables name a file without the database knowing it.
            elif (FILES, "sha256") in targets or column.name == "sha256":
                value = sha256
            else:
                continue
            if session.scalar(
                select(literal(1)).select_from(other).where(column == value).limit(1)
            ):
                return True
    return False
