"""Evaluate somebody's part in an audit."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...access import decide, require
from ...audits import queries as audits
from ...errors import Conflict, Invalid, not_found
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import labels, queries, services
from ..workflow import criteria
from ._shared import form_number, routes, the_person


@routes.get("/auditors/evaluations/<number>/<uuid:person>")
@guarded("auditors.read")
def evaluation(number: str, person: uuid.UUID) -> Response:
    """The evaluation: to give or put right, or to read for the evaluated."""
    audit, found = _found(number, person)
    return _page(audit, found, {})


@routes.post("/auditors/evaluations/<number>/<uuid:person>")
@guarded("auditors.read")
def evaluate(number: str, person: uuid.UUID) -> BaseResponse:
    """Keep it."""
    audit, found = _found(number, person)
    form = request.form
    marks = {
        str(one): mark
        for one in labels.CRITERIA
        if (mark := form_number(f"mark_{one}")) is not None
    }
    try:
        services.evaluate(
            db_session(), signed_in(), clock(), audit, found,
            services.Said(
                marks=marks, strengths=form.get("strengths", ""),
                to_improve=form.get("to_improve", ""),
            ),
            seen_version=form_number("version") or 0,
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        errors = error.fields or {"act": [error.message]}
        return _page(audit, found, errors, error.status)
    flash(t("The evaluation of %(person)s was saved.", person=found.name), "good")
    return redirect(url_for("qms.audits_show", number=audit.number), code=303)


def _found(number: str, identifier: uuid.UUID) -> tuple[Any, Any]:
    """An audit and somebody of its team, for those who may know what was said."""
    audit = audits.by_number(db_session(), number)
    person = the_person(identifier)
    part = services.part_in(audit, person.id) if audit is not None else None
    if audit is None or part is None or not decide(signed_in(), "audits.read", audit):
        raise not_found("auditors.not_found")
    if not decide(signed_in(), "auditors.see_evaluations", person.id):
        require(signed_in(), "auditors.evaluate", part)
    return audit, person


def _page(audit: Any, person: Any, errors: dict[str, list[str]], status: int = 200) -> Response:
    part = services.part_in(audit, person.id)
    if part is None:
        raise not_found("auditors.not_found")
    given = queries.evaluations_of(db_session(), audit.id).get(person.id)
    may = decide(signed_in(), "auditors.evaluate", part)
    values: dict[str, Any] = {
        **{f"mark_{one}": mark for one, mark in (given.marks if given else {}).items()},
        "strengths": given.strengths if given else "",
        "to_improve": given.to_improve if given else "",
        **(request.form.to_dict() if errors else {}),
    }
    return page(
        "qms/auditors/evaluation.html",
        status=status,
        audit=audit,
        person=person,
        part=part,
        criteria=criteria(part.grade),
        given=given,
        may=bool(may) and audit.state in services.EVALUATED_IN,
        early=audit.state not in services.EVALUATED_IN,
        labels=labels,
        values=values,
        errors=errors,
    )
