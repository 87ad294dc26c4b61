"""Put an archive into an empty register, uuid for uuid, or say in words why not.

Internal numbers are given anew; everything that people and programs know a record by stays. Units
and people are found by code and login; who is missing is entered as somebody who left, so that an
approval never loses the name under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Table, func, insert, literal, select
from sqlalchemy.orm import Session

from ...documents import services as documents
from ...files import services as files
from ...host import Actor, Clock, FileStore
from ...people import services as people
from ...standards import queries as standards
from ..archive.opening import Archive, ArchiveRefused
from ..archive.tables import (
    BY_NAME,
    CLAUSES,
    FILES,
    PEOPLE,
    UNITS,
    Exported,
    columns,
    has_uuid,
    in_order,
    reference,
    referred_to,
    table,
)
from ..archive.values import from_json

_BATCH = 500

Tell = Callable[[float], None]


@dataclass(slots=True)
class Findings:
    """What a look at an archive found, before anything is changed."""

    counts: dict[str, int] = field(default_factory=dict)
    missing_units: list[str] = field(default_factory=list)
    missing_people: list[str] = field(default_factory=list)
    missing_clauses: list[str] = field(default_factory=list)
    empty: bool = True
    """Whether the register has no document yet."""

    def as_counts(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {
            **self.counts,
            "missing_units": self.missing_units,
            "missing_people": self.missing_people,
            "missing_clauses": self.missing_clauses,
            "empty": int(self.empty),
        }


def is_empty(session: Session) -> bool:
    """Whether the office has no document yet."""
    return session.scalar(select(table("qms_document").c.id).limit(1)) is None


def look(session: Session, archive: Archive, tell: Tell = lambda _part: None) -> Findings:
    """Check every hash, every row's form and every name that it uses.

    Raises:
        ArchiveRefused: altered, damaged, of a newer version, or rows that make no sense.
    """
    archive.verify(lambda part: tell(part * 0.7))
    found = Findings(empty=is_empty(session))
    directory = archive.directory()
    unit, person = table(UNITS), table(PEOPLE)
    units = set(session.scalars(select(unit.c.code)))
    logins = set(session.scalars(select(person.c.host_id)))
    found.missing_units = [
        f"{one['code']} {one['name_pl']}" for one in directory["units"] if one["code"] not in units
    ]
    found.missing_people = [
        f"{one['name']} ({one['login']})"
        for one in directory["people"]
        if one["login"] not in logins
    ]
    named = {
        "units": units | {one["code"] for one in directory["units"]},
        "people": logins | {one["login"] for one in directory["people"]},
    }
    clauses = _clauses(session)
    missing: dict[str, None] = {}
    order = in_order()
    for number, exported in enumerate(order):
        found.counts[exported.name] = _look_at(archive, exported, named, clauses, missing)
        tell(0.7 + 0.3 * number / len(order))
    found.missing_clauses = list(missing)
    found.counts["files"] = sum(1 for name in archive.manifest.files if name.startswith("files/"))
    return found


def _look_at(
    archive: Archive,
    exported: Exported,
    named: dict[str, set[str]],
    clauses: dict[str, int],
    missing_clauses: dict[str, None],
) -> int:
    given = archive.manifest.tables.get(exported.name)
    wanted = columns(exported)
    if given is not None and set(given) - set(wanted):
        raise ArchiveRefused("other_format")
    source, count = table(exported.name), 0
    targets = {name: reference(exported, name) for name in wanted}
    for row in archive.rows(exported.name):
        count += 1
        if given is None or set(row) != set(given):
            raise ArchiveRefused("bad_table", name=exported.name)
        for name, value in row.items():
            target = targets[name]
            try:
                if name in exported.people_lists:
                    sensible = set(value) <= named["people"]
                elif value is None:
                    sensible = bool(source.c[name].nullable)
                elif target is None or (target[0] in BY_NAME and target[1] != "id"):
                    from_json(source.c[name], value)
                    sensible = True
                elif target[0] == UNITS:
                    sensible = value in named["units"]
                elif target[0] == PEOPLE:
                    sensible = value in named["people"]
                elif target[0] == FILES:
                    sensible = f"files/{value}" in archive.manifest.files
                elif target[0] == CLAUSES:
                    sensible = isinstance(value, str)
                    if sensible and value not in clauses:
                        missing_clauses[value] = None
                else:
                    sensible = isinstance(value, str if has_uuid(target[0]) else int)
            except (ValueError, TypeError, AttributeError) as error:
                raise ArchiveRefused("bad_table", name=exported.name) from error
            if not sensible:
                raise ArchiveRefused("bad_table", name=exported.name)
    return count


def _clauses(session: Session) -> dict[str, int]:
    return {
        f"{edition.label} {clause.number}": clause.id
        for edition in standards.editions(session)
        for clause in standards.clauses(session, edition.id)
    }


def restore(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    archive: Archive,
    found: Findings,
    tell: Tell = lambda _part: None,
) -> None:
    """Put everything into the register, in this transaction. The caller has looked at the archive
    in this same transaction.

    Raises:
        ArchiveRefused: the register is not empty, or clauses are missing.
    """
    if found.missing_clauses:
        raise ArchiveRefused("clauses_missing", names=", ".join(found.missing_clauses[:10]))
    if not is_empty(session):
        raise ArchiveRefused("not_empty")
    _enter_missing(session, clock, archive)
    maps = _Maps(session)
    _keep_files(session, actor, clock, store, archive)
    maps.learn_files(session)
    # Keeping files takes its time: what somebody has entered meanwhile would be cleared away.
    documents.lock_register(session)
    if not is_empty(session):
        raise ArchiveRefused("not_empty")
    order = in_order()
    _clear(session, order)
    for number, exported in enumerate(order):
        _fill(session, archive, exported, maps)
        tell(number / len(order))
    session.expire_all()
    documents.index_all(session)
    documents.note_restored(session, actor, clock, seal=archive.manifest.seal)


def _enter_missing(session: Session, clock: Clock, archive: Archive) -> None:
    directory = archive.directory()
    unit, person = table(UNITS), table(PEOPLE)
    units = set(session.scalars(select(unit.c.code)))
    logins = set(session.scalars(select(person.c.host_id)))
    for one in directory["units"]:
        if one["code"] not in units:
            made = people.add_unit(
                session, code=one["code"], name_pl=one["name_pl"], name_en=one["name_en"]
            )
            made.active = False
    for one in directory["people"]:
        if one["login"] not in logins:
            somebody = people.add_person(
                session, clock.now(), host_id=one["login"], name=one["name"], email=None, unit=None
            )
            somebody.active = False
    session.flush()


class _Maps:
    """What names of the archive are called here."""

    def __init__(self, session: Session) -> None:
        unit, person = table(UNITS), table(PEOPLE)
        self.units = dict(session.execute(select(unit.c.code, unit.c.id)).all())
        self.people = dict(session.execute(select(person.c.host_id, person.c.id)).all())
        self.clauses = _clauses(session)
        self.files: dict[str, int] = {}
        self.rows: dict[str, dict[Any, int]] = {}

    def learn_files(self, session: Session) -> None:
        """Read the numbers of stored files."""
        file = table(FILES)
        self.files = dict(session.execute(select(file.c.sha256, file.c.id)).all())

    def value(self, exported: Exported, name: str, raw: Any) -> Any:
        """A value of a row as it is kept here."""
        if name in exported.people_lists:
            return [self.people[one] for one in raw]
        target = reference(exported, name)
        column = table(exported.name).c[name]
        if target is None or raw is None:
            return from_json(column, raw)
        where, by = target
        if where == UNITS:
            return self.units[raw]
        if where == PEOPLE:
            return self.people[raw]
        if where == CLAUSES:
            return self.clauses[raw]
        if where == FILES:
            return raw if by == "sha256" else self.files[raw]
        if by != "id":
            return from_json(column, raw)
        try:
            return self.rows[where][raw]
        except KeyError as error:
            raise ArchiveRefused("bad_table", name=exported.name) from error


def _keep_files(
    session: Session, actor: Actor, clock: Clock, store: FileStore, archive: Archive
) -> None:
    for name, said in archive.manifest.files.items():
        if name.startswith("files/"):
            width, height = (said.get("pixels") or [None, None])[:2]
            files.store(
                session, clock, store, archive.whole(name),
                files.Content(str(said.get("media_type", ""))[:100], width, height),
                person_id=actor.person_id or None, sha256=said["sha256"],
            )  # fmt: skip


def _clear(session: Session, order: Sequence[Exported]) -> None:
    """Settings of an office that has no document yet give way to those of the archive."""
    for exported in reversed(order):
        session.execute(table(exported.name).delete())


def _fill(session: Session, archive: Archive, exported: Exported, maps: _Maps) -> None:
    target = table(exported.name)
    numbered = "id" in target.c and target.c["id"].primary_key
    named = exported.name in referred_to()
    known = maps.rows.setdefault(exported.name, {})
    ordinal = 0
    for batch in _batches(archive.rows(exported.name)):
        numbers = _numbers(session, target, len(batch)) if numbered else [0] * len(batch)
        rows = []
        for raw, number in zip(batch, numbers, strict=True):
            ordinal += 1
            if named:
                # Before its values: a row may refer to itself.
                known[raw["uuid"] if has_uuid(exported.name) else ordinal] = number
        for raw, number in zip(batch, numbers, strict=True):
            row = {name: maps.value(exported, name, value) for name, value in raw.items()}
            rows.append({"id": number, **row} if numbered else row)
        session.execute(insert(target), rows)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _numbers(session: Session, target: Table, count: int) -> list[int]:
    """Fresh internal numbers in rising order, which nobody else gets."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(target.name, "id")
        series = func.generate_series(
            literal(1, BigInteger), literal(count, BigInteger)
        ).table_valued("n")
        taken = session.execute(select(func.nextval(sequence)).select_from(series)).scalars()
        return sorted(int(one) for one in taken)
    # The transaction has SQLite's only write lock.
    last = session.scalar(select(func.coalesce(func.max(target.c["id"]), 0))) or 0
    return list(range(last + 1, last + 1 + count))
