"""Pages about the reader: what waits for them, and their language."""

from __future__ import annotations

from flask import Response, make_response, redirect, request

from ...http import db_session, guarded, own_path, page, signed_in, today
from ...i18n import LOCALES
from .. import services, worklist
from ._shared import routes


@routes.get("/tasks/")
@guarded("people.own_tasks")
def tasks() -> Response:
    """What waits for the reader."""
    items = worklist.waiting_for(db_session(), signed_in(), today())
    return page("qms/people/tasks.html", items=items, groups=worklist.by_kind(items), today=today())


@routes.post("/language")
@guarded("people.own_tasks")
def language() -> Response:
    """Choose the reader's language, for pages and for mail."""
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        services.choose_locale(db_session(), signed_in().person_id, chosen)
    response = make_response(redirect(own_path(request.form.get("back"), "/"), code=303))
    if chosen in LOCALES:
        response.set_cookie("qms_locale", chosen, samesite="Lax", httponly=True)
    return response
