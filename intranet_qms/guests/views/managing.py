"""Who was let in, by whom, and what they looked at: for the QMS representative."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for

from ...audits.queries.granted import audits_to_grant
from ...documents import labels as document_labels
from ...documents import queries as documents
from ...errors import Invalid
from ...findings.queries.granted import findings_to_grant
from ...http import clock, db_session, guarded, module, page, paginate, query_int, signed_in
from ...i18n import localized, t
from ...people import queries as people
from .. import labels, queries, services
from ..models import GuestGrant
from ..workflow import WITHOUT_REFERENCE, ScopeKind, standing
from ._shared import last_day, routes, today, zone

_CHOSEN = {
    ScopeKind.DOCUMENT_KIND: "chosen_kinds",
    ScopeKind.UNIT: "chosen_units",
    ScopeKind.DOCUMENT: "chosen_documents",
    ScopeKind.AUDIT: "chosen_audits",
    ScopeKind.FINDING: "chosen_findings",
}
"""By which field of the form each kind of lines is chosen."""


@routes.get("/guests/")
@guarded("guests.manage")
def index() -> Response:
    """All grants."""
    found = paginate(db_session(), queries.grants(), page=query_int("page", 1))
    return page(
        "qms/guests/index.html",
        page=found,
        standings={one.id: _standing(one) for one in found.items},
        last_days={one.id: last_day(one) for one in found.items},
        labels=labels,
        page_url=lambda number: url_for("qms.guests_index", page=number),
    )


def _standing(grant: GuestGrant) -> str:
    return standing(grant.begins_at, grant.ends_at, grant.revoked_at, clock().now()).value


@routes.get("/guests/new")
@guarded("guests.manage")
def new() -> Response:
    """Grant access."""
    values = {"language": "pl", "first_day": today().isoformat(), "certificates": "1"}
    return _form(values, {}, {})


def _choices() -> dict[ScopeKind, list[tuple[str, str]]]:
    session = db_session()
    # By identifiers: the numbers of documents and units mean nothing outside.
    return {
        ScopeKind.DOCUMENT_KIND: [
            (str(kind), str(label)) for kind, label in document_labels.KINDS.items()
        ],
        ScopeKind.UNIT: [
            (str(one.uuid), localized(one.name_pl, one.name_en)) for one in people.units(session)
        ],
        ScopeKind.DOCUMENT: [
            (str(one.uuid), f"{one.code} {localized(one.title, one.title_en)}")
            for one in documents.effective_documents(session)
        ],
        ScopeKind.AUDIT: audits_to_grant(session),
        ScopeKind.FINDING: findings_to_grant(session),
    }


def _form(
    values: Mapping[str, Any],
    chosen: Mapping[str, list[str]],
    errors: Mapping[str, Any],
    status: int = 200,
) -> Response:
    return page(
        "qms/guests/form.html",
        status=status,
        values=values,
        chosen=chosen,
        errors=errors,
        choices={_CHOSEN[kind]: listed for kind, listed in _choices().items()},
        most_days=module().config.guest_days,
        today=today(),
    )


def _day(name: str, errors: dict[str, list[str]]) -> date | None:
    raw = request.form.get(name, "").strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2200:
        errors[name] = [t("This is not a date.")]
        return None
    return day


@routes.post("/guests/new")
@guarded("guests.manage")
def create() -> Response:
    """Grant it and have the link mailed."""
    form = request.form
    errors: dict[str, list[str]] = {}
    known = {kind: {value for value, _ in listed} for kind, listed in _choices().items()}
    lines = [
        services.Line(kind)
        for kind in ScopeKind
        if kind in WITHOUT_REFERENCE and kind.value in form
    ]
    for kind, name in _CHOSEN.items():
        sent = form.getlist(name)
        if any(one not in known[kind] for one in sent):
            errors[name] = [t("This holds a choice that is not offered any more.")]
        lines += [services.Line(kind, one) for one in sent if one in known[kind]]
    invitation = services.Invitation(
        name=form.get("name", ""),
        organisation=form.get("organisation", ""),
        email=form.get("email", ""),
        language=form.get("language", ""),
        purpose=form.get("purpose", ""),
        first_day=_day("first_day", errors),
        last_day=_day("last_day", errors),
        records_from=_day("records_from", errors),
        records_until=_day("records_until", errors),
        lines=lines,
    )
    try:
        if errors:
            raise Invalid("guests.form", t("Some fields are not right."), fields=errors)
        made = services.grant(
            db_session(), signed_in(), clock(), invitation,
            zone=zone(), most_days=module().config.guest_days,
        )  # fmt: skip
    except Invalid as error:
        chosen = {name: form.getlist(name) for name in _CHOSEN.values()}
        return _form(form, chosen, error.fields, 422)
    flash(t("Access is granted; the personal link goes to %(email)s.", email=made.email), "good")
    return _to(made)


def _to(grant: GuestGrant) -> Response:
    return make_response(redirect(url_for("qms.guests_show", grant_uuid=grant.uuid), code=303))


@routes.get("/guests/<uuid:grant_uuid>")
@guarded("guests.manage")
def show(grant_uuid: uuid.UUID) -> Response:
    """One grant: what it opens, and all that its guest looked at."""
    session = db_session()
    grant = queries.grant(session, grant_uuid)
    offered = {
        (kind, value): label for kind, listed in _choices().items() for value, label in listed
    }
    return page(
        "qms/guests/show.html",
        grant=grant,
        standing=_standing(grant),
        last_day=last_day(grant),
        lines=[
            (labels.SCOPES[one.kind], offered.get((one.kind, one.reference), t("not there any more")))
            if one.reference
            else (labels.SCOPES[one.kind], "")
            for one in grant.scope
        ],
        browsers=queries.open_sessions(session, grant.id, clock().now()),
        history=queries.seen(session, grant),
        labels=labels,
    )  # fmt: skip


@routes.post("/guests/<uuid:grant_uuid>")
@guarded("guests.manage")
def act(grant_uuid: uuid.UUID) -> Response:
    """Revoke the access at once, or send another link."""
    session = db_session()
    grant = queries.grant(session, grant_uuid)
    wanted = request.form.get("act", "")
    if wanted not in {"link", "revoke"}:
        raise Invalid("guests.act", t("Choose what is to be done."))
    if wanted == "link":
        services.send_link(session, signed_in(), clock(), grant)
        flash(t("Another link goes to %(email)s; the one before opens nothing any more.",
                email=grant.email), "good")  # fmt: skip
    else:
        services.revoke(session, signed_in(), clock(), grant, request.form.get("reason", ""))
        flash(t("The access is revoked. Open pages of the guest show nothing any more."), "neutral")
    return _to(grant)
