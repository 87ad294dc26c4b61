"""The file plan, and what kinds of records follow by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, request

from ...errors import Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import labels, queries, services
from ..kinds import KINDS
from ..plan_reading import LIMITS
from ._shared import routes, to


@routes.get("/records/classes")
@guarded("records.classify")
def classes() -> Response:
    """The file plan and the defaults."""
    return _classes({}, {})


def _classes(errors: Mapping[str, Any], values: Mapping[str, Any], status: int = 200) -> Response:
    session = db_session()
    return page(
        "qms/records/classes.html",
        status=status,
        classes=queries.classes(session),
        rules=queries.rules(session),
        labels=labels,
        errors=errors,
        values=values,
    )


@routes.post("/records/classes")
@guarded("records.classify")
def load_classes() -> Response:
    """Load a file plan from a sheet."""
    sent = request.files.get("file")
    data = sent.stream.read(LIMITS.bytes + 1) if sent is not None else b""
    if not data:
        return _classes({"file": [t("Choose a file.")]}, {}, 422)
    try:
        added, changed = services.load_classes(db_session(), signed_in(), clock(), data)
    except Invalid as error:
        return _classes(error.fields, {}, 422)
    flash(
        t(
            "The file plan is loaded: %(added)s new, %(changed)s changed.",
            added=added,
            changed=changed,
        ),
        "good",
    )
    return to("classes")


@routes.post("/records/rules")
@guarded("records.classify")
def set_rules() -> Response:
    """Choose class and category of each kind."""
    form = request.form
    chosen = {
        kind.name: (
            form.get(f"jrwa-{kind.name}", "").strip(),
            form.get(f"category-{kind.name}", "").strip(),
        )
        for kind in KINDS
    }
    try:
        services.set_rules(db_session(), signed_in(), clock(), chosen)
    except Invalid as error:
        return _classes(error.fields, form, 422)
    flash(t("The defaults are saved."), "good")
    return to("classes")
