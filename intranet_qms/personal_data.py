"""Personal data that people type although nobody asked: found by its form, and taken out.

A PESEL number is told from other numbers by its check digit and its date (rules of the Polish
population register), an identity card by its letters and digits; telephones and e-mail addresses
by the way they are written. Names cannot be told from other words and are left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from .i18n import LazyText, lazy, t


class Kind(StrEnum):
    """What was found."""

    PESEL = "pesel"
    CARD = "card"
    ACCOUNT = "account"
    PHONE = "phone"
    EMAIL = "email"


NAMES: dict[Kind, LazyText] = {
    Kind.PESEL: lazy("a PESEL number"),
    Kind.CARD: lazy("the number of an identity document"),
    Kind.ACCOUNT: lazy("a number of a bank account"),
    Kind.PHONE: lazy("a telephone number"),
    Kind.EMAIL: lazy("an e-mail address"),
}

_EMAIL = re.compile(r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<!\d)(?:PL\s?)?\d{2}(?:[\s-]?\d{4}){6}(?!\d)")
_ELEVEN = re.compile(r"(?<!\d)\d(?:[ \u00a0\u202f-]?\d){10}(?!\d)")
_CARD = re.compile(r"\b[A-Z]{2,3}[ -]?\d{6,7}\b")
_GAP = r"[ \u00a0\u202f.\u2010-\u2013-]?"
"""What stands between groups of digits; word processors put their own spaces and dashes there."""
_PHONE = re.compile(
    rf"(?<![\d/.,-])(?:(?:\+|00)\s?48{_GAP})?"
    rf"(?:\(?0?\d{{2}}\)?{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}})"
    r"(?![\d/]|[.,-]\d|\s?(?:zł|PLN|gr)\b)"
)
_FOREIGN = re.compile(
    r"(?<![\w+])(?:\+\s?|00\s?(?=\d{1,3}\D))(?=[1-9](?:[^\d\n]{0,2}\d){8,14}(?!\d))[1-9]\d{0,2}"
    rf"(?>(?:{_GAP}\(?\d{{1,12}}\)?)+)(?!\s?(?:zł|PLN|gr|EUR|€)(?!\w))"
)
"""With the prefix of a country (E.164: up to fifteen digits), however its groups are written."""
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without what was found, and what that was, each kind once."""

    text: str
    found: tuple[Kind, ...]
    count: int


def kinds_in(*texts: str) -> list[str]:
    """What looks like personal data in any of the texts, in the reader's language, each once."""
    found = dict.fromkeys(kind for text in texts for kind in clean(text).found)
    return [str(NAMES[kind]) for kind in found]


def clean(text: str) -> Cleaned:
    """Take out what looks like personal data; a mark in the reader's language stays in its place."""
    found: list[Kind] = []
    mark = t("[removed]")

    def take(kind: Kind, pattern: re.Pattern[str], text: str) -> str:
        def replace(match: re.Match[str]) -> str:
            if kind is Kind.PESEL and not is_pesel(re.sub(r"\D", "", match[0])):
                return match[0]
            found.append(kind)
            return mark

        return pattern.sub(replace, text)

    for kind, pattern in _PATTERNS:
        text = take(kind, pattern, text)
    return Cleaned(text, tuple(dict.fromkeys(found)), len(found))


_PATTERNS = (
    (Kind.EMAIL, _EMAIL),
    (Kind.ACCOUNT, _ACCOUNT),
    (Kind.PESEL, _ELEVEN),
    (Kind.CARD, _CARD),
    (Kind.PHONE, _FOREIGN),
    (Kind.PHONE, _PHONE),
)


def places(text: str) -> list[tuple[int, int, Kind]]:
    """Where in a text something looks like personal data: from, to, what; they do not overlap."""
    found: list[tuple[int, int, Kind]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if kind is Kind.PESEL and not is_pesel(re.sub(r"\D", "", match[0])):
                continue
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((match.start(), match.end(), kind))
    return sorted(found)


def is_pesel(digits: str) -> bool:
    """Whether eleven digits are a PESEL number: the check digit is right, and the date exists."""
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        return False
    numbers = [int(digit) for digit in digits]
    total = sum(weight * number for weight, number in zip(_WEIGHTS, numbers[:10], strict=True))
    # The century is added to the month, in steps of twenty.
    month, day = int(digits[2:4]) % 20, int(digits[4:6])
    return (10 - total % 10) % 10 == numbers[10] and 1 <= month <= 12 and 1 <= day <= 31
