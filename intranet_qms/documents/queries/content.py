"""Reads of what stands in the fields of issues: guides, processes, legal acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ...i18n import localized
from .. import markup
from ..kinds import composing, process_map, templates
from ..kinds.forms import form_of
from ..models import Document, GuideTemplateVersion, LegalBasis, Revision
from ..paragraphs import split
from ..workflow import DocumentKind, RevisionState


def guide_templates(session: Session) -> list[templates.Template]:
    """All versions of all templates of client guides, each template's newest first."""
    later = session.execute(
        select(
            GuideTemplateVersion.template, GuideTemplateVersion.number, GuideTemplateVersion.layout
        )
    )
    made = [
        templates.Template(key, number, templates.layout_of(layout))
        for key, number, layout in later
        if key in templates.NAMES
    ]
    order = list(templates.NAMES)
    return sorted(
        [*templates.BUILTIN, *made], key=lambda one: (order.index(one.key), -one.number)
    )  # fmt: skip


def guide_template(session: Session, reference: str) -> templates.Template | None:
    """One version of a template by its reference (``full:2``)."""
    return next((one for one in guide_templates(session) if one.reference == reference), None)


@dataclass(frozen=True, slots=True)
class GuideUse:
    """A guide in force and the template version that it is written for."""

    code: str
    title: str
    title_en: str
    reference: str


def guides_by_template(session: Session) -> list[GuideUse]:
    """The client guides in force with their template versions, by code; one query."""
    rows = session.execute(
        select(Document.code, Document.title, Document.title_en, Revision.content)
        .join(Revision, Revision.document_id == Document.id)
        .where(
            Document.kind == DocumentKind.CLIENT_GUIDE,
            Revision.state == RevisionState.EFFECTIVE,
        )
        .order_by(Document.code_key)
    )
    return [
        GuideUse(code, title, title_en, composing.template_of(content or {}).reference)
        for code, title, title_en, content in rows
    ]


def guide_use_counts(uses: Iterable[GuideUse]) -> Mapping[str, int]:
    """How many guides use each template version, by its reference."""
    return Counter(use.reference for use in uses)


def guide_fields(revision: Revision) -> list[tuple[str, Markup]]:
    """What a client guide says, part by part: the heading and clean HTML.

    In the order and under the headings of the template version that the issue was written for;
    headings in the reader's language, texts in Polish (``guide_in_english`` has the others). An
    issue from before guides had fields is read from its text.
    """
    content = revision.content or composing.from_text(DocumentKind.CLIENT_GUIDE, revision.body)
    headings = {one.field: one for one in composing.template_of(content).layout}
    return [
        (
            localized(headings[part.field].pl, headings[part.field].en),
            # render() cleans what it returns.
            Markup(markup.render(part.inner).html),  # noqa: S704
        )
        for part in composing.parts(DocumentKind.CLIENT_GUIDE, content)
    ]


def guide_in_english(revision: Revision) -> list[tuple[str, Markup]]:
    """What a client guide says in English, part by part: the heading and clean HTML.

    Empty where nobody has written it in English.
    """
    return [
        (heading, Markup(markup.render(text).html))  # noqa: S704  render() cleans what it returns
        for heading, text in composing.english_parts(revision.content or {})
    ]


def field_words(kind: DocumentKind, content: Mapping[str, Any]) -> str:
    """The words of the fields that stand beside the text, for search."""
    if kind is DocumentKind.CLIENT_GUIDE:
        return markup.plain_text(str(content.get(composing.ENGLISH) or ""))
    if kind is DocumentKind.PROCESS_MAP:
        # It names every process; each has a page of its own that is meant.
        return ""
    return markup.plain_text(composing.fields_as_text(kind, content))


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a composed text as the page shows it. ``key``: of the paragraph that heads it."""

    field: str
    title: str
    key: str
    html: Markup
    """With its heading and the anchors of its paragraphs."""


def sections(revision: Revision, html: str) -> list[Section]:
    """The parts of a composed text; none where the text is not composed.

    Args:
        html: the whole text as ``markup.render`` made it with the issue's paragraphs.
    """
    kind, content = revision.document.kind, revision.content or {}
    if not content or not form_of(kind).composed:
        return []
    parts = composing.parts(kind, content)
    keys = [one.key for one in revision.paragraphs]
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(split(part.markdown))
    if at != len(keys):
        # The whole text parses otherwise than its parts; it is shown as one.
        return []
    places = [html.find(f'<h2 id="p-{keys[start]}">') for start in starts]
    if -1 in places or places != sorted(places):
        return []
    ends = [*places[1:], len(html)]
    return [
        # Pieces of clean HTML, cut before headings that nothing encloses.
        Section(part.field, part.title, keys[start], Markup(html[place:end]))  # noqa: S704
        for part, start, place, end in zip(parts, starts, places, ends, strict=True)
    ]


def titles_by_code(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Titles of documents that came into force, by code; others are left out: what they make goes
    into a text that others read."""
    wanted = list(codes)[:500]
    if not wanted:
        return {}
    rows = session.execute(
        select(Document.code, Document.title).where(
            Document.code.in_(wanted), Document.current_state != RevisionState.DRAFT
        )
    )
    return {row[0]: row[1] for row in rows}


def code_choices(session: Session) -> list[tuple[str, str]]:
    """For a choice in a form: code, and code with title, of documents in force."""
    rows = session.execute(
        select(Document.code, Document.title)
        .where(Document.current_state == RevisionState.EFFECTIVE)
        .order_by(Document.code_key)
    )
    return [(code, f"{code} {title}") for code, title in rows]


def processes(session: Session) -> list[process_map.Process]:
    """The processes of the office as the register has them now, for the map; three queries.

    A process card in force is a process, and the procedures that it names belong to it. A
    procedure in force that no card names is a process by itself.
    """
    rows = session.execute(
        select(
            Document.id, Document.code, Document.title, Document.title_en, Document.process_type,
            Document.kind,
        )
        .where(
            Document.current_state == RevisionState.EFFECTIVE,
            Document.process_type.is_not(None),
            Document.kind.in_([DocumentKind.PROCESS_CARD, DocumentKind.PROCEDURE]),
        )
        .order_by(Document.code_key)
    ).all()  # fmt: skip
    cards = [row for row in rows if row.kind is DocumentKind.PROCESS_CARD]
    known = {row.code: row for row in rows}
    named = _procedures_of(session, [row.id for row in cards])
    below = {code for codes in named.values() for code in codes}
    found = []
    for row in rows:
        if row.kind is DocumentKind.PROCEDURE and row.code in below:
            continue
        steps = [
            process_map.Step(code, known[code].title, known[code].title_en)
            for code in named.get(row.id, ())
            if code in known
        ]
        found.append(
            process_map.Process(row.process_type, row.code, row.title, row.title_en, tuple(steps))
        )
    return found


def _procedures_of(session: Session, card_ids: Sequence[int]) -> dict[int, list[str]]:
    """The procedures that process cards name in their issue in force, by the card's number."""
    if not card_ids:
        return {}
    rows = session.execute(
        select(Revision.document_id, Revision.content).where(
            Revision.document_id.in_(card_ids), Revision.state == RevisionState.EFFECTIVE
        )
    )
    return {
        document_id: list((content or {}).get("procedures") or []) for document_id, content in rows
    }


def legal_acts(session: Session, document: Document) -> Sequence[Document]:
    """The acts of the register that a document rests on, by code; drafts left out."""
    return _documents(
        session,
        select(LegalBasis.act_id).where(LegalBasis.document_id == document.id),
    )


def citing_documents(session: Session, act: Document) -> Sequence[Document]:
    """The documents that rest on an act, by code; drafts left out."""
    return _documents(
        session,
        select(LegalBasis.document_id).where(LegalBasis.act_id == act.id),
    )


def _documents(session: Session, ids: Any) -> Sequence[Document]:
    return session.scalars(
        select(Document)
        .where(Document.id.in_(ids), Document.current_state != RevisionState.DRAFT)
        .options(joinedload(Document.owner_unit), joinedload(Document.owner))
        .order_by(Document.code_key)
    ).all()


def legal_act_choices(session: Session) -> list[tuple[int, str]]:
    """For a choice in a form: number, and code with title, of acts and external documents in
    force."""
    rows = session.execute(
        select(Document.id, Document.code, Document.title)
        .where(
            Document.current_state == RevisionState.EFFECTIVE,
            Document.kind.in_([DocumentKind.LEGAL_ACT, DocumentKind.EXTERNAL]),
        )
        .order_by(Document.code_key)
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]
