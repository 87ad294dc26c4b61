"""What a sheet of a register may hold: one column for each fact, known by several headings."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..i18n import LOCALES, LazyText, lazy, use_locale


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the register.

    Args:
        heading: as the template and the export write it.
        explanation: what belongs into it, for the template and the page.
        others: further headings that offices use, in either language.
        width: of the column, in characters.
    """

    name: str
    heading: LazyText
    explanation: LazyText
    example: str = ""
    others: tuple[str, ...] = ()
    width: int = 16
    required: bool = False


FIELDS: tuple[Field, ...] = (
    Field(
        "code",
        lazy("Code"),
        lazy("The code of the document, once in the file. Letters, digits, dots, dashes, slashes."),
        "PG-07",
        ("symbol", "nr", "numer", "oznaczenie", "sygnatura", "document code", "kod dokumentu"),
        14,
        required=True,
    ),
    Field(
        "kind",
        lazy("Kind"),
        lazy("One of the kinds in the sheet “Words”."),
        "procedura",
        ("typ", "rodzaj dokumentu", "type", "kind of document"),
        18,
        required=True,
    ),
    Field(
        "title",
        lazy("Title"),
        lazy("The title in Polish."),
        "Udostępnianie informacji publicznej",
        ("nazwa", "nazwa dokumentu", "tytuł dokumentu", "name"),
        48,
        required=True,
    ),
    Field(
        "title_en",
        lazy("Title in English"),
        lazy("May stay empty."),
        "Access to public information",
        ("title_en", "tytuł en", "english title", "tytuł (en)"),
        36,
    ),
    Field(
        "process_type",
        lazy("Process"),
        lazy("One of the processes in the sheet “Words”. May stay empty."),
        "proces główny",
        ("typ procesu", "rodzaj procesu", "process type"),
        18,
    ),
    Field(
        "owner_unit",
        lazy("Unit"),
        lazy("The unit that owns the document, by its code or its name."),
        "OR",
        ("komórka", "wydział", "jednostka", "owner unit", "komórka właściciela", "department"),
        18,
        required=True,
    ),
    Field(
        "owner",
        lazy("Owner"),
        lazy("Login, name or e-mail address of the person."),
        "j.kowalska",
        ("odpowiedzialny", "osoba odpowiedzialna", "właściciel dokumentu", "responsible"),
        22,
    ),
    Field(
        "review_interval_months",
        lazy("Review interval"),
        lazy("Months between two reviews, from 1 to 60; 24 when empty."),
        "24",
        ("interwał przeglądu", "przegląd co (miesięcy)", "cykl przeglądu", "interval"),
        12,
    ),
    Field(
        "last_reviewed_on",
        lazy("Last review"),
        lazy("A day: 2026-03-31 or 31.03.2026."),
        "2026-03-31",
        ("data ostatniego przeglądu", "last reviewed", "last review date"),
        14,
    ),
    Field(
        "review_due_on",
        lazy("Next review"),
        lazy("A day. When empty it is counted from the last review, or from the day in force."),
        "2028-03-31",
        ("data następnego przeglądu", "termin przeglądu", "review due", "next review date"),
        14,
    ),
    Field(
        "effective_on",
        lazy("In force from"),
        lazy("A day that has come. Today when empty."),
        "2026-01-05",
        ("data wejścia w życie", "obowiązuje od", "effective date", "effective from"),
        14,
    ),
    Field(
        "legal_basis",
        lazy("Legal basis"),
        lazy("Acts and regulations, one a line or separated by semicolons."),
        "ustawa z dnia 6 września 2001 r. o dostępie do informacji publicznej",
        ("podstawy prawne",),
        40,
    ),
    Field(
        "jrwa",
        lazy("JRWA class"),
        lazy("Symbol of the class in the file plan."),
        "1431",
        ("jrwa", "znak jrwa", "symbol jrwa", "klasa"),
        10,
    ),
    Field(
        "archive_category",
        lazy("Archive category"),
        lazy("A, or B with a number of years: B5, BE50; Bc."),
        "BE5",
        ("kategoria", "kat. arch.", "archival category"),
        10,
    ),
    Field(
        "clauses",
        lazy("Clauses"),
        lazy("Numbers of clauses separated by semicolons; with the edition where it is another."),
        "7.5; 8.2.1",
        ("punkty normy", "pkt normy", "iso", "clause", "wymagania normy"),
        16,
    ),
    Field(
        "related",
        lazy("Related documents"),
        lazy("Codes of other documents of the register or of this file, separated by semicolons."),
        "PG-02; FO-11",
        ("powiązane", "powiązania", "related", "related codes"),
        18,
    ),
    Field(
        "readers",
        lazy("Acknowledged by"),
        lazy("“everybody”, or codes of units and logins of people, separated by semicolons."),
        "wszyscy",
        ("rozdzielnik", "zapoznają się", "distribution", "do zapoznania"),
        20,
    ),
    Field(
        "body",
        lazy("Text"),
        lazy("The text in Markdown. May stay empty and be written later as a new issue."),
        "",
        ("treść dokumentu", "body", "markdown"),
        30,
    ),
)

SHOWN_ONLY: tuple[LazyText, ...] = (lazy("State"), lazy("Issue"))
"""Headings of the export that say what no import may set."""

BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
REQUIRED = tuple(field.name for field in FIELDS if field.required)
EVERYBODY = frozenset({"wszyscy", "everybody", "all", "*"})


def folded(text: str) -> str:
    """A heading or a word as it is compared: without case, marks, blanks and punctuation."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(character for character in text if character.isalnum())


def headings() -> dict[str, str]:
    """The field of every heading that is understood, folded: names, both languages, and others."""
    known: dict[str, str] = {}
    for field in FIELDS:
        spellings = [field.name, *field.others]
        for locale in LOCALES:
            with use_locale(locale):
                spellings.append(str(field.heading))
        for one in spellings:
            known.setdefault(folded(one), field.name)
    return known


def guess(given: Mapping[int, str]) -> dict[int, str]:
    """The fields of a sheet's headings by column number, as far as they are understood.

    Of two columns with the same meaning the first is taken.
    """
    known = headings()
    found: dict[int, str] = {}
    for index in sorted(given):
        name = known.get(folded(given[index]))
        if name is not None and name not in found.values():
            found[index] = name
    return found


def is_shown_only(heading: str) -> bool:
    """Whether a column stands in the export for reading only."""
    known = set()
    for locale in LOCALES:
        with use_locale(locale):
            known |= {folded(str(one)) for one in SHOWN_ONLY}
    return folded(heading) in known


def missing(chosen: Sequence[str]) -> list[Field]:
    """The fields without which no document can be made."""
    return [BY_NAME[name] for name in REQUIRED if name not in chosen]
