"""Checklists as JSON."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from flask import Response, request

from ..access import require
from ..documents import queries as documents
from ..errors import Conflict, Invalid, not_found
from ..http import (
    Routes,
    clock,
    db_session,
    guarded,
    json_response,
    load_json,
    query_int,
    signed_in,
    wire_time,
)
from ..i18n import localized, t
from ..standards import queries as standards
from . import bank, designing, proposing, queries
from .designer_words import designer_words
from .drafting import conditions_in_words, problems_of
from .explain import consequence, explain
from .models import ChecklistVersion
from .schemas import DraftSchema, PresenceSchema
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


def _draft_state(version: ChecklistVersion, *, with_content: bool) -> dict[str, Any]:
    """A draft as the designer knows it."""
    state: dict[str, Any] = {
        "key": version.template.key,
        "number": version.number,
        "state": version.state,
        "row_version": version.row_version,
        "edited_by": version.edited_by,
        "edited_at": wire_time(version.edited_at) if version.edited_at else None,
        "problems": [dataclasses.asdict(one) for one in problems_of(version.content)],
        "conditions": conditions_in_words(version.content),
    }
    if with_content:
        state["content"] = version.content
    return state


@routes.get("/api/checklists/<key>/versions/<int:number>/draft")
@guarded("checklists.manage")
def api_draft(key: str, number: int) -> Response:
    """A draft with what is wrong with it, and the designer's words when `words` is asked for."""
    version = queries.version(db_session(), key, number)
    state = _draft_state(version, with_content=True)
    if request.args.get("words"):
        state["words"] = designer_words()
    return json_response(state)


@routes.put("/api/checklists/<key>/versions/<int:number>/draft")
@guarded("checklists.manage")
def api_save_draft(key: str, number: int) -> Response:
    """Keep what was written. Somebody who built upon an older state gets 409 and the newer one."""
    sent = load_json(DraftSchema())
    version = queries.version(db_session(), key, number)
    if version.row_version != sent["row_version"] and version.state == VersionState.DRAFT:
        # The newer state comes along, so that both can be put together without another question.
        error = Conflict(
            "checklists.changed_meanwhile",
            t("%(name)s has changed this draft meanwhile.", name=version.edited_by or "—"),
            way_out=t("Both versions are kept until you have chosen."),
        )
        payload = {"error": error.as_dict(), **_draft_state(version, with_content=True)}
        return json_response(payload, status=409)
    content = designing.assemble(version.content, sent)
    designing.save(
        db_session(), signed_in(), clock(), version, content, seen_version=sent["row_version"]
    )
    return json_response(_draft_state(version, with_content=False))


@routes.post("/api/checklists/<key>/versions/<int:number>/presence")
@guarded("checklists.manage")
def api_presence(key: str, number: int) -> Response:
    """Say that the draft is open here; tells who else has it open, and whether it is newer."""
    sent = load_json(PresenceSchema())
    version = queries.version(db_session(), key, number)
    others = designing.be_present(db_session(), signed_in(), clock(), version)
    return json_response(
        {
            "others": others,
            "state": version.state,
            "row_version": version.row_version,
            "is_newer": version.row_version != sent["row_version"],
            "edited_by": version.edited_by,
        }
    )


def _entry(entry: bank.Entry) -> dict[str, Any]:
    return {
        "question": entry.question,
        "places": [dataclasses.asdict(one) for one in entry.places],
        "topic": localized(entry.topic_pl, entry.topic_en),
    }


@routes.get("/api/checklists/bank")
@guarded("checklists.manage")
def api_bank() -> Response:
    """Questions to take, by words in any grammatical form; each with where it is asked already."""
    typed = request.args.get("q", "").replace("\x00", "").strip()[:200]
    found = bank.search(db_session(), typed, page=query_int("page", 1, maximum=10_000))
    return json_response(
        {
            "total": found.total,
            "page": found.page,
            "has_more": found.has_more,
            "entries": [_entry(one) for one in found.entries],
        }
    )


@routes.get("/api/checklists/proposals")
@guarded("checklists.manage")
def api_proposals() -> Response:
    """Questions proposed from clauses of an edition (`edition`, `clause` repeated), or from the
    paragraphs of a document in force (`document`); without either, what there is to choose from."""
    if "document" in request.args:
        return _from_document(request.args["document"][:100])
    if "edition" in request.args:
        return _from_edition(request.args["edition"])
    session = db_session()
    return json_response(
        {
            "editions": [
                {"uuid": str(one.uuid), "label": f"{one.standard}:{one.edition}"}
                for one in standards.editions(session)
            ],
            "documents": [
                {"code": code, "label": label} for code, label in documents.code_choices(session)
            ],
        }
    )


def _from_edition(raw: str) -> Response:
    session = db_session()
    try:
        edition = standards.edition_by_uuid(session, uuid.UUID(raw[:40]))
    except ValueError:
        edition = None
    if edition is None:
        raise not_found("standards.not_found")
    wanted = [one[:20] for one in request.args.getlist("clause")]
    if len(wanted) > proposing.MAX_CLAUSES:
        raise Invalid(
            "checklists.too_many_clauses",
            t("Choose at most %(count)s clauses at a time.", count=proposing.MAX_CLAUSES),
        )
    if not wanted:
        return json_response(
            {
                "clauses": [
                    {"number": one.number, "title": localized(one.title_pl, one.title_en)}
                    for one in standards.clauses(session, edition.id)
                ]
            }
        )
    return json_response(
        {
            "clauses": [
                {
                    "number": one.number,
                    "title": localized(one.title_pl, one.title_en),
                    "general": one.general,
                    "entries": [_entry(entry) for entry in one.entries],
                }
                for one in proposing.from_clauses(session, edition, wanted)
            ]
        }
    )


def _from_document(code: str) -> Response:
    document, proposals = proposing.from_document(db_session(), signed_in(), code)
    return json_response(
        {
            "code": document.code,
            "title": document.title,
            "paragraphs": [dataclasses.asdict(one) for one in proposals],
        }
    )
