"""One auditor: appointment, competence, days, work, evaluations; and one's own page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...access import decide, require
from ...errors import Conflict, Invalid, QMSError, not_found
from ...files import services as files
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import t
from ...people import queries as people
from ...standards import queries as standards
from .. import labels, queries, services
from ..days import said
from ..permissions import Whose
from ..workflow import Grade, appointment_state, competence_state
from ._shared import form_day, form_number, form_uuid, routes, the_person, today


@routes.get("/auditors/mine")
@guarded("auditors.read")
def mine() -> BaseResponse:
    """One's own page."""
    person = people.person(db_session(), signed_in().person_id)
    if person is None:
        raise not_found("auditors.not_found")
    return _page(person)


@routes.get("/auditors/<uuid:person>")
@guarded("auditors.read")
def show(person: uuid.UUID) -> Response:
    """One auditor."""
    found = the_person(person)
    session = db_session()
    if (
        found.id != signed_in().person_id
        and not decide(signed_in(), "auditors.manage")
        and not queries.in_register(session, found.id)
        and not queries.audits_by_role(found, today())
    ):
        raise not_found("auditors.not_found")
    return _page(found)


def _page(
    person: Any,
    form: str = "",
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    session, actor = db_session(), signed_in()
    whole = queries.whole(session, actor, person.id, today())
    whose = Whose(person.id, people.head_ids_of(session, person))
    documents = queries.own_documents(session, person.id)
    plans = bool(decide(actor, "auditors.plan_with", whose))
    return page(
        "qms/auditors/show.html",
        status=status,
        person=person,
        own=actor.person_id == person.id,
        whole=whole,
        units=people.units_headed(session, person.id),
        documents=documents,
        manages=decide(actor, "auditors.manage"),
        plans=plans,
        enters=decide(actor, "auditors.enter_absence", whose),
        sees_evaluations=bool(decide(actor, "auditors.see_evaluations", person.id)),
        numbers=queries.audit_numbers(session, whole.evaluations),
        labels=labels,
        by_role=queries.audits_by_role(person, today()) and not whole.appointments,
        appointment_state=lambda one: appointment_state(one.first_day, one.ended_on, today()),
        competence_state=lambda one: competence_state(
            one.since, one.until, one.withdrawn_on, today()
        ),
        standards=sorted({one.standard for one in standards.editions(session)}),
        form=form,
        errors=errors or {},
        values=request.form if form else {},
    )


@routes.post("/auditors/<uuid:person>")
@guarded("auditors.read")
def change(person: uuid.UUID) -> BaseResponse:
    """Appoint, dismiss, enter or take back: one form each, told apart by ``act``."""
    found = the_person(person)
    act = request.form.get("act", "")
    if act not in _ACTS:
        require(signed_in(), "auditors.manage")
        raise Invalid("auditors.act", t("This is not known here."), fields={"act": [act[:20]]})
    try:
        told = _ACTS[act](found)
    except (Invalid, Conflict) as error:
        names = _FIELDS.get(act, {})
        errors = {names.get(name, name): said for name, said in error.fields.items()}
        return _page(found, act, errors or {"act": [error.message]}, error.status)
    flash(told, "good")
    target = "mine" if request.form.get("back") == "mine" else "show"
    values = {} if target == "mine" else {"person": found.uuid}
    return redirect(url_for(f"qms.auditors_{target}", **values), code=303)


def _appoint(person: Any) -> str:
    raw = request.form.get("grade", "")
    services.appoint(
        db_session(), signed_in(), clock(), person,
        grade=Grade(raw) if raw in set(Grade) else None,
        first_day=form_day("first_day"), act=request.form.get("order", ""), today=today(),
    )  # fmt: skip
    return t("%(person)s is appointed.", person=person.name)


def _dismiss(person: Any) -> str:
    identifier = form_uuid("appointment")
    found = queries.appointment(db_session(), person.id, identifier) if identifier else None
    if found is None:
        raise not_found("auditors.not_found")
    services.dismiss(
        db_session(), signed_in(), clock(), person, found, ended_on=form_day("ended_on"),
        act=request.form.get("ended_act", ""), reason=request.form.get("ended_reason", ""),
        today=today(),
    )  # fmt: skip
    return t("The appointment ends on %(day)s.", day=said(found.ended_on) if found.ended_on else "")


def _add_competence(person: Any) -> str:
    form, config = request.form, module().config
    sent = request.files.get("file")
    file = None
    if sent is not None and sent.filename:
        file = services.ProofFile(
            sent.stream.read(config.attachment_bytes + 1), sent.filename,
            config.attachment_bytes, config.evidence_pixels,
        )  # fmt: skip
    raw = form.get("level", "")
    if form.get("until", "").strip() and form_day("until") is None:
        raise Invalid(
            "auditors.invalid", t("This cannot be saved like this."),
            fields={"until": [t("This is not a date.")]},
        )  # fmt: skip
    services.add_competence(
        db_session(), signed_in(), clock(), module().files, person,
        services.CompetenceGiven(
            standard=form.get("standard", ""), grade=Grade(raw) if raw in set(Grade) else None,
            since=form_day("since"), until=form_day("until"), proof=form.get("proof", ""),
        ),
        file,
    )  # fmt: skip
    return t("The competence was entered.")


def _withdraw_competence(person: Any) -> str:
    identifier = form_uuid("competence")
    found = queries.competence(db_session(), person.id, identifier) if identifier else None
    if found is None:
        raise not_found("auditors.not_found")
    services.withdraw_competence(
        db_session(), signed_in(), clock(), person, found,
        reason=request.form.get("reason", ""), today=today(),
    )  # fmt: skip
    return t("The competence was taken back.")


def _enter_absence(person: Any) -> str:
    services.enter_absence(
        db_session(), signed_in(), clock(), person,
        first_day=form_day("away_first"), last_day=form_day("away_last"), today=today(),
    )  # fmt: skip
    return t("The absence was noted.")


def _remove_absence(person: Any) -> str:
    identifier = form_uuid("absence")
    found = queries.absence(db_session(), person.id, identifier) if identifier else None
    if found is None:
        raise not_found("auditors.not_found")
    services.remove_absence(db_session(), signed_in(), clock(), person, found, today=today())
    return t("The absence was removed.")


def _set_limit(person: Any) -> str:
    raw = request.form.get("load_days_limit", "").strip()
    if raw and form_number("load_days_limit") is None:
        raise Invalid(
            "auditors.invalid", t("This cannot be saved like this."),
            fields={"load_days_limit": [t("Enter a number of days from 1 to 366, or nothing.")]},
        )  # fmt: skip
    services.set_limit(
        db_session(), signed_in(), clock(), person, days=form_number("load_days_limit"),
        note=request.form.get("note", ""), seen_version=form_number("version") or 0,
    )  # fmt: skip
    return t("Saved.")


_ACTS = {
    "appoint": _appoint,
    "dismiss": _dismiss,
    "competence": _add_competence,
    "withdraw": _withdraw_competence,
    "absence": _enter_absence,
    "present": _remove_absence,
    "limit": _set_limit,
}


_FIELDS = {
    "appoint": {"act": "order"},
    "competence": {"grade": "level"},
    "absence": {"first_day": "away_first", "last_day": "away_last"},
}
"""What the fields of a form are called on the page, where several forms have the same."""


@routes.get("/auditors/<uuid:person>/proof/<uuid:competence>")
@guarded("auditors.read")
def proof(person: uuid.UUID, competence: uuid.UUID) -> Response:
    """The certificate behind a competence: for the auditor and who keeps the register."""
    found = the_person(person)
    kept = queries.competence(db_session(), found.id, competence)
    if (
        kept is None
        or kept.file is None
        or not decide(signed_in(), "auditors.see_evaluations", found.id)
    ):
        raise not_found("auditors.not_found")
    try:
        data = files.read(module().files, kept.file)
    except FileNotFoundError as error:
        raise QMSError(
            "auditors.file_lost", t("The file cannot be found in the store."), status=404
        ) from error
    response = make_response(data)
    response.headers["Content-Type"] = kept.file.media_type
    suffix = kept.file.media_type.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="certificate.{suffix}"'
    return response
