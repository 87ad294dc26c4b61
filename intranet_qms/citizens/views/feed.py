"""The guides as JSON, for the office's public bulletin (BIP) and whoever wants to show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Response, jsonify, url_for

from ...documents import queries as documents
from ...documents.workflow import RevisionState
from ...errors import not_found
from ...http import db_session, module, public, wire_time
from ...i18n import use_locale
from .. import labels, queries
from ..workflow import Topic
from ._shared import kept, open_to_citizens, routes, today
from .guides import WHY, guide_url

if TYPE_CHECKING:
    from ...documents.models import Document, Revision

VERSION = 1
"""Of the form of these answers; a change that old readers would not understand raises it."""


def _topic(topic: Topic) -> dict[str, str]:
    made = {"id": str(topic)}
    for locale in ("pl", "en"):
        with use_locale(locale):
            made[f"name_{locale}"] = str(labels.TOPICS[topic])
    return made


def _summary(
    document: Document, revision: Revision | None, topics: tuple[Topic, ...]
) -> dict[str, Any]:
    address = guide_url(document.code)
    unit = document.owner_unit
    return {
        "id": str(document.uuid),
        "code": document.code,
        "title_pl": document.title,
        "title_en": document.title_en or None,
        "issue": (revision.label if revision else None) or str(document.current_number or ""),
        "updated": document.effective_on.isoformat() if document.effective_on else None,
        "unit": {"code": unit.code, "name_pl": unit.name_pl, "name_en": unit.name_en}
        if unit
        else None,
        "topics": [_topic(one) for one in topics],
        "url": address,
        "pdf": f"{address}/pdf",
        "json": module().config.base_url.rstrip("/")
        + url_for("qms.citizens_feed_guide", identifier=document.uuid),
    }


@routes.get("/guides/feed.json")
@public(WHY)
def feed() -> Response:
    """All published guides, by code, with the day of their last issue."""
    open_to_citizens()
    session = db_session()
    found = queries.published(session, today=today())
    rows = [one.document for one in found.guides]
    changed = queries.last_change(session)
    response = jsonify(
        {
            "version": VERSION,
            "office": module().config.office_name,
            "updated": max(
                (one.effective_on.isoformat() for one in rows if one.effective_on), default=None
            ),
            "changed": wire_time(changed) if changed else None,
            "guides": [_summary(one.document, None, one.topics) for one in found.guides],
        }
    )
    response.last_modified = changed
    return _for_programs(response)


@routes.get("/guides/feed/<uuid:identifier>.json")
@public(WHY)
def feed_guide(identifier: UUID) -> Response:
    """One guide in parts: headings in both languages, texts as HTML and as they were entered."""
    open_to_citizens()
    session = db_session()
    found = next(
        (
            one
            for one in queries.published(session, today=today()).guides
            if one.document.uuid == identifier
        ),
        None,
    )
    if found is None:
        raise not_found("citizens.no_guide")
    document, revision = queries.guide(session, found.document.code)
    headings: dict[str, list[str]] = {}
    english = documents.guide_in_english(revision)
    fields = documents.guide_fields(revision)
    for locale in ("pl", "en"):
        with use_locale(locale):
            headings[locale] = [heading for heading, _ in documents.guide_fields(revision)]
    content = {
        name: value for name, value in (revision.content or {}).items() if name != "template"
    }
    response = jsonify(
        {
            "version": VERSION,
            "office": module().config.office_name,
            **_summary(document, revision, found.topics),
            "in_force": revision.state is RevisionState.EFFECTIVE,
            "sha256": revision.content_hash,
            "language": "pl",
            "languages": ["pl", "en"] if english else ["pl"],
            "parts": [
                {
                    "heading_pl": headings["pl"][place],
                    "heading_en": headings["en"][place],
                    "html": str(html),
                }
                for place, (_, html) in enumerate(fields)
            ],
            "parts_en": [{"heading": heading, "html": str(html)} for heading, html in english],
            "fields": content,
        }
    )
    response.last_modified = queries.last_change(session)
    return _for_programs(response)


def _for_programs(response: Response) -> Response:
    # The public bulletin may read this from a page of its own.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return kept(response)
