"""Numbers that are given in their order within a year, each once, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from .db import Base, insert_into


def next_in_year(session: Session, counter: type[Base], year: int) -> int:
    """Take the next number of a year; its row is locked until the transaction ends.

    A transaction that is undone gives its number back: there are no gaps.

    Args:
        counter: a table with the columns ``year`` (its key) and ``last``.

    Returns:
        From 1 on.
    """
    table: Any = counter
    take = (
        update(counter)
        .where(table.year == year)
        .values(last=table.last + 1)
        .returning(table.last)
        .execution_options(synchronize_session=False)
    )
    last = session.execute(take).scalar_one_or_none()
    if last is None:
        session.execute(
            insert_into(session, counter)
            .values(year=year, last=0)
            .on_conflict_do_nothing(index_elements=["year"])
        )
        last = session.execute(take).scalar_one()
    return int(last)
