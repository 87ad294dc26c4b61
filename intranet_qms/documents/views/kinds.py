"""Pages about kinds: the process map, the numbering of codes, the templates of client guides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...errors import Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import labels, queries, services
from ..kinds import numbering, templates
from ..kinds.forms import FORMS
from ..models import Document
from ..workflow import DocumentKind
from ._shared import back_to, form_version, readable_document, routes, today
from .layouts import pictured

_SMALL = 10**9


@routes.get("/documents/process-map")
@guarded("documents.read")
def process_map() -> Response:
    """The processes of the office as the register has them today."""
    processes = queries.processes(db_session())
    codes = {code for one in processes for code in (one.code, *(step.code for step in one.steps))}
    return page("qms/documents/process_map.html", map=pictured(processes, codes))


@routes.get("/documents/numbering")
@guarded("documents.configure")
def numbering_page() -> Response:
    """How codes of each kind are made."""
    return _numbering_form(dict(queries.numbering_patterns(db_session())), {})


@routes.post("/documents/numbering")
@guarded("documents.configure")
def save_numbering() -> BaseResponse:
    """Set how codes are made."""
    patterns = {
        kind: request.form.get(kind.value, "")[:200]
        for kind in numbering.DEFAULTS
        if kind.value in request.form
    }
    try:
        services.set_patterns(db_session(), signed_in(), clock(), patterns)
    except Invalid as error:
        known = dict(queries.numbering_patterns(db_session()))
        return _numbering_form(known | patterns, error.fields, status=422)
    return back_to("documents_numbering_page", t("Saved."))


def _numbering_form(
    patterns: Mapping[DocumentKind, str], errors: Mapping[str, list[str]], *, status: int = 200
) -> Response:
    session, year = db_session(), today().year
    following = {
        kind: queries.next_code(session, kind, year=year, only_filled=True)
        for kind in numbering.DEFAULTS
    }
    return page(
        "qms/documents/numbering.html",
        status=status,
        patterns={kind: patterns[kind] for kind in FORMS},
        following=following,
        errors=errors,
        labels=labels,
    )


@routes.get("/documents/next-code")
@guarded("documents.create")
def next_code() -> Response:
    """The next free code for the choices of the form of a new document; plain text."""
    kind = request.args.get("kind", "")
    if kind not in labels.KINDS:
        return Response("", mimetype="text/plain")
    unit = request.args.get("owner_unit", "")
    process = request.args.get("process_type", "")
    code = queries.next_code(
        db_session(),
        DocumentKind(kind),
        year=today().year,
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        process_type=process if process in labels.PROCESS_TYPES else None,
        only_filled=True,
    )
    return Response(code, mimetype="text/plain")


@routes.get("/documents/<path:code>/number")
@guarded("documents.read")
def number(code: str) -> Response:
    """The form by which a document gets another code."""
    document = readable_document(code)
    require(signed_in(), "documents.renumber", document)
    offered = queries.next_code(
        db_session(), document.kind, year=today().year, unit_id=document.owner_unit_id,
        process_type=document.process_type,
    )  # fmt: skip
    return _number_form(document, {"code": offered}, {})


def _number_form(
    document: Document,
    values: Mapping[str, Any],
    errors: Mapping[str, list[str]],
    *,
    status: int = 200,
) -> Response:
    former = queries.former_codes(db_session(), [document.id]).get(document.id, [])
    return page(
        "qms/documents/number.html", status=status, document=document, values=values,
        errors=errors, former=former,
    )  # fmt: skip


@routes.post("/documents/<path:code>/number")
@guarded("documents.read")
def renumber(code: str) -> BaseResponse:
    """Give a document another code."""
    document = readable_document(code)
    require(signed_in(), "documents.renumber", document)
    form_version(request.form.get("row_version", "0"))
    try:
        old = services.renumber(
            db_session(), signed_in(), clock(), document,
            code=request.form.get("code", "")[:200], reason=request.form.get("reason", ""),
        )  # fmt: skip
    except Invalid as error:
        return _number_form(document, request.form, error.fields, status=422)
    return back_to(
        "documents_show",
        t(
            "The document has the code %(code)s now. %(old)s still leads to it.",
            code=document.code, old=old,
        ),
        code=document.code,
    )  # fmt: skip


@routes.get("/documents/guide-templates")
@guarded("documents.configure")
def guide_templates() -> Response:
    """The templates of client guides, their versions, and the guides that use each."""
    return _templates_page({}, {})


@routes.post("/documents/guide-templates")
@guarded("documents.configure")
def publish_guide_template() -> BaseResponse:
    """Add a version to a template."""
    key = request.form.get("template", "")[:20]
    rows = _layout_rows()
    pressed = request.form.get("rows", "")
    if pressed:
        return _templates_page({key: _pressed(rows, pressed)}, {})
    try:
        made = services.publish_template(db_session(), signed_in(), clock(), key, rows)
    except Invalid as error:
        return _templates_page({key: rows}, error.fields, status=422)
    return back_to(
        "documents_guide_templates",
        t(
            "Version %(number)s is there. Guides keep the version they have until somebody moves "
            "them.",
            number=made.number,
        ),
    )


def _layout_rows() -> list[dict[str, str]]:
    """The parts as the form sends them; a part of the office's own gets a name of its heading."""
    columns = [request.form.getlist(f"c-layout.{name}")[:60] for name in ("field", "pl", "en")]
    rows = [
        {"field": field[:40], "pl": pl, "en": en}
        for field, pl, en in zip(*columns, strict=False)
    ]  # fmt: skip
    taken = {row["field"] for row in rows}
    for row in rows:
        if row["field"] or not row["pl"].strip():
            continue
        own = next(
            name for name in (f"own_{index}" for index in range(1, 100)) if name not in taken
        )  # fmt: skip
        row["field"] = own
        taken.add(own)
    return [row for row in rows if row["pl"].strip() or row["en"].strip()]


def _pressed(rows: list[dict[str, str]], pressed: str) -> list[dict[str, str]]:
    _, _, rest = pressed.partition(":")
    place, _, act = rest.partition(":")
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else _SMALL
    if act == "add":
        return [*rows, {}]
    if at < len(rows) and act == "remove":
        return rows[:at] + rows[at + 1 :]
    other = at - 1 if act == "up" else at + 1
    if 0 <= at < len(rows) and 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return rows


def _templates_page(
    typed: Mapping[str, list[dict[str, str]]],
    errors: Mapping[str, list[str]],
    *,
    status: int = 200,
) -> Response:
    session = db_session()
    versions = queries.guide_templates(session)
    uses = queries.guides_by_template(session)
    known = {one.name: one.label for one in FORMS[DocumentKind.CLIENT_GUIDE].fields}
    shown = []
    for key, name in templates.NAMES.items():
        own = [one for one in versions if one.key == key]
        newest = own[0]
        shown.append(
            {
                "key": key,
                "name": name,
                "versions": own,
                "rows": typed.get(key)
                or [{"field": one.field, "pl": one.pl, "en": one.en} for one in newest.layout],
                "behind": [
                    use for use in uses
                    if use.reference.startswith(f"{key}:") and use.reference != newest.reference
                ],
            }
        )  # fmt: skip
    return page(
        "qms/documents/guide_templates.html",
        status=status,
        templates=shown,
        counts=queries.guide_use_counts(uses),
        fields=known,
        errors=errors,
        typed=set(typed),
    )
