"""What a route of the API takes and answers, said beside it, for the description of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from marshmallow import Schema

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Described:
    """Of one route: schemas of its answer and of its body, and what its address may ask for.

    ``answer`` is None for a file. ``query``: by name, what each value says.
    """

    answer: type[Schema] | None = None
    body: type[Schema] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    media_type: str = "application/json"


def described(
    answer: type[Schema] | None = None,
    *,
    body: type[Schema] | None = None,
    query: Mapping[str, str] | None = None,
    status: int = 200,
    media_type: str = "application/json",
) -> Callable[[View], View]:
    """Describe a view that carries its guard already."""

    def decorate(view: View) -> View:
        view._qms_api = Described(  # type: ignore[attr-defined]
            answer, body, dict(query or {}), status, media_type
        )
        return view

    return decorate
