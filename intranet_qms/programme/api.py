"""Programmes for programs: read-only JSON."""

from __future__ import annotations

from flask import Response

from ..access import decide, require
from ..http import (
    Routes,
    db_session,
    described,
    guarded,
    json_response,
    query_int,
    signed_in,
    today,
)
from . import queries
from .permissions import SEES_DRAFTS
from .schemas import EntrySchema, ProgrammeListSchema, ProgrammeSchema, ProgrammeWithEntriesSchema

routes = Routes("programme")

_ALL, _ONE, _ENTRIES = ProgrammeSchema(many=True), ProgrammeSchema(), EntrySchema(many=True)


def _sealed_only() -> bool:
    return not signed_in().has_role(*SEES_DRAFTS)


@routes.get("/api/v1/programmes")
@described(ProgrammeListSchema)
@guarded("programme.read")
def api_programmes() -> Response:
    """The latest version of the programme of each year that the reader may see."""
    found = queries.years(db_session(), sealed_only=_sealed_only())
    shown = [one for one in found if decide(signed_in(), "programme.read", one)]
    return json_response({"programmes": _ALL.dump(shown)})


@routes.get("/api/v1/programmes/<int:year>")
@described(ProgrammeWithEntriesSchema)
@guarded("programme.read")
def api_programme(year: int) -> Response:
    """One version (``version``; without it the latest one that the reader may see) with entries."""
    number = query_int("version", 0, minimum=0, maximum=10_000) or None
    found = queries.version(db_session(), year, number, sealed_only=_sealed_only())
    require(signed_in(), "programme.read", found)
    return json_response(
        {
            "programme": _ONE.dump(found),
            "seal_holds": queries.check_seal(db_session(), found),
            "entries": _ENTRIES.dump(queries.follow(db_session(), found, today())),
        }
    )
