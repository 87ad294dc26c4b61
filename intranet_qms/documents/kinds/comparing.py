"""What an issue changes in its fields, field by field and word by word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...i18n import localized, t
from .. import compare
from ..workflow import DocumentKind
from . import composing, templates
from .fields import Field, FieldType
from .forms import form_of


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed, as words that stayed, came and went."""

    label: str
    change: compare.Change
    pieces: list[compare.Piece]


def changes(
    kind: DocumentKind, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[FieldChange]:
    """The fields that differ, in the order of the form.

    Of chapters only titles and order are compared here: their words are paragraphs of the text.
    """
    found = []
    for label, before, after in _values(kind, old, new):
        if before == after:
            continue
        if not before:
            change, pieces = compare.Change.ADDED, [compare.Piece(compare.Change.ADDED, after)]
        elif not after:
            change, pieces = compare.Change.REMOVED, [compare.Piece(compare.Change.REMOVED, before)]
        else:
            change, pieces = compare.Change.EDITED, compare.words(before, after)
        found.append(FieldChange(label, change, pieces))
    return found


def _values(
    kind: DocumentKind, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    if kind is DocumentKind.PROCESS_MAP:
        return [(t("Processes"), _processes(old), _processes(new))]
    if kind is DocumentKind.CLIENT_GUIDE:
        headings = {
            one.field: localized(one.pl, one.en)
            for content in (old, new)
            for one in composing.template_of(content).layout
        }
        named = [(heading, composing.guide_field(name)) for name, heading in headings.items()]
        english = composing.guide_field(composing.ENGLISH)
        named.append((str(english.label), english))
        first = [(t("Template"), _template(old), _template(new))] if old and new else []
    else:
        named = [(str(one.label), one) for one in form_of(kind).fields]
        first = []
    return first + [
        (label, _plain(one, old.get(one.name)), _plain(one, new.get(one.name)))
        for label, one in named
    ]


def _template(content: Mapping[str, Any]) -> str:
    template = composing.template_of(content)
    return t(
        "%(name)s, version %(number)s",
        name=templates.NAMES[template.key],
        number=template.number,
    )


def _processes(content: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{one.get('code', '')} {one.get('title', '')}" for one in content.get("processes") or []
    )


def _plain(one: Field, value: Any) -> str:
    if not value:
        return ""
    match one.type:
        case FieldType.LINES | FieldType.DOCUMENTS:
            return "\n".join(map(str, value))
        case FieldType.ROWS:
            shown = [column.name for column in one.columns if not column.wide]
            return "\n".join(
                " – ".join(row[name] for name in shown if row.get(name)) for row in value
            )
    return str(value)
