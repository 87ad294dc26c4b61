"""The plans, one plan with all that follows from it, and the decisions about it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Conflict, Invalid
from ...http import clock, db_session, guarded, page, paginate, query_int, signed_in
from ...i18n import t, tn
from ...people import hooks
from .. import queries, services, words
from ..models import Reorganisation
from ..preview import BY_CHOICE, BY_KIND, BY_PERSON
from ..simulation import EVERYBODY
from ..workflow import ChangeKind, PlanState
from ._shared import (
    back_to,
    change_of,
    described,
    heads_named,
    interface,
    plan_of,
    routes,
    today,
)


@routes.get("/reorganisations/")
@guarded("reorganisation.read")
def index() -> Response:
    """All plans."""
    found = paginate(db_session(), queries.listing(), page=query_int("page", 1))
    return page(
        "qms/reorganisation/index.html",
        page=found,
        texts=words,
        page_url=lambda number: interface().here(page=number),
    )


@routes.get("/reorganisations/new")
@guarded("reorganisation.plan")
def new() -> Response:
    """Begin a plan."""
    return _head_form(None, {}, {})


def _head_form(
    plan: Reorganisation | None, values: Any, errors: dict[str, list[str]], status: int = 200
) -> Response:
    return page(
        "qms/reorganisation/head.html", status=status, plan=plan, values=values, errors=errors
    )


def _head_sent() -> services.Head:
    raw = request.form.get("effective_on", "")
    day = None
    if raw:
        try:
            day = type(today()).fromisoformat(raw)
        except ValueError:
            day = None
    return services.Head(request.form.get("title", ""), day, request.form.get("basis", ""))


@routes.post("/reorganisations/new")
@guarded("reorganisation.plan")
def create() -> BaseResponse:
    """Begin a plan."""
    try:
        plan = services.begin(db_session(), signed_in(), clock(), _head_sent(), today=today())
    except Invalid as error:
        return _head_form(None, request.form, error.fields, 422)
    return back_to("reorganisation_show", t("Now add the changes one by one."), plan_uuid=plan.uuid)


@routes.get("/reorganisations/<uuid:plan_uuid>/edit")
@guarded("reorganisation.plan")
def edit(plan_uuid: uuid.UUID) -> Response:
    """Title, order and day of a plan."""
    plan = plan_of(plan_uuid)
    values = {
        "title": plan.title, "basis": plan.basis, "effective_on": plan.effective_on.isoformat()
    }  # fmt: skip
    return _head_form(plan, values, {})


@routes.post("/reorganisations/<uuid:plan_uuid>/edit")
@guarded("reorganisation.plan")
def save(plan_uuid: uuid.UUID) -> BaseResponse:
    """Change title, order and day."""
    plan = plan_of(plan_uuid)
    try:
        services.describe(db_session(), signed_in(), clock(), plan, _head_sent(), today=today())
    except Invalid as error:
        return _head_form(plan, request.form, error.fields, 422)
    return back_to("reorganisation_show", t("Saved."), plan_uuid=plan.uuid)


@routes.get("/reorganisations/<uuid:plan_uuid>")
@guarded("reorganisation.read")
def show(plan_uuid: uuid.UUID) -> Response:
    """A plan: its changes, both trees, who gets what, and what is wrong with it."""
    plan = plan_of(plan_uuid)
    over = plan.state in (PlanState.DONE, PlanState.CANCELLED)
    preview = None if over else queries.preview(db_session(), plan)
    names = {**preview.outcome.before, **preview.outcome.after} if preview else {}
    # A change is told with the names from before it.
    said = {**names, **preview.outcome.before} if preview else {}
    heads = heads_named(plan)
    problems: dict[int, list[str]] = {}
    for problem in preview.problems if preview else ():
        problems.setdefault(problem.step, []).append(words.sentence(problem))
    labels = {one.kind: one.label for one in hooks.followers()}
    return page(
        "qms/reorganisation/show.html",
        plan=plan,
        preview=preview,
        names=names,
        changes=[
            {
                "change": one,
                "sentence": described(one, said, heads),
                "problems": list(dict.fromkeys(problems.get(one.id, ()))),
            }
            for one in plan.changes
        ],
        problems=sorted({text for listed in problems.values() for text in listed}),
        totals=[(labels[kind], number) for kind, number in services.totals_of(plan).items()
                if kind in labels],
        labels=labels,
        texts=words,
        kinds=list(ChangeKind),
    )  # fmt: skip


@routes.get("/reorganisations/<uuid:plan_uuid>/changes/<uuid:change_uuid>")
@guarded("reorganisation.read")
def shares(plan_uuid: uuid.UUID, change_uuid: uuid.UUID) -> Response:
    """Who gets what of the units that one change divides."""
    plan = plan_of(plan_uuid)
    change = change_of(plan, change_uuid)
    preview = queries.preview(db_session(), plan)
    names = {**preview.outcome.before, **preview.outcome.after}
    chosen = {(one.kind, one.key): one.target for one in change.choices}
    return page(
        "qms/reorganisation/shares.html",
        plan=plan,
        change=change,
        sentence=described(change, {**names, **preview.outcome.before}, heads_named(plan)),
        divided=[one for one in preview.divided if one.division.step == change.id],
        names=names,
        chosen=chosen,
        everybody=EVERYBODY,
        reasons={
            BY_CHOICE: t("chosen"),
            BY_KIND: t("chosen for all"),
            BY_PERSON: t("goes with the person"),
        },
        texts=words,
    )


@routes.post("/reorganisations/<uuid:plan_uuid>/changes/<uuid:change_uuid>")
@guarded("reorganisation.plan")
def save_shares(plan_uuid: uuid.UUID, change_uuid: uuid.UUID) -> BaseResponse:
    """Say who gets what."""
    plan = plan_of(plan_uuid)
    change = change_of(plan, change_uuid)
    chosen: dict[tuple[str, int], str] = {}
    known = {one.kind for one in hooks.followers()}
    for name, value in request.form.items():
        kind, _, key = name.partition(":")
        if kind in known and key.isascii() and key.isdigit() and len(key) < 10:
            chosen[kind, int(key)] = value[:30]
    # The ticked rows go where the choice above them says; the rest as their own choices say.
    for name in request.form.getlist("ticked"):
        kind, _, key = name.partition(":")
        target = request.form.get(f"bulk:{kind}", "")
        if kind in known and key.isascii() and key.isdigit() and len(key) < 10 and target:
            chosen[kind, int(key)] = target[:30]
    count = services.choose(db_session(), signed_in(), clock(), plan, change, chosen)
    message = tn("%(n)s choice is saved.", "%(n)s choices are saved.", count)
    return back_to("reorganisation_shares", message, plan_uuid=plan.uuid, change_uuid=change.uuid)


@routes.post("/reorganisations/<uuid:plan_uuid>/approve")
@guarded("reorganisation.approve")
def approve(plan_uuid: uuid.UUID) -> BaseResponse:
    """Approve what the page showed."""
    plan = plan_of(plan_uuid)
    raw = request.form.get("version", "")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise Conflict(
            "reorganisation.version_missing", t("Open the page again and approve once more.")
        )
    done = services.approve(
        db_session(), signed_in(), clock(), plan, seen_version=int(raw), today=today()
    )
    if done:
        return back_to(
            "reorganisation_show",
            t("The reorganisation is carried out, and everybody concerned gets a mail."),
            plan_uuid=plan.uuid,
        )
    day = interface().day(plan.effective_on)
    return back_to(
        "reorganisation_show",
        t("Approved. It is carried out at the beginning of %(day)s.", day=day),
        plan_uuid=plan.uuid,
    )


@routes.post("/reorganisations/<uuid:plan_uuid>/reopen")
@guarded("reorganisation.approve")
def reopen(plan_uuid: uuid.UUID) -> BaseResponse:
    """Take the approval back."""
    plan = plan_of(plan_uuid)
    services.reopen(db_session(), signed_in(), clock(), plan)
    return back_to("reorganisation_show", t("The plan is a draft again."), plan_uuid=plan.uuid)


@routes.post("/reorganisations/<uuid:plan_uuid>/cancel")
@guarded("reorganisation.approve")
def cancel(plan_uuid: uuid.UUID) -> BaseResponse:
    """Give a plan up."""
    plan = plan_of(plan_uuid)
    services.cancel(db_session(), signed_in(), clock(), plan, reason=request.form.get("reason", ""))
    flash(t("The plan is given up; nothing was changed."), "neutral")
    return back_to("reorganisation_show", plan_uuid=plan.uuid)
