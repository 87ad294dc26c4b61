"""What somebody asks a search for: words, "words as they stand", words -without, codes.

Nothing else in a question has a meaning: signs of the databases' own query languages are never
passed on, because only letters and digits are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import analysis
from .synonyms import Synonyms

_EMPTY = frozenset(map(analysis.fold, analysis.EMPTY))
MAX_CHARACTERS, MAX_TERMS, MAX_WITHOUT = 200, 10, 5
_QUOTES = str.maketrans("„”“«»″", '""""""')
_PART = re.compile(r'(?P<minus>(?<!\S)-(?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<words>[^"\s]+))')


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing to look up: any of ``exact``, a word beginning with ``prefix``, or the words of
    ``phrase`` one after the other. All without marks, but for lemmas, which keep theirs."""

    exact: tuple[str, ...] = ()
    prefix: str = ""
    phrase: tuple[str, ...] = ()
    word: str = ""
    """What was typed for it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a question: answered by any of ``ways``, and a way by all its atoms.

    The first way is what was typed; the others are what it means in the words of documents.
    """

    ways: tuple[tuple[Atom, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a search understands it. ``code`` is the whole of it, read as a code."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    code: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look up."""
        return not (self.terms or self.without)


def understand(text: str, synonyms: Synonyms, *, typing: bool = False) -> Question:
    """Read a question.

    Args:
        text: as typed; what is past 200 characters or ten words is left out.
        typing: whether the last word may be the beginning of any longer one; otherwise only a
            word that is in no dictionary is taken for such a beginning.
    """
    text = text[:MAX_CHARACTERS].replace("\x00", " ").translate(_QUOTES)
    wanted: list[Term] = []
    unwanted: list[Term] = []
    loose: list[str] = []
    for match in _PART.finditer(text):
        minus = match["minus"] is not None
        if match["phrase"] is not None:
            words = tuple(map(analysis.fold, analysis.tokens(match["phrase"])))
            if words:
                (unwanted if minus else wanted).append(Term(((Atom(phrase=words),),)))
        elif minus and any(character.isalpha() for character in match["words"]):
            unwanted += [Term(((_atom(word),),)) for word in analysis.tokens(match["words"])]
        else:
            loose.append(match["words"])
    unfinished = not text.endswith(('"', " "))
    wanted += _terms(" ".join(loose), synonyms, unfinished=unfinished, typing=typing)
    return Question(
        tuple(wanted[:MAX_TERMS]), tuple(unwanted[:MAX_WITHOUT]), analysis.code_key(text)[:60]
    )


def _terms(text: str, synonyms: Synonyms, *, unfinished: bool, typing: bool) -> list[Term]:
    terms: list[Term] = []
    position = 0
    for match in analysis.CODE_LIKE.finditer(text):
        if analysis.tokens(match[0])[0] in analysis.EMPTY:
            continue  # "do 130" is a number and no code
        terms += _of_words(text[position : match.start()], synonyms, unfinished=False, typing=False)
        terms.append(_code(match[0], unfinished=unfinished and match.end() == len(text)))
        position = match.end()
    terms += _of_words(text[position:], synonyms, unfinished=unfinished, typing=typing)
    if len(terms) > 1:
        kept = [term for term in terms if not _is_empty(term)]
        terms = kept or terms
    return terms


def _is_empty(term: Term) -> bool:
    atoms = term.ways[0]
    return len(term.ways) == 1 and len(atoms) == 1 and atoms[0].word in _EMPTY


def _of_words(text: str, synonyms: Synonyms, *, unfinished: bool, typing: bool) -> list[Term]:
    words = analysis.tokens(text)
    terms: list[Term] = []
    position = 0
    while position < len(words):
        length, meanings = synonyms.longest(words[position : position + synonyms.longest_words])
        taken = words[position : position + max(1, length)]
        position += len(taken)
        last = unfinished and position == len(words)
        typed = tuple(
            _atom(word, unfinished=last and number == len(taken) - 1, typing=typing)
            for number, word in enumerate(taken)
            if len(taken) == 1 or word not in analysis.EMPTY
        )
        ways = [typed, *(tuple(map(_atom, meaning)) for meaning in meanings)]
        terms.append(Term(tuple(ways)))
    return terms


def _atom(word: str, *, unfinished: bool = False, typing: bool = False) -> Atom:
    """A word by its lemmas. One that the dictionary does not know is looked up as it is, without
    its ending and, where it may not be finished, as the beginning of longer ones."""
    plain = analysis.fold(word)
    known = tuple(sorted(analysis.lemmas_of_any_spelling(word)))
    exact = known or tuple(dict.fromkeys([plain, analysis.stem(word)]))
    prefix = plain if unfinished and len(plain) >= 2 and (typing or not known) else ""
    if not analysis.DICTIONARY.available and len(plain) >= 6:
        prefix = plain[:-2]
    return Atom(exact, prefix, word=plain)


def _code(text: str, *, unfinished: bool) -> Term:
    written = analysis.code_terms(text)
    together = Atom(tuple(written), written[0] if unfinished and len(written[0]) > 2 else "")
    apart = tuple(Atom((analysis.fold(word),)) for word in analysis.tokens(text))
    return Term(((together,), apart) if len(apart) > 1 else ((together,),))


def for_postgresql(terms: Sequence[Term], *, every: bool = True, weights: str = "") -> str:
    """The question as a ``tsquery``; with ``weights`` (``A``, ``AB``) only in those parts."""
    return (" & " if every else " | ").join(
        _either(term, " & ", weights, _tsquery) for term in terms
    )


def for_sqlite(terms: Sequence[Term], *, every: bool = True, columns: str = "") -> str:
    """The question for FTS5; with ``columns`` (names with spaces between) only in those."""
    asked = (" AND " if every else " OR ").join(_either(term, " AND ", "", _fts) for term in terms)
    return f"{{{columns}}} : ({asked})" if columns else asked


def _either(term: Term, conjunction: str, weights: str, written: object) -> str:
    word = " | " if written is _tsquery else " OR "
    ways = [
        "(" + conjunction.join(written(atom, weights) for atom in way) + ")"  # type: ignore[operator]
        for way in term.ways
    ]
    return "(" + word.join(ways) + ")"


def _tsquery(atom: Atom, weights: str) -> str:
    mark = f":{weights}" if weights else ""
    options = [f"'{term}'{mark}" for term in atom.exact]
    if atom.prefix:
        options.append(f"'{atom.prefix}':*{weights}")
    if atom.phrase:
        options.append(" <-> ".join(f"'{word}'{mark}" for word in atom.phrase))
    return "(" + " | ".join(options) + ")"


def _fts(atom: Atom, _weights: str) -> str:
    options = [f'"{term}"' for term in atom.exact]
    if atom.prefix:
        options.append(f'"{atom.prefix}" *')
    if atom.phrase:
        options.append('"' + " ".join(atom.phrase) + '"')
    return "(" + " OR ".join(options) + ")"
