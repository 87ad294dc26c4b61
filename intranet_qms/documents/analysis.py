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
from functools import lru_cache
from typing import Any

try:
    import morfeusz2
except ImportError:  # the extra "search" is not installed
    morfeusz2 = None

_TOKEN = re.compile(r"[^\W_]+")
CODE_LIKE = re.compile(r"(?<![^\W_])[^\W\d_]{1,10}[-/. ]?\d+(?:[-/.]\d+)*(?![^\W_])")
"""Letters and numbers that may be the code of a document: ``PG-02``, ``pg 2``, ``PS03``."""
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_FOLDED = str.maketrans("łŁøØđĐ", "lLoOdD")
_SPELLINGS = {
    "a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zźż",
}  # fmt: skip
_MAX_SPELLINGS = 3000
_MAX_TOKEN = 60

# Words that nearly every Polish text has, and those with which people begin a question.
EMPTY = frozenset(
    [
        "a", "aby", "albo", "ale", "bez", "bo", "by", "być", "chce", "chcemy", "chcę",
        "chciałabym", "chciałbym", "co", "czy", "czym", "dla", "do", "gdy", "gdzie", "i",
        "ile", "jak", "jaka", "jaki", "jakie", "jako", "jest", "już", "kiedy", "kto", "ktoś",
        "ku", "lub", "ma", "mam", "mamy", "mi", "mnie", "moja", "moje", "mogę", "może",
        "można", "muszę", "mój", "na", "nad", "nasz", "nasza", "nasze", "nie", "niż", "o",
        "od", "ode", "oraz", "po", "pod", "potrzebuję", "proszę", "przed", "przez", "przy",
        "są", "się", "swój", "ta", "tak", "te", "tego", "tej", "ten", "to", "trzeba", "tu",
        "u", "w", "we", "z", "za", "załatwić", "ze", "złożyć", "zrobić", "że",
    ]
)  # fmt: skip


class _Folding(dict[int, str]):
    """What each character becomes without marks; found once and then looked up."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFD", character)[0].translate(_FOLDED).casefold()
        self[code] = folded = plain if len(plain) == 1 else character
        return folded


_folding = _Folding()


def fold(text: str) -> str:
    """Small letters without marks, one character for each of ``text`` (ł becomes l)."""
    return text.translate(_folding)


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text`` in small letters, in order."""
    normal = unicodedata.normalize("NFC", text).replace("\x00", " ").casefold()
    return [word[:_MAX_TOKEN] for word in _TOKEN.findall(normal)]


def squashed(text: str) -> str:
    """A code as one word: ``PG-02`` and ``pg 02`` become ``pg02``."""
    return "".join(fold(token) for token in tokens(text))


def code_key(text: str) -> str:
    """A code as people mean it, whatever they put between its parts: ``PG-02``, ``pg 02`` and
    ``pg2`` become ``pg2``; ``P-1.02`` becomes ``p1.2``, other than ``P-12``."""
    parts = [
        fold(part).lstrip("0") or "0" if part.isdigit() else fold(part)
        for token in tokens(text)
        for part in _RUNS.findall(token)
    ]
    key = ""
    for part in parts:
        key += f".{part}" if key[-1:].isdigit() and part.isdigit() else part
    return key


def code_terms(code: str) -> list[str]:
    """The ways to write a code, as terms of the index."""
    return list(dict.fromkeys([squashed(code), code_key(code).replace(".", "")]))


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


_ENDINGS = ("iami", "owie", "ami", "ach", "iem", "owi", "om", "ow", "em", "ie", "ia", "iu", "ej",
            "ym", "ymi", "ego", "emu", "ych", "a", "e", "i", "o", "u", "y")  # fmt: skip
_SHORTEST_STEM = 4


def stem(word: str) -> str:
    """What is left of a word that the dictionary does not know, without marks and without what
    looks like an ending: ``auditów`` and ``audity`` become ``audit``."""
    plain = fold(word)
    if not plain.isalpha():
        return plain
    for ending in sorted(_ENDINGS, key=len, reverse=True):
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_STEM:
            return plain[: -len(ending)]
    return plain


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


@lru_cache(maxsize=5_000)
def forms(lemma: str) -> frozenset[str]:
    """All inflected forms of a lemma."""
    return DICTIONARY.forms(lemma)


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


def index_terms(text: str, *, limit: int = 1_000_000) -> str:
    """The terms of a text for the index: its words without marks, in their order, so that words in
    quotation marks are found as they stand; after them the lemmas with their marks.

    Codes in the text are added as one word too, so that ``pg2`` finds a mention of PG-02.

    Args:
        limit: characters of all terms together; PostgreSQL keeps a megabyte of one text.
    """
    words = tokens(text)
    terms = [fold(word) for word in words]
    for word, plain in zip(words, list(terms), strict=True):
        known = lemmas(word) or {stem(word)}
        terms.extend(sorted(lemma for lemma in known if lemma != plain))
    for match in CODE_LIKE.finditer(text):
        terms.extend(code_terms(match[0]))
    joined = " ".join(terms)
    return joined if len(joined) <= limit else joined[:limit].rpartition(" ")[0]


def search_state() -> str:
    """What the search can do here, in words for the administrator."""
    if DICTIONARY.available:
        return "Polish inflection by Morfeusz"
    return "without inflection: install the extra, pip install 'intranet-qms[search]'"
