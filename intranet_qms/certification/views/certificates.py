"""Pages of one certificate: its form, its states, its file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from ...errors import Invalid, QMSError, not_found
from ...files import services as files
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import localized, t
from ...people import queries as people
from ...standards import queries as standards
from ...trail import queries as trail
from .. import labels, queries, services
from ..models import Certificate
from ..workflow import CertificateState, CertificateStep, VisitKind, steps_from
from ._shared import (
    as_file,
    form_day,
    form_number,
    form_numbers,
    notice_days,
    routes,
    seen_version,
    to,
    today,
)

_TEXTS = ("number", "standard_text", "scope_pl", "scope_en", "sites")
_DAYS = ("applied_on", "issued_on", "valid_from", "valid_until")


@routes.get("/certification/certificates/new")
@guarded("certification.manage")
def new() -> Response:
    """Enter an application, or a certificate that was granted."""
    return _form(None, {"whole_office": True, "state": "applied"}, {})


def _form(
    certificate: Certificate | None,
    values: Mapping[str, Any],
    errors: Mapping[str, Any],
    status: int = 200,
) -> Response:
    session = db_session()
    own = certificate.body_id if certificate is not None else None
    return page(
        "qms/certification/form.html",
        status=status,
        certificate=certificate,
        values=values,
        errors=errors,
        bodies=[
            (one.id, one.name) for one in queries.bodies(session) if one.active or one.id == own
        ],
        editions=[(one.id, one.label) for one in standards.editions(session)],
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        others=[
            (one.id, f"{one.number} ({one.standard_text})")
            for one in queries.certificates(session)
            if one is not certificate and one.number
        ],
        chosen_units=form_numbers("unit_ids")
        if request.method == "POST"
        else [one.unit_id for one in certificate.units] if certificate is not None else [],
    )  # fmt: skip


def _sent(errors: dict[str, list[str]]) -> services.CertificateFacts:
    form = request.form

    def text(name: str) -> str:
        return form.get(name, "").replace("\x00", "")

    return services.CertificateFacts(
        number=text("number"),
        standard_text=text("standard_text"),
        scope_pl=text("scope_pl"),
        scope_en=text("scope_en"),
        sites=text("sites"),
        applied_on=form_day("applied_on", errors),
        issued_on=form_day("issued_on", errors),
        valid_from=form_day("valid_from", errors),
        valid_until=form_day("valid_until", errors),
        body_id=form_number("body_id"),
        edition_id=form_number("edition_id"),
        whole_office="whole_office" in form,
        unit_ids=form_numbers("unit_ids"),
        renews_id=form_number("renews_id"),
    )


@routes.post("/certification/certificates/new")
@guarded("certification.manage")
def create() -> Response:
    """Enter it."""
    errors: dict[str, list[str]] = {}
    facts = _sent(errors)
    state = CertificateState.APPLIED
    if request.form.get("state") == "valid":
        state = CertificateState.VALID
        if facts.valid_until is not None and facts.valid_until < today():
            state = CertificateState.EXPIRED
    try:
        if errors:
            raise Invalid("certification.days", t("This is not a date."), fields=errors)
        made = services.enter(db_session(), signed_in(), clock(), facts, state=state)
    except Invalid as error:
        return _form(None, request.form, error.fields, 422)
    return to("certificate", t("Saved."), certificate_uuid=made.uuid)


@routes.get("/certification/certificates/<uuid:certificate_uuid>")
@guarded("certification.read")
def certificate(certificate_uuid: uuid.UUID) -> Response:
    """One certificate with its cycle."""
    return certificate_page(queries.certificate(db_session(), certificate_uuid), {})


def certificate_page(
    found: Certificate,
    errors: Mapping[str, Any],
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> Response:
    """The page, also with what was wrong in one of its forms."""
    session = db_session()
    return page(
        "qms/certification/certificate.html",
        status=status,
        certificate=found,
        cycle=queries.cycle(found, today(), notice_days()),
        steps=[(one.value, str(labels.STEPS[one])) for one in steps_from(found.state)],
        kinds=[(one.value, str(labels.VISITS[one])) for one in VisitKind],
        audits=queries.audit_choices(session),
        history=trail.history(session, "certificate", found.uuid, limit=60),
        labels=labels,
        errors=errors,
        values=values or {},
        today=today(),
    )


@routes.get("/certification/certificates/<uuid:certificate_uuid>/edit")
@guarded("certification.manage")
def edit(certificate_uuid: uuid.UUID) -> Response:
    """What it says."""
    found = queries.certificate(db_session(), certificate_uuid)
    names = (*_TEXTS, "body_id", "edition_id", "renews_id", "whole_office")
    values: dict[str, Any] = {name: getattr(found, name) for name in names}
    values |= {name: getattr(found, name) or "" for name in _DAYS}
    return _form(found, {**values, "version": found.row_version}, {})


@routes.post("/certification/certificates/<uuid:certificate_uuid>/edit")
@guarded("certification.manage")
def save(certificate_uuid: uuid.UUID) -> Response:
    """Change what it says."""
    found = queries.certificate(db_session(), certificate_uuid)
    errors: dict[str, list[str]] = {}
    facts = _sent(errors)
    try:
        if errors:
            raise Invalid("certification.days", t("This is not a date."), fields=errors)
        services.save(
            db_session(), signed_in(), clock(), found, facts,
            seen_version=seen_version(), today=today(),
        )  # fmt: skip
    except Invalid as error:
        return _form(found, request.form, error.fields, 422)
    return to("certificate", t("Saved."), certificate_uuid=found.uuid)


@routes.post("/certification/certificates/<uuid:certificate_uuid>/step")
@guarded("certification.manage")
def step(certificate_uuid: uuid.UUID) -> Response:
    """Note what the body decided."""
    found = queries.certificate(db_session(), certificate_uuid)
    errors: dict[str, list[str]] = {}
    day = form_day("on", errors)
    raw = request.form.get("step", "")
    known = {one.value for one in steps_from(found.state)}
    if raw not in set(CertificateStep):
        errors["step"] = [t("Choose what the certification body decided.")]
    if day is None:
        errors.setdefault("on", [t("Enter a day.")])
    elif day > today():
        errors["on"] = [t("This day has not come yet.")]
    try:
        if errors or day is None:
            raise Invalid("certification.step", t("Some fields are not right."), fields=errors)
        services.step(
            db_session(), signed_in(), clock(), found,
            # Expiry is the calendar's, and refused here as everything that is not possible.
            CertificateStep(raw) if raw in known else CertificateStep.GRANT,
            on=day, reason=request.form.get("reason", ""),
        )  # fmt: skip
    except Invalid as error:
        return certificate_page(found, error.fields, 422, request.form)
    return to("certificate", t("Noted."), certificate_uuid=found.uuid)


@routes.post("/certification/certificates/<uuid:certificate_uuid>/file")
@guarded("certification.manage")
def store_file(certificate_uuid: uuid.UUID) -> Response:
    """Keep the certificate itself."""
    found = queries.certificate(db_session(), certificate_uuid)
    sent = request.files.get("file")
    config = module().config
    try:
        if sent is None or not sent.filename:
            sentence = t("Choose a file.")
            raise Invalid("certification.no_file", sentence, fields={"file": [sentence]})
        services.store_file(
            db_session(), signed_in(), clock(), module().files, found,
            sent.stream.read(config.attachment_bytes + 1), sent.filename,
            maximum_bytes=config.attachment_bytes, maximum_pixels=config.evidence_pixels,
        )  # fmt: skip
    except QMSError as error:
        if error.status not in {413, 415, 422}:
            raise
        fields = error.fields or {"file": [error.message]}
        return certificate_page(found, fields, error.status)
    return to("certificate", t("Saved."), certificate_uuid=found.uuid)


@routes.get("/certification/certificates/<uuid:certificate_uuid>/file")
@guarded("certification.read")
def file(certificate_uuid: uuid.UUID) -> Response:
    """The certificate itself."""
    found = queries.certificate(db_session(), certificate_uuid)
    if found.file is None:
        raise not_found("certification.no_file")
    response = as_file(
        files.stream(module().files, found.file), found.file.media_type,
        found.file_name or "certificate",
    )  # fmt: skip
    response.content_length = found.file.size
    return response
