"""Several people in one draft: who else is there, and one text out of two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Conflict, Invalid
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import LazyText, lazy
from ...people import queries as people
from .. import queries, services
from ..content import MAX_BODY, check_extent
from ..merging import Part, PartKind, Side, merge, merged
from ..models import Document, DraftState, Revision
from ._rendering import render_text
from ._shared import form_version, frame, routes
from .attaching import issue_to_write

LABELS: Mapping[str, LazyText] = {
    "title": lazy("Title"),
    "title_en": lazy("English title"),
    "change_summary": lazy("What has changed"),
    "effective_on": lazy("In force from"),
    "reviewers": lazy("Reviewers"),
    "review_order": lazy("Order of the reviewers"),
    "approver_id": lazy("Approver"),
    "minor": lazy("Extent of the change"),
}
_OWN = frozenset({"row_version", "body", "submit", "rows", "base_version", "their_version", "edit"})
"""What is not a field of the draft, or is treated by itself."""
_PEOPLE = frozenset({"reviewers", "approver_id"})


def form_fields(form: Any) -> dict[str, list[str]]:
    """The fields of a draft's form beside its text, as they are kept with a state of the draft."""
    return {
        name: [value[:MAX_BODY].replace("\x00", "") for value in form.getlist(name)[:500]]
        for name in list(form)[:500]
        if name not in _OWN and not name.startswith(("part-", "field-"))
    }


def keep_before(revision: Revision) -> None:
    """Keep the text that is about to be overwritten, for somebody who has it open."""
    services.keep_state(db_session(), clock(), revision)


def keep_after(revision: Revision) -> None:
    """Keep what was just saved, with its form."""
    services.keep_state(
        db_session(), clock(), revision, actor=signed_in(), fields=form_fields(request.form)
    )


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that both have, with different values."""

    name: str
    label: str
    mine: list[str]
    theirs: list[str]
    proposed: Side


def conflict_page(document: Document, revision: Revision, *, status: int = 409) -> Response:
    """Both texts side by side, for the second of two savers. ``revision`` is what is saved."""
    base_version = form_version(request.form.get("base_version") or request.form["row_version"])
    session = db_session()
    base = queries.draft_state(session, revision.id, base_version)
    saved = queries.draft_state(session, revision.id, revision.row_version)
    mine = request.form.get("body", revision.body).replace("\r\n", "\n")
    fields = form_fields(request.form)
    return page(
        "qms/documents/conflict.html",
        status=status,
        **frame(document, "issues"),
        revision=revision,
        saved=saved,
        parts=_parts(base, mine, revision),
        choices=_field_choices(base, fields, saved),
        mine=mine,
        fields=fields,
        has_body="body" in request.form,
        base_version=base_version,
        names=_names(fields, saved),
    )


def _parts(base: DraftState | None, mine: str, revision: Revision) -> list[Part]:
    return merge(base.body if base is not None else None, mine, revision.body)


def _field_choices(
    base: DraftState | None, mine: Mapping[str, list[str]], saved: DraftState | None
) -> list[FieldChoice]:
    """The fields that differ. What only they changed is proposed as theirs, all else as mine."""
    if saved is None or not saved.fields:
        return []
    found = []
    for name in sorted({*mine, *saved.fields}):
        own, other = list(mine.get(name, [])), list(saved.fields.get(name, []))
        if own == other or name == "content_form":
            continue
        was = list(base.fields.get(name, [])) if base is not None and base.fields else None
        proposed = Side.THEIRS if was is not None and own == was else Side.MINE
        label = str(LABELS.get(name, name.rpartition(".")[2].replace("_", " ")))
        found.append(FieldChoice(name, label, own, other, proposed))
    return found


def _names(fields: Mapping[str, list[str]], saved: DraftState | None) -> dict[str, str]:
    """The names behind the numbers of people in the fields that differ."""
    numbers = [
        int(value)
        for source in (fields, saved.fields if saved is not None else {})
        for name in _PEOPLE
        for value in source.get(name, [])
        if value.isascii() and value.isdigit() and len(value) < 10
    ]
    return {str(one.id): one.name for one in people.people_by_ids(db_session(), numbers)}


def _chosen(name: str, proposed: Side) -> Side:
    value = request.form.get(name, "")
    return Side(value) if value in set(Side) else proposed


def merged_form(revision: Revision) -> tuple[str, dict[str, list[str]]]:
    """Text and fields as the person chose them on the page of both texts.

    Raises:
        Conflict: somebody saved once more meanwhile.
    """
    if form_version(request.form.get("their_version")) != revision.row_version:
        raise Conflict(
            "documents.changed_meanwhile",
            lazy("Somebody else saved this meanwhile. Nothing of yours was overwritten or lost."),
        )
    session = db_session()
    base_version = form_version(request.form.get("base_version"))
    base = queries.draft_state(session, revision.id, base_version)
    saved = queries.draft_state(session, revision.id, revision.row_version)
    mine = request.form.get("body", revision.body).replace("\r\n", "\n")
    parts = _parts(base, mine, revision)
    choices = {
        at: _chosen(f"part-{at}", part.proposed)
        for at, part in enumerate(parts)
        if part.kind is not PartKind.SAME
    }
    fields = form_fields(request.form)
    for one in _field_choices(base, fields, saved):
        side = _chosen(f"field-{one.name}", one.proposed)
        fields[one.name] = one.theirs if side is Side.THEIRS else one.mine
    text = merged(parts, choices) if len(parts) > 1 or choices else mine
    return text, fields


@routes.post("/documents/<path:code>/issues/<int:number>/presence")
@guarded("documents.read")
def presence(code: str, number: int) -> Response:
    """Note that this editor is open; answers with who else is there and whether they saved."""
    _, revision = issue_to_write(code, number)
    version = form_version(request.form.get("row_version"))
    return Response(presence_html(revision, version))


def presence_html(revision: Revision, version: int) -> str:
    """Who else has the draft open, in words; nothing for nobody."""
    others = services.note_presence(
        db_session(), signed_in(), clock(), revision, row_version=version
    )
    zone = module().config.zone
    saved = None
    if version != revision.row_version:
        saved = queries.draft_state(db_session(), revision.id, revision.row_version)
    return render_template(
        "qms/documents/_presence.html",
        others=[
            {"name": one.name, "hour": one.since.astimezone(zone).strftime("%H:%M")}
            for one in others
        ],
        behind=version != revision.row_version, saved=saved,
    )  # fmt: skip


@routes.post("/documents/<path:code>/issues/<int:number>/preview")
@guarded("documents.read", writes=False)
def preview_issue(code: str, number: int) -> BaseResponse:
    """The text of a draft as its readers will see it, with its pictures and links."""
    document, revision = issue_to_write(code, number)
    body = request.form.get("body", "")[:MAX_BODY]
    try:
        check_extent(body)
    except Invalid as error:
        return Response(
            render_template("qms/documents/_preview.html", html="", problem=error.message)
        )
    html = render_text(document, revision, body, lines=True).html
    return Response(render_template("qms/documents/_preview.html", html=html))


def first_preview(document: Document, revision: Revision, body: str) -> str:
    """The preview that the editor opens with; nothing for a text that is too long to show."""
    try:
        check_extent(body[:MAX_BODY])
    except Invalid:
        return ""
    return render_text(document, revision, body[:MAX_BODY], lines=True).html
