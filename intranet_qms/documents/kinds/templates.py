"""Templates of client guides: which fields, in which order, under which headings.

A version of a template never changes. An issue of a guide carries the layout that it was written
for, so it reads the same whatever becomes of the template. The first version of both templates
stands here; later ones are made by the QMS representative and kept in the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...i18n import LazyText, lazy

FULL, SHORT = "full", "short"

NAMES: Mapping[str, LazyText] = {FULL: lazy("Full guide"), SHORT: lazy("Short guide")}

_FIELD = re.compile(r"[a-z][a-z0-9_]{0,30}")


@dataclass(frozen=True, slots=True)
class Heading:
    """One part of a guide: the field shown, and its headings."""

    field: str
    pl: str
    en: str


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template."""

    key: str
    number: int
    layout: tuple[Heading, ...]

    @property
    def reference(self) -> str:
        """How a form and an issue name it: ``full:2``."""
        return f"{self.key}:{self.number}"


_WHAT = Heading("what", "Czego dotyczy", "What it is about")
_DOCUMENTS = Heading("documents", "Co przygotować", "What to prepare")
_WHERE = Heading("where", "Gdzie załatwisz sprawę", "Where to go")
_FEE = Heading("fee", "Opłata", "Fee")
_TERM = Heading("term", "Termin", "How long it takes")
_APPEAL = Heading("appeal", "Odwołanie", "Appeal")
_REMARKS = Heading("remarks", "Warto wiedzieć", "Good to know")
_LEGAL = Heading("legal_basis", "Podstawa prawna", "Legal basis")

BUILTIN: tuple[Template, ...] = (
    Template(
        FULL, 1, (_WHAT, _DOCUMENTS, _WHERE, _FEE, _TERM, _APPEAL, _REMARKS, _LEGAL)
    ),
    Template(SHORT, 1, (_WHAT, _DOCUMENTS, _WHERE, _FEE, _TERM, _LEGAL)),
)  # fmt: skip


def as_json(template: Template) -> dict[str, Any]:
    """The template as an issue carries it."""
    return {
        "key": template.key,
        "number": template.number,
        "layout": [{"field": one.field, "pl": one.pl, "en": one.en} for one in template.layout],
    }


def from_json(raw: Any) -> Template | None:
    """The template that an issue carries; None where there is none or it makes no sense."""
    if not isinstance(raw, Mapping):
        return None
    layout = layout_of(raw.get("layout") or ())
    key, number = raw.get("key"), raw.get("number")
    if key not in NAMES or not isinstance(number, int) or not layout:
        return None
    return Template(str(key), number, layout)


def layout_of(rows: Iterable[Any]) -> tuple[Heading, ...]:
    """The parts of a guide out of rows with ``field``, ``pl`` and ``en``; each field once."""
    found: dict[str, Heading] = {}
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        name, pl = str(row.get("field") or ""), " ".join(str(row.get("pl") or "").split())[:200]
        en = " ".join(str(row.get("en") or "").split())[:200]
        if _FIELD.fullmatch(name) and pl and name not in found:
            found[name] = Heading(name, pl, en or pl)
    return tuple(found.values())
