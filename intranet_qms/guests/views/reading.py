"""What a guest reads. Each page asks whether the grant opens it, and writes into the trail what is
seen before it is shown."""

from __future__ import annotations

from typing import Any

from flask import Response

from ...access import require
from ...audits import labels as audit_labels
from ...audits.queries import granted as audits
from ...certification import labels as certification_labels
from ...certification import queries as certification
from ...documents import labels as document_labels
from ...documents.queries import granted as documents
from ...documents.services import prints
from ...errors import not_found
from ...findings import labels as finding_labels
from ...findings.queries import granted as findings
from ...http import address_values, clock, db_session, module, query_int, visited
from ...i18n import current_locale
from ...records import labels as record_labels
from .. import labels, queries, services
from ..permissions import Wanted
from ..workflow import ScopeKind
from ._shared import guest_page, last_day, routes, visitor, zone

_LISTS: dict[str, tuple[ScopeKind, ...]] = {
    "documents": (
        ScopeKind.ALL_DOCUMENTS, ScopeKind.DOCUMENT_KIND, ScopeKind.UNIT, ScopeKind.DOCUMENT
    ),
    "audits": (ScopeKind.AUDITS, ScopeKind.AUDIT),
    "findings": (ScopeKind.FINDINGS, ScopeKind.FINDING, ScopeKind.AUDITS, ScopeKind.AUDIT),
    "records": (ScopeKind.RECORDS,),
    "certificates": (ScopeKind.CERTIFICATES,),
}  # fmt: skip
"""What is listed, and the lines of which at least one opens the list."""


def _ask(*lines: tuple[ScopeKind, str]) -> None:
    """Go on only where a line of the grant says so. Raises Forbidden."""
    guest = visitor()
    require(guest.actor, "guests.see", Wanted(guest.grant, clock().now(), lines))


def _opened() -> queries.Opened:
    return queries.opened(db_session(), visitor().grant, zone())


def _note(what: str, code: str = "", title: str = "", *, taken: bool = False) -> None:
    services.note_seen(db_session(), clock(), visitor(), what, code, title, taken=taken)


def _page(template: str, **context: Any) -> Response:
    guest = visitor()
    return guest_page(
        template, guest=guest.grant, last_day=last_day(guest.grant), labels=labels,
        open_lists=_open_lists(), **context,
    )  # fmt: skip


def _open_lists() -> list[str]:
    given = {one.kind for one in visitor().grant.scope}
    return [name for name, kinds in _LISTS.items() if given.intersection(kinds)]


@routes.get("/guest/")
@visited("what was granted")
def home() -> Response:
    """What was granted, until when, and how much of it there is."""
    _ask()
    opened, session = _opened(), db_session()
    counts: dict[str, int | None] = {}
    for name in _open_lists():
        if name == "documents":
            counts[name] = documents.granted_documents(
                session, opened.documents, page=1, per_page=1
            ).total
        elif name == "audits":
            counts[name] = audits.granted_audits(session, opened.audits, page=1, per_page=1).total
        elif name == "findings":
            counts[name] = findings.granted_findings(
                session, opened.findings, page=1, per_page=1
            ).total
        else:
            counts[name] = None
    _note("overview")
    return _page("qms/guests/home.html", counts=counts)


@routes.get("/guest/list/<any(documents, audits, findings, records, certificates):what>")
@visited("a list of what was granted")
def listing(what: str) -> Response:
    """The documents, audits, findings, records or certificates that are open."""
    given = visitor().grant.scope
    _ask(*((one.kind, one.reference) for one in given if one.kind in _LISTS[what]))
    if not any(one.kind in _LISTS[what] for one in given):
        raise not_found("guests.not_granted")
    opened, session, number = _opened(), db_session(), query_int("page", 1)
    found: Any = None
    if what == "documents":
        found = documents.granted_documents(session, opened.documents, page=number)
    elif what == "audits":
        found = audits.granted_audits(session, opened.audits, page=number)
    elif what == "findings":
        found = findings.granted_findings(session, opened.findings, page=number)
    elif what == "records":
        if opened.days is None:
            raise not_found("guests.not_granted")
        found = queries.records_of(session, opened.days, zone(), number)
    _note(what)
    return _page(
        "qms/guests/list.html",
        what=what,
        page=found,
        certificates=certification.certificates(session) if what == "certificates" else [],
        document_labels=document_labels,
        audit_labels=audit_labels,
        finding_labels=finding_labels,
        record_labels=record_labels,
        certification_labels=certification_labels,
        page_url=lambda wanted: _page_address(what, wanted),
    )


def _page_address(what: str, number: int) -> str:
    interface = module().templates  # type: ignore[attr-defined]
    address: str = interface.url(
        "guests_listing", **{**address_values(), "what": what, "page": number}
    )
    return address


def _document(code: str) -> tuple[Any, Any]:
    """The document of an address with its issue in force. Raises NotFound, Forbidden."""
    session = db_session()
    found = documents.granted_document(session, _opened().documents, code)
    if found is None:
        raise not_found("guests.not_granted")
    document, _revision = found
    units = queries.units_above(session, document.owner_unit_id)
    _ask(
        (ScopeKind.ALL_DOCUMENTS, ""),
        (ScopeKind.DOCUMENT_KIND, document.kind.value),
        (ScopeKind.DOCUMENT, str(document.uuid)),
        *((ScopeKind.UNIT, one) for one in units),
    )
    return found


@routes.get("/guest/documents/<path:code>")
@visited("a document in force")
def document(code: str) -> Response:
    """The text of a document in force."""
    found, revision = _document(code)
    _note("document", found.code, revision.title)
    return _page(
        "qms/guests/document.html",
        document=found,
        revision=revision,
        html=documents.text_for_guests(revision),
        document_labels=document_labels,
    )


@routes.get("/guest/documents/<path:code>/pdf")
@visited("a document in force, as a copy")
def document_pdf(code: str) -> Response:
    """The document as PDF, with the guest's name on every page."""
    found, revision = _document(code)
    guest = visitor()
    name, body = prints.issue_pdf(
        db_session(), module().files, clock(), module().config, found, revision,
        current_locale(), copy_for=guest.actor.name,
    )  # fmt: skip
    _note("document", found.code, revision.title, taken=True)
    response = Response(body, mimetype="application/pdf")
    plain = name.encode("ascii", "ignore").decode().replace('"', "'")
    response.headers["Content-Disposition"] = f'inline; filename="{plain}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/guest/audits/<number>")
@visited("an audit")
def audit(number: str) -> Response:
    """An audit: its plan, its conclusions once it is closed, and its findings."""
    session, opened = db_session(), _opened()
    found = audits.granted_audit(session, opened.audits, number)
    if found is None:
        raise not_found("guests.not_granted")
    _ask((ScopeKind.AUDITS, ""), (ScopeKind.AUDIT, str(found.uuid)))
    _note("audit", found.number, found.title)
    of_audit = findings.Granted(audit_ids=[found.id])
    return _page(
        "qms/guests/audit.html",
        audit=found,
        findings=findings.granted_findings(session, of_audit, page=1, per_page=200).items,
        audit_labels=audit_labels,
        finding_labels=finding_labels,
        open_documents=documents.granted_ids(
            session, opened.documents, [one.document_id for one in found.documents]
        ),
    )


@routes.get("/guest/findings/<number>")
@visited("a finding")
def finding(number: str) -> Response:
    """A finding with what was done about it."""
    session, opened = db_session(), _opened()
    found = findings.granted_finding(session, opened.findings, number)
    if found is None:
        raise not_found("guests.not_granted")
    lines: list[tuple[ScopeKind, str]] = [
        (ScopeKind.FINDINGS, ""), (ScopeKind.FINDING, str(found.uuid)), (ScopeKind.AUDITS, ""),
    ]  # fmt: skip
    lines += [(ScopeKind.AUDIT, str(one)) for one in opened.audits.uuids]
    _ask(*lines)
    _note("finding", found.number, found.statement)
    return _page("qms/guests/finding.html", finding=found, finding_labels=finding_labels)
