"""The guides for the people of the office say what is there: their labels, their links, both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.messages import entries
from tests.architecture.sources import ROOT

GUIDE = ROOT / "docs" / "guide"
_LABEL = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_PHONE = re.compile(r"^\s+(\w+):\s*\n?\s*\"((?:[^\"\\]|\\.)*)\"", re.MULTILINE)
_MOST_BYTES_OF_A_PICTURE = 120_000
_MOST_WORDS = 450
"""Of a page: what an office worker reads in three minutes."""


def _pages(language: str) -> dict[str, str]:
    return {page.name: page.read_text(encoding="utf-8") for page in (GUIDE / language).glob("*.md")}


PAGES = [
    (language, name, text) for language in ("pl", "en") for name, text in _pages(language).items()
]
_EVERY_PAGE = pytest.mark.parametrize(
    ("language", "name", "text"), PAGES, ids=[f"{one[0]}/{one[1]}" for one in PAGES]
)


def _labels(text: str) -> set[str]:
    """What stands in bold; only the words of the interface do."""
    return {" ".join(label.split()) for label in _LABEL.findall(text)}


@cache
def _said() -> dict[str, set[str]]:
    """Every Polish text of the pages and of the phone, with the English ones that it stands for."""
    said: dict[str, set[str]] = {}
    for _file, message in entries():
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for text in filter(None, texts):
            said.setdefault(text, set()).update(ids)
    words = ROOT / "pwa" / "src" / "ui" / "i18n"
    english, polish = (
        {
            key: text
            for file in (f"{language}.ts", f"{language}_phone.ts")
            for key, text in _PHONE.findall((words / file).read_text(encoding="utf-8"))
        }
        for language in ("en", "pl")
    )
    for key, text in polish.items():
        said.setdefault(text, set()).add(english[key])
    return said


def test_there_are_guides_and_they_stand_in_both_languages() -> None:
    assert len(_pages("pl")) > 15
    assert _pages("pl").keys() == _pages("en").keys()


def test_the_words_of_the_phone_are_read() -> None:
    assert _said()["tylko na tym telefonie"] == {"only on this phone"}


@_EVERY_PAGE
def test_every_label_in_bold_is_one_of_the_interface(language: str, name: str, text: str) -> None:
    known = set(_said()) if language == "pl" else set().union(*_said().values())
    assert not _labels(text) - known, f"{language}/{name}: not in the interface"


@pytest.mark.parametrize("name", sorted(_pages("pl")))
def test_both_languages_name_the_same_buttons(name: str) -> None:
    polish, english = _labels(_pages("pl")[name]), _labels(_pages("en")[name])
    said = _said()
    unmatched = {label for label in polish if not said.get(label, set()) & english}
    assert not unmatched, f"en/{name} does not name these"
    meant = set().union(*(said.get(label, set()) for label in polish))
    assert not english - meant, f"pl/{name} does not name these"


@_EVERY_PAGE
def test_every_link_leads_to_a_file(language: str, name: str, text: str) -> None:
    for target in _LINK.findall(text):
        if not target.startswith("https://"):
            assert (GUIDE / language / target.partition("#")[0]).is_file(), f"{name}: {target}"


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_page_is_linked_from_the_first_one(language: str) -> None:
    pages = _pages(language)
    assert set(pages) - {"README.md"} <= set(_LINK.findall(pages["README.md"]))


@_EVERY_PAGE
def test_a_page_is_short(language: str, name: str, text: str) -> None:
    assert len(text.split()) <= _MOST_WORDS, f"{language}/{name}"


def test_every_picture_is_small_and_shown_in_both_languages() -> None:
    pictures: set[Path] = set((GUIDE / "images").glob("*"))
    assert pictures
    for picture in pictures:
        assert picture.suffix == ".png"
        assert picture.stat().st_size < _MOST_BYTES_OF_A_PICTURE, picture.name
        for language in ("pl", "en"):
            assert any(f"../images/{picture.name}" in text for text in _pages(language).values())
