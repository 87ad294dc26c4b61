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

    Each different word of a text is looked up: a pattern of all inflected forms would try hundreds
    of them at every place.
    """

    def __init__(self, question: Question) -> None:
        self._forms: dict[str, int] = {}
        self._beginnings: list[tuple[str, int, int]] = []
        self._phrases: dict[str, list[tuple[re.Pattern[str], int]]] = {}
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
            pattern = _phrase_pattern(atom.phrase)
            self._phrases.setdefault(atom.phrase[0], []).append((pattern, term))

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
        """All matches from left to right, none within another.

        A whole text is looked at only by what runs in C; what its words are is asked once for each
        different word.
        """
        found = [
            (one.start(), 0, one.end(), term)
            for pattern, term in self._codes
            for one in pattern.finditer(folded)
        ]
        vocabulary = set(_WORD.findall(folded))
        found += [
            (one.start(), 1, one.end(), term)
            for first in vocabulary & self._phrases.keys()
            for pattern, term in self._phrases[first]
            for one in pattern.finditer(folded)
        ]
        for word in vocabulary if self._beginnings else vocabulary & self._forms.keys():
            term = self._forms.get(word, -1)
            if term < 0:
                term = self._begun(word)
            if term >= 0:
                found += [(start, 2, start + len(word), term) for start in _places(word, folded)]
        done = 0
        for start, _kind, end, term in sorted(found):
            if start >= done:
                yield _Match(start, end, term)
                done = end

    def _begun(self, word: str) -> int:
        for beginning, more, term in self._beginnings:
            if word.startswith(beginning) and len(word) - len(beginning) <= more:
                return term
        return -1


def _atoms(term: Term) -> Iterator[Atom]:
    for way in term.ways:
        yield from way


def _places(word: str, folded: str) -> Iterator[int]:
    """Where ``word`` stands by itself, and not within another."""
    start = folded.find(word)
    while start >= 0:
        end = start + len(word)
        within = start > 0 and folded[start - 1].isalnum()
        if not within and not (end < len(folded) and folded[end].isalnum()):
            yield start
        start = folded.find(word, end)


def _phrase_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """The words one after the other, whatever stands between them that is no word."""
    between = r"[\W_]+".join(re.escape(word) for word in words)
    return re.compile(rf"(?<![^\W_]){between}(?![^\W_])")


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
