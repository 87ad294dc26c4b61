"""Words of Polish text as a search sees them: as written, without Polish letters, and as lemmas.

With ``morfeusz2`` every inflected form leads to its lemma, in the text and in the question. A word
that is typed without Polish letters ("skarge", "zolte") is given every Polish spelling it could
have, and those that the dictionary knows lead to lemmas. That needs no table of forms: a word has
a few hundred spellings at most, and looking them up takes milliseconds. Without ``morfeusz2``
words are cut to their beginning.
"""

from __future__ import annotations

import itertools
import math
import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

try:
    import morfeusz2
except ImportError:  # the extra "search" is not installed
    morfeusz2 = None

_TOKEN = re.compile(r"[^\W_]+")
_CODE_LIKE = re.compile(r"[^\W\d_]{1,10}[-/. ]?\d+(?:[-/.]\d+)*", re.UNICODE)
_FOLDED = str.maketrans("łŁøØđĐ", "lLoOdD")
_SPELLINGS = {
    "a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zźż",
}  # fmt: skip
_MAX_SPELLINGS = 3000
_MAX_TOKEN = 60

# Words that nearly every Polish text has; a question is better understood without them.
_EMPTY = frozenset(
    [
        "a",
        "aby",
        "albo",
        "ale",
        "bez",
        "by",
        "być",
        "co",
        "czy",
        "dla",
        "do",
        "gdy",
        "gdzie",
        "i",
        "ile",
        "jak",
        "jako",
        "jest",
        "jaki",
        "jakie",
        "już",
        "ku",
        "lub",
        "ma",
        "na",
        "nad",
        "nie",
        "niż",
        "o",
        "od",
        "oraz",
        "po",
        "pod",
        "przed",
        "przez",
        "przy",
        "się",
        "są",
        "ta",
        "tak",
        "te",
        "tego",
        "tej",
        "ten",
        "to",
        "u",
        "w",
        "we",
        "z",
        "za",
        "ze",
        "że",
    ]
)


def fold(text: str) -> str:
    """Small letters without marks, one character for each of ``text`` (ł becomes l)."""
    return "".join(_fold_one(character) for character in text)


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    plain = unicodedata.normalize("NFD", character)[0].translate(_FOLDED).casefold()
    return plain if len(plain) == 1 else character


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text`` in small letters, in order."""
    normal = unicodedata.normalize("NFC", text).replace("\x00", " ").casefold()
    return [word[:_MAX_TOKEN] for word in _TOKEN.findall(normal)]


def squashed(text: str) -> str:
    """A code as one word: ``PG-02`` and ``pg 02`` become ``pg02``."""
    return "".join(fold(token) for token in tokens(text))


class Dictionary:
    """Lemmas by the morphological analyser; one object, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._analyser: Any = None

    @property
    def available(self) -> bool:
        """Whether the analyser is installed."""
        return morfeusz2 is not None

    def lemmas(self, word: str) -> frozenset[str]:
        """Lemmas of a word in small letters; empty for a word that the dictionary does not know."""
        if morfeusz2 is None:
            return frozenset()
        with self._lock:
            if self._analyser is None:
                self._analyser = morfeusz2.Morfeusz(generate=True)
            readings = self._analyser.analyse(word)
        if any(end - start != 1 or start != 0 for start, end, _ in readings):
            return frozenset()  # a compound of several words is left as it is written
        return frozenset(
            _lemma(reading[1]) for _, _, reading in readings if reading[2] not in {"ign", "dig"}
        )

    def forms(self, lemma: str) -> frozenset[str]:
        """All inflected forms of a lemma, for marking them in an excerpt."""
        if morfeusz2 is None:
            return frozenset()
        with self._lock:
            if self._analyser is None:
                self._analyser = morfeusz2.Morfeusz(generate=True)
            made = self._analyser.generate(lemma)
        return frozenset(form[0].casefold() for form in made if form[2] != "ign")


def _lemma(raw: str) -> str:
    """The lemma without the mark that tells homonyms apart (``przewodniczący:S``)."""
    return raw.partition(":")[0].replace("_", " ").casefold()


DICTIONARY = Dictionary()


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> frozenset[str]:
    """Lemmas of one word; those of several words are joined to one term."""
    return frozenset("".join(_TOKEN.findall(lemma)) for lemma in DICTIONARY.lemmas(word)) - {""}


@lru_cache(maxsize=10_000)
def lemmas_of_any_spelling(word: str) -> frozenset[str]:
    """Lemmas of all Polish words that look like ``word`` once their marks are taken away.

    A word that has marks already is taken as it is spelled.
    """
    if fold(word) != word or not DICTIONARY.available:
        return lemmas(word)
    choices = [_SPELLINGS.get(letter, letter) for letter in word]
    if math.prod(len(choice) for choice in choices) > _MAX_SPELLINGS:
        return lemmas(word) | _lemmas_of_few_marks(word)
    found: set[str] = set()
    for spelling in itertools.product(*choices):
        found |= DICTIONARY.lemmas("".join(spelling))
    return frozenset("".join(_TOKEN.findall(lemma)) for lemma in found) - {""}


def _lemmas_of_few_marks(word: str) -> frozenset[str]:
    """A long word has too many spellings; nearly none has more than three marks."""
    places = [at for at, letter in enumerate(word) if letter in _SPELLINGS]
    found: set[str] = set()
    tried = 0
    for marks in (1, 2, 3):
        for chosen in itertools.combinations(places, marks):
            options = [_SPELLINGS[word[at]][1:] for at in chosen]
            for letters in itertools.product(*options):
                spelling = list(word)
                for at, letter in zip(chosen, letters, strict=True):
                    spelling[at] = letter
                found |= DICTIONARY.lemmas("".join(spelling))
                tried += 1
                if tried >= _MAX_SPELLINGS:
                    return frozenset("".join(_TOKEN.findall(lemma)) for lemma in found) - {""}
    return frozenset("".join(_TOKEN.findall(lemma)) for lemma in found) - {""}


def index_terms(text: str) -> str:
    """The terms of a text for the index: each word without marks, and its lemmas with them.

    Codes in the text are added as one word too, so that ``pg02`` finds a mention of PG-02.
    """
    terms: list[str] = []
    for token in tokens(text):
        plain = fold(token)
        terms.append(plain)
        terms.extend(sorted(lemma for lemma in lemmas(token) if lemma != plain))
    terms.extend(
        squashed(match[0]) for match in _CODE_LIKE.finditer(text) if match[0][-1].isdigit()
    )
    return " ".join(terms)


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a question: any of ``exact`` or any word beginning with ``prefix`` answers it."""

    exact: tuple[str, ...]
    prefix: str | None

    @property
    def shown_forms(self) -> frozenset[str]:
        """The written forms without marks that an excerpt should mark."""
        forms = {fold(form) for lemma in self.exact for form in DICTIONARY.forms(lemma)}
        return frozenset(form for form in forms | set(map(fold, self.exact)) if form.isalnum())


def query_words(
    question: str, *, max_characters: int = 200, max_words: int = 10
) -> list[QueryWord]:
    """What a question asks for. Nothing in it is an operator: only its words count.

    The last word also matches longer words that begin with it, because it may not be finished.
    """
    typed = tokens(question[:max_characters])
    meaningful = [token for token in typed if token not in _EMPTY] or typed
    words: list[QueryWord] = []
    for position, token in enumerate(meaningful[:max_words]):
        plain = fold(token)
        known = lemmas_of_any_spelling(token)
        last = position == len(meaningful) - 1
        prefix: str | None = None
        if not DICTIONARY.available and len(plain) >= 6:
            prefix = plain[:-2]
        elif last and len(plain) >= 2:
            prefix = plain
        words.append(QueryWord(tuple(sorted({plain, *known})), prefix))
    return words


def search_state() -> str:
    """What the search can do here, in words for the administrator."""
    if DICTIONARY.available:
        return "Polish inflection by Morfeusz"
    return "without inflection: install the extra, pip install 'intranet-qms[search]'"
