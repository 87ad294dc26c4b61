"""What stands as a signature asks first for a fresh proof of who signs, where the host can ask."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response as BaseResponse

from ...http import guarded, is_proved, proof_url
from ._shared import interface, readable_document, readable_revision, routes


@routes.get("/documents/<path:code>/issues/<int:number>/prove")
@guarded("documents.read")
def prove(code: str, number: int) -> BaseResponse:
    """Prove who you are and come back to the issue with the form of approval open."""
    document = readable_document(code)
    readable_revision(document, number)
    back = interface().url("documents_issue", code=code, number=number, sign="approve")
    return _sent_to(back if is_proved() else proof_url(back))


def _sent_to(address: str) -> BaseResponse:
    response = redirect(address)
    response.headers["Cache-Control"] = "no-store"
    return response
