"""Where a text answers a question: the best paragraph, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from . import analysis
from .question import Atom, Question, Term

_BEFORE, _LENGTH = 60, 220
_WORD = re.compile(r"[^\W_]+")
_GUESSED_ENDING = 4
"""Letters that may follow a word that is in no dictionary: its endings are anybody's guess."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with the matches marked.

    ``key`` is the paragraph's, empty where there is none to lead to; ``file`` names the attached
    file that it stands in, empty for the text itself.
    """

    text: Markup
    key: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: int


class Marker:
    """Finds the words of one question in texts.

    A text is read word by word, and each word looked up: a pattern of all inflected forms would
    try hundreds of them at every place.
    """

    def __init__(self, question: Question) -> None:
        self._forms: dict[str, int] = {}
        self._beginnings: list[tuple[str, int, int]] = []
        self._phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._codes: list[tuple[re.Pattern[str], int]] = []
        for number, term in enumerate(question.terms):
            for atom in _atoms(term):
                self._note(atom, number)

    def _note(self, atom: Atom, term: int) -> None:
        for form in atom.exact:
            inflected = analysis.forms(form)
            for one in (form, *inflected):
                self._forms.setdefault(analysis.fold(one), term)
            if form[:1].isalpha() and form[-1:].isdigit():
                self._codes.append((_code_pattern(form), term))
            elif not inflected and len(form) >= 4 and form.isalpha():
                self._beginnings.append((analysis.fold(form), _GUESSED_ENDING, term))
        if len(atom.prefix) > 1:
            self._beginnings.append((atom.prefix, 60, term))
        if atom.phrase:
            self._phrases.setdefault(atom.phrase[0], []).append((atom.phrase, term))

    def marked(self, text: str) -> Markup:
        """A short text with all matches marked."""
        return _mark(text, list(self._matches(analysis.fold(text))))

    def best(self, text: str, keys: Sequence[str] = (), *, file: str = "") -> Passage | None:
        """The paragraph that answers most of the question, the first of several; None for none.

        Args:
            text: one paragraph in a line.
            keys: of the paragraphs, in the same order.
        """
        # Folding keeps the length, so places in the folded text are places in the text.
        matches = [
            one
            for one in self._matches(analysis.fold(text))
            if "\n" not in text[one.start : one.end]
        ]
        if not matches:
            return None
        found: dict[int, set[int]] = {}
        line, position = 0, 0
        for match in matches:
            line += text.count("\n", position, match.start)
            position = match.start
            found.setdefault(line, set()).add(match.term)
        line = min(found, key=lambda one: (-len(found[one]), one))
        start = 0
        for _ in range(line):
            start = text.index("\n", start) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        here = [
            _Match(one.start - start, one.end - start, one.term)
            for one in matches
            if start <= one.start and one.end <= end
        ]
        key = keys[line] if line < len(keys) else ""
        return Passage(_piece(text[start:end], here), "" if key == "-" else key, file)

    def _matches(self, folded: str) -> Iterator[_Match]:
        """All matches from left to right, none within another."""
        if not (self._forms or self._beginnings or self._phrases):
            return
        codes = sorted(
            (found.start(), found.end(), term)
            for pattern, term in self._codes
            for found in pattern.finditer(folded)
        )
        words = [(one.group(), one.start(), one.end()) for one in _WORD.finditer(folded)]
        done = 0
        for number, (word, start, end) in enumerate(words):
            while codes and codes[0][0] < start:
                codes.pop(0)
            if start < done:
                continue
            if codes and codes[0][0] == start:
                _, done, term = codes.pop(0)
                yield _Match(start, done, term)
                continue
            phrase = self._phrase_at(words, number)
            if phrase is not None:
                yield phrase
                done = phrase.end
                continue
            term = self._forms.get(word, -1)
            if term < 0:
                term = self._begun(word)
            if term >= 0:
                yield _Match(start, end, term)

    def _phrase_at(self, words: Sequence[tuple[str, int, int]], number: int) -> _Match | None:
        for phrase, term in self._phrases.get(words[number][0], ()):
            stand = tuple(word for word, _, _ in words[number : number + len(phrase)])
            if stand == phrase:
                return _Match(words[number][1], words[number + len(phrase) - 1][2], term)
        return None

    def _begun(self, word: str) -> int:
        for beginning, more, term in self._beginnings:
            if word.startswith(beginning) and len(word) - len(beginning) <= more:
                return term
        return -1


def _atoms(term: Term) -> Iterator[Atom]:
    for way in term.ways:
        yield from way


def _code_pattern(code: str) -> re.Pattern[str]:
    """``pg2`` as it stands in texts: ``PG-02``, ``pg 2``."""
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :].lstrip("0") or "0"
    return re.compile(rf"(?<![^\W_]){re.escape(letters)}[-/. ]?0*{digits}(?![^\W_])")


def _piece(text: str, matches: Sequence[_Match]) -> Markup:
    first = matches[0]
    start = max(0, first.start - _BEFORE)
    end = min(len(text), max(start + _LENGTH, first.end))
    if start:
        start = text.find(" ", start, first.start) + 1 or start
    if end < len(text):
        space = text.rfind(" ", first.end, end)
        end = space if space > 0 else end
    here = [
        _Match(one.start - start, one.end - start, one.term)
        for one in matches
        if start <= one.start and one.end <= end
    ]
    piece = _mark(text[start:end], here)
    return Markup("{}{}{}").format("…" if start else "", piece, "…" if end < len(text) else "")


def _mark(original: str, matches: Sequence[_Match]) -> Markup:
    parts: list[Markup] = []
    position = 0
    for match in matches:
        parts.append(escape(original[position : match.start]))
        parts.append(Markup("<mark>{}</mark>").format(original[match.start : match.end]))
        position = match.end
    parts.append(escape(original[position:]))
    return Markup("").join(parts)
