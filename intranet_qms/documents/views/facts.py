"""Forms: a new document, and the facts of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...errors import Invalid, TooLarge, UnsupportedMedia
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import current_locale, localized, t
from ...people import queries as people
from ...standards import queries as standards
from .. import labels, queries, services
from ..kinds.forms import FORMS
from ..models import Document
from ..workflow import DocumentKind
from . import attaching
from ._shared import (
    back_to,
    form_version,
    readable_document,
    routes,
    today,
)


@routes.get("/documents/new")
@guarded("documents.create")
def new() -> Response:
    """The form of a new document: first its kind, then the rest."""
    kind = request.args.get("kind", "")
    if kind not in labels.KINDS:
        return _kind_choice()
    chosen = DocumentKind(kind)
    code = queries.next_code(db_session(), chosen, year=today().year, only_filled=True)
    return _new_form(
        {
            "review_interval_months": "24",
            "kind": kind,
            "code": code,
            "owner_unit": _usual_unit(),
            "owner": signed_in().person_id,
        },
        {},
    )


def _usual_unit() -> int | None:
    """The unit that the reader leads, or else works in, if it is one."""
    actor = signed_in()
    usual = actor.headed_unit_ids or actor.unit_ids
    return next(iter(usual)) if len(usual) == 1 else None


def _kind_choice(*, status: int = 200) -> Response:
    return page("qms/documents/new_kind.html", status=status, forms=FORMS, labels=labels)


@routes.post("/documents/new")
@guarded("documents.create")
def create() -> BaseResponse:
    """Begin a document and go on to its first draft."""
    kind = request.form.get("kind", "")
    if kind not in labels.KINDS:
        return _kind_choice(status=422)
    sent = request.files.get("word_file")
    try:
        # Read before anything is begun: a file that is none begins nothing.
        read = attaching.read_word_file(sent) if sent is not None and sent.filename else None
        document = services.create_document(
            db_session(), signed_in(), clock(),
            code=request.form.get("code", ""),
            kind=DocumentKind(kind),
            title=request.form.get("title", ""),
            title_en=request.form.get("title_en", ""),
            properties=_properties(),
        )  # fmt: skip
        if read is not None:
            attaching.begin_with(document, read)
    except Invalid as error:
        return _new_form(request.form, error.fields, status=422)
    except (TooLarge, UnsupportedMedia) as error:
        told = f"{error.message} {error.way_out or ''}".strip()
        return _new_form(request.form, {"word_file": [told]}, status=error.status)
    return back_to(
        "documents_edit",
        t("The document is begun. Look the text through that was brought in.")
        if read is not None
        else t("The document is begun. Write its text now."),
        code=document.code,
        number=1,
    )


def _new_form(
    values: Mapping[str, Any], errors: Mapping[str, list[str]], *, status: int = 200
) -> Response:
    return page(
        "qms/documents/new.html",
        status=status,
        values=_many(values),
        errors=errors,
        labels=labels,
        form=FORMS.get(DocumentKind(str(values.get("kind")))),
        **_choices(),
    )


def _many(values: Mapping[str, Any]) -> dict[str, Any]:
    """Form values with the lists kept."""
    plain = dict(values.items())
    for name in (
        "clauses",
        "related",
        "legal_acts",
        "reader_units",
        "reader_people",
        "reader_roles",
    ):
        getlist = getattr(values, "getlist", None)
        plain[name] = getlist(name) if getlist else plain.get(name, [])
    return plain


def _choices() -> dict[str, Any]:
    session = db_session()
    polish = current_locale() == "pl"
    units = [(one[0], one[1] if polish else one[2]) for one in people.unit_choices(session)]
    clauses = [
        (
            clause.id,
            " ".join(
                (clause.edition.label, clause.number, localized(clause.title_pl, clause.title_en))
            ),
        )
        for clause in standards.clauses_with_editions(session)
    ]
    return {
        "units": units,
        "people": people.people_choices(session),
        "clauses": clauses,
        "others": queries.document_choices(session),
        "acts": queries.legal_act_choices(session),
    }


def _properties() -> services.Properties:
    """The facts of a document as its form sends them.

    Raises:
        Invalid: a number that is none.
    """
    return services.Properties(
        owner_unit_id=_number("owner_unit"),
        owner_id=_number("owner"),
        process_type=_known("process_type", labels.PROCESS_TYPES),
        review_interval_months=_number("review_interval_months") or 0,
        legal_basis=request.form.get("legal_basis", ""),
        jrwa=request.form.get("jrwa", ""),
        archive_category=request.form.get("archive_category", ""),
        clause_ids=_numbers("clauses"),
        related_ids=_numbers("related"),
        legal_act_ids=_numbers("legal_acts"),
        everybody_reads="everybody" in request.form,
        reader_unit_ids=_numbers("reader_units"),
        reader_ids=_numbers("reader_people"),
        reader_roles=request.form.getlist("reader_roles"),
    )


def _known(name: str, known: Mapping[str, object]) -> str | None:
    value = request.form.get(name, "")
    return value if value in known else None


def _number(name: str) -> int | None:
    return _as_number(name, request.form.get(name, "").strip())


def _as_number(name: str, raw: str) -> int | None:
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        problem = t("This is not a whole number.")
        raise Invalid("documents.not_a_number", problem, fields={name: [problem]})
    return int(raw)


def _numbers(name: str) -> list[int]:
    found = (_as_number(name, raw.strip()) for raw in request.form.getlist(name))
    return [one for one in found if one is not None]


@routes.get("/documents/<path:code>/properties")
@guarded("documents.read")
def properties(code: str) -> Response:
    """The form of a document's facts."""
    document = readable_document(code)
    require(signed_in(), "documents.manage", document)
    session = db_session()
    listed = queries.distribution(session, document)
    forward, _ = queries.related_documents(session, document)
    values = {
        "owner_unit": document.owner_unit_id,
        "owner": document.owner_id,
        "process_type": document.process_type,
        "review_interval_months": document.review_interval_months,
        "legal_basis": document.legal_basis,
        "jrwa": document.jrwa,
        "archive_category": document.archive_category,
        "clauses": [one.clause_id for one in document.clauses],
        "related": [one.id for one in forward],
        "legal_acts": [one.id for one in queries.legal_acts(session, document)],
        "everybody": any(one.everybody for one in listed),
        "reader_units": [one.unit_id for one in listed if one.unit_id],
        "reader_roles": [one.role for one in listed if one.role],
        "reader_people": [one.person_id for one in listed if one.person_id],
    }
    return _properties_form(document, values, {})


def _properties_form(
    document: Document,
    values: Mapping[str, Any],
    errors: Mapping[str, list[str]],
    *,
    status: int = 200,
) -> Response:
    return page(
        "qms/documents/properties.html",
        status=status,
        document=document,
        values=_many(values),
        errors=errors,
        labels=labels,
        **_choices(),
    )


@routes.post("/documents/<path:code>/properties")
@guarded("documents.read")
def save_properties(code: str) -> BaseResponse:
    """Change a document's facts."""
    document = readable_document(code)
    require(signed_in(), "documents.manage", document)
    try:
        services.set_properties(
            db_session(), signed_in(), clock(), document, _properties(),
            row_version=form_version(request.form.get("row_version")), today=today(),
        )  # fmt: skip
    except Invalid as error:
        return _properties_form(document, request.form, error.fields, status=422)
    return back_to("documents_links", t("Saved."), code=code)
