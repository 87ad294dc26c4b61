"""What the pages of standards share."""

from __future__ import annotations

import uuid
from datetime import date

from flask import Response, make_response, request

from ...access import decide
from ...errors import not_found
from ...http import Routes, db_session, signed_in
from ...http import today as today
from .. import gap, hooks, queries
from ..models import StandardEdition
from ..workflow import Validity, validity

routes = Routes("standards")


def the_edition(edition_uuid: uuid.UUID) -> StandardEdition:
    """One edition with its clauses, or the page that it does not exist."""
    found = queries.edition_by_uuid(db_session(), edition_uuid)
    if found is None:
        raise not_found("standards.not_found")
    return found


def state_of(edition: StandardEdition) -> Validity:
    """What an edition is today."""
    return validity(edition.valid_from, edition.valid_until, today())


def the_pair(edition: uuid.UUID, earlier: uuid.UUID) -> tuple[StandardEdition, StandardEdition]:
    """A later and an earlier edition with a way between them.

    Whoever keeps the standards may open a pair that is not mapped yet: that is where they map it.
    """
    later_edition, earlier_edition = the_edition(edition), the_edition(earlier)
    mapped = (earlier_edition.id, later_edition.id) in queries.mapped_editions(db_session())
    if later_edition.id == earlier_edition.id or not (
        mapped or decide(signed_in(), "standards.manage")
    ):
        raise not_found("standards.not_mapped")
    return later_edition, earlier_edition


def comparison(later: StandardEdition, earlier: StandardEdition) -> gap.Comparison:
    """The way from one edition to the other as the reader may see it."""
    session = db_session()
    both = [clause.id for one in (earlier, later) for clause in one.clauses]
    return gap.compare(
        earlier.clauses,
        later.clauses,
        queries.ways(session, later.id),
        hooks.proofs(session, signed_in(), both),
        queries.verdicts(session, earlier.id, later.id),
    )


def as_file(body: bytes, media_type: str, name: str) -> Response:
    """A download; the name keeps letters, digits and points only."""
    response = make_response(body)
    response.headers["Content-Type"] = media_type
    safe = "".join(one if one.isascii() and (one.isalnum() or one == ".") else "-" for one in name)
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def form_number(name: str) -> int | None:
    """A choice of the form as an internal number; None for nothing or anything else."""
    return _number(request.form.get(name, ""))


def form_numbers(name: str) -> list[int]:
    """All choices of a field as numbers, without what is none."""
    numbers = (_number(value) for value in request.form.getlist(name)[:1000])
    return [number for number in numbers if number is not None]


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def form_day(name: str) -> date | None:
    """A day of the form; None for nothing or anything else."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
