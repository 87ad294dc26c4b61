"""Checklists as JSON."""

from __future__ import annotations

from flask import Response, request

from ..access import require
from ..http import Routes, db_session, guarded, json_response, signed_in
from . import queries
from .explain import consequence, explain
from .workbook import MAX_BYTES
from .workflow import VersionState
from .xlsform import import_xlsform

routes = Routes("checklists")


@routes.get("/api/checklists")
@guarded("checklists.read")
def api_list() -> Response:
    """The versions that new audits can be given, without their contents."""
    return json_response(
        {
            "checklists": [
                {
                    "uuid": str(version.uuid),
                    "key": version.template.key,
                    "title_pl": version.template.title_pl,
                    "title_en": version.template.title_en,
                    "standard": version.template.standard,
                    "edition": version.template.edition,
                    "number": version.number,
                    "questions": version.question_count,
                    "content_hash": version.content_hash,
                }
                for version in queries.published(db_session())
            ]
        }
    )


@routes.get("/api/checklists/<key>/versions/<int:number>")
@guarded("checklists.read")
def api_version(key: str, number: int) -> Response:
    """One version with its content; drafts for those who manage checklists."""
    version = queries.version(db_session(), key, number)
    if version.state == VersionState.DRAFT:
        require(signed_in(), "checklists.manage")
    return json_response(queries.as_data(version))


@routes.post("/api/checklists/check")
@guarded("checklists.manage", writes=False)
def api_check() -> Response:
    """Read an .xlsx sent as the body and tell what an import would say; nothing is stored."""
    result = import_xlsform(request.stream.read(MAX_BYTES + 1))
    return json_response(
        {
            "importable": result.content is not None,
            "questions": result.questions,
            "notes": [
                {
                    "severity": note.severity,
                    "code": note.code,
                    "sheet": note.sheet,
                    "row": note.row,
                    "column": note.column,
                    "header": note.header,
                    "message": explain(note.code, note.parameters),
                    "consequence": consequence(note.code, note.parameters),
                }
                for note in [*result.problems, *result.left_out, *result.notices]
            ],
            "content": result.content,
        },
        status=200 if result.content is not None else result.status,
    )
