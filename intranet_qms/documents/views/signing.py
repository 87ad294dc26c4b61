"""What stands as a signature asks first for a fresh proof of who signs, where the host can ask."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import StaleSignIn, has_fresh_sign_in
from ...host import Reauthentication
from ...http import clock, guarded, module, page, signed_in
from ._shared import interface, readable_document, readable_revision, routes


def proof_url(next_url: str) -> str:
    """Where the reader proves anew who they are, to come back to ``next_url``."""
    users = module().users
    return users.reauthenticate_url(next_url) if isinstance(users, Reauthentication) else next_url


def is_proved() -> bool:
    """Whether the reader may sign now."""
    return has_fresh_sign_in(signed_in(), clock().now())


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


def ask_again(error: StaleSignIn, back: str, **more: Any) -> Response:
    """The answer to a signature that came too late: nothing was signed, and what was typed waits in
    the form until the signer has confirmed who they are in another tab."""
    return page(
        "qms/documents/sign_again.html",
        status=error.status,
        error=error,
        action=request.path,
        back=back,
        proof=proof_url(back),
        typed=[
            (name, value) for name, value in request.form.items(multi=True) if len(value) <= 10_000
        ],
        **more,
    )
