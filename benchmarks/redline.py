"""How long it takes to show what changed between two issues of twenty thousand words.

    python -m benchmarks.redline [--words 20000] [--runs 5]

The worst cases of an office: a word replaced everywhere, paragraphs in another order, both at once,
one table that is a single paragraph, and two texts that have nothing in common.
Prints one row of the table for each.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import Figure, table
from intranet_qms.documents.compare import Wording, compare

Text = list[Wording]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    figures = []
    for name, (old, new) in cases(options.words).items():
        median = measured(lambda old=old, new=new: compare(old, new), options.runs)
        figures.append(
            Figure(
                f"redline of {options.words:,} words, {name}",
                f"{median * 1000:.0f} ms",
                "under 1 s",
                median < 1,
            )
        )
    print(table(figures))
    return 0 if all(one.reached for one in figures) else 1


def measured(run: Callable[[], object], runs: int) -> float:
    """Median seconds of a call."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def cases(count: int) -> dict[str, tuple[Text, Text]]:
    """Pairs of texts, the same for every run."""
    chance = random.Random(1)
    words = [f"{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES)}" for _ in range(600)]
    # As in real texts a few words stand everywhere.
    text = [
        chance.choice(COMMON) if chance.random() < 0.4 else chance.choice(words)
        for _ in range(count)
    ]
    other = [chance.choice(words) for _ in range(count)]
    replaced = ["Burmistrz" if word == "urząd" else word for word in text]
    paragraphs, changed = cut(text), cut(replaced)
    shuffled = list(changed)
    chance.shuffle(shuffled)
    return {
        "a word replaced everywhere": (paragraphs, changed),
        "and the paragraphs reordered": (paragraphs, shuffled),
        "the same in one paragraph": (whole(text), whole(replaced)),
        "one paragraph, halves swapped": (
            whole(text),
            whole(text[count // 2 :] + text[: count // 2]),
        ),
        "one paragraph written anew": (whole(text), whole(other)),
    }


SYLLABLES = ("po", "stę", "wnio", "sek", "de", "cyz", "ja", "or", "gan", "ter", "min", "pis")
COMMON = ("urząd", "i", "w", "na", "do", "jest", "osoba", "sprawa")


def cut(words: Sequence[str], size: int = 60) -> Text:
    """The words in paragraphs."""
    return [
        Wording(f"k{at}", str(at), " ".join(words[at : at + size]))
        for at in range(0, len(words), size)
    ]


def whole(words: Sequence[str]) -> Text:
    """The words as one paragraph, as a long table is."""
    return [Wording("k", "1", " ".join(words))]


if __name__ == "__main__":
    sys.exit(main())
