"""What a change of a document means for others, before it is made and after."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...errors import Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import labels, panels, queries, services
from ..hooks import hidden
from ..models import Document, DocumentChange
from ..queries import effects as reads
from ..workflow import DocumentChangeKind, EffectState
from ._shared import (
    back_to,
    frame,
    interface,
    readable_document,
    readable_revision,
    routes,
    today,
)


@panels.register_tab
def effects_tab(_session: Any, actor: Any, _document: Any) -> panels.Tab | None:
    """The tab of the page below."""
    if not interface().can("documents.see_effects"):
        return None
    return panels.Tab("effects", t("Effects of changes"), "documents_effects")


@routes.get("/documents/<path:code>/effects")
@guarded("documents.see_effects")
def effects(code: str) -> Response:
    """What cites the document, what its changes asked of others, and what they answered."""
    document = readable_document(code)
    return _effects_page(document)


def _effects_page(
    document: Document, values: Any = None, errors: Any = None, status: int = 200
) -> Response:
    session = db_session()
    current = reads.in_force(document)
    base = queries.revision_by_number(session, document, current.number) if current else None
    places, changes = reads.places(session, document, base), reads.changes_of(session, document)
    return page(
        "qms/documents/effects.html",
        status=status,
        **frame(document, "effects"),
        places=places,
        changes=changes,
        hidden=_hidden(places, changes),
        words=labels,
        states=EffectState,
        may_note=interface().can("documents.note_changed_act", document),
        values=values or {},
        errors=errors or {},
    )


def _hidden(
    places: Iterable[reads.Place], changes: Iterable[DocumentChange]
) -> set[tuple[str, str]]:
    """What the reader may know to be there, but not what it is: other units' findings above all."""
    actor = signed_in()
    named = {(one.kind, one.reference) for place in places for one in place.citations}
    named |= {
        (one.kind, one.reference)
        for change in changes
        for one in change.effects
        if not actor.is_person(one.owner_id)
    }
    return hidden(db_session(), actor, named)


@routes.get("/documents/<path:code>/issues/<int:number>/effects")
@guarded("documents.see_effects")
def effects_ahead(code: str, number: int) -> Response:
    """What an issue on its way would ask others to look at."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    session = db_session()
    current = reads.in_force(document)
    base = (
        queries.revision_by_number(session, document, current.number)
        if current is not None and current.number != number
        else None
    )
    places = reads.places(session, document, base, revision) if base else []
    return page(
        "qms/documents/effects_ahead.html",
        **frame(document, "issues"),
        revision=revision,
        places=places,
        hidden=_hidden(places, ()),
    )


@routes.post("/documents/<path:code>/effects/<uuid:effect_uuid>")
@guarded("documents.see_effects")
def decide_effect(code: str, effect_uuid: uuid.UUID) -> BaseResponse:
    """Say what came of looking at a citing thing."""
    document = readable_document(code)
    effect = reads.effect_of(db_session(), document, effect_uuid)
    session, actor = db_session(), signed_in()
    state, note = request.form.get("state", ""), request.form.get("note", "")
    reviewed = effect.source_document_id is not None and (
        effect.change.kind is DocumentChangeKind.ACT and state == EffectState.NOT_AFFECTED
    )
    if reviewed:
        # That a document holds although an act has changed is its review, and counts as one.
        require(actor, "documents.decide_effect", effect)
        (source,) = queries.documents_by_ids(session, [effect.source_document_id or 0])
        services.confirm_review(session, actor, clock(), source, today=today(), comment=note)
    else:
        services.decide_effect(session, actor, clock(), effect, state=state, note=note)
    return back_to("documents_effects", t("Noted."), code=document.code)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


@routes.post("/documents/<path:code>/act-changed")
@guarded("documents.see_effects")
def act_changed(code: str) -> BaseResponse:
    """The publisher changed the act: everything that rests on it is due for review."""
    document = readable_document(code)
    require(signed_in(), "documents.note_changed_act", document)
    try:
        change = services.note_changed_act(
            db_session(), signed_in(), clock(), document,
            summary=request.form.get("summary", ""),
            link=request.form.get("link", ""),
            happened_on=_day("happened_on"),
            due_on=_day("due_on"),
            today=today(),
        )  # fmt: skip
    except Invalid as error:
        return _effects_page(document, request.form, error.fields, 422)
    number = len(change.effects)
    return back_to(
        "documents_effects",
        interface().tn(
            "%(n)s thing is to be reviewed; its owner gets a mail.",
            "%(n)s things are to be reviewed; their owners get a mail.",
            number,
        ),
        code=document.code,
    )
