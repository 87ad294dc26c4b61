"""The list of classes of findings, kept by the representative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for

from ...errors import Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import labels, services
from ..queries import classes as queries
from ._shared import form_number, routes


@routes.get("/findings/classes")
@guarded("findings.classes")
def list_classes() -> Response:
    """All classes, and the form of one."""
    return _page({}, {})


def _page(values: Mapping[str, Any], errors: Mapping[str, Any], status: int = 200) -> Response:
    session = db_session()
    tones = {
        "bad": t("red"),
        "attention": t("amber"),
        "neutral": t("grey"),
        "progress": t("accent"),
        "good": t("green"),
        "quiet": t("pale"),
    }
    marks = {
        "diamond": t("full diamond"),
        "diamond-half": t("half diamond"),
        "eye": t("eye"),
        "up": t("arrow up"),
        "star": t("star"),
        "triangle": t("triangle"),
        "ring": t("ring"),
        "half": t("half disc"),
        "square": t("square"),
        "bar": t("bar"),
    }
    chosen = request.args.get("code", "")[:20]
    choices = queries.classes(session, retired=True)
    return page(
        "qms/findings/classes.html",
        status=status,
        choices=choices,
        usual_days=queries.USUAL_DAYS,
        uses=queries.uses(session),
        editing=next((one for one in choices if one.code == chosen), None),
        values=values,
        errors=errors,
        bases=labels.options(labels.CLASSES),
        tones=list(tones.items()),
        marks=list(marks.items()),
        labels=labels,
    )


@routes.post("/findings/classes")
@guarded("findings.classes")
def save_class() -> Response:
    """Save one class, or offer it no more."""
    form = request.form
    if form.get("what") == "retire":
        services.retire_class(db_session(), signed_in(), clock(), form.get("code", "")[:20])
        flash(t("The class is not offered any more."), "good")
        return _back()
    days = form_number("due_days")
    try:
        services.save_class(
            db_session(),
            signed_in(),
            clock(),
            services.ClassFields(
                code=form.get("code", "").strip(),
                base=form.get("base", ""),
                name_pl=form.get("name_pl", ""),
                name_en=form.get("name_en", ""),
                needs_action=form.get("needs_action") == "1",
                due_days=days,
                tone=form.get("tone", ""),
                shape=form.get("shape", ""),
            ),
            seen_version=form_number("version"),
        )
    except Invalid as error:
        return _page(form, error.fields, 422)
    flash(t("The class was saved."), "good")
    return _back()


def _back() -> Response:
    return make_response(redirect(url_for("qms.findings_list_classes"), code=303))
