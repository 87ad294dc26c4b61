"""Write the whole register into one ZIP, so that the same register gives the same bytes.

``manifest.json`` names every file with its SHA-256 and size; its own hash is the seal. Rows stand
in ``tables/<name>.jsonl``, one JSON object a line; files of documents in ``files/<hash>``; units and
people that rows name in ``directory.json``. Nothing in it depends on when or by whom it was made.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...files import services as files
from ...host import FileStore
from ...people import queries as people
from ...standards import queries as standards
from .tables import (
    BY_NAME,
    CLAUSES,
    FILES,
    FORMAT,
    PEOPLE,
    UNITS,
    VERSION,
    Exported,
    columns,
    has_uuid,
    in_order,
    reference,
    referred_to,
    table,
)
from .values import as_json

_BATCH = 1_000
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every file in the archive: the earliest that the format knows."""

Tell = Callable[[str, float], None]


@dataclass(slots=True)
class Written:
    """What went into an archive."""

    seal: str
    counts: dict[str, int]
    """Rows by table, and ``files``."""


@dataclass(slots=True)
class _Names:
    """How rows name what is elsewhere, collected while they are written."""

    people: dict[int, str]
    units: dict[int, str]
    clauses: dict[int, str]
    file_hashes: dict[int, str]
    rows: dict[str, dict[int, Any]] = field(default_factory=dict)
    used_people: set[int] = field(default_factory=set)
    used_units: set[int] = field(default_factory=set)
    used_files: set[str] = field(default_factory=set)


def write(
    session: Session, store: FileStore, path: Path, *, tell: Tell = lambda _stage, _part: None
) -> Written:
    """Write an archive to ``path``. The session sees one state of the database throughout.

    Args:
        tell: told the stage (``tables``, ``files``) and the part of it that is done.
    """
    names = _names(session)
    listed: dict[str, dict[str, Any]] = {}
    counts: dict[str, int] = {}
    order = in_order()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for number, exported in enumerate(order):
            tell("tables", number / len(order))
            lines = _lines(session, exported, names)
            count = _put(archive, listed, f"tables/{exported.name}.jsonl", lines)
            counts[exported.name] = count
        directory = json.dumps(_directory(session, names), **_JSON).encode() + b"\n"
        _put(archive, listed, "directory.json", iter([directory]))
        wanted = sorted(names.used_files)
        for number, sha256 in enumerate(wanted):
            if number % 20 == 0:
                tell("files", number / len(wanted))
            kept = files.by_hash(session, sha256)
            if kept is not None:
                listed_at = f"files/{sha256}"
                _put(archive, listed, listed_at, files.stream(store, kept))
                listed[listed_at]["media_type"] = kept.media_type
                listed[listed_at]["pixels"] = [kept.width, kept.height]
        counts["files"] = len(wanted)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "tables": {one.name: columns(one) for one in order},
            "files": listed,
        }
        content = json.dumps(manifest, indent=1, **_JSON).encode() + b"\n"
        archive.writestr(_entry("manifest.json"), content, zipfile.ZIP_DEFLATED)
    return Written(hashlib.sha256(content).hexdigest(), counts)


_JSON: dict[str, Any] = {"ensure_ascii": False, "sort_keys": True}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _put(
    archive: zipfile.ZipFile,
    listed: dict[str, dict[str, Any]],
    name: str,
    pieces: Iterator[bytes],
) -> int:
    digest, size, count = hashlib.sha256(), 0, 0
    with archive.open(_entry(name), "w", force_zip64=True) as target:
        for piece in pieces:
            target.write(piece)
            digest.update(piece)
            size += len(piece)
            count += 1
    listed[name] = {"sha256": digest.hexdigest(), "size": size}
    return count


def _names(session: Session) -> _Names:
    clauses = {
        clause.id: f"{edition.label} {clause.number}"
        for edition in standards.editions(session)
        for clause in standards.clauses(session, edition.id)
    }
    unit, person, file = table(UNITS), table(PEOPLE), table(FILES)
    return _Names(
        people=dict(session.execute(select(person.c.id, person.c.host_id)).all()),
        units=dict(session.execute(select(unit.c.id, unit.c.code)).all()),
        clauses=clauses,
        file_hashes=dict(session.execute(select(file.c.id, file.c.sha256)).all()),
    )


def _lines(session: Session, exported: Exported, names: _Names) -> Iterator[bytes]:
    """The rows of a table in the order of their internal numbers, which a restored register keeps."""
    source = table(exported.name)
    wanted = columns(exported)
    targets = {name: target for name in wanted if (target := reference(exported, name))}
    numbered = "id" in source.c
    named = exported.name in referred_to()
    rows = session.execute(
        select(source).order_by(*source.primary_key.columns),
        execution_options={"yield_per": _BATCH},
    ).mappings()
    for ordinal, row in enumerate(rows, 1):
        told = {
            name: _name_of(exported, name, row[name], targets.get(name), names) for name in wanted
        }
        if named and numbered:
            key = str(row["uuid"]) if has_uuid(exported.name) else ordinal
            names.rows.setdefault(exported.name, {})[row["id"]] = key
        yield json.dumps(told, separators=(",", ":"), **_JSON).encode() + b"\n"


def _name_of(
    exported: Exported, column: str, value: Any, target: tuple[str, str] | None, names: _Names
) -> Any:
    if column in exported.people_lists:
        # Somebody who was taken out of the host's people has no name any more.
        known = [one for one in value or [] if one in names.people]
        names.used_people.update(known)
        return [names.people[one] for one in known]
    if target is None or value is None:
        return as_json(value)
    where, by = target
    if where == PEOPLE:
        names.used_people.add(value)
        return names.people[value]
    if where == UNITS:
        names.used_units.add(value)
        return names.units[value]
    if where == CLAUSES:
        return names.clauses[value]
    if where == FILES:
        sha256 = value if by == "sha256" else names.file_hashes[value]
        names.used_files.add(sha256)
        return sha256
    if where in BY_NAME:
        known_rows = names.rows.get(where, {})
        # A row that refers to a later one of its own table is written before that is known.
        return known_rows[value] if by == "id" else as_json(value)
    raise LookupError(f"{exported.name}.{column} refers to {where}, which an archive cannot name")


def _directory(session: Session, names: _Names) -> dict[str, Any]:
    units = people.units_by_ids(session, names.used_units)
    listed = people.people_by_ids(session, names.used_people)
    return {
        "units": sorted(
            ({"code": one.code, "name_pl": one.name_pl, "name_en": one.name_en} for one in units),
            key=lambda one: one["code"],
        ),
        "people": sorted(
            ({"login": one.host_id, "name": one.name} for one in listed),
            key=lambda one: one["login"],
        ),
    }
