"""My due reviews: each document is confirmed, revised or withdrawn from one page."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Invalid
from ...http import clock, db_session, guarded, page, query_int, signed_in
from ...i18n import t
from .. import labels, queries, services
from ..permissions import sees_everything
from ._shared import back_to, interface, readable_document, routes, today

AHEAD = ("overdue", "30", "90")


@routes.get("/documents/reviews")
@guarded("documents.see_due_reviews")
def reviews() -> Response:
    """Documents whose periodic review is due."""
    return _list({})


def _list(errors: dict[str, dict[str, list[str]]], *, status: int = 200) -> Response:
    actor = signed_in()
    ahead = request.args.get("due", "30")
    ahead = ahead if ahead in AHEAD else "30"
    everybody = request.args.get("whose") == "all" and sees_everything(actor)
    found = queries.due_reviews_of(
        db_session(), actor, today=today(), ahead=ahead, everybody=everybody,
        page=query_int("page", 1),
    )  # fmt: skip
    return page(
        "qms/documents/reviews.html",
        status=status,
        found=found,
        ahead=ahead,
        everybody=everybody,
        may_see_all=sees_everything(actor),
        labels=labels,
        errors=errors,
        typed=request.form,
    )


@routes.post("/documents/<path:code>/review-outcome")
@guarded("documents.read")
def review_outcome(code: str) -> BaseResponse:
    """What came of the periodic review: ``outcome`` is ``confirmed`` or ``revised``."""
    document = readable_document(code)
    comment = request.form.get("comment", "")
    try:
        if request.form.get("outcome") == "revised":
            revision = services.revise_after_review(
                db_session(), signed_in(), clock(), document, today=today(), comment=comment
            )
            return back_to(
                "documents_edit",
                t("The next issue is begun; the reason stands in it as what has changed."),
                code=code, number=revision.number,
            )  # fmt: skip
        due = services.confirm_review(
            db_session(), signed_in(), clock(), document, today=today(), comment=comment
        )
    except Invalid as error:
        return _list({code: dict(error.fields)}, status=422)
    message = t("The review is noted. The next one is due on %(day)s.", day=interface().day(due))
    return back_to("documents_reviews", message)
