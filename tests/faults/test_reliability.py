"""The document of reliability and the tests of its rows say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
HELD, NOT_HELD = DOCUMENT.split("## Not held yet")
NAMED = sorted(set(re.findall(r"`((?:tests|pwa)/[^`]+\.(?:py|ts))`", DOCUMENT)))
ROWS = range(1, 65)


def rows_of(text: str) -> list[int]:
    """The numbers in the first column of its tables."""
    first_columns = re.findall(r"^\| ([\d, ]+) \|", text, flags=re.MULTILINE)
    return [int(one) for column in first_columns for one in column.split(",")]


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists_and_tests(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(r"^def test_|^\s*(?:test|it)(?:\.\w+)?\(", text, flags=re.MULTILINE)


def test_every_test_of_a_row_is_named() -> None:
    there = {f"tests/faults/{one.name}" for one in Path(__file__).parent.glob("test_row_*.py")}
    assert there - set(NAMED) == set()


def test_the_rows_in_the_name_of_a_test_are_the_rows_that_name_it() -> None:
    for line in HELD.splitlines():
        rows = set(rows_of(line))
        for name in re.findall(r"tests/faults/test_row_((?:\d\d_)+)(?!to_)", line):
            assert {int(one) for one in name.split("_") if one.isdigit()} & rows, line


def test_every_row_is_held_or_said_not_to_be() -> None:
    held, not_held = set(rows_of(HELD)), set(rows_of(NOT_HELD))
    assert held & not_held == set()
    assert held | not_held == set(ROWS)
