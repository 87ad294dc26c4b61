"""The fields of a kind in the editor: from the form that was sent, and back into it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from flask import request

from ...http import db_session
from .. import labels, queries
from ..kinds import composing, templates
from ..kinds.fields import MAX_ROWS, Field, FieldType
from ..kinds.forms import form_of
from ..models import Revision
from ..workflow import DocumentKind

_EXTRA = "c-"


def sent_content(kind: DocumentKind) -> dict[str, Any] | None:
    """The fields as the form sends them, with the button of a row done that was pressed; None
    where the form had no fields."""
    if "content_form" not in request.form:
        return None
    raw: dict[str, Any] = {}
    fields = list(form_of(kind).fields)
    if kind is DocumentKind.CLIENT_GUIDE:
        raw["template"] = request.form.get("template", "")[:40]
        known = {one.key for one in fields}
        fields += [
            composing.guide_field(name.removeprefix(_EXTRA))
            for name in request.form
            if name.startswith(_EXTRA) and "." not in name and name not in known
        ]
    for one in fields:
        raw[one.name] = _sent(one)
    if "redraw" in request.form:
        raw["redraw"] = True
    _press(raw, request.form.get("rows", ""))
    return raw


def _sent(one: Field) -> Any:
    if one.type is FieldType.ROWS:
        columns = [request.form.getlist(f"{one.key}.{column.name}") for column in one.columns]
        names = [column.name for column in one.columns]
        # One more than is taken, so that too many are refused and not cut off without a word.
        rows = list(zip_longest(*columns, fillvalue=""))[: MAX_ROWS + 1]
        return [dict(zip(names, row, strict=True)) for row in rows]
    if one.type is FieldType.DOCUMENTS:
        return request.form.getlist(one.key)
    return request.form.get(one.key, "")


def row_button_pressed() -> bool:
    """Whether a button of a row sent the form: a browser without script asks the server."""
    return bool(request.form.get("rows"))


def _press(raw: dict[str, Any], pressed: str) -> None:
    """``chapters:2:up``, ``chapters:2:down``, ``chapters:2:remove`` or ``chapters:0:add``."""
    name, _, rest = pressed.partition(":")
    number, _, act = rest.partition(":")
    rows = raw.get(name)
    if not isinstance(rows, list) or not (
        number.isascii() and number.isdigit() and len(number) < 5
    ):
        return
    at = int(number)
    if act == "add":
        rows.append({})
    elif at >= len(rows):
        return
    elif act == "remove":
        del rows[at]
    elif act == "up" and at > 0:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    elif act == "down" and at + 1 < len(rows):
        rows[at + 1], rows[at] = rows[at], rows[at + 1]


def form_must_be_drawn_anew(template_before: Any, revision: Revision) -> bool:
    """Whether saving changed what the editor shows: another template, or a map drawn again."""
    return "redraw" in request.form or (revision.content or {}).get("template") != template_before


def editor(revision: Revision, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the editor needs to draw the fields of an issue.

    Args:
        values: the fields as they were sent, where the form is shown again; None for those of the
            issue.
    """
    kind = revision.document.kind
    form, saved = form_of(kind), revision.content or {}
    content = saved if values is None else values
    fields = list(form.fields)
    context: dict[str, Any] = {"form": form, "content": content, "labels": labels}
    if kind is DocumentKind.CLIENT_GUIDE:
        versions = queries.guide_templates(db_session())
        current = composing.template_of(saved)
        asked = content.get("template")
        reference = asked if isinstance(asked, str) and asked else current.reference
        chosen = next((one for one in versions if one.reference == reference), current)
        if current.reference not in {one.reference for one in versions}:
            versions.append(current)
        newest = {one.key: one.number for one in reversed(versions)}
        fields = [composing.guide_field(one.field) for one in chosen.layout]
        fields.append(composing.guide_field(composing.ENGLISH))
        # A part that the template does not show is kept, and can be read and emptied.
        shown = {one.name for one in fields}
        context |= {
            "template": chosen,
            "outdated": chosen.number < newest.get(chosen.key, 0),
            "versions": versions,
            "template_names": templates.NAMES,
            "headings": {one.field: one for one in chosen.layout},
            "hidden": [
                one for one in form.fields if one.name not in shown and content.get(one.name)
            ],
        }
    context["fields"] = fields
    if any(one.type is FieldType.FILE for one in fields):
        attached = queries.attached_files(db_session(), revision.id)
        context["files"] = [(one.attachment.name, one.attachment.name) for one in attached]
    if any(one.type is FieldType.DOCUMENTS for one in fields):
        context["codes"] = queries.code_choices(db_session())
    return {"content_form": context}
