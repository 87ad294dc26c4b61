"""One cell after the other: what its text means, or why it means nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..documents.queries import Readers
from ..people.workflow import Role
from .columns import EVERYBODY, folded
from .known import Known, folded_clause

_LISTED = re.compile(r"[;\n]")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_CATEGORY = re.compile(r"a|bc|b\d{1,2}|be\d{1,2}", re.IGNORECASE)
_MONTHS = re.compile(r"(\d{1,4})\s*(?:m|mies|miesięcy|miesiące|months?)?\.?", re.IGNORECASE)
EARLIEST, LATEST = 1950, 2200
ROLE_PREFIXES = ("role", "rola")
ROLES = frozenset({*(role.value for role in Role), "unit_head"})
"""Whose holders a distribution list may name."""


@dataclass(slots=True)
class Meaning:
    """What a cell came to: a value, or mistakes as code and what their sentence needs."""

    value: Any = None
    mistakes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


Reader = Callable[[str, Known, date], Meaning]


def wrong(code: str, **values: Any) -> Meaning:
    """A cell that means nothing."""
    return Meaning(None, [(code, values)])


def parts(text: str) -> list[str]:
    """The parts of a list in one cell."""
    return [part.strip() for part in _LISTED.split(text) if part.strip()]


def _text(limit: int) -> Reader:
    def read(text: str, _known: Known, _today: date) -> Meaning:
        return Meaning(text) if len(text) <= limit else wrong("too_long", limit=limit)

    return read


def _line(limit: int) -> Reader:
    def read(text: str, _known: Known, _today: date) -> Meaning:
        return _text(limit)(" ".join(text.split()), _known, _today)

    return read


def _kind(text: str, known: Known, _today: date) -> Meaning:
    value = known.kinds.get(folded(text))
    return Meaning(value) if value else wrong("unknown_kind", text=text[:60])


def _process(text: str, known: Known, _today: date) -> Meaning:
    value = known.processes.get(folded(text))
    return Meaning(value) if value else wrong("unknown_process", text=text[:60])


def _unit(text: str, known: Known, _today: date) -> Meaning:
    return _one(known.units.get(folded(text)), text, "unit")


def _person(text: str, known: Known, _today: date) -> Meaning:
    return _one(known.people.get(folded(text)), text, "person")


def _one(found: set[int] | None, text: str, what: str) -> Meaning:
    if not found:
        return wrong(f"unknown_{what}", text=text[:80])
    if len(found) > 1:
        return wrong(f"several_{what}", text=text[:80], count=len(found))
    return Meaning(next(iter(found)))


def _months(text: str, _known: Known, _today: date) -> Meaning:
    match = _MONTHS.fullmatch(text.strip())
    if match is None or not match[1].isascii() or not 1 <= int(match[1]) <= 60:
        return wrong("months", text=text[:40])
    return Meaning(int(match[1]))


def _day(text: str, _known: Known, _today: date) -> Meaning:
    if text.isascii():
        iso, plain = _ISO_DAY.fullmatch(text.strip()), _DAY.fullmatch(text.strip())
        try:
            if iso:
                found = date(int(iso[1]), int(iso[2]), int(iso[3]))
            elif plain:
                found = date(int(plain[3]), int(plain[2]), int(plain[1]))
            else:
                return wrong("day", text=text[:40])
        except ValueError:
            return wrong("day", text=text[:40])
        if EARLIEST <= found.year <= LATEST:
            return Meaning(found)
    return wrong("day", text=text[:40])


def _past_day(text: str, known: Known, today: date) -> Meaning:
    meaning = _day(text, known, today)
    if meaning.value is not None and meaning.value > today:
        return wrong("day_ahead", text=text[:40])
    return meaning


def _category(text: str, _known: Known, _today: date) -> Meaning:
    plain = text.replace(" ", "").replace("-", "")
    if not plain.isascii() or not _CATEGORY.fullmatch(plain):
        return wrong("category", text=text[:40])
    return Meaning("Bc" if plain.lower() == "bc" else plain.upper())


def _clauses(text: str, known: Known, _today: date) -> Meaning:
    meaning = Meaning(set())
    # Numbers of clauses have no comma, so that a comma may separate them too.
    for part in parts(text.replace(",", ";")):
        clause = known.clauses.get(folded_clause(part))
        if clause is None:
            meaning.mistakes.append(("unknown_clause", {"text": part[:60]}))
        else:
            meaning.value.add(clause)
    return meaning


def _codes(text: str, _known: Known, _today: date) -> Meaning:
    return Meaning(parts(text.replace(",", ";")))


def _readers(text: str, known: Known, _today: date) -> Meaning:
    everybody, roles = False, set[str]()
    units, people = set[int](), set[int]()
    mistakes: list[tuple[str, dict[str, Any]]] = []
    for part in parts(text.replace(",", ";")):
        word = folded(part)
        prefix, _, role = part.casefold().partition(":")
        if part.casefold() in EVERYBODY:
            everybody = True
        elif prefix.strip() in ROLE_PREFIXES and role.strip() in ROLES:
            roles.add(role.strip())
        elif len(found := known.units.get(word, set())) == 1:
            units |= found
        elif len(found := known.people.get(word, set())) == 1:
            people |= found
        else:
            mistakes.append(("unknown_reader", {"text": part[:80]}))
    return Meaning(
        Readers(everybody, frozenset(units), frozenset(people), frozenset(roles)), mistakes
    )


READERS: dict[str, Reader] = {
    "code": _line(80),
    "kind": _kind,
    "title": _line(400),
    "title_en": _line(400),
    "process_type": _process,
    "owner_unit": _unit,
    "owner": _person,
    "review_interval_months": _months,
    "last_reviewed_on": _past_day,
    "review_due_on": _day,
    "effective_on": _past_day,
    "legal_basis": _text(20_000),
    "jrwa": _line(20),
    "archive_category": _category,
    "clauses": _clauses,
    "related": _codes,
    "readers": _readers,
    "body": _text(400_000),
}
"""How the text of each field is read."""
