"""What an address asks the register for: one reading of it for the page, for prints and for sheets."""

from __future__ import annotations

from collections.abc import Container, Mapping

from ...errors import Invalid
from ...i18n import t
from .. import labels
from .conditions import SORTS, Filter


def asked_of(values: Mapping[str, str]) -> Filter:
    """The filter of an address's values; what is old or mistyped filters nothing.

    Raises:
        Invalid: a number that is none.
    """
    sort = values.get("sort", "")
    return Filter(
        text=values.get("q", "")[:300],
        kind=_one_of(values, "kind", labels.KINDS),
        process_type=_one_of(values, "process", labels.PROCESS_TYPES),
        unit_id=_number(values, "unit"),
        owner_id=_number(values, "owner"),
        state=_one_of(values, "state", labels.REGISTER_STATES),
        due=_one_of(values, "due", labels.REVIEW_DUE),
        clause_id=_number(values, "clause"),
        sort=sort if sort.removeprefix("-") in SORTS else "",
    )


def _one_of(values: Mapping[str, str], name: str, known: Container[str]) -> str:
    value = values.get(name, "")
    return value if value in known else ""


def _number(values: Mapping[str, str], name: str) -> int | None:
    raw = values.get(name, "")
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise Invalid("address_number", t("“%(name)s” in the address is no number.", name=name))
    return int(raw) or None
