"""Numbers and levels of a .docx: what its styles and its numbering say about a paragraph.

Sources: ECMA-376 (5th edition) part 1, 17.7 (styles) and 17.9 (numbering).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 9
_HEADING = re.compile(r"heading ([1-9])$")
_CONTENTS = re.compile(r"toc (?:[1-9]|heading)$")
_PLACE = re.compile(r"%([1-9])")


def value(element: Any | None, name: str = "val") -> str:
    """An attribute of the word-processing namespace; empty where it is missing."""
    return "" if element is None else str(element.get(W + name) or "")


def number(element: Any | None, default: int = 0) -> int:
    """An attribute ``val`` as a whole number."""
    raw = value(element)
    return int(raw) if raw.lstrip("-").isdigit() and len(raw) < 9 else default


def is_on(element: Any | None) -> bool:
    """A switch of a run: there, and not turned off (17.17.4)."""
    return element is not None and value(element) not in {"0", "false", "off", "none"}


@dataclass(slots=True)
class Style:
    """What a paragraph style says. ``level`` is 1 to 6 for a heading and 0 for all else."""

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    numbering: tuple[str, int] | None = None

    @property
    def level(self) -> int:
        """Of a heading, by the built-in name that every language of Word and LibreOffice keeps."""
        found = _HEADING.match(self.name)
        if found:
            return min(6, int(found[1]))
        return 1 if self.name == "title" else 0

    @property
    def is_contents(self) -> bool:
        """Whether it is a line of a table of contents, which the page makes by itself."""
        return bool(_CONTENTS.match(self.name))


class Styles:
    """The styles of a file."""

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, Style] = {}
        for one in root.iter(W + "style") if root is not None else ():
            properties = one.find(W + "pPr")
            style = Style(
                name=value(one.find(W + "name")).casefold(),
                based_on=value(one.find(W + "basedOn")),
            )
            if properties is not None:
                outline = properties.find(W + "outlineLvl")
                style.outline = number(outline) if outline is not None else None
                style.numbering = numbering_of(properties)
            self._styles[value(one, "styleId")] = style

    def chain(self, identifier: str) -> Iterator[Style]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            yield self._styles[identifier]
            identifier = self._styles[identifier].based_on

    def level(self, identifier: str) -> int:
        """Level of a heading, 0 for all else."""
        for style in self.chain(identifier):
            if style.level:
                return style.level
            if style.outline is not None:
                return min(6, style.outline + 1) if style.outline < DEEPEST else 0
        return 0

    def numbering(self, identifier: str) -> tuple[str, int] | None:
        """List and level that the style brings along."""
        return next((one.numbering for one in self.chain(identifier) if one.numbering), None)

    def is_contents(self, identifier: str) -> bool:
        """Whether it is a line of a table of contents."""
        return any(one.is_contents for one in self.chain(identifier))

    def name(self, identifier: str) -> str:
        """The style's own name, in small letters."""
        return self._styles[identifier].name if identifier in self._styles else ""


def numbering_of(properties: Any) -> tuple[str, int] | None:
    """List and level (from 0) that the properties of a paragraph or a style name."""
    found = properties.find(W + "numPr")
    if found is None:
        return None
    level = min(DEEPEST - 1, max(0, number(found.find(W + "ilvl"))))
    identifier = value(found.find(W + "numId"))
    return (identifier, level) if identifier else None


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class _List:
    """``abstract``: which definition counts; lists of one definition go on counting together."""

    abstract: str = ""
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands in front of a paragraph: ``text`` as Word shows it, and its plain ``count``."""

    bullet: bool
    count: int
    text: str
    form: str


class Numbering:
    """Counts the paragraphs of lists, as Word would show them."""

    def __init__(self, root: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int]] = {}
        self._restarted: set[str] = set()
        if root is None:
            return
        abstract: dict[str, dict[int, _Level]] = {}
        linked: dict[str, str] = {}
        named: dict[str, str] = {}
        for one in root.findall(W + "abstractNum"):
            identifier = value(one, "abstractNumId")
            abstract[identifier] = {
                int(value(level, "ilvl") or 0): self._level(level)
                for level in one.findall(W + "lvl")
                if value(level, "ilvl").isdigit()
            }
            if (style := value(one.find(W + "styleLink"))) != "":
                named[style] = identifier
            if (style := value(one.find(W + "numStyleLink"))) != "":
                linked[identifier] = style
        for one in root.findall(W + "num"):
            target = value(one.find(W + "abstractNumId"))
            target = named.get(linked.get(target, ""), target)
            made = _List(target, abstract.get(target, {}))
            for override in one.findall(W + "lvlOverride"):
                start = override.find(W + "startOverride")
                if start is not None and value(override, "ilvl").isdigit():
                    made.starts[int(value(override, "ilvl"))] = number(start, 1)
            self._lists[value(one, "numId")] = made

    @staticmethod
    def _level(element: Any) -> _Level:
        text = element.find(W + "lvlText")
        return _Level(
            form=value(element.find(W + "numFmt")) or "decimal",
            text=value(text) if text is not None else "",
            start=number(element.find(W + "start"), 1),
        )

    def next(self, identifier: str, level: int) -> Marker | None:
        """Count one paragraph of a list; None for a list that is none."""
        found = self._lists.get(identifier)
        if found is None:
            return None
        definition = found.levels.get(level, _Level())
        counts = self._counts.setdefault(found.abstract, [0] * DEEPEST)
        if found.starts and identifier not in self._restarted:
            self._restarted.add(identifier)
            for at, start in found.starts.items():
                if at < DEEPEST:
                    counts[at] = start - 1
        if counts[level] == 0:
            counts[level] = found.starts.get(level, definition.start) - 1
        counts[level] += 1
        counts[level + 1 :] = [0] * (DEEPEST - level - 1)
        if definition.form in {"bullet", "none"} and "%" not in definition.text:
            return Marker(definition.form == "bullet", counts[level], "", definition.form)

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            inner = found.levels.get(at, _Level())
            return in_form(counts[at] or inner.start, inner.form)

        text = _PLACE.sub(shown, definition.text).strip()
        return Marker(False, counts[level], text, definition.form)


def in_form(count: int, form: str) -> str:
    """A number as letters or Roman numerals, where the list is numbered so."""
    if form in {"lowerLetter", "upperLetter"} and count > 0:
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return text.upper() if form == "upperLetter" else text
    if form in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        text = ""
        rest = count
        for amount, sign in (
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
            (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ):  # fmt: skip
            text += sign * (rest // amount)
            rest %= amount
        return text.upper() if form == "upperRoman" else text
    return str(count)
