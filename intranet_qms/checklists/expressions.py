"""Read the expressions of XLSForm (a small part of XPath 1.0) without executing anything.

`parse` turns a text into a tree; `rules_from.py` turns the tree into a rule or a range. A text that
is no expression at all is a `SyntaxProblem`: its author must mend it. A good expression of a kind
that a checklist has no use for is `NotSupported`: it is left out, and its author is told.

Source: XLSForm reference (form logic) and XPath 1.0, chapter 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MAX_LENGTH: Final = 2_000
"""Characters of an expression."""
MAX_DIGITS: Final = 15
"""Characters of a number: as many as a number of JavaScript holds exactly."""
MAX_DEPTH: Final = 20
"""Parentheses within parentheses."""


class SyntaxProblem(ValueError):
    """The text is not an expression. `code` says how, `detail` quotes where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail[:60]


class NotSupported(ValueError):
    """The expression may be good, but a checklist cannot do it. `code` and `detail` say what."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail[:60]


@dataclass(frozen=True, slots=True)
class Reference:
    """${name}: the answer to another question."""

    name: str


@dataclass(frozen=True, slots=True)
class Itself:
    """The dot: the answer to this question, in a constraint."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotation marks."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two nodes and what stands between: ``and or = != < <= > >= + - * div mod``."""

    operator: str
    left: Node
    right: Node


Node = Reference | Itself | Text | Number | Call | Binary

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<reference>\$\{\s*(?P<name>[^{}$]*?)\s*\})
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<path>\.\.|/|\[|\]|@|::)
    | (?P<dot>\.)
    | (?P<word>[A-Za-z_][A-Za-z0-9_-]*)
    | (?P<sign>!=|<=|>=|[=<>()+*,|-])
    )""",
    re.VERBOSE,
)
_TYPOGRAPHIC: Final = re.compile("[„“”‘’‚«»]")
_LEVELS: Final = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
)


def parse(text: str) -> Node:
    """Return the tree of `text`.

    Raises SyntaxProblem if it is not an expression, NotSupported if it uses paths, is too long or
    too deep.
    """
    if len(text) > MAX_LENGTH:
        raise NotSupported("expression_too_long", str(len(text)))
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    end = len(text.rstrip())
    path = ""
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None:
            rest = text[place:].strip()
            if _TYPOGRAPHIC.match(rest):
                raise SyntaxProblem("typographic_quotes", rest)
            if rest[0] in "'\"":
                raise SyntaxProblem("text_not_closed", rest)
            if rest[0] == "$":
                raise SyntaxProblem("bad_reference", rest)
            raise SyntaxProblem("bad_character", rest)
        place = found.end()
        kind = str(found.lastgroup if found["reference"] is None else "reference")
        value = found["name"] if kind == "reference" else found[kind]
        if kind == "reference" and not value:
            raise SyntaxProblem("bad_reference", "${}")
        if kind == "path":
            path = path or value
        tokens.append((kind, value))
    # Said only after the whole text was read: a mistake elsewhere is the author's to mend first.
    if path:
        raise NotSupported("path", path)
    if not tokens:
        raise SyntaxProblem("empty")
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._level(0)
        if self._place < len(self._tokens):
            raise SyntaxProblem("unexpected", self._peek()[1])
        return node

    def _peek(self) -> tuple[str, str]:
        if self._place < len(self._tokens):
            return self._tokens[self._place]
        return ("end", "")

    def _take(self) -> tuple[str, str]:
        token = self._peek()
        self._place += 1
        return token

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._primary()
        left = self._level(level + 1)
        while self._peek()[0] in ("word", "sign") and self._peek()[1] in _LEVELS[level]:
            operator = self._take()[1]
            left = Binary(operator, left, self._level(level + 1))
        return left

    def _primary(self) -> Node:
        kind, value = self._take()
        simple: dict[str, Callable[[], Node]] = {
            "reference": lambda: Reference(value),
            "text": lambda: Text(value[1:-1]),
            "number": lambda: Number(_number(value)),
            "dot": Itself,
        }
        if kind in simple:
            return simple[kind]()
        if kind == "word":
            return self._call(value)
        if (kind, value) == ("sign", "("):
            with_depth = self._deeper()
            node = self._level(0)
            self._close(with_depth)
            return node
        if (kind, value) == ("sign", "-"):
            following = self._peek()
            if following[0] == "number":
                self._take()
                return Number(-_number(following[1]))
            raise NotSupported("arithmetic", "-")
        if kind == "end":
            raise SyntaxProblem("unfinished")
        raise SyntaxProblem("unexpected", value)

    def _call(self, function: str) -> Node:
        if self._peek() != ("sign", "("):
            # A bare word: most often a name without ${ } around it, or a text without quotes.
            raise SyntaxProblem("bare_word", function)
        self._take()
        depth = self._deeper()
        arguments: list[Node] = []
        if self._peek() != ("sign", ")"):
            arguments.append(self._level(0))
            while self._peek() == ("sign", ","):
                self._take()
                arguments.append(self._level(0))
        self._close(depth)
        return Call(function, tuple(arguments))

    def _deeper(self) -> int:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotSupported("expression_too_deep", str(MAX_DEPTH))
        return self._depth

    def _close(self, depth: int) -> None:
        kind, value = self._take()
        if (kind, value) != ("sign", ")"):
            raise SyntaxProblem("parenthesis_not_closed", value)
        self._depth = depth - 1


def _number(text: str) -> int | float:
    if len(text) > MAX_DIGITS:
        raise NotSupported("number_too_long", text)
    return float(text) if "." in text else int(text)
