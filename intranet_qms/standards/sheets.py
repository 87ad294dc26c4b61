"""Catalogues and mappings as sheets: their columns, and how they are written. Pure.

One table for both directions, so that what was written out is read back as the same
(``sheets_reading``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ..i18n import LazyText, lazy, t
from ..workbook_reading import Limits
from ..workbook_writing import Table
from .models import Clause, ClauseMapping, StandardEdition

LIMITS: Final = Limits(
    bytes=2_000_000, unpacked=20_000_000, part=10_000_000, rows=3_001, columns=40, cell=4_000
)
NO_PARENT: Final = "-"
"""In the column of the clause above: this one has none, whatever its number looks like."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its heading, and how wide it is written."""

    name: str
    heading: LazyText
    width: int
    longest: int = 300


CATALOGUE: Final = (
    Column("standard", lazy("Standard"), 18, 60),
    Column("edition", lazy("Edition"), 10, 20),
    Column("number", lazy("Clause number"), 12, 20),
    Column("title_pl", lazy("Title in Polish"), 60),
    Column("title_en", lazy("Title in English"), 60),
    Column("parent", lazy("Clause above"), 12, 20),
    Column("valid_from", lazy("Valid from"), 14, 10),
    Column("valid_until", lazy("Valid until"), 14, 10),
)
"""A row without a clause number tells of the edition itself: its titles and days."""

MAPPING: Final = (
    Column("from_standard", lazy("From standard"), 18, 60),
    Column("from_edition", lazy("From edition"), 12, 20),
    Column("from_number", lazy("From clause"), 12, 20),
    Column("to_standard", lazy("To standard"), 18, 60),
    Column("to_edition", lazy("To edition"), 12, 20),
    Column("to_number", lazy("To clause"), 12, 20),
    Column("note_pl", lazy("Note in Polish"), 50, 2_000),
    Column("note_en", lazy("Note in English"), 50, 2_000),
)

REQUIRED: Final = {
    "catalogue": ("standard", "edition", "number", "title_pl"),
    "mapping": (
        "from_standard", "from_edition", "from_number", "to_standard", "to_edition", "to_number",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place of a sheet. ``row`` as the program counts it; 0: the whole sheet."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """A clause as a sheet has it."""

    row: int
    number: str
    title_pl: str
    title_en: str
    parent: str | None


@dataclass(slots=True)
class EditionDraft:
    """An edition as a sheet has it. ``head_row``: where its own row stands, 0 where it has none."""

    standard: str
    edition: str
    head_row: int = 0
    title_pl: str = ""
    title_en: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    clauses: list[ClauseDraft] = field(default_factory=list)

    @property
    def label(self) -> str:
        """As people cite it."""
        return f"{self.standard}:{self.edition}"


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """One line of a mapping as a sheet has it; the ends by standard, edition and number."""

    row: int
    earlier: tuple[str, str, str]
    later: tuple[str, str, str]
    note_pl: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a sheet says: editions, or lines of mappings, and what is wrong with it."""

    editions: Sequence[EditionDraft] = ()
    links: Sequence[LinkDraft] = ()
    problems: Sequence[Problem] = ()


POLISH: Final[Mapping[str, str]] = {
    "standard": "Norma",
    "edition": "Wydanie",
    "number": "Numer punktu",
    "title_pl": "Tytuł po polsku",
    "title_en": "Tytuł po angielsku",
    "parent": "Punkt nadrzędny",
    "valid_from": "Obowiązuje od",
    "valid_until": "Obowiązuje do",
    "from_standard": "Z normy",
    "from_edition": "Z wydania",
    "from_number": "Z punktu",
    "to_standard": "Do normy",
    "to_edition": "Do wydania",
    "to_number": "Do punktu",
    "note_pl": "Uwaga po polsku",
    "note_en": "Uwaga po angielsku",
}
"""Headings that a Polish file has, whatever language its reader chose since."""

HEADINGS: Final = {column.name: column.heading for column in (*CATALOGUE, *MAPPING)}


def derived_parent(number: str, known: Callable[[str], bool]) -> str | None:
    """The nearest clause above by the points in a number, or None."""
    while "." in number:
        number = number.rpartition(".")[0]
        if known(number):
            return number
    return None


def heading(name: str) -> str:
    """The heading of a column, for problems that only the office's own data show."""
    return str(HEADINGS[name])


def catalogue_table(editions: Sequence[StandardEdition]) -> Table:
    """Editions with their clauses, as ``read`` takes them back."""
    rows: list[list[str | date | None]] = []
    for edition in editions:
        rows.append([edition.standard, edition.edition, "", edition.title_pl, edition.title_en, "", edition.valid_from, edition.valid_until])  # fmt: skip
        numbers = {clause.number for clause in edition.clauses}
        rows += [
            [
                edition.standard,
                edition.edition,
                one.number,
                one.title_pl,
                one.title_en,
                _said_parent(one, numbers),
                None,
                None,
            ]
            for one in edition.clauses
        ]
    return Table(t("Clauses"), [(str(one.heading), one.width) for one in CATALOGUE], rows)


def _said_parent(clause: Clause, numbers: set[str]) -> str:
    if clause.parent_number:
        return clause.parent_number
    return NO_PARENT if derived_parent(clause.number, numbers.__contains__) else ""


def draft_table(drafts: Sequence[EditionDraft]) -> Table:
    """Drafts as a sheet: what is shown before it is loaded goes back and forth with the form."""
    rows: list[list[str | date | None]] = []
    for draft in drafts:
        if draft.head_row:
            rows.append([draft.standard, draft.edition, "", draft.title_pl, draft.title_en, "", draft.valid_from, draft.valid_until])  # fmt: skip
        rows += [
            [
                draft.standard,
                draft.edition,
                one.number,
                one.title_pl,
                one.title_en,
                one.parent or NO_PARENT,
                None,
                None,
            ]
            for one in draft.clauses
        ]
    return Table("", [(one.name, one.width) for one in CATALOGUE], rows)


def link_table(links: Sequence[LinkDraft]) -> Table:
    """Lines of a mapping as a sheet, for the same purpose."""
    rows = [[*one.earlier, *one.later, one.note_pl, one.note_en] for one in links]
    return Table("", [(one.name, one.width) for one in MAPPING], rows)


def mapping_table(lines: Sequence[tuple[Clause, Clause, ClauseMapping]]) -> Table:
    """The lines between two editions, as ``read`` takes them back."""
    return Table(
        t("Mapping"),
        [(str(one.heading), one.width) for one in MAPPING],
        [
            [old.edition.standard, old.edition.edition, old.number,
             new.edition.standard, new.edition.edition, new.number, link.note_pl, link.note_en]
            for old, new, link in lines
        ],
    )  # fmt: skip
