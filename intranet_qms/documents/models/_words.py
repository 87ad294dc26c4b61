"""How words with a fixed meaning are kept in a column."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Enum


def one_of(values: type[StrEnum], length: int) -> Enum:
    """Kept as its word, without a type or a check in the database: words are added over time."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )
