"""What the office knows, by the words that a sheet uses for it: read once for a whole file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ..documents import labels
from ..documents import queries as documents
from ..i18n import LOCALES, use_locale
from ..people import queries as people
from ..standards import queries as standards
from .columns import folded


@dataclass(slots=True)
class Known:
    """Everything that a cell can name. Values of ``units`` and ``people`` are sets of numbers: a
    name may belong to several."""

    kinds: dict[str, str]
    processes: dict[str, str]
    units: dict[str, set[int]]
    people: dict[str, set[int]]
    clauses: dict[str, int]
    """By "7.5.3" of the edition that is meant, and by "iso 9001:2015 7.5.3"."""
    documents: dict[str, documents.Facts]
    """By code in lower case."""
    former: dict[str, str]
    """The present code of every code that was ever given, in lower case."""
    bodies: dict[int, str] = field(default_factory=dict)


def know(session: Session, edition: str = "") -> Known:
    """Read it, in a constant number of statements.

    Args:
        edition: the one that bare numbers of clauses belong to, as ``ISO 9001:2015``; the first
            that there is when empty.
    """
    facts = documents.facts(session)
    return Known(
        kinds=_words(labels.KINDS),
        processes=_words(labels.PROCESS_TYPES),
        units=_units(session),
        people=_people(session),
        clauses=_clauses(session, edition),
        documents={one.code.casefold(): one for one in facts.values()},
        former=documents.codes_ever_given(session),
    )


def _words(table: Mapping[str, object]) -> dict[str, str]:
    """Each value by itself and by its label in either language."""
    known: dict[str, str] = {}
    for value, label in table.items():
        known[folded(str(value))] = str(value)
        for locale in LOCALES:
            with use_locale(locale):
                known.setdefault(folded(str(label)), str(value))
    return known


def _collect(pairs: Iterable[tuple[str | None, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for word, number in pairs:
        key = folded(word or "")
        if key:
            found.setdefault(key, set()).add(number)
    return found


def _units(session: Session) -> dict[str, set[int]]:
    listed = people.units(session)
    by_name = _collect(
        pair for unit in listed for pair in ((unit.name_pl, unit.id), (unit.name_en, unit.id))
    )
    # A code is that unit's alone, whatever others are called.
    return by_name | {folded(unit.code): {unit.id} for unit in listed}


def _people(session: Session) -> dict[str, set[int]]:
    listed = people.people(session)
    names = [(person.name, person.id) for person in listed]
    # "Kowalska Joanna" is how registers write it.
    names += [(" ".join(reversed(person.name.split(" ", 1))), person.id) for person in listed]
    own = {folded(person.host_id): {person.id} for person in listed}
    mails = {folded(person.email): {person.id} for person in listed if person.email}
    return _collect(names) | mails | own


def _clauses(session: Session, edition: str) -> dict[str, int]:
    known: dict[str, int] = {}
    editions = standards.editions(session)
    default = next((one for one in editions if one.label == edition), None) or default_edition(
        editions
    )
    for one in editions:
        for clause in standards.clauses(session, one.id):
            known[folded_clause(f"{one.label} {clause.number}")] = clause.id
            if one is default:
                known[folded_clause(clause.number)] = clause.id
    return known


def default_edition(editions: Sequence[Any]) -> Any | None:
    """The edition that bare numbers belong to when nobody said: ISO 9001:2015 while there is one,
    since registers of today were written for it."""
    for one in editions:
        if one.label == "ISO 9001:2015":
            return one
    return editions[0] if editions else None


def folded_clause(text: str) -> str:
    """A citation as it is compared: "pkt 7.5.3" and "ISO 9001 : 2015 7.5.3" without their noise."""
    lowered = text.casefold().replace("pn-en", "").replace("pkt", "").replace("clause", "")
    return "".join(lowered.split()).strip(".,")
