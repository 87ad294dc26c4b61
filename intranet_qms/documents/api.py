"""The register for programs: read-only JSON."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from ..http import Routes, clock, db_session, guarded, json_response, module, query_int, signed_in
from . import queries
from .schemas import DocumentDetailsSchema, DocumentSchema
from .workflow import DocumentKind, ReviewDue, RevisionState

routes = Routes("documents")

_LIST = DocumentSchema(many=True)
_ONE = DocumentDetailsSchema()


def _choice(name: str, known: type[DocumentKind] | type[ReviewDue]) -> str:
    value = request.args.get(name, "")
    return value if value in set(known) else ""


@routes.get("/api/v1/documents")
@guarded("documents.read")
def api_list() -> Response:
    """Documents that the caller may see: ``q``, ``kind``, ``due``, ``sort``, ``page``, ``per_page``."""
    asked = queries.Filter(
        text=request.args.get("q", "")[:300],
        kind=_choice("kind", DocumentKind),
        due=_choice("due", ReviewDue),
        sort=request.args.get("sort", "")[:20],
    )
    listed = queries.register(
        db_session(), signed_in(), asked,
        today=clock().now().astimezone(module().config.zone).date(),
        page=query_int("page", 1),
        per_page=query_int("per_page", 50, maximum=200),
    )  # fmt: skip
    return json_response(
        {
            "documents": _LIST.dump(listed.page.items),
            "page": listed.page.page,
            "pages": listed.page.pages,
            "per_page": listed.page.per_page,
            "total": listed.page.total,
        }
    )


@routes.get("/api/v1/documents/<path:code>")
@guarded("documents.read")
def api_one(code: str) -> Response:
    """One document with its issues and the paragraphs in force."""
    session = db_session()
    document = queries.readable(session, signed_in(), code)
    details: dict[str, Any] = {
        name: getattr(document, name)
        for name in (
            "uuid", "code", "kind", "process_type", "title", "title_en", "current_state",
            "current_number", "effective_on", "review_due_on", "owner", "owner_unit",
            "legal_basis", "jrwa", "archive_category",
        )
    }  # fmt: skip
    details["issues"] = [one for one in document.revisions if one.published_at is not None]
    details["paragraphs"] = (
        queries.current_paragraphs(session, [document.id])
        if document.current_state is RevisionState.EFFECTIVE
        else []
    )
    return json_response({"document": _ONE.dump(details)})
