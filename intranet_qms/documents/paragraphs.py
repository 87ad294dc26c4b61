"""Paragraphs of a text and their identity over issues. Standard library and the parser only.

Audit questions and findings cite a paragraph by its key. The key is given when the paragraph first
appears and follows it through edits, moves and new issues until the paragraph is taken out.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

NEIGHBOURHOOD = 8
"""How many paragraphs around its old place an edited paragraph is looked for."""
LIKENESS = 0.5
"""Share of common words from which on two texts are the same paragraph, edited."""

FAR_LIKENESS = 0.6
"""The same for a paragraph that stands far from its old place: chance words count for less."""
RARE_WORDS = 16
MOST_HOLDERS = 40
"""How many of a paragraph's rarest words are looked up, and in how many others each may stand."""

_HEADING_NUMBER = re.compile(r"^(?:§\s*)?(\d+(?:\.\d+){0,5})\.?(?=\s)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text as it is written: a heading, a paragraph, a list, a table.

    ``level`` is 1 to 6 for a heading and 0 for all else. ``number`` is how people cite it:
    ``5.2`` for a heading, ``5.2(3)`` for the third block below it.
    """

    text: str
    level: int
    number: str

    @property
    def is_heading(self) -> bool:
        """Whether it opens a section."""
        return self.level > 0


@dataclass(frozen=True, slots=True)
class KeyedText:
    """A paragraph that had a key before."""

    key: str
    text: str


def parser() -> MarkdownIt:
    """The one Markdown dialect of documents: CommonMark with tables and footnotes, without raw HTML.

    A footnote stays where it is written, as a block of its own. Pictures are files of the issue,
    see ``references``: nothing is fetched from elsewhere when a document is read.
    """
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})
    markdown.enable(["table", "strikethrough"])
    footnote_plugin(markdown, inline=False, move_to_end=False)
    return markdown


def top_level(tokens: Iterable[Token]) -> list[Token]:
    """The opening tokens of the blocks of a text, in order; one for each ``Block``."""
    return [
        token
        for token in tokens
        if token.level == 0 and token.nesting >= 0 and token.map is not None and token.type != "hr"
    ]


def split(body: str) -> list[Block]:
    """The blocks of a Markdown text, with the numbers that people cite.

    A heading that begins with a number ("5.2. Rejestracja") keeps it; others are counted.
    """
    if not body.strip():
        return []  # a register that was brought in has thousands of texts still to be written
    lines = body.splitlines()
    blocks: list[Block] = []
    section, below, counters = "", 0, [0] * 6
    top = 7
    for token in top_level(parser().parse(body)):
        start, end = token.map or [0, 0]
        text = "\n".join(lines[start:end]).strip()
        if token.type != "heading_open":
            below += 1
            blocks.append(Block(text, 0, f"{section}({below})"[:20]))
            continue
        level, below = int(token.tag[1]), 0
        top = min(top, level)
        title = text.splitlines()[0].lstrip("# \t")
        written = _HEADING_NUMBER.match(title + " ")
        counters[level - 1] += 1
        counters[level:] = [0] * (6 - level)
        if written:
            section = written[1]
            counters[level - 1] = int(section.rpartition(".")[2])
        else:
            section = ".".join(str(count) for count in counters[top - 1 : level])
        blocks.append(Block(text, level, section[:20]))
    return blocks


def heading_title(text: str) -> str:
    """The words of a heading without its marks and number."""
    title = text.splitlines()[0].strip("# \t") if text else ""
    return _HEADING_NUMBER.sub("", title + " ").strip()


def carry_keys(
    texts: Sequence[str],
    previous: Sequence[KeyedText] = (),
    ancestors: Sequence[KeyedText] = (),
    *,
    seed: str = "",
) -> list[str]:
    """Give every paragraph of a new text its key.

    Args:
        texts: the paragraphs of the new text, in order.
        previous: the paragraphs of the text it was made from, in order.
        ancestors: paragraphs of the issue before, which a draft may bring back after a cut.
        seed: makes new keys differ between documents; the same seed and text give the same key.

    Returns:
        One key for each text; no key twice.
    """
    keys: list[str | None] = [None] * len(texts)
    taken: set[str] = set()
    _carry(texts, previous, keys, taken)
    _carry(texts, ancestors, keys, taken)
    reserved = {item.key for item in (*previous, *ancestors)}
    tried: Counter[str] = Counter()
    return [
        key if key is not None else _new_key(text, seed, taken, reserved, tried)
        for key, text in zip(keys, texts, strict=True)
    ]


def _carry(
    texts: Sequence[str],
    old: Sequence[KeyedText],
    keys: list[str | None],
    taken: set[str],
) -> None:
    """Four passes: what did not change, what only moved, what was edited near its place, and what
    was edited and moved far."""
    old_forms = [_form(item.text) for item in old]
    new_forms = [_form(text) for text in texts]
    pairs: dict[int, int] = {}

    def pair(old_at: int, new_at: int) -> None:
        if keys[new_at] is None and old[old_at].key not in taken:
            keys[new_at] = old[old_at].key
            taken.add(old[old_at].key)
            pairs[old_at] = new_at

    matcher = SequenceMatcher(None, old_forms, new_forms, autojunk=False)
    for run in matcher.get_matching_blocks():
        for offset in range(run.size):
            pair(run.a + offset, run.b + offset)

    places: dict[str, list[int]] = {}
    for at, form in enumerate(new_forms):
        if keys[at] is None:
            places.setdefault(form, []).append(at)
    for at, form in enumerate(old_forms):
        if at not in pairs and places.get(form):
            pair(at, places[form].pop(0))

    _pair_edited(old_forms, new_forms, keys, pairs, pair)
    _pair_far(old_forms, new_forms, keys, pairs, pair)


def _pair_edited(
    old_forms: Sequence[str],
    new_forms: Sequence[str],
    keys: Sequence[str | None],
    pairs: dict[int, int],
    pair: object,
) -> None:
    """Pair what is alike, the most alike first, within the neighbourhood of the old place."""
    assert callable(pair)
    expected = _expected_places(len(old_forms), len(new_forms), pairs)
    old_words = {at: _words(form) for at, form in enumerate(old_forms) if at not in pairs}
    new_words = {at: _words(form) for at, form in enumerate(new_forms) if keys[at] is None}
    candidates = []
    for old_at, words in old_words.items():
        centre = expected[old_at]
        for new_at in range(centre - NEIGHBOURHOOD, centre + NEIGHBOURHOOD + 1):
            if new_at in new_words:
                likeness = _likeness(words, new_words[new_at])
                if likeness >= LIKENESS:
                    candidates.append((-likeness, abs(new_at - centre), old_at, new_at))
    for _, _, old_at, new_at in sorted(candidates):
        if old_at not in pairs:
            pair(old_at, new_at)


def _pair_far(
    old_forms: Sequence[str],
    new_forms: Sequence[str],
    keys: Sequence[str | None],
    pairs: dict[int, int],
    pair: object,
) -> None:
    """Pair what is left by the rare words that two paragraphs share, wherever they stand.

    Only the few that share most are compared, so that a text written anew costs little.
    """
    assert callable(pair)
    old_words = {at: _words(form) for at, form in enumerate(old_forms) if at not in pairs}
    new_words = {at: _words(form) for at, form in enumerate(new_forms) if keys[at] is None}
    holders: dict[str, list[int]] = {}
    for at, words in new_words.items():
        for word in words:
            holders.setdefault(word, []).append(at)
    candidates = []
    for old_at, words in old_words.items():
        known = sorted((len(holders[word]), word) for word in words if word in holders)
        shared: Counter[int] = Counter()
        for places, word in known[:RARE_WORDS]:
            if places <= MOST_HOLDERS:
                shared.update(holders[word])
        for new_at, _ in shared.most_common(4):
            likeness = _likeness(words, new_words[new_at])
            if likeness >= FAR_LIKENESS:
                candidates.append((-likeness, abs(new_at - old_at), old_at, new_at))
    for _, _, old_at, new_at in sorted(candidates):
        if old_at not in pairs:
            pair(old_at, new_at)


def _expected_places(old_count: int, new_count: int, pairs: dict[int, int]) -> list[int]:
    """Where each old paragraph would stand in the new text, told by its paired neighbours."""
    anchors = [(-1, -1), *sorted(pairs.items()), (old_count, new_count)]
    places = [0] * old_count
    for (old_a, new_a), (old_b, _) in pairwise(anchors):
        for at in range(max(old_a, 0), old_b):
            places[at] = new_a + (at - old_a)
    return places


def _form(text: str) -> str:
    """The text without what does not change its meaning: case, space, the number of a heading."""
    first, _, rest = text.strip().partition("\n")
    if first.startswith("#"):
        first = heading_title(first)
    return " ".join(f"{first} {rest}".casefold().split())


def _words(form: str) -> Counter[str]:
    return Counter(_WORD.findall(form))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient over the words: linear, so that a long table costs no more than its size."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _new_key(text: str, seed: str, taken: set[str], reserved: set[str], tried: Counter[str]) -> str:
    # A text that stands there for the thousandth time goes on where it was left the last time.
    for attempt in count(tried[text]):
        digest = hashlib.sha256(f"{seed}\0{text}\0{attempt}".encode()).digest()
        key = base64.b32encode(digest)[:8].decode().lower()
        if key not in taken and key not in reserved:
            taken.add(key)
            tried[text] = attempt + 1
            return key
    raise AssertionError("counting does not end")
