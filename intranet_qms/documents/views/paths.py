"""How issues of each kind are reviewed and approved: one page for the representative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Invalid, not_found
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from ...people import queries as people
from .. import labels, queries, services
from ..workflow import ApproverRule, DocumentKind, ReviewOrder
from ._shared import back_to, form_version, routes


@routes.get("/documents/paths")
@guarded("documents.set_paths")
def paths() -> Response:
    """The ways of all kinds."""
    return _form("", {}, {})


@routes.post("/documents/paths/<kind>")
@guarded("documents.set_paths")
def save_path(kind: str) -> BaseResponse:
    """Set the way of one kind."""
    if kind not in set(DocumentKind):
        raise not_found("documents.kind_not_found")
    try:
        services.save_path(
            db_session(), signed_in(), clock(), DocumentKind(kind), **_sent(),
            row_version=form_version(request.form.get("row_version")),
        )  # fmt: skip
    except Invalid as error:
        return _form(kind, request.form, error.fields, status=422)
    response = back_to("documents_paths", t("The way is saved. It holds for drafts from now on."))
    response.headers["Location"] += f"#path-{kind}"
    return response


def _sent() -> dict[str, Any]:
    order, rule = request.form.get("review_order", ""), request.form.get("approver_rule", "")
    problems: dict[str, list[str]] = {}
    if order not in set(ReviewOrder):
        problems["review_order"] = [t("Choose one of the list.")]
    if rule not in set(ApproverRule):
        problems["approver_rule"] = [t("Choose one of the list.")]
    least = request.form.get("minimum_reviewers", "").strip() or "0"
    if not least.isascii() or not least.isdigit() or len(least) > 3:
        problems["minimum_reviewers"] = [t("Choose a number from 0 to 10.")]
    chosen = request.form.getlist("reviewers")
    if any(not one.isascii() or not one.isdigit() or len(one) > 9 for one in chosen):
        problems["reviewers"] = [t("Choose people from the list.")]
    if problems:
        raise Invalid("documents.path_not_saved", t("The way was not saved."), fields=problems)
    return {
        "order": ReviewOrder(order),
        "approver_rule": ApproverRule(rule),
        "minimum_reviewers": int(least),
        "minor_without_review": "minor_without_review" in request.form,
        "reviewer_ids": [int(one) for one in chosen],
    }


def _form(
    kind: str, values: Mapping[str, Any], errors: Mapping[str, list[str]], *, status: int = 200
) -> Response:
    session = db_session()
    getlist = getattr(values, "getlist", None)
    typed = {**dict(values.items()), "reviewers": getlist("reviewers")} if getlist else {}
    return page(
        "qms/documents/paths.html",
        status=status,
        paths=queries.paths(session),
        people=people.people_choices(session),
        labels=labels,
        wrong_kind=kind,
        typed=typed,
        errors=errors,
    )
