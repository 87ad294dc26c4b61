"""Patterns of codes: from a pattern and a number to a code, and back. Standard library only.

A pattern is text with placeholders: ``{number}`` or ``{number:02}`` (with leading zeros), and where
wanted ``{unit}`` (code of the owner's unit), ``{year}`` and ``{process}`` (a letter for the type of
process). Numbers are counted apart for everything that comes before and after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..workflow import DocumentKind

DEFAULTS: Mapping[DocumentKind, str] = {
    DocumentKind.POLICY: "PJ-{number:02}",
    DocumentKind.MANUAL: "KJ-{number:02}",
    DocumentKind.PROCESS_MAP: "MP-{number:02}",
    DocumentKind.PROCESS_CARD: "KP-{number:02}",
    DocumentKind.PROCEDURE: "P{process}-{number:02}",
    DocumentKind.INSTRUCTION: "IN-{number:02}",
    DocumentKind.FORM: "F-{number:02}",
    DocumentKind.CLIENT_GUIDE: "KU-{number:02}",
    DocumentKind.LEGAL_ACT: "ZA-{number:02}",
    DocumentKind.EXTERNAL: "ZD-{number:02}",
}
"""What the program brings; an office sets its own on a page."""

PROCESS_LETTERS: Mapping[str, str] = {
    "management": "Z", "system": "S", "core": "G", "support": "W",
}  # fmt: skip
"""zarządcze, systemowe, główne, wspierające."""

_PLACEHOLDER = re.compile(r"\{(\w*)(?::0?(\d))?\}")
_KNOWN = frozenset({"number", "unit", "year", "process"})
_LITERAL = re.compile(r"[\w./-]*")


@dataclass(frozen=True, slots=True)
class Place:
    """What a pattern is filled with. ``process``: type of process, or empty."""

    unit: str = ""
    year: int = 0
    process: str = ""


class PatternProblem(ValueError):
    """A pattern that makes no codes; the argument names what is wrong."""


def check(pattern: str) -> None:
    """Whether a pattern makes codes.

    Raises:
        PatternProblem: ``number`` (none, or more than one), ``placeholder`` (an unknown one),
            ``letters`` (characters that no code has), ``length``.
    """
    if len(pattern) > 60:
        raise PatternProblem("length")
    names = [match[1] for match in _PLACEHOLDER.finditer(pattern)]
    if not set(names) <= _KNOWN:
        raise PatternProblem("placeholder")
    if names.count("number") != 1:
        raise PatternProblem("number")
    rest = _PLACEHOLDER.sub("", pattern)
    if "{" in rest or "}" in rest:
        raise PatternProblem("placeholder")
    if not _LITERAL.fullmatch(rest) or not re.match(r"[^\W_]|\{", pattern):
        raise PatternProblem("letters")
    if re.search(r"\{number(?::0?\d)?\}(?:\d|\{(?:number|year))", pattern) or re.search(
        r"(?:\d|\{year\})\{number", pattern
    ):
        # A number beside another one could not be told from it.
        raise PatternProblem("number")


def _filled(pattern: str, place: Place) -> tuple[str, int, str]:
    """What comes before the number, its width, and what comes after."""
    values = {
        "unit": place.unit,
        "year": str(place.year),
        "process": PROCESS_LETTERS.get(place.process, ""),
    }
    width, parts, at = 0, ["", ""], 0
    position = 0
    for match in _PLACEHOLDER.finditer(pattern):
        parts[at] += pattern[position : match.start()]
        position = match.end()
        if match[1] == "number":
            width, at = int(match[2] or 0), 1
        else:
            parts[at] += values.get(match[1], "")
    parts[at] += pattern[position:]
    return parts[0], width, parts[1]


def is_filled(pattern: str, place: Place) -> bool:
    """Whether all is known that a pattern asks for."""
    names = {match[1] for match in _PLACEHOLDER.finditer(pattern)}
    return not (("unit" in names and not place.unit) or ("process" in names and not place.process))


def prefix(pattern: str, place: Place) -> str:
    """What stands before the number: codes that begin so are looked at for the next one."""
    return _filled(pattern, place)[0]


def next_code(pattern: str, place: Place, taken: Iterable[str]) -> str:
    """The code after the highest number that is taken; gaps are not filled.

    A number that was given once means its document for good, also after that was withdrawn.
    """
    before, width, after = _filled(pattern, place)
    shape = re.compile(rf"{re.escape(before)}(\d{{1,9}}){re.escape(after)}", re.IGNORECASE)
    numbers = [int(match[1]) for code in taken if (match := shape.fullmatch(code))]
    return f"{before}{max(numbers, default=0) + 1:0{width}d}{after}"
