"""Certification bodies: a list with a form."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from ...errors import Invalid, not_found
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import queries, services
from ._shared import routes, to

_FIELDS = ("name", "accreditation", "address", "email", "phone", "website")


@routes.get("/certification/bodies")
@guarded("certification.manage")
def bodies() -> Response:
    """All bodies; with ``body`` in the address the form holds what is known of it."""
    chosen = request.args.get("body", "")
    values: Mapping[str, Any] = {"active": True}
    if chosen:
        found = queries.body(db_session(), _identifier(chosen))
        values = {"uuid": str(found.uuid), "active": found.active}
        values |= {name: getattr(found, name) for name in _FIELDS}
    return _page(values, {})


def _identifier(raw: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except ValueError as error:
        raise not_found("certification.no_body") from error


def _page(values: Mapping[str, Any], errors: Mapping[str, Any], status: int = 200) -> Response:
    return page(
        "qms/certification/bodies.html",
        status=status,
        bodies=queries.bodies(db_session()),
        values=values,
        errors=errors,
    )


@routes.post("/certification/bodies")
@guarded("certification.manage")
def save_body() -> Response:
    """Enter a body, or change the one that the form names."""
    form = request.form
    chosen = form.get("uuid", "")
    body = queries.body(db_session(), _identifier(chosen)) if chosen else None
    facts = services.BodyFacts(
        **{name: form.get(name, "") for name in _FIELDS}, active=body is None or "active" in form
    )
    try:
        services.save_body(db_session(), signed_in(), clock(), body, facts)
    except Invalid as error:
        return _page(form, error.fields, 422)
    return to("bodies", t("Saved."))
