"""What the page of an issue shows beside its plain text: the layout of its kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...http import db_session
from ...i18n import localized
from .. import labels, markup, queries
from ..kinds import composing, process_map, templates
from ..kinds.fields import FieldType
from ..kinds.forms import form_of
from ..models import Document, Revision
from ..workflow import DocumentKind, RevisionState
from ._shared import interface


def layout(document: Document, revision: Revision, html: str) -> dict[str, Any]:
    """The fields of an issue, ready to be shown by ``_content.html``.

    Args:
        html: the whole text as ``markup.render`` made it.
    """
    content = revision.content or {}
    shown: dict[str, Any] = {
        "sections": queries.sections(revision, html),
        "facts": [],
        "parts": [],
        "map": None,
        "template": None,
        "english": "",
        "cited_by": 0,
    }
    form = form_of(document.kind)
    shown["text_expected"] = form.text_required
    if not form.composed:
        for one in form.fields:
            value = content.get(one.name)
            if not value:
                continue
            if one.type is FieldType.TEXT:
                text = markup.render(str(value)).html
                shown["parts"].append((one.label, text, ()))
            elif one.type is FieldType.LINES:
                shown["parts"].append((one.label, "", value))
            elif one.type is FieldType.FILE:
                address = _file_address(document, revision, str(value))
                shown["facts"].append((one.label, one.type, (value, address)))
            elif one.type is FieldType.DAY:
                shown["facts"].append((one.label, one.type, date.fromisoformat(value)))
            else:
                shown["facts"].append((one.label, one.type, value))
    if document.kind is DocumentKind.CLIENT_GUIDE and content:
        template = composing.template_of(content)
        shown["template"] = (templates.NAMES[template.key], template.number)
        shown["english"] = markup.render(str(content.get(composing.ENGLISH) or "")).html
    if document.kind in {DocumentKind.LEGAL_ACT, DocumentKind.EXTERNAL}:
        shown["cited_by"] = len(queries.citing_documents(db_session(), document))
    if document.kind is DocumentKind.PROCESS_MAP:
        shown["map"] = drawn(content, current=revision.state is RevisionState.EFFECTIVE)
    return {"layout": shown}


def _file_address(document: Document, revision: Revision, name: str) -> str | None:
    """Where an attached file is; None for one that is not attached any more."""
    for one in queries.attached_files(db_session(), revision.id):
        if one.attachment.name == name:
            return interface().url(
                "documents_show_attached", code=document.code, number=revision.number,
                attachment=one.attachment.uuid,
            )  # fmt: skip
    return None


def drawn(content: dict[str, Any], *, current: bool) -> dict[str, Any]:
    """The map of an issue, and how the register of today differs where the issue is in force."""
    processes = process_map.from_json(content.get("processes"))
    codes = [
        code for one in processes for code in (one.code, *(step.code for step in one.steps))
    ]  # fmt: skip
    known = queries.codes_to_urls(db_session(), codes)
    difference = None
    if current and processes:
        difference = process_map.difference(
            processes, queries.processes(db_session()), queries.renumbered(db_session(), codes)
        )
    # Beside the facts of the document there is room for four boxes.
    picture = pictured(processes, set(known), width=880, columns=4)
    return picture | {"difference": difference or None}


def pictured(
    processes: list[process_map.Process],
    known: set[str],
    *,
    width: int = process_map.WIDE,
    columns: int = 5,
) -> dict[str, Any]:
    """A map as picture and as list."""
    url = interface().url

    def address(code: str) -> str:
        return url("documents_show", code=code) if code in known else ""

    return {
        "picture": process_map.draw(processes, address, width=width, columns=columns),
        "bands": [
            (
                labels.PROCESS_MAP_BANDS[band],
                [
                    (
                        one.code, localized(one.title, one.title_en), address(one.code),
                        [
                            (step.code, localized(step.title, step.title_en), address(step.code))
                            for step in one.steps
                        ],
                    )
                    for one in listed
                ],
            )
            for band, listed in process_map.by_band(processes)
        ],
        "difference": None,
    }  # fmt: skip
