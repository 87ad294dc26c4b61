"""What an address asks the register for, the same on the page, in sheets and in the API."""

from __future__ import annotations

from collections.abc import Container

from flask import request

from ..http import query_int
from . import labels, queries


def _number(name: str) -> int | None:
    return query_int(name, 0, minimum=0, maximum=2**31 - 1) or None


def _one_of(name: str, known: Container[str], *more: str) -> str:
    value = request.args.get(name, "")
    return value if value in known or value in more else ""


def asked_filters() -> queries.Filters:
    """The filters of the address; what is not known is left out.

    Raises:
        Invalid: a number that is none.
    """
    return queries.Filters(
        search=request.args.get("q", "").strip()[:100].replace("\x00", ""),
        state=_one_of("state", labels.STATES, "active"),
        finding_class=request.args.get("class", "").replace("\x00", "")[:20],
        source=_one_of("source", labels.SOURCES),
        unit_id=_number("unit"),
        owner_id=_number("owner"),
        audit_id=_number("audit"),
        due=_one_of("due", {}, "overdue", "soon", "none"),
        clause=request.args.get("clause", "").strip()[:20].replace("\x00", ""),
        year=query_int("year", 0, minimum=0, maximum=9999) or None,
        repeated=request.args.get("repeated") == "1",
        sort=request.args.get("sort", "")[:20],
    )
