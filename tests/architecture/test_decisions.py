"""Decision records are numbered one after the other, and the list of them names each one once."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT

FOLDER = ROOT / "docs" / "decisions"


def test_numbers_follow_each_other() -> None:
    numbers = sorted(int(one.name[:4]) for one in FOLDER.glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1)), "the next record takes the next number"


def test_the_list_names_each_record_once() -> None:
    rows = re.findall(
        r"^\| \[(\d{4})\]\((\1-[a-z-]+\.md)\) \| (\S.*) \|$",
        (FOLDER / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert [name for _, name, _ in rows] == sorted(one.name for one in FOLDER.glob("[0-9]*.md"))
