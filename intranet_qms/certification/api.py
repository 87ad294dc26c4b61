"""Certificates for programs: read-only JSON."""

from __future__ import annotations

from flask import Response

from ..http import Routes, db_session, described, guarded, json_response, today
from . import queries
from .schemas import CertificateListSchema, CertificateSchema

routes = Routes("certification")

_ALL = CertificateSchema(many=True)


@routes.get("/api/v1/certificates")
@described(CertificateListSchema)
@guarded("certification.read")
def api_certificates() -> Response:
    """All certificates with their cycles, the latest first; ``current`` is the number of the one
    that the office refers to today."""
    found = queries.current(db_session(), today())
    return json_response(
        {
            "current": found.number if found is not None else None,
            "certificates": _ALL.dump(queries.certificates(db_session())),
        }
    )
