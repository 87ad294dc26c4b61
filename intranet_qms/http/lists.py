"""Lists that are paginated in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list that was paginated in the database."""

    items: list[Any]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_number(self) -> int:
        """The number of the first item of this page, from 1; 0 for an empty list."""
        return 0 if not self.items else (self.page - 1) * self.per_page + 1

    @property
    def last_number(self) -> int:
        """The number of the last item of this page."""
        return (self.page - 1) * self.per_page + len(self.items)


def paginate(
    session: Session,
    query: Select[Any],
    *,
    page: int,
    per_page: int = 25,
    count: Select[int] | None = None,
    total: int | None = None,
    scalars: bool = True,
) -> Page:
    """Run ``query`` for one page and count the whole.

    A page number past the end gives the last page. ``count`` replaces the derived count query
    where a cheaper one is known, ``total`` where it was counted already.
    """
    if total is None:
        counting = count if count is not None else _count_of(query)
        total = int(session.execute(counting).scalar_one())
    page = min(max(1, page), max(1, -(-total // per_page)))
    rows = session.execute(query.limit(per_page).offset((page - 1) * per_page))
    items = list(rows.scalars().unique()) if scalars else list(rows)
    return Page(items, total, page, per_page)


def _count_of(query: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(query.order_by(None).options().subquery())
