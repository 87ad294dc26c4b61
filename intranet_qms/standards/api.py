"""Standards for programs: read-only JSON."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response

from ..access import decide
from ..http import Routes, db_session, guarded, json_response, signed_in
from . import hooks, missing, queries
from .gap import Line
from .hooks import Proof
from .models import StandardEdition
from .views._shared import comparison, state_of, the_edition, the_pair, today

routes = Routes("standards")


@routes.get("/api/v1/standards")
@guarded("standards.read")
def api_list() -> Response:
    """The editions, and which are mapped to which."""
    editions = queries.editions(db_session())
    by_id = {one.id: str(one.uuid) for one in editions}
    counts = queries.clause_counts(db_session())
    return json_response(
        {
            "editions": [{**_edition(one), "clauses": counts.get(one.id, 0)} for one in editions],
            "mapped": [
                {"earlier": by_id[earlier], "later": by_id[later]}
                for earlier, later in queries.mapped_editions(db_session())
            ],
        }
    )


@routes.get("/api/v1/standards/<uuid:edition>")
@guarded("standards.read")
def api_edition(edition: uuid.UUID) -> Response:
    """One edition: its clauses with what has to do with each, and what is missing."""
    found = the_edition(edition)
    proofs = hooks.proofs(db_session(), signed_in(), [one.id for one in found.clauses])
    parents = {one.parent_number for one in found.clauses}
    return json_response(
        {
            **_edition(found),
            "clauses": [
                {
                    "uuid": str(one.uuid),
                    "number": one.number,
                    "title_pl": one.title_pl,
                    "title_en": one.title_en,
                    "parent": one.parent_number,
                    "proofs": _proofs(proofs.get(one.id, ())),
                    "missing": []
                    if one.number in parents
                    else [lack.code for lack in missing.lacks(proofs.get(one.id, ()), today())],
                }
                for one in found.clauses
            ],
        }
    )


@routes.get("/api/v1/standards/<uuid:edition>/from/<uuid:earlier>")
@guarded("standards.read")
def api_transition(edition: uuid.UUID, earlier: uuid.UUID) -> Response:
    """The way from one edition to another; verdicts for the office's own people only."""
    later_edition, earlier_edition = the_pair(edition, earlier)
    found = comparison(later_edition, earlier_edition)
    inside = bool(decide(signed_in(), "standards.see_transition"))
    return json_response(
        {
            "earlier": _edition(earlier_edition),
            "later": _edition(later_edition),
            "requirements": len(found.requirements),
            "settled": found.settled,
            "clauses": [_line(one, inside) for one in found.lines],
            "dropped": [one.number for one in found.dropped],
        }
    )


def _edition(one: StandardEdition) -> dict[str, Any]:
    return {
        "uuid": str(one.uuid),
        "standard": one.standard,
        "edition": one.edition,
        "title_pl": one.title_pl,
        "title_en": one.title_en,
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "state": str(state_of(one)),
    }


def _proofs(listed: Sequence[Proof]) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(one.kind),
            "code": one.code,
            "title": one.title,
            "day": one.day.isoformat() if one.day else None,
            "open": one.open,
        }
        for one in listed
    ]


def _line(one: Line, inside: bool) -> dict[str, Any]:
    verdict = one.verdict if inside else None
    return {
        "uuid": str(one.clause.uuid),
        "number": one.clause.number,
        "heading": one.heading,
        "came_from": [
            {"number": link.clause.number, "note_pl": link.note_pl, "note_en": link.note_en}
            for link in one.came_from
        ],
        "new": one.is_new,
        "changed": one.changed,
        "standing": None if one.heading else one.standing,
        "proofs": _proofs([*one.own, *one.looked]),
        "proofs_of_predecessors": _proofs(one.earlier),
        "verdict": None
        if verdict is None
        else {
            "verdict": str(verdict.verdict),
            "note": verdict.note,
            "owner": verdict.owner.name if verdict.owner else None,
            "due_on": verdict.due_on.isoformat() if verdict.due_on else None,
            "decided_by": verdict.decided_by,
        },
    }
