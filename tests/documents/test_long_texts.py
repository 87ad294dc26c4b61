"""Five hundred paragraphs that are edited, moved, split and joined: each keeps its key."""

from __future__ import annotations

import random
import time

import pytest

from intranet_qms.documents.paragraphs import KeyedText, carry_keys

RANDOM = random.Random(2026)
WORDS = [f"słowo{number}" for number in range(900)]
Wanted = list[tuple[str, str | None]]
"""A text and the key that it should have; None for a new one."""


def paragraph() -> str:
    return " ".join(RANDOM.choice(WORDS) for _ in range(RANDOM.randint(12, 60)))


OLD = [KeyedText(f"k{number}", paragraph()) for number in range(500)]
SAME: Wanted = [(one.text, one.key) for one in OLD]


@pytest.fixture(autouse=True)
def _the_same_chance_every_time() -> None:
    RANDOM.seed(63)


def edited(text: str, share: float = 0.15) -> str:
    words = text.split()
    return " ".join(RANDOM.choice(WORDS) if RANDOM.random() < share else word for word in words)


def kept(new: Wanted) -> float:
    """Which part of the paragraphs that should keep their key did."""
    keys = carry_keys([text for text, _ in new], OLD, seed="x")
    assert len(set(keys)) == len(keys)
    wanted = [(key, mine) for key, (_, mine) in zip(keys, new, strict=True) if mine]
    return sum(key == mine for key, mine in wanted) / len(wanted)


def test_every_paragraph_edited_in_its_place() -> None:
    assert kept([(edited(text), key) for text, key in SAME]) > 0.99


def test_everything_moved_and_edited() -> None:
    shuffled = [(edited(text, 0.1), key) for text, key in SAME]
    RANDOM.shuffle(shuffled)
    assert kept(shuffled) > 0.98


def test_a_part_moved_to_the_end_and_edited_there() -> None:
    moved = [(edited(text), key) for text, key in SAME[100:200]]
    assert kept([*SAME[:100], *SAME[200:], *moved]) > 0.99


def test_a_new_paragraph_before_each_and_all_edited() -> None:
    new: Wanted = []
    for text, key in SAME:
        new += [(paragraph(), None), (edited(text), key)]
    assert kept(new) > 0.98


def test_the_larger_part_of_a_split_paragraph_goes_on() -> None:
    new: Wanted = []
    for text, key in SAME:
        words = text.split()
        at = len(words) * 6 // 10
        new += [(" ".join(words[:at]), key), (" ".join(words[at:]), None)]
    assert kept(new) > 0.98


def test_the_larger_of_two_joined_paragraphs_goes_on() -> None:
    new: Wanted = []
    for one, other in zip(SAME[::2], SAME[1::2], strict=True):
        larger = max(one, other, key=lambda pair: len(pair[0]))
        new.append((f"{one[0]} {other[0]}", larger[1]))
    assert kept(new) > 0.98


def test_a_text_written_anew_costs_no_more_than_a_moment() -> None:
    began = time.process_time()
    carry_keys([paragraph() for _ in range(1_500)], OLD * 3, seed="x")
    assert time.process_time() - began < 3
