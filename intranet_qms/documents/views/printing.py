"""Paper: one issue at once, books and lists by the worker, and the page that tells whether a print
is still in force."""

from __future__ import annotations

from uuid import UUID

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Conflict, not_found
from ...http import clock, db_session, guarded, module, page, public, signed_in
from ...i18n import LOCALES, current_locale, set_locale, t
from ...reports import services as reports
from ...reports.print_marks import identifier_of
from ...reports.views import attachment
from .. import labels, printing, printing_sources, queries
from ..queries.prints import print_by_uuid, standing_of
from ..services.prints import MOST_IN_BOOK, MOST_IN_LIST, issue_pdf, print_collection
from ..workflow import DocumentKind, PrintKind
from ._shared import interface, readable_document, readable_revision, routes, today
from .reading import active_filters, asked_of_address


def pdf_response(body: bytes, name: str) -> Response:
    """A PDF under its name, shown by the browser where it can."""
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = attachment(name).replace("attachment", "inline", 1)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@routes.get("/documents/<path:code>/issues/<int:number>/pdf")
@guarded("documents.read")
def pdf(code: str, number: int) -> Response:
    """An issue as an accessible PDF (PDF/UA-1, PDF/A-2a); a manual comes as a book."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    if printing.is_large(revision):
        raise Conflict(
            "documents.print_large",
            t("This text is long; its PDF is made by the worker."),
            way_out=t("Press “Prepare the PDF” on the page of the document."),
        )
    name, body = issue_pdf(
        db_session(), module().files, clock(), module().config, document, revision,
        current_locale(),
    )  # fmt: skip
    return pdf_response(body, name)


@routes.post("/documents/<path:code>/issues/<int:number>/pdf")
@guarded("documents.read")
def pdf_job(code: str, number: int) -> BaseResponse:
    """Have a long issue made by the worker; its page shows how far it is."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    job = reports.request_report(
        db_session(), signed_in(), clock(), printing.ISSUE_KIND, revision.uuid,
        language=current_locale(),
    )  # fmt: skip
    return redirect(interface().url("reports_job", job_uuid=job.uuid), code=303)


@routes.post("/documents/print/<any(register, book):what>")
@guarded("documents.read")
def print_many(what: str) -> BaseResponse:
    """The register as the reader has narrowed it, as a list or as one book of its texts."""
    session, actor = db_session(), signed_in()
    kind = PrintKind(what)
    asked = asked_of_address()
    most = MOST_IN_LIST if kind is PrintKind.REGISTER else MOST_IN_BOOK
    listed = queries.register(session, actor, asked, today=today(), page=1, per_page=most + 1)
    documents = [row.document for row in listed.rows]
    narrowed = [
        (one["label"], one["value"])
        for one in active_filters(asked, queries.filter_choices(session))
    ]
    job = print_collection(
        session, actor, clock(), kind, _title(kind, asked.kind, len(narrowed)), documents,
        narrowed=narrowed, language=current_locale(),
    )  # fmt: skip
    return redirect(interface().url("reports_job", job_uuid=job.uuid), code=303)


def _title(kind: PrintKind, of_kind: str, narrowed: int) -> str:
    if kind is PrintKind.REGISTER:
        return t("Register of controlled documents")
    titles = {
        DocumentKind.PROCEDURE: t("Procedures"),
        DocumentKind.PROCESS_CARD: t("Process cards"),
        DocumentKind.INSTRUCTION: t("Work instructions"),
        DocumentKind.CLIENT_GUIDE: t("Client guides"),
    }
    if narrowed == 1 and of_kind in titles:
        return titles[DocumentKind(of_kind)]
    return t("Documents of the quality management system")


@routes.get("/emblem.svg")
@public("the emblem stands on everything that the office hands out")
def emblem() -> Response:
    """The office's emblem, for public pages."""
    response = Response(printing_sources.emblem(module().config), mimetype="image/svg+xml")
    # A drawing that an administrator brought is shown as a picture and nothing else.
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


@routes.get("/prints/<token>")
@public("whoever holds a paper may learn whether it is still in force; nothing of its text is told")
def print_check(token: str) -> Response:
    """Whether a print is still in force."""
    wanted = request.args.get("lang", "")
    if wanted in LOCALES:
        set_locale(wanted)
    identifier = identifier_of(token)
    session = db_session()
    if identifier is None:
        raise not_found("documents.print_not_found")
    book = print_by_uuid(session, identifier)
    if book is not None:
        standings = standing_of(session, [UUID(row[0]) for row in book.contents if row[0]])
    else:
        standings = standing_of(session, [identifier])
    if book is None and not standings:
        raise not_found("documents.print_not_found")
    response = page(
        "qms/documents/print_check.html",
        book=book,
        standings=standings,
        labels=labels,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
