"""Where a text answers a question: the best paragraph, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from . import analysis
from .question import Atom, Question, Term, atoms

_BEFORE, _LENGTH = 60, 220


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with the matches marked.

    ``key`` is the paragraph's, empty where there is none to lead to; ``file`` names the attached
    file that it stands in, empty for the text itself.
    """

    text: Markup
    key: str = ""
    file: str = ""


class Marker:
    """Finds the words of one question in texts."""

    def __init__(self, question: Question) -> None:
        self._pattern = _pattern(atoms(question.terms))
        self._each = [pattern for term in question.terms if (pattern := _term_pattern(term))]

    def marked(self, text: str) -> Markup:
        """A short text with all matches marked."""
        return escape(text) if self._pattern is None else _mark(text, self._pattern)

    def best(self, text: str, keys: Sequence[str] = (), *, file: str = "") -> Passage | None:
        """The paragraph that answers most of the question, the first of several; None for none.

        Args:
            text: one paragraph in a line.
            keys: of the paragraphs, in the same order.
        """
        if self._pattern is None:
            return None
        folded = analysis.fold(text)
        first = self._pattern.search(folded)
        if first is None:
            return None
        found: dict[int, set[int]] = {}
        if len(self._each) > 1:
            ends = [match.start() for match in re.finditer("\n", folded)]
            for number, pattern in enumerate(self._each):
                line = 0
                for match in pattern.finditer(folded):
                    while line < len(ends) and ends[line] < match.start():
                        line += 1
                    found.setdefault(line, set()).add(number)
        line = min(
            found,
            key=lambda one: (-len(found[one]), one),
            default=folded.count("\n", 0, first.start()),
        )
        start = 0
        for _ in range(line):
            start = folded.index("\n", start) + 1
        end = folded.find("\n", start)
        end = len(folded) if end < 0 else end
        piece = self._piece(text[start:end])
        if piece is None:
            return None
        key = keys[line] if line < len(keys) else ""
        return Passage(piece, "" if key == "-" else key, file)

    def _piece(self, text: str) -> Markup | None:
        if self._pattern is None:
            return None
        # Folding keeps the length, so places in the folded text are places in the text.
        match = self._pattern.search(analysis.fold(text))
        if match is None:
            return None
        start = max(0, match.start() - _BEFORE)
        end = min(len(text), start + _LENGTH)
        if start:
            start = text.find(" ", start, match.start()) + 1 or start
        if end < len(text):
            space = text.rfind(" ", match.end(), end)
            end = space if space > 0 else end
        piece = _mark(text[start:end], self._pattern)
        return Markup("{}{}{}").format("…" if start else "", piece, "…" if end < len(text) else "")


def _term_pattern(term: Term) -> re.Pattern[str] | None:
    return _pattern([atom for way in term.ways for atom in way])


def _pattern(looked_up: Sequence[Atom]) -> re.Pattern[str] | None:
    forms = {form for atom in looked_up for form in _written(atom) if len(form) > 1}
    unknown = {
        form
        for atom in looked_up
        for form in atom.exact
        if len(form) >= 4 and form.isalpha() and not analysis.forms(form)
    }
    prefixes = {atom.prefix for atom in looked_up if len(atom.prefix) > 1}
    options = [r"[\W_]+".join(map(re.escape, atom.phrase)) for atom in looked_up if atom.phrase]
    options += sorted(map(re.escape, forms), key=len, reverse=True)
    options += [rf"{re.escape(prefix)}\w*" for prefix in sorted(prefixes)]
    # The endings of a word that is in no dictionary are anybody's guess.
    options += [rf"{form}\w{{0,4}}" for form in sorted(forms) if form in unknown]
    codes = {form for atom in looked_up for form in atom.exact if _is_code(form)}
    options += [_code_pattern(code) for code in sorted(codes)]
    return re.compile(rf"\b(?:{'|'.join(options)})\b") if options else None


def _written(atom: Atom) -> set[str]:
    """The forms without marks that stand in texts for an atom's lemmas."""
    found = {analysis.fold(form) for lemma in atom.exact for form in analysis.forms(lemma)}
    return {form for form in found | set(map(analysis.fold, atom.exact)) if form.isalnum()}


def _is_code(form: str) -> bool:
    return form[:1].isalpha() and form[-1:].isdigit()


def _code_pattern(code: str) -> str:
    """``pg2`` as it stands in texts: ``PG-02``, ``pg 2``."""
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :].lstrip("0") or "0"
    return rf"{re.escape(letters)}[-/. ]?0*{digits}"


def _mark(original: str, pattern: re.Pattern[str]) -> Markup:
    parts: list[Markup] = []
    position = 0
    for match in pattern.finditer(analysis.fold(original)):
        parts.append(escape(original[position : match.start()]))
        parts.append(Markup("<mark>{}</mark>").format(original[match.start() : match.end()]))
        position = match.end()
    parts.append(escape(original[position:]))
    return Markup("").join(parts)
