"""Pages of checklists: the list, a version with its questions, and the import."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...access import decide
from ...documents import queries as documents
from ...errors import Invalid, not_found
from ...http import (
    address_values,
    clock,
    db_session,
    guarded,
    page,
    paginate,
    query_int,
    signed_in,
)
from ...i18n import t
from .. import hooks, queries, services
from ..comparing import changes_between
from ..drafting import problems_of
from ..example import example_form
from ..explain import consequence, explain
from ..models import ChecklistVersion
from ..words import STATE_TONES, STATES, in_words
from ..workbook import MAX_BYTES
from ..workflow import VersionState
from ..xlsform import ImportResult, import_xlsform
from ..xlsform_export import export_xlsform
from ._shared import address_of, open_designer, routes, unit_options, visible

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note of an import as a page shows it."""

    severity: str
    sheet: str
    row: int
    column: str
    header: str
    what: str
    consequence: str

    @property
    def place(self) -> str:
        """Where to look in the file: "survey, row 4, column C"."""
        parts = [self.sheet] if self.sheet else []
        if self.row:
            parts.append(t("row %(row)s", row=self.row))
        if self.column:
            parts.append(t("column %(column)s", column=self.column))
        return ", ".join(parts) or t("the whole file")


def note_line(note: dict[str, Any]) -> NoteLine:
    """A note, as it is kept with a version, in the reader's language."""
    return NoteLine(
        note["severity"],
        note["sheet"],
        note["row"],
        note["column"],
        note["header"],
        explain(note["code"], note["parameters"]),
        consequence(note["code"], note["parameters"]),
    )


def lines_of(result: ImportResult) -> list[NoteLine]:
    """All notes of an import, errors first."""
    return [
        note_line(
            {
                "severity": note.severity,
                "sheet": note.sheet,
                "row": note.row,
                "column": note.column,
                "header": note.header,
                "code": note.code,
                "parameters": note.parameters,
            }
        )
        for note in [*result.problems, *result.left_out, *result.notices]
    ]


@routes.get("/checklists/")
@guarded("checklists.read")
def index() -> Response:
    """All checklists."""
    search = request.args.get("q", "").strip()[:100]
    standard = request.args.get("standard", "")[:200]
    kind = request.args.get("kind", "")[:20]
    unit = query_int("unit", 0, minimum=0)
    query = queries.listing(
        search, standard, with_drafts=bool(decide(signed_in(), "checklists.manage")),
        kind=kind, unit_id=unit or None,
    )  # fmt: skip
    found = paginate(db_session(), query, page=query_int("page", 1), scalars=False)
    return page(
        "qms/checklists/index.html",
        page=found,
        rows=queries.as_listed(found.items),
        search=search,
        standard=standard,
        kind=kind,
        kinds=hooks.kinds(),
        unit=unit or "",
        units=unit_options(),
        standard_options=[(one, one) for one in queries.standards(db_session())],
        page_url=lambda number: url_for(
            "qms.checklists_index", **{**address_values(), "page": number}
        ),
    )


@routes.get("/checklists/<key>/")
@guarded("checklists.read")
def show(key: str) -> Response:
    """The version in use, or the newest one that the reader may see."""
    session = db_session()
    versions = visible(list(queries.versions(session, queries.by_key(session, key))))
    if not versions:
        queries.version(session, key, 0)  # says that there is nothing to see
    current = next((one for one in versions if one.state == VersionState.PUBLISHED), versions[0])
    return _version_page(queries.version(session, key, current.number))


@routes.get("/checklists/<key>/versions/<int:number>")
@guarded("checklists.read")
def show_version(key: str, number: int) -> Response:
    """One version."""
    version = queries.version(db_session(), key, number)
    if not visible([version]):
        queries.version(db_session(), key, 0)
    return _version_page(version)


def _version_page(version: ChecklistVersion) -> Response:
    session = db_session()
    others = visible(list(queries.versions(session, version.template)))
    drafted = version.state == VersionState.DRAFT
    earlier = _compared_with(version, others)
    manages = bool(decide(signed_in(), "checklists.manage"))
    return page(
        "qms/checklists/version.html",
        version=version,
        template=version.template,
        versions=others,
        sections=in_words(version.content),
        notes=[note_line(note) for note in version.import_notes],
        changes=changes_between(earlier.content, version.content) if earlier else None,
        earlier=earlier,
        numbers={one["key"]: n for n, one in enumerate(queries.questions_of(version.content), 1)},
        problems=problems_of(version.content) if drafted else [],
        kinds=hooks.kinds(),
        units=unit_options() if manages else [],
        tied=_tied(version),
        states=STATES,
        tones=STATE_TONES,
    )


def _compared_with(
    version: ChecklistVersion, others: list[ChecklistVersion]
) -> ChecklistVersion | None:
    """What a version is compared with: a draft with what is in use, a published one with the
    published one before it."""
    if version.state == VersionState.DRAFT:
        return next((one for one in others if one.state == VersionState.PUBLISHED), None)
    return next(
        (one for one in others if one.number < version.number and one.state != VersionState.DRAFT),
        None,
    )


@routes.get("/checklists/<key>/versions/<int:number>/form.xlsx")
@guarded("checklists.read")
def export(key: str, number: int) -> Response:
    """A version as an XLSForm."""
    version = queries.version(db_session(), key, number)
    if not visible([version]):
        queries.version(db_session(), key, 0)
    response = make_response(export_xlsform(version.content, version.number))
    response.headers["Content-Type"] = XLSX
    name = f"{version.template.key}-{version.number}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _tied(version: ChecklistVersion) -> dict[str, dict[str, str]]:
    """By question: the document that it is tied to, its paragraph and the paragraph's number."""
    session = db_session()
    found = queries.citations_of_template(session, version.template_id)
    ids = {document_id for document_id, _ in found.values()}
    codes = {one.id: one.code for one in documents.documents_by_ids(session, ids)} if ids else {}
    numbers = {
        (one.revision.document_id, one.key): one.number
        for one in (documents.current_paragraphs(session, ids) if ids else ())
    }
    return {
        question: {
            "code": codes[document_id],
            "key": key,
            "number": numbers.get((document_id, key), ""),
            "gone": "yes" if key and (document_id, key) not in numbers else "",
        }
        for question, (document_id, key) in found.items()
        if document_id in codes
    }


@routes.get("/checklists/<key>/versions/<int:number>/questions/<question>/citation")
@guarded("checklists.manage")
def citation(key: str, number: int, question: str) -> Response:
    """Which paragraph of which document a question rests on."""
    version = queries.version(db_session(), key, number)
    chosen = query_int("document", 0, minimum=0) or None
    return _citation_page(version, question, chosen, {})


def _citation_page(
    version: ChecklistVersion,
    question: str,
    chosen: int | None,
    errors: dict[str, list[str]],
    status: int = 200,
) -> Response:
    session = db_session()
    shown = next(
        (
            one
            for section in in_words(version.content)
            for one in section.questions
            if one.key == question
        ),
        None,
    )
    if shown is None:
        raise not_found("checklists.question_not_found")
    present = queries.citation(session, version.template_id, question)
    document_id = chosen or (present.document_id if present else None)
    paragraphs = documents.current_paragraphs(session, [document_id]) if document_id else []
    return page(
        "qms/checklists/citation.html",
        status=status,
        version=version,
        template=version.template,
        question=shown,
        present=present,
        document_id=document_id,
        documents=documents.document_choices(session),
        paragraphs=[
            (one.key, f"{one.number or '¶'} {one.text.strip('# ')[:110]}") for one in paragraphs
        ],
        paragraph_key=present.paragraph_key
        if present and present.document_id == document_id
        else "",
        errors=errors,
    )


@routes.post("/checklists/<key>/versions/<int:number>/questions/<question>/citation")
@guarded("checklists.manage")
def save_citation(key: str, number: int, question: str) -> BaseResponse:
    """Tie a question to a paragraph, or take the tie back."""
    version = queries.version(db_session(), key, number)
    if question not in {one["key"] for one in queries.questions_of(version.content)}:
        raise not_found("checklists.question_not_found")
    raw = request.form.get("document", "")
    chosen = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    try:
        services.cite(
            db_session(), signed_in(), clock(), version.template, question,
            document_id=chosen, paragraph_key=request.form.get("paragraph", "")[:12],
        )  # fmt: skip
    except Invalid as error:
        return _citation_page(version, question, None, error.fields, 422)
    flash(t("Saved. The question and the paragraph now lead to each other."), "good")
    return redirect(f"{address_of(version)}#question-{question}", code=303)


@routes.get("/checklists/-/import")
@guarded("checklists.manage")
def import_form() -> Response:
    """Choose a file to import."""
    return page("qms/checklists/import.html", result=None, lines=[], file_name="", errors={})


@routes.post("/checklists/-/import")
@guarded("checklists.manage")
def import_file() -> BaseResponse:
    """Read a file: a draft to look at before it is published, or what is wrong, by row."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        errors = {"file": t("Choose a file.")}
        return page(
            "qms/checklists/import.html",
            status=422, result=None, lines=[], file_name="", errors=errors,
        )  # fmt: skip
    name = upload.filename.replace("\\", "/").rsplit("/", 1)[-1][:200]
    data = upload.stream.read(MAX_BYTES + 1)
    result = import_xlsform(data, name)
    if result.content is None:
        return page(
            "qms/checklists/import.html",
            status=result.status,
            result=result,
            lines=lines_of(result),
            file_name=name,
            errors={},
        )
    version = services.create_from_content(
        db_session(),
        signed_in(),
        clock(),
        result.content,
        source_name=name,
        source_sha256=hashlib.sha256(data).hexdigest(),
        notes=[*result.left_out, *result.notices],
    )
    # The designer tells what was left out, and everything can be put right there.
    return open_designer(version)


@routes.get("/checklists/-/example.xlsx")
@guarded("checklists.read")
def example() -> Response:
    """A form to begin with."""
    response = make_response(example_form())
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="checklist-example.xlsx"'
    return response


@routes.post("/checklists/<key>/versions/<int:number>/publish")
@guarded("checklists.manage")
def publish(key: str, number: int) -> BaseResponse:
    """Offer a draft for new audits."""
    version = queries.version(db_session(), key, number)
    services.publish(
        db_session(), signed_in(), clock(), version, seen_hash=request.form.get("seen")
    )
    flash(
        t("Version %(number)s is published. New audits will use it.", number=version.number), "good"
    )
    return redirect(address_of(version), code=303)


@routes.post("/checklists/<key>/versions/<int:number>/discard")
@guarded("checklists.manage")
def discard(key: str, number: int) -> BaseResponse:
    """Delete a draft."""
    version = queries.version(db_session(), key, number)
    services.discard(db_session(), signed_in(), clock(), version)
    flash(t("The draft is discarded."), "neutral")
    return redirect(url_for("qms.checklists_index"), code=303)


@routes.post("/checklists/<key>/versions/<int:number>/retire")
@guarded("checklists.manage")
def retire(key: str, number: int) -> BaseResponse:
    """Offer a version no more."""
    version = queries.version(db_session(), key, number)
    services.retire(db_session(), signed_in(), clock(), version)
    flash(t("Version %(number)s is retired. Audits that use it keep it.", number=number), "neutral")
    return redirect(address_of(version), code=303)
