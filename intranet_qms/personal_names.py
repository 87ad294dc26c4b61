"""Names of people in Polish text, found in every case, so that they can be taken out of what is
published.

Known people are found by their surnames with all endings ("Zarębskiej"), with or without a first
name or initials. People whom nobody named are found by the dictionary (``morfeusz2``): a first name
with a surname after it, or a word that is nothing but a surname. What looks like a name and is none
is for a person to say; nothing here is sure, and so everything found is shown before it goes.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

try:
    import morfeusz2
except ImportError:  # the extra "search" is not installed
    morfeusz2 = None

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_INITIALS = re.compile(
    r"(?<![\w.])[A-ZĄĆĘŁŃÓŚŹŻ]\.\s?(?:[A-ZĄĆĘŁŃÓŚŹŻ]\.\s?)?(?=[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż])"
)
_FOLDED = str.maketrans("łŁøØđĐ", "lLoOdD")
_SHORTEST_STEM = 3
_LONGEST_ENDING = 4
_ENDINGS = frozenset(
    ["", "a", "y", "i", "e", "o", "u", "ą", "ę", "em", "om", "ów", "owi", "ie", "iem", "iej", "ej",
     "ego", "emu", "ym", "im", "ich", "ych", "ami", "ach", "iego", "iemu", "owie", "imi", "ymi",
     "iowi", "m", "mi", "ch", "go", "mu", "ia", "iu", "ią", "ię", "ii", "owa", "owej", "ówna", "ówny", "cie", "zie", "dzie",
     "rze", "le", "ce", "dze", "ze", "ki", "ke", "kę", "ką"]
)  # fmt: skip
"""Endings of surnames; after a stem that has lost its own."""


class NameKind(StrEnum):
    """How a name was found."""

    KNOWN = "known"
    """Somebody of the office."""
    GUESSED = "guessed"
    """The dictionary knows these words as names."""


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name in a text: from where to where, as it is written."""

    start: int
    end: int
    text: str
    kind: NameKind


def find_names(text: str, people: Iterable[str]) -> list[FoundName]:
    """Every name in ``text``, in their order; names that touch are one.

    Args:
        people: names of known people, first name first.
    """
    words = [(one.start(), one.end(), one[0]) for one in _WORD.finditer(text)]
    firsts, surnames = _parts(people)
    marked: list[NameKind | None] = []
    for place, (start, _end, word) in enumerate(words):
        before = words[place - 1] if place else None
        marked.append(
            _kind_of(word, text, start, before, marked[-1] if marked else None, firsts, surnames)
        )
    _take_first_names(text, words, marked, firsts)
    found: list[FoundName] = []
    for (start, end, _word), kind in zip(words, marked, strict=True):
        if kind is None:
            continue
        joined = found and not text[found[-1].end : start].strip(" .-\u00a0\u2011")
        if joined and "\n" not in text[found[-1].end : start]:
            last = found.pop()
            both = NameKind.KNOWN if NameKind.KNOWN in (last.kind, kind) else kind
            found.append(FoundName(last.start, end, text[last.start : end], both))
        else:
            found.append(FoundName(start, end, text[start:end], kind))
    return [_with_initials(text, one) for one in found]


def may_be(written: str, name: str) -> bool:
    """Whether a name as it was found may be that person: every word of it is a case of a part of
    the person's name. Initials say nothing."""
    words = [one for one in _WORD.findall(written) if len(one) > 1]
    parts = [fold(one) for one in re.split(r"[\s’'-]+", name) if one]
    return bool(words) and all(
        any(_is_form_of(fold(piece), part) for part in parts)
        for word in words
        for piece in re.split(r"[-’']", word)
    )


def _parts(people: Iterable[str]) -> tuple[set[str], set[str]]:
    firsts: set[str] = set()
    surnames: set[str] = set()
    for name in people:
        words = _WORD.findall(name)
        if not words:
            continue
        firsts |= {fold(one) for one in words[:-1]}
        surnames |= {fold(one) for one in re.split(r"[-’']", words[-1])} | {fold(words[-1])}
    return firsts, {one for one in surnames if len(one) > 1}


def fold(text: str) -> str:
    """Small letters without marks."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def _kind_of(
    word: str,
    text: str,
    start: int,
    before: tuple[int, int, str] | None,
    kind_before: NameKind | None,
    firsts: set[str],
    surnames: set[str],
) -> NameKind | None:
    if not word[0].isupper():
        return _kind_in_small_letters(word, text, start, before, firsts, surnames)
    folded = {fold(one) for one in [word, *re.split(r"[-’']", word)]}
    if any(_is_form_of(one, surname) for one in folded for surname in surnames):
        return NameKind.KNOWN
    if len(word) < 3:
        return None
    first_before = (
        before is not None
        and not text[before[1] : start].strip(" \u00a0")
        and before[2][0].isupper()
        and (fold(before[2]) in firsts or "imię" in _labels(before[2]))
    )
    readings = _labels(word)
    if "nazwisko" in readings and (first_before or readings <= {"nazwisko", "imię"}):
        return NameKind.GUESSED
    # After a first name a word with a capital that no dictionary knows is a surname.
    if first_before and not readings:
        return NameKind.GUESSED
    return None


_TITLES = frozenset(["pan", "pana", "panu", "panem", "pani", "pania", "p"])


def _kind_in_small_letters(
    word: str,
    text: str,
    start: int,
    before: tuple[int, int, str] | None,
    firsts: set[str],
    surnames: set[str],
) -> NameKind | None:
    """Known people are found as they are typed in haste; a plain word ("mazur", "lis") only beside
    a first name or a title."""
    folded = {fold(one) for one in [word, *re.split(r"[-’']", word)]}
    if len(word) < 3 or not any(_is_form_of(one, name) for one in folded for name in surnames):
        return None
    if morfeusz2 is not None and not _is_plain(word):
        return NameKind.KNOWN
    if before is None or text[before[1] : start].strip(" .\u00a0"):
        return None
    word_before = fold(before[2])
    addressed = word_before in _TITLES or any(_is_form_of(word_before, one) for one in firsts)
    return NameKind.KNOWN if addressed or "imię" in _labels(before[2]) else None


def _take_first_names(
    text: str,
    words: list[tuple[int, int, str]],
    marked: list[NameKind | None],
    firsts: set[str],
) -> None:
    """First names beside a surname go with it; one that stands alone only where it is no word."""
    for place, (_start, end, word) in enumerate(words):
        if marked[place] is not None:
            continue
        small = not word[0].isupper()
        readings = _labels(word)
        is_first = any(_is_form_of(fold(word), one) for one in firsts) or "imię" in readings
        if not is_first:
            continue
        following = words[place + 1] if place + 1 < len(words) else None
        beside = following is not None and not text[end : following[0]].strip(" \u00a0")
        if beside and marked[place + 1] is not None:
            marked[place] = marked[place + 1]
        elif (
            place
            and marked[place - 1] is not None
            and not text[words[place - 1][1] : words[place][0]].strip(" \u00a0")
        ):
            marked[place] = marked[place - 1]
        elif readings == {"imię"} and not small:
            marked[place] = NameKind.GUESSED


def _is_form_of(word: str, name: str) -> bool:
    """Whether a folded word may be a case of a folded name."""
    if word == name:
        return True
    if len(name) < _SHORTEST_STEM or abs(len(word) - len(name)) > _LONGEST_ENDING:
        return False
    shared = 0
    for one, other in zip(word, name, strict=False):
        if one != other:
            break
        shared += 1
    if shared < max(_SHORTEST_STEM, len(name) - 3):
        return False
    # "Kociołek" loses its e: "Kociołka"; "Lis" must not be found in "Lista".
    return _folded_endings(word[shared:]) and _folded_endings(name[shared:])


def _folded_endings(rest: str) -> bool:
    return rest in _ENDINGS_FOLDED or rest in {"ek", "ka", "kowi", "kiem", "ku", "ec", "ca", "cowi",
                                               "cem", "el", "la", "lowi", "lem", "er", "ra", "rowi",
                                               "rem", "k", "c", "l", "r"}  # fmt: skip


_ENDINGS_FOLDED = frozenset(fold(one) for one in _ENDINGS)


def _with_initials(text: str, found: FoundName) -> FoundName:
    """Initials before a surname belong to it."""
    for one in _INITIALS.finditer(text, max(0, found.start - 8), found.start + 2):
        if one.end() == found.start:
            return FoundName(one.start(), found.end, text[one.start() : found.end], found.kind)
    return found


class _Dictionary:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._analyser: Any = None

    def labels(self, word: str) -> frozenset[str]:
        if morfeusz2 is None:
            return frozenset()
        found: set[str] = set()
        for _start, _end, reading in self._readings(word):
            if reading[2] == "ign":
                continue
            names = {one for label in reading[3] for one in label.split("|")}
            found |= names & {"imię", "nazwisko"} or {"word"}
        return frozenset(found)

    def is_plain(self, word: str) -> bool:
        """Whether a word in small letters means something: an adjective ("zarębska") is how
        surnames are made, and what nobody says any more ("nowak") is a surname today."""
        return any(
            reading[2] != "ign"
            and not reading[2].startswith("adj")
            and not {"imię", "nazwisko"} & {one for label in reading[3] for one in label.split("|")}
            and "daw." not in reading[4]
            for _start, _end, reading in self._readings(word)
        )

    def _readings(self, word: str) -> Any:
        with self._lock:
            if self._analyser is None:
                self._analyser = morfeusz2.Morfeusz(generate=False)
            return self._analyser.analyse(word)


_DICTIONARY = _Dictionary()


@lru_cache(maxsize=20_000)
def _labels(word: str) -> frozenset[str]:
    """What a word is: ``imię``, ``nazwisko``, or ``word`` for anything else; nothing for a word
    that is not known."""
    return _DICTIONARY.labels(word)


@lru_cache(maxsize=20_000)
def _is_plain(word: str) -> bool:
    return _DICTIONARY.is_plain(word)


def initials_of(people: Iterable[str]) -> dict[str, str]:
    """Who has which initials, as people write them: ``AZ``, ``A.Z.``, ``A. Z.``."""
    found: dict[str, str] = {}
    for name in people:
        letters = [one[0].upper() for one in _WORD.findall(name)]
        if len(letters) < 2:
            continue
        short = [letters[0], letters[-1]]
        for written in ("".join(short), ".".join(short) + ".", ". ".join(short) + "."):
            found.setdefault(written, name)
    return found
