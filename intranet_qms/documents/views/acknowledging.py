"""What a reader has to read, who is missing, reminders, and the proof."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import GUEST_ROLE, require
from ...errors import Conflict
from ...http import clock, db_session, guarded, module, page, query_int, signed_in
from ...i18n import current_locale, t, tn
from ...people import queries as people
from ...reports import services as reports
from ...reports.views import attachment
from .. import labels, queries, reading_proof, services
from ..models import Document, Revision
from ..workflow import RevisionState
from ._shared import (
    back_to,
    frame,
    interface,
    readable_document,
    readable_revision,
    routes,
    today,
)

PER_PAGE = 25
SIDES = {
    "documents": queries.missing_by_document,
    "units": queries.missing_by_unit,
    "people": queries.missing_by_person,
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@routes.get("/reading/")
@guarded("documents.read")
def reading() -> Response:
    """Everything that the reader has to read and confirm, the oldest first."""
    actor = signed_in()
    owed = [] if actor.has_role(GUEST_ROLE) else queries.own_reading(db_session(), actor.person_id)
    return page("qms/documents/reading.html", owed=owed, labels=labels)


@routes.get("/acknowledgements/")
@guarded("documents.see_acknowledgements")
def acknowledgements() -> Response:
    """Who is missing over all documents, by document, unit or person."""
    session, actor = db_session(), signed_in()
    seen = queries.units_seen(session, actor)
    unit_id = query_int("unit", 0, minimum=0) or None
    chosen = seen
    if unit_id is not None:
        below = queries.units_with_those_below(session, [unit_id])
        chosen = below if seen is None else below & seen
    by = request.args.get("by", "documents")
    by = by if by in SIDES else "documents"
    everything = request.args.get("all") == "1"
    listed = SIDES[by](
        session, chosen, only_missing=not everything, page=query_int("page", 1), per_page=PER_PAGE
    )
    asked, confirmed, missing_people = queries.missing_in_all(session, chosen)
    units = [one for one in people.unit_choices(session) if seen is None or one[0] in seen]
    return page(
        "qms/documents/acknowledgements.html",
        by=by,
        everything=everything,
        listed=listed,
        asked=asked,
        confirmed=confirmed,
        missing_people=missing_people,
        units=units,
        unit_id=unit_id,
        labels=labels,
        tabs=_sides(by),
        never_asked=queries.never_asked(session) if seen is None else [],
    )


def _sides(by: str) -> list[dict[str, object]]:
    here = interface().here
    words = {"documents": t("By document"), "units": t("By unit"), "people": t("By person")}
    return [
        {"label": label, "url": here(by=name, page=None), "active": name == by, "count": None}
        for name, label in words.items()
    ]


@routes.post("/acknowledgements/ask")
@guarded("documents.ask_all_readers")
def ask_all_readers() -> BaseResponse:
    """Ask the readers of all documents that came with the office's earlier records."""
    count = services.ask_all(db_session(), signed_in(), clock(), today())
    message = tn(
        "The readers of %(n)s document were asked.", "The readers of %(n)s documents were asked.",
        count,
    )  # fmt: skip
    return back_to("documents_acknowledgements", message)


@routes.post("/acknowledgements/remind")
@guarded("documents.remind_readers")
def remind() -> BaseResponse:
    """Remind everybody who is missing, of whom the actor may see it; one mail a person."""
    session, actor = db_session(), signed_in()
    seen = queries.units_seen(session, actor)
    if not actor.has_role("qms_representative"):
        seen = queries.units_with_those_below(session, actor.headed_unit_ids)
    raw = request.form.get("unit", "")
    if raw.isascii() and raw.isdigit() and len(raw) < 10:
        below = queries.units_with_those_below(session, [int(raw)])
        seen = below if seen is None else below & seen
    sent = services.remind(session, actor, clock(), today(), unit_ids=seen)
    return back_to("documents_acknowledgements", reminded(sent), by="people")


def reminded(sent: int) -> str:
    """How many were reminded, as a sentence."""
    if not sent:
        return t("Nobody new was reminded: whoever is missing was written to today already.")
    return tn("%(n)s person was reminded.", "%(n)s people were reminded.", sent)


@routes.get("/documents/<path:code>/readers")
@guarded("documents.read")
def readers(code: str) -> Response:
    """Who owes and who gave an acknowledgement, by unit."""
    document = readable_document(code)
    session, actor = db_session(), signed_in()
    revision = next(
        (one for one in document.revisions if one.state is RevisionState.EFFECTIVE), None
    )
    may_see = bool(interface().can("documents.see_readers", document))
    only_missing = request.args.get("missing") == "1"
    groups: list[reading_proof.UnitReaders] = []
    own = None
    if revision is not None:
        own = queries.own_acknowledgement(session, revision.id, actor.person_id)
        if may_see:
            lines = queries.acknowledgements(session, revision, unit_ids=_units_seen(document))
            groups = reading_proof.by_unit(lines)
    return page(
        "qms/documents/readers.html",
        **frame(document, "readers"),
        revision=revision,
        groups=groups,
        asked=sum(group.asked for group in groups),
        confirmed=sum(group.confirmed for group in groups),
        only_missing=only_missing,
        own=own if own is None or own.ended_at is None or own.acknowledged_at else None,
        may_see=may_see,
        was_asked=revision is not None and queries.was_asked(session, revision.id),
        distribution=queries.distribution_named(session, document.id, today()),
        sentences=distribution_sentences(document.id),
    )


def distribution_sentences(document_id: int) -> list[str]:
    """A distribution list said in sentences, the number of people today at the end of each."""
    listed = queries.distribution_named(db_session(), document_id, today())
    polish = current_locale() == "pl"
    said = []
    if listed.everybody:
        said.append(t("Everybody in the office."))
    for unit in listed.units:
        name = unit.name_pl if polish else unit.name_en
        count = tn("%(n)s person", "%(n)s people", unit.people)
        said.append(
            t("%(unit)s with the units below it: %(count)s.", unit=name, count=count)
            if unit.has_units_below
            else t("%(unit)s: %(count)s.", unit=name, count=count)
        )
    for role, number in listed.roles:
        count = tn("%(n)s person", "%(n)s people", number)
        said.append(
            t("Whoever has the role “%(role)s”: %(count)s.", role=labels.READER_ROLES[role],
              count=count)
        )  # fmt: skip
    if listed.people:
        said.append(t("By name: %(names)s.", names=", ".join(listed.people)))
    return said


def _units_seen(document: Document) -> Iterable[int] | None:
    """A head who has nothing to do with the document sees their own people."""
    if interface().can("documents.manage", document):
        return None
    return queries.units_seen(db_session(), signed_in())


@routes.post("/documents/<path:code>/ask-readers")
@guarded("documents.read")
def ask_readers(code: str) -> BaseResponse:
    """Ask the readers of a document that came with the office's earlier records."""
    document = readable_document(code)
    count = services.ask_again(db_session(), signed_in(), clock(), document, today())
    message = tn("%(n)s person was asked.", "%(n)s people were asked.", count)
    return back_to("documents_readers", message, code=document.code)


@routes.post("/documents/<path:code>/remind")
@guarded("documents.read")
def remind_of(code: str) -> BaseResponse:
    """Remind who has not confirmed this document: each gets one mail with all they owe."""
    document = readable_document(code)
    session, actor = db_session(), signed_in()
    require(actor, "documents.remind_readers", document)
    sent = services.remind(
        session, actor, clock(), today(), document_ids=[document.id],
        unit_ids=_units_seen(document),
    )  # fmt: skip
    return back_to("documents_readers", reminded(sent), code=document.code)


def _proved(code: str, number: int) -> tuple[Document, Revision]:
    document = readable_document(code)
    revision = readable_revision(document, number)
    require(signed_in(), "documents.see_readers", document)
    if revision.published_at is None:
        raise Conflict(
            "documents.not_in_force",
            t("Nobody was asked to confirm this issue: it is not in force."),
        )
    return document, revision


@routes.get("/documents/<path:code>/issues/<int:number>/readers.xlsx")
@guarded("documents.read")
def proof_workbook(code: str, number: int) -> Response:
    """Who confirmed an issue and who did not, as a workbook."""
    document, revision = _proved(code, number)
    lines = queries.acknowledgements(db_session(), revision, unit_ids=_units_seen(document))
    body = reading_proof.workbook(
        document, revision, lines, made_at=clock().now(), zone=module().config.zone,
        office=module().config.office_name,
    )  # fmt: skip
    response = Response(body, mimetype=XLSX)
    name = t(
        "Acknowledgements %(code)s issue %(number)s", code=document.code, number=revision.label
    )
    response.headers["Content-Disposition"] = attachment(f"{name}.xlsx")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@routes.post("/documents/<path:code>/issues/<int:number>/readers-pdf")
@guarded("documents.read")
def proof_pdf(code: str, number: int) -> BaseResponse:
    """Have the proof made as a PDF by the worker; its page shows how far it is."""
    document, revision = _proved(code, number)
    # The whole office is in it, so it is made for those who may see the whole office.
    if _units_seen(document) is not None:
        require(signed_in(), "documents.manage", document)
    job = reports.request_report(
        db_session(), signed_in(), clock(), reading_proof.PROOF_KIND, revision.uuid,
        language=current_locale(),
    )  # fmt: skip
    return back_to("reports_job", job_uuid=job.uuid)
