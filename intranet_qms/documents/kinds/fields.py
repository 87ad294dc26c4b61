"""Fields of structured content: what may stand in one, and how it is cleaned.

Content is plain JSON: a text, a list of lines, or a list of rows (texts by the name of their
column), by the name of the field. What is empty is left out, so that content that says nothing is
``{}`` and two contents that say the same are the same JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from ...i18n import LazyText, t

Content = dict[str, Any]

MAX_LINE, MAX_TEXT, MAX_ROWS = 2_000, 200_000, 300
"""Characters of a line and of a text; rows or lines of one field."""


class FieldType(StrEnum):
    """What a field holds."""

    LINE = "line"
    """One line of plain text."""
    TEXT = "text"
    """Markdown."""
    LINES = "lines"
    """A list, one entry in a line."""
    DAY = "day"
    """A date, ISO 8601."""
    LINK = "link"
    """The address of a page of the web."""
    ROWS = "rows"
    """A table whose columns are lines or texts."""
    FILE = "file"
    """The name of a file that is attached to the issue."""
    DOCUMENTS = "documents"
    """Codes of other documents of the register."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``wide``: Markdown of several lines instead of one line."""

    name: str
    label: LazyText
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind's form. ``required`` is asked when the issue is handed over."""

    name: str
    label: LazyText
    type: FieldType = FieldType.LINE
    hint: LazyText | None = None
    columns: tuple[Column, ...] = field(default=())
    required: bool = False
    one: LazyText | None = None
    """What one row is called ("chapter"), for buttons."""

    @property
    def key(self) -> str:
        """Its name in a form, apart from those of the document's facts."""
        return f"c-{self.name}"


def clean(fields: Sequence[Field], raw: Mapping[str, Any]) -> tuple[Content, dict[str, list[str]]]:
    """Content with only what ``fields`` know, and what is wrong with it by the field's key.

    A value that is wrong is left out of the content.
    """
    content: Content = {}
    problems: dict[str, list[str]] = {}
    for one in fields:
        try:
            value = _clean_one(one, raw.get(one.name))
        except ValueError as error:
            problems[one.key] = [str(error)]
            continue
        if value:
            content[one.name] = value
    return content, problems


def _clean_one(one: Field, raw: Any) -> Any:
    if raw is None:
        return None
    match one.type:
        case FieldType.ROWS:
            rows = raw if isinstance(raw, list) else []
            return _some([_row(one, row) for row in rows if isinstance(row, Mapping)])
        case FieldType.LINES | FieldType.DOCUMENTS:
            lines = raw.splitlines() if isinstance(raw, str) else raw
            found = [_line(str(line)) for line in (lines if isinstance(lines, list) else [])]
            if one.type is FieldType.DOCUMENTS:
                found = list(dict.fromkeys(found))
            return _some([line for line in found if line])
        case FieldType.TEXT:
            return _text(str(raw))
        case FieldType.DAY:
            return _day(str(raw).strip())
        case FieldType.LINK:
            return _link(_line(str(raw)))
        case FieldType.LINE | FieldType.FILE:
            return _line(str(raw))


def _some(rows: list[Any]) -> list[Any]:
    found = [row for row in rows if row]
    if len(found) > MAX_ROWS:
        raise ValueError(t("There are more than %(limit)s rows.", limit=MAX_ROWS))
    return found


def _row(one: Field, row: Mapping[str, Any]) -> dict[str, str]:
    values = {
        column.name: (_text if column.wide else _line)(str(row.get(column.name) or ""))
        for column in one.columns
    }
    return {name: value for name, value in values.items() if value}


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(t("The text holds characters that cannot be stored."))
    return text


def _line(text: str) -> str:
    line = " ".join(_storable(text).split())
    if len(line) > MAX_LINE:
        raise ValueError(t("The text is longer than %(limit)s characters.", limit=MAX_LINE))
    return line


def _text(text: str) -> str:
    cleaned = _storable(text).replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    if len(cleaned) > MAX_TEXT:
        raise ValueError(t("The text is longer than %(limit)s characters.", limit=MAX_TEXT))
    return cleaned


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(t("This is not a date.")) from None
    if not 1800 <= day.year <= 2199:
        raise ValueError(t("This is not a date."))
    return day.isoformat()


def _link(address: str) -> str:
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(t("An address begins with https:// or http://."))
    return address
