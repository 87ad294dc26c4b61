"""The words of a text in their dictionary forms, for features that compare short texts."""

from __future__ import annotations

from .. import analysis
from ..markup import plain_text, text_by_lines


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


def asked_forms(typed: str, *, most: int = 12) -> list[frozenset[str]]:
    """The words of a question, each as all dictionary forms it can mean, without marks.

    A word typed without Polish letters leads to every Polish word it may be; the beginning of a
    word is what is left of one that the dictionary does not know.
    """
    found = []
    for word in analysis.tokens(typed)[:most]:
        if len(word) < 2 or word in analysis.EMPTY:
            continue
        forms = analysis.lemmas(word) | analysis.lemmas_of_any_spelling(word)
        found.append(
            frozenset(analysis.fold(form)[:60] for form in forms)
            or frozenset([analysis.stem(word)])
        )
    return found


def by_lines(markdown: str, number: str = "") -> str:
    """The words of a paragraph, line by line, without its marks and without its own number."""
    return text_by_lines(markdown).removeprefix(f"{number}.").lstrip()


def plain(markdown: str) -> str:
    """The words of a paragraph without its marks."""
    return plain_text(markdown)
