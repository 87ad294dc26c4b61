"""Words as people say them, and the words that documents use for them.

The list that comes with the module is ``synonyms_pl.csv``; an office adds its own on a page. Both
sides are compared by their lemmas, so one row serves every inflected form.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from . import analysis

FILE = Path(__file__).with_name("synonyms_pl.csv")
Meaning = tuple[str, ...]
"""The words of one meaning, as they are written."""


def key(said: str) -> str:
    """What a row is known by: its words in small letters without marks."""
    return " ".join(analysis.fold(word) for word in analysis.tokens(said))


def parse_meanings(text: str) -> tuple[Meaning, ...]:
    """``prawo jazdy, uprawnienia`` as the words of each meaning."""
    found = (tuple(analysis.tokens(part)) for part in text.replace(";", ",").split(","))
    return tuple(one for one in found if one)


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, tuple[str, str]]:
    """The module's rows by their key: as said, and its meanings."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {key(row["said"]): (row["said"], row["meanings"]) for row in csv.DictReader(stream)}


class Synonyms:
    """What words mean. Rows of the office stand above those of the module.

    Args:
        own: pairs of what is said and its meanings, separated by commas; without any, the
            module's row of that word is switched off.
    """

    def __init__(self, own: Iterable[tuple[str, str]] = ()) -> None:
        rows = dict(built_in())
        rows.update({key(said): (said, meanings) for said, meanings in own})
        self._by_first: dict[str, list[tuple[tuple[frozenset[str], ...], tuple[Meaning, ...]]]] = {}
        self.longest_words = 1
        for said, written in rows.values():
            meanings = parse_meanings(written)
            words = analysis.tokens(said)
            if not words or not meanings:
                continue
            forms = tuple(map(_forms, words))
            self.longest_words = max(self.longest_words, len(words))
            for form in forms[0]:
                self._by_first.setdefault(form, []).append((forms, meanings))

    def longest(self, words: Sequence[str]) -> tuple[int, tuple[Meaning, ...]]:
        """How many of the first ``words`` are a known saying, and what it means; 0 for none."""
        if not words:
            return 0, ()
        asked = [_forms(word) for word in words]
        best: tuple[int, tuple[Meaning, ...]] = (0, ())
        meanings: dict[Meaning, None] = {}
        for form in sorted(asked[0]):
            for forms, meant in self._by_first.get(form, ()):
                long = len(forms)
                if long > len(asked) or not all(
                    one & other for one, other in zip(forms, asked, strict=False)
                ):
                    continue
                if long > best[0]:
                    meanings = {}
                if long >= best[0]:
                    meanings.update(dict.fromkeys(meant))
                    best = (long, tuple(meanings))
        return best


@lru_cache(maxsize=20_000)
def _forms(word: str) -> frozenset[str]:
    """What two spellings of one word have in common: the word without marks, or a lemma."""
    return frozenset({analysis.fold(word), *analysis.lemmas_of_any_spelling(word)})


@lru_cache(maxsize=8)
def of_office(own: tuple[tuple[str, str], ...]) -> Synonyms:
    """The list of an office; kept while its rows stay the same."""
    return Synonyms(own)
