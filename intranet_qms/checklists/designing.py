"""The verbs of the designer: begin, copy, branch off, save while somebody writes, say what it is for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from ..access import require
from ..errors import Conflict, Invalid
from ..host import Actor, Clock
from ..i18n import lazy, localized, t
from ..people import queries as people
from ..trail import services as trail
from .content import MAX_TITLE, canonical, content_hash, normalise, questions_of
from .drafting import misshapen
from .explain import explain
from .hooks import kinds
from .models import ChecklistTemplate, ChecklistVersion, DesignerPresence
from .services import add_version, entitle, record, wrong_state
from .workflow import VersionState

_LONGEST_KEY: Final = 48
_PLAIN: Final = str.maketrans("łŁøØđĐ", "lLoOdD")
_TOLD: Final = 50
"""Keys of questions that the trail names for one saving."""


def begin(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    title_pl: str,
    title_en: str = "",
    standard: str = "",
    edition: str = "",
) -> ChecklistVersion:
    """A new checklist as a draft with one empty section.

    Raises:
        Forbidden: the actor does not manage checklists.
        Invalid: it has no title, or one that is too long.
    """
    require(actor, "checklists.manage")
    title_pl, title_en = _titles(title_pl, title_en)
    content = normalise(
        {
            "key": _free_key(session, title_pl),
            "title_pl": title_pl,
            "title_en": title_en,
            "standard": standard.strip()[:100],
            "edition": edition.strip()[:100],
            "sections": [
                {"key": "section-1", "title_pl": "Ogólne", "title_en": "General", "questions": []}
            ],
        }
    )
    return add_version(session, actor, clock, content, source="designer")


def branch(
    session: Session, actor: Actor, clock: Clock, version: ChecklistVersion
) -> ChecklistVersion:
    """A new draft of the same checklist that begins as `version`, whatever its state.

    Raises:
        Forbidden: the actor does not manage checklists.
    """
    require(actor, "checklists.manage")
    return add_version(
        session, actor, clock, dict(version.content), source="designer", begun_from=_name(version)
    )


def copy(
    session: Session,
    actor: Actor,
    clock: Clock,
    version: ChecklistVersion,
    *,
    title_pl: str,
    title_en: str = "",
) -> ChecklistVersion:
    """A new checklist that begins with the questions of `version`.

    Raises:
        Forbidden: the actor does not manage checklists.
        Invalid: it has no title, or one that is too long.
    """
    require(actor, "checklists.manage")
    title_pl, title_en = _titles(title_pl, title_en)
    content = {
        **version.content,
        "key": _free_key(session, title_pl),
        "title_pl": title_pl,
        "title_en": title_en,
    }
    made = add_version(session, actor, clock, content, source="designer", begun_from=_name(version))
    made.template.for_unit_id = version.template.for_unit_id
    made.template.for_kind = version.template.for_kind
    session.flush()
    return made


def _name(version: ChecklistVersion) -> str:
    return f"{version.template.key}/{version.number}"


def _titles(polish: str, english: str) -> tuple[str, str]:
    polish, english = polish.strip(), english.strip()
    message = ""
    if not polish:
        message = t("Give the checklist a title.")
    elif max(len(polish), len(english)) > MAX_TITLE:
        message = t("The title has more than %(limit)s characters.", limit=MAX_TITLE)
    if message:
        raise Invalid("checklists.title_invalid", message, fields={"title_pl": [message]})
    return polish, english or polish


def _free_key(session: Session, title: str) -> str:
    """An identifier from a title: ``Przegląd archiwum`` becomes ``przeglad-archiwum``."""
    plain = unicodedata.normalize("NFD", title.translate(_PLAIN)).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_KEY].strip("-")
    if not base or not base[0].isalpha():
        base = f"lista-{base}".strip("-")
    taken = set(
        session.scalars(
            select(ChecklistTemplate.key).where(
                ChecklistTemplate.key.startswith(base, autoescape=True)
            )
        )
    )
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def assemble(present: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The content that a designer's message describes.

    The message holds the head, the sections with the keys of their questions in order, and the
    questions that changed; all others are taken from `present`, so that a message is small however
    long the checklist is.

    Raises:
        Invalid: it names a question that is neither here nor in the message.
    """
    known = {question["key"]: question for question in questions_of(present)}
    known.update(sent["questions"])
    sections = []
    for section in sent["sections"]:
        missing = [key for key in section["questions"] if key not in known]
        if missing:
            raise Conflict(
                "checklists.changed_meanwhile",
                t("The question “%(key)s” is not in the draft any more.", key=missing[0][:64]),
                way_out=lazy("Reload the page; what you typed is kept in this window until then."),
            )
        sections.append({**section, "questions": [known[key] for key in section["questions"]]})
    return {
        "key": present["key"],
        **{word: sent[word] for word in ("title_pl", "title_en", "standard", "edition")},
        "sections": sections,
    }


def save(
    session: Session,
    actor: Actor,
    clock: Clock,
    version: ChecklistVersion,
    content: Mapping[str, Any],
    *,
    seen_version: int,
) -> bool:
    """Keep what was written so far; return whether anything differs from what was there.

    Args:
        content: of the whole draft; it may be unfinished (`drafting.UNFINISHED`).
        seen_version: the row's version that the writer built upon.

    Raises:
        Forbidden: the actor does not manage checklists.
        Conflict: it is no draft any more, or somebody else saved meanwhile.
        Invalid: it is not of the form of a checklist; `fields` names each problem by its path.
    """
    require(actor, "checklists.manage")
    if version.state != VersionState.DRAFT:
        raise wrong_state(version)
    if version.row_version != seen_version:
        raise _meanwhile(version)
    content = {**content, "key": version.template.key}
    wrong = misshapen(content)
    if wrong:
        raise Invalid(
            "checklists.content_invalid",
            lazy("The checklist has mistakes."),
            way_out=lazy("Correct them and send it again."),
            fields={
                one.path or "content": [explain(one.code, one.parameters)] for one in wrong[:50]
            },
        )
    details = _difference(version.content, content)
    if details is None:
        return False
    version.content = dict(content)
    version.content_hash = content_hash(content)
    version.question_count = sum(1 for _ in questions_of(content))
    version.edited_at, version.edited_by = clock.now(), actor.name
    _entitle_unpublished(session, version.template, content)
    try:
        session.flush()
    except StaleDataError as error:
        raise _meanwhile(version) from error
    record(session, actor, clock, "write", version, **details)
    return True


def _entitle_unpublished(
    session: Session, template: ChecklistTemplate, content: Mapping[str, Any]
) -> None:
    """Until something is published, the checklist is called as its draft says."""
    was_published = session.scalar(
        select(ChecklistVersion.id)
        .where(
            ChecklistVersion.template_id == template.id,
            ChecklistVersion.state != VersionState.DRAFT,
        )
        .limit(1)
    )
    if was_published is None and content["title_pl"].strip():
        entitle(template, content)


def _meanwhile(version: ChecklistVersion) -> Conflict:
    return Conflict(
        "checklists.changed_meanwhile",
        t("%(name)s has changed this draft meanwhile.", name=version.edited_by or "—"),
        way_out=lazy("Both versions are kept until you have chosen."),
    )


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the trail says of one saving; None when nothing differs."""
    before = {question["key"]: question for question in questions_of(old)}
    after = {question["key"]: question for question in questions_of(new)}
    details: dict[str, Any] = {
        "added": [key for key in after if key not in before],
        "removed": [key for key in before if key not in after],
        "changed": [
            key
            for key in after
            if key in before and canonical(after[key]) != canonical(before[key])
        ],
    }
    if not any(details.values()) and canonical(old) == canonical(new):
        return None
    return {
        **{word: keys[:_TOLD] for word, keys in details.items() if keys},
        "questions": len(after),
    }


PRESENT: Final = timedelta(seconds=45)
"""For how long somebody counts as being there after their browser said so."""


def be_present(
    session: Session, actor: Actor, clock: Clock, version: ChecklistVersion
) -> list[str]:
    """Note that somebody has a draft open; return the names of the others who have it open too.

    Raises:
        Forbidden: the actor does not manage checklists.
    """
    require(actor, "checklists.manage")
    now = clock.now()
    rows = session.scalars(
        select(DesignerPresence)
        .where(DesignerPresence.version_id == version.id)
        .order_by(DesignerPresence.name, DesignerPresence.id)
    ).all()
    own = next((one for one in rows if one.person_id == actor.person_id), None)
    if own is None and actor.person_id is not None:
        own = DesignerPresence(version_id=version.id, person_id=actor.person_id)
        session.add(own)
    if own is not None:
        own.name, own.seen_at = actor.name, now
    for one in rows:
        if one is not own and now - one.seen_at > PRESENT:
            session.delete(one)
    session.flush()
    return [one.name for one in rows if one is not own and now - one.seen_at <= PRESENT]


def set_purpose(
    session: Session,
    actor: Actor,
    clock: Clock,
    template: ChecklistTemplate,
    *,
    unit_id: int | None,
    kind: str,
) -> None:
    """Say which unit and which kind of audits a checklist is written for; it stays usable for all.

    Raises:
        Forbidden: the actor does not manage checklists.
        Invalid: there is no such unit or kind.
    """
    require(actor, "checklists.manage")
    if kind and kind not in kinds():
        message = t("Choose a kind of audit from the list.")
        raise Invalid("checklists.kind_unknown", message, fields={"kind": [message]})
    units = {one.id: one for one in people.units(session)}
    if unit_id is not None and unit_id not in units:
        message = t("Choose a unit from the list.")
        raise Invalid("checklists.unit_unknown", message, fields={"unit": [message]})
    before = {"unit_id": template.for_unit_id, "kind": template.for_kind}
    if before == {"unit_id": unit_id, "kind": kind}:
        return
    template.for_unit_id, template.for_kind = unit_id, kind
    session.flush()
    unit = units.get(unit_id) if unit_id is not None else None
    trail.record(
        session, actor, clock, "checklists.set_purpose", "checklist_template", template.uuid,
        {
            "checklist": template.key, "before": before,
            "after": {"unit_id": unit_id, "kind": kind},
            "unit": localized(unit.name_pl, unit.name_en) if unit else "",
        },
    )  # fmt: skip
