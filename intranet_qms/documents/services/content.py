"""The fields of an issue: cleaned, put together to its text, and complete before it is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ...access import require
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import t
from ...people import queries as people
from ...trail.services import record
from .. import queries
from ..content import MAX_BODY
from ..kinds import composing, process_map, templates
from ..kinds.fields import Content, Field, FieldType, clean
from ..kinds.forms import form_of
from ..models import GuideTemplateVersion, Revision
from ..workflow import DocumentKind


def first_content(session: Session, kind: DocumentKind) -> Content:
    """What the fields of a new document begin with."""
    if kind is DocumentKind.CLIENT_GUIDE:
        newest = next(
            one for one in queries.guide_templates(session) if one.key == templates.FULL
        )  # fmt: skip
        return {"template": templates.as_json(newest)}
    if kind is DocumentKind.PROCESS_MAP:
        return {"processes": process_map.as_json(queries.processes(session))}
    return {}


def next_content(
    session: Session, kind: DocumentKind, base: Revision | None
) -> tuple[Content, str]:
    """Fields and text of the next issue of a document: those in force, carried over.

    A text from before its kind had a form is divided into fields.
    """
    if base is None:
        return first_content(session, kind), ""
    content, body = dict(base.content or {}), base.body
    if kind is DocumentKind.PROCESS_MAP:
        content["processes"] = process_map.as_json(queries.processes(session))
    elif form_of(kind).composed and not content and body.strip():
        content = composing.from_text(kind, body)
        body = text_of(session, kind, content)
    return content, body


def text_of(session: Session, kind: DocumentKind, content: Mapping[str, Any]) -> str:
    """The text that the fields of a composed kind make."""
    titles = queries.titles_by_code(session, content.get("procedures") or [])
    text = composing.composed(kind, content, titles)
    return text if text.strip() else ""


def drafted(
    session: Session, revision: Revision, raw: Mapping[str, Any] | None, body: str
) -> tuple[Content, str]:
    """Fields and text of a draft as its author leaves them.

    Args:
        raw: the fields as sent; None where only a text was sent. For a client guide ``template``
            is the reference of a template version (``full:2``).
        body: the text as sent; a composed kind makes its own unless only a text was sent.

    Raises:
        Invalid: a field that cannot be stored; ``fields`` says which.
    """
    kind, before = revision.document.kind, dict(revision.content or {})
    if not form_of(kind).composed:
        return (before if raw is None else _cleaned(session, kind, before, raw)), body
    if raw is None:
        if body == revision.body:
            return before, body
        content = composing.from_text(kind, body)
        # What the text does not hold stays as it was.
        content |= {
            name: before[name] for name in ("template", composing.ENGLISH) if name in before
        }
    else:
        content = _cleaned(session, kind, before, raw)
    text = text_of(session, kind, content)
    if len(text) > MAX_BODY:
        problem = t("The text is longer than %(limit)s characters.", limit=MAX_BODY)
        raise Invalid("documents.text_refused", problem, fields={"body": [problem]})
    return content, text


def _cleaned(
    session: Session, kind: DocumentKind, before: Content, raw: Mapping[str, Any]
) -> Content:
    fields = list(form_of(kind).fields)
    template = None
    problems: dict[str, list[str]] = {}
    if kind is DocumentKind.CLIENT_GUIDE:
        template, problem = _template(session, before, raw.get("template"))
        if problem:
            problems["c-template"] = [problem]
        known = {one.name for one in fields}
        fields += [
            composing.guide_field(one.field) for one in template.layout if one.field not in known
        ]
    content, wrong = clean(fields, raw)
    problems |= wrong
    if problems:
        raise Invalid("documents.not_saved", t("The document was not saved."), fields=problems)
    if template is not None:
        content["template"] = templates.as_json(template)
    if kind is DocumentKind.PROCESS_MAP:
        drawn = before.get("processes") or []
        content["processes"] = (
            process_map.as_json(queries.processes(session)) if raw.get("redraw") else drawn
        )
    return content


def _template(
    session: Session, before: Content, asked: Any
) -> tuple[templates.Template, str | None]:
    current = composing.template_of(before)
    if not asked or asked == current.reference:
        return current, None
    found = queries.guide_template(session, str(asked))
    return (found, None) if found else (current, t("There is no such template any more."))


def incomplete(session: Session, revision: Revision, today: date) -> dict[str, list[str]]:
    """What is missing in an issue of its kind before it can be handed over, by field."""
    document, content = revision.document, revision.content or {}
    form = form_of(document.kind)
    problems = {
        one.key: [t("“%(field)s” is still empty.", field=one.label)]
        for one in _asked_for(document.kind, content)
        if one.required and not content.get(one.name)
    }
    if not revision.body.strip() and form.text_required and not problems:
        problems["body"] = [t("The text is empty.")]
    if document.kind is DocumentKind.PROCESS_MAP and not content.get("processes"):
        problems["c-processes"] = [t("There is no process on the map yet.")]
    problem = wrong_approver(session, revision, today)
    if problem:
        problems["approver_id"] = [problem]
    return problems


def _asked_for(kind: DocumentKind, content: Mapping[str, Any]) -> list[Field]:
    if kind is DocumentKind.CLIENT_GUIDE:
        return [
            composing.guide_field(one.field) for one in composing.template_of(content).layout
        ]  # fmt: skip
    found = list(form_of(kind).fields)
    # A card of chapters without a title cannot be cited.
    for one in found:
        if one.type is FieldType.ROWS and one.name == "chapters":
            return [one]
    return found


def policy_approvers(session: Session, today: date) -> dict[int, str]:
    """Who may approve the policy: the head of the unit above all others, the Mayor.

    ISO 9001, 5.2.1: top management establishes the policy. Where that post is vacant, anybody of
    top management.
    """
    heads = {
        unit.head.id: unit.head.name
        for unit in people.units(session)
        if unit.parent_id is None and unit.head is not None
    }
    managers = {
        one.id: one.name for one in people.people_with_role(session, "top_management", today=today)
    }
    return {one: name for one, name in heads.items() if one in managers} or managers


def wrong_approver(
    session: Session, revision: Revision, today: date, actor: Actor | None = None
) -> str | None:
    """Why an issue of this kind is not approved by whom it names, or by who does it now; None if
    all is right.

    Args:
        actor: who approves now, where nobody is named and a role does.
    """
    named = revision.approver_id
    if revision.document.kind is not DocumentKind.POLICY or (named is None and actor is None):
        return None
    allowed = policy_approvers(session, today)
    if named in allowed or (named is None and actor and any(map(actor.is_person, allowed))):
        return None
    return t(
        "A policy is approved by top management: %(names)s.", names=", ".join(allowed.values())
    )


def publish_template(
    session: Session,
    actor: Actor,
    clock: Clock,
    key: str,
    layout: Any,
) -> templates.Template:
    """Add a version to a template of client guides; guides keep theirs until they are moved.

    Raises:
        Forbidden: ``documents.numbering``.
        Invalid: an unknown template, no part, a part with an English heading only, or a layout that
            the newest version has already.
    """
    require(actor, "documents.configure")
    parts = templates.layout_of(layout)
    versions = [one for one in queries.guide_templates(session) if one.key == key]
    problem = None
    if not versions:
        problem = t("There is no such template any more.")
    elif any(
        str(row.get("en") or "").strip() and not str(row.get("pl") or "").strip()
        for row in layout
        if isinstance(row, Mapping)
    ):
        problem = t("Every part needs its Polish heading; the English one may be left out.")
    elif not parts:
        problem = t("A template has at least one part.")
    elif versions[0].layout == parts:
        problem = t("This is the same as version %(number)s.", number=versions[0].number)
    if problem:
        raise Invalid("documents.template_refused", problem, fields={"layout": [problem]})
    number = 1 + (
        session.scalar(
            select(func.max(GuideTemplateVersion.number)).where(
                GuideTemplateVersion.template == key
            )
        )
        or 1
    )
    made = templates.Template(key, number, parts)
    row = GuideTemplateVersion(
        template=key, number=number, layout=templates.as_json(made)["layout"],
        created_at=clock.now(), created_by_id=actor.person_id, created_by_name=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, actor, clock, "documents.publish_template", "guide_template", row.uuid,
        {"template": key, "number": number, "layout": row.layout},
    )  # fmt: skip
    return made
