"""The redline: what changes between two issues, or since the reader last looked."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from ...http import db_session, guarded, page, query_int, signed_in
from ...i18n import t
from .. import compare, queries
from ..kinds import comparing
from ..models import Document, Revision
from ._shared import frame, interface, readable_document, readable_revision, routes

VIEWS = ("line", "side")


@routes.get("/documents/<path:code>/issues/<int:number>/changes")
@guarded("documents.read")
def changes(code: str, number: int) -> Response:
    """What an issue changes, against the one that was in force before it or any other
    (``against``); in line or side by side (``view``)."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    base = _base(document, revision)
    return _page(
        document,
        revision,
        compare.compare(_wordings(base), _wordings(revision)),
        base=base,
        fields=_fields(document, base, revision),
        others=[
            (one.number, _name(one))
            for one in document.revisions
            if one.number != number and interface().can("documents.read", one)
        ],
    )


def _base(document: Document, revision: Revision) -> Revision | None:
    asked = query_int("against", 0, minimum=0)
    if asked:
        return readable_revision(document, asked)
    earlier = [
        one for one in document.revisions
        if one.number < revision.number and one.published_at is not None
    ]  # fmt: skip
    return readable_revision(document, max(one.number for one in earlier)) if earlier else None


def _name(revision: Revision) -> str:
    if revision.in_force_from is None:
        return t("Issue %(number)s", number=revision.label)
    return t(
        "Issue %(number)s, in force from %(day)s",
        number=revision.label, day=interface().day(revision.in_force_from),
    )  # fmt: skip


def _wordings(revision: Revision | None) -> list[compare.Wording]:
    if revision is None:
        return []
    return [compare.Wording(one.key, one.number, one.text) for one in revision.paragraphs]


def _fields(
    document: Document, base: Revision | None, revision: Revision
) -> list[comparing.FieldChange]:
    """The title and the fields of the kind's form, where they differ."""
    if base is None:
        return []
    titles = [
        comparing.FieldChange(label, compare.Change.EDITED, compare.words(old, new))
        for label, old, new in (
            (t("Title"), base.title, revision.title),
            (t("English title"), base.title_en, revision.title_en),
        )
        if old != new
    ]
    return titles + comparing.changes(document.kind, base.content or {}, revision.content or {})


@routes.get("/documents/<path:code>/issues/<int:number>/since")
@guarded("documents.read")
def since(code: str, number: int) -> Response:
    """What changed in an issue since the reader looked at it in an earlier round of review."""
    document = readable_document(code)
    revision = readable_revision(document, number)
    session = db_session()
    seen = queries.last_seen_round(session, revision, signed_in().person_id)
    kept = queries.round_text(session, revision, seen or 0)
    fields = [
        comparing.FieldChange(label, compare.Change.EDITED, compare.words(old, new))
        for label, old, new in (
            (t("Title"), kept.title, revision.title),
            (t("English title"), kept.title_en, revision.title_en),
        )
        if old != new
    ]
    return _page(
        document,
        revision,
        compare.compare(queries.wordings_of_round(kept), _wordings(revision)),
        fields=fields
        + comparing.changes(document.kind, kept.content or {}, revision.content or {}),
        seen=kept,
    )


def _page(
    document: Document, revision: Revision, comparison: list[compare.Comparison], **more: Any
) -> Response:
    view = request.args.get("view", "")
    values = {"base": None, "others": [], "seen": None, **more}
    return page(
        "qms/documents/changes.html",
        **frame(document, "issues"),
        revision=revision,
        comparison=comparison,
        changed=sum(one.change is not compare.Change.SAME for one in comparison)
        + len(values["fields"]),
        view=view if view in VIEWS else "line",
        whole=request.args.get("whole") == "1",
        **values,
    )
