"""What is not met: a clause of a standard, a paragraph of an issue."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?:^|[\s,])([A-Z]?\.?\d{1,3}(?:\.\d{1,3}){0,5})\s*$")


def clause_number_of(cited: str) -> str:
    """The number at the end of a citation: of "ISO 9001:2015, 7.5.3" it is "7.5.3"."""
    found = _NUMBER.search(cited.strip())
    return found[1][:20] if found else ""
