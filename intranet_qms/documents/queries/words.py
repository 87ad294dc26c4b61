"""The words of a text in their dictionary forms, for features that compare short texts."""

from __future__ import annotations

from .. import analysis


def dictionary_forms(*texts: str, most: int = 80) -> frozenset[str]:
    """What the texts speak of: dictionary forms of their words without marks, without the words
    that every text has, and without numbers. A word that is not in the dictionary is cut to its
    beginning.

    Args:
        most: how many are kept, the first ones.
    """
    found: dict[str, None] = {}
    for text in texts:
        for word in analysis.tokens(text):
            if len(word) < 3 or word in analysis.EMPTY or any(sign.isdigit() for sign in word):
                continue
            forms = analysis.lemmas(word) or {analysis.stem(word)}
            for form in sorted(forms):
                if form not in analysis.EMPTY:
                    found[analysis.fold(form)[:60]] = None
    return frozenset(list(found)[:most])
