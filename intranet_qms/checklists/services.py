"""The verbs of checklists: take in, publish, discard, retire, and load those that come along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..access import require
from ..documents import queries as documents
from ..errors import Conflict, Invalid
from ..host import SYSTEM, Actor, Clock
from ..i18n import lazy, sort_key, t
from ..trail import services as trail
from . import queries
from .content import check_content, content_hash, normalise, questions_of
from .explain import explain
from .indexing import question_rows
from .models import (
    ChecklistQuestion,
    ChecklistTemplate,
    ChecklistVersion,
    QuestionCitation,
)
from .workflow import VersionState, can_change
from .xlsform_sheets import ImportNote

BUILTIN: Final = Path(__file__).parent / "builtin"
ENTITY: Final = "checklist_version"


def load_builtin(session: Session, clock: Clock, actor: Actor = SYSTEM) -> list[ChecklistVersion]:
    """Publish the checklists that come with the module; return the versions that are new.

    May be called at every start. A checklist that came with an earlier module and has changed gets
    a new version; one of which the office imported a version of its own is left alone.
    """
    new = []
    known = {template.key: template for template in session.scalars(select(ChecklistTemplate))}
    sources: dict[int, set[str]] = {}
    hashes: dict[int, set[str]] = {}
    for template_id, source, digest in session.execute(
        select(ChecklistVersion.template_id, ChecklistVersion.source, ChecklistVersion.content_hash)
    ):
        sources.setdefault(template_id, set()).add(source)
        hashes.setdefault(template_id, set()).add(digest)
    for path in sorted(BUILTIN.glob("*.json")):
        content = normalise(json.loads(path.read_text(encoding="utf-8")))
        template = known.get(content["key"])
        if template is not None and (
            sources.get(template.id, set()) != {"builtin"}
            or content_hash(content) in hashes[template.id]
        ):
            continue
        version = _create(session, actor, clock, content, source="builtin", source_name=path.name)
        _publish(session, actor, clock, version)
        new.append(version)
    return new


def create_from_content(
    session: Session,
    actor: Actor,
    clock: Clock,
    content: Mapping[str, Any],
    *,
    source_name: str = "",
    source_sha256: str = "",
    notes: Sequence[ImportNote] = (),
) -> ChecklistVersion:
    """Take `content` in as a draft: the next version of the checklist with its key.

    `notes` are what an import left out or changed.

    Raises:
        Forbidden: the actor does not manage checklists.
        Invalid: the content has a problem; `fields` names each by its path.
        Conflict: it is the same as the version in use, or somebody took the number meanwhile.
    """
    require(actor, "checklists.manage")
    return _create(
        session,
        actor,
        clock,
        normalise(content),
        source="import",
        source_name=source_name[:300],
        source_sha256=source_sha256,
        notes=notes,
    )


def _create(
    session: Session,
    actor: Actor,
    clock: Clock,
    content: Mapping[str, Any],
    *,
    source: str,
    source_name: str,
    source_sha256: str = "",
    notes: Sequence[ImportNote] = (),
) -> ChecklistVersion:
    require_sound(content)
    return add_version(
        session, actor, clock, content, source=source, source_name=source_name,
        source_sha256=source_sha256, notes=notes,
    )  # fmt: skip


def require_sound(content: Mapping[str, Any]) -> None:
    """Refuse content that has anything wrong with it.

    Raises:
        Invalid: `fields` names each problem by its path.
    """
    problems = check_content(content)
    if problems:
        raise Invalid(
            "checklists.content_invalid",
            lazy("The checklist has mistakes."),
            way_out=lazy("Correct them and send it again."),
            fields={
                problem.path or "content": [explain(problem.code, problem.parameters)]
                for problem in problems
            },
        )


def add_version(
    session: Session,
    actor: Actor,
    clock: Clock,
    content: Mapping[str, Any],
    *,
    source: str,
    source_name: str = "",
    source_sha256: str = "",
    notes: Sequence[ImportNote] = (),
    begun_from: str = "",
) -> ChecklistVersion:
    """The next version of the checklist with this key, as a draft; the caller checked the content.

    Args:
        begun_from: key and number of the version that it repeats so far; empty where it must
            differ from every version that is in use or being written.

    Raises:
        Conflict: it is the same as such a version, or somebody took the number meanwhile.
    """
    digest = content_hash(content)
    template = session.scalar(
        select(ChecklistTemplate).where(ChecklistTemplate.key == content["key"])
    )
    number = 1
    if template is None:
        template = ChecklistTemplate(key=content["key"])
        entitle(template, content)
        session.add(template)
    else:
        number += (
            session.scalar(
                select(func.max(ChecklistVersion.number)).where(
                    ChecklistVersion.template_id == template.id
                )
            )
            or 0
        )
        if not begun_from:
            _refuse_same(session, template, digest)
    version = ChecklistVersion(
        template=template,
        number=number,
        state=VersionState.DRAFT,
        content=dict(content),
        content_hash=digest,
        question_count=sum(1 for _ in questions_of(content)),
        source=source,
        source_name=source_name,
        source_sha256=source_sha256,
        import_notes=[asdict(note) for note in notes],
        created_at=clock.now(),
        created_by=actor.name,
        begun_from=begun_from,
        questions=question_rows(content),
    )
    session.add(version)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "checklists.changed_meanwhile",
            lazy("Somebody else has just saved a version of this checklist."),
            way_out=lazy("Look at it, and import yours again if it is still needed."),
        ) from error
    record(session, actor, clock, "create", version, source=source_name)
    return version


def _refuse_same(session: Session, template: ChecklistTemplate, digest: str) -> None:
    same = session.scalar(
        select(ChecklistVersion.number).where(
            ChecklistVersion.template_id == template.id,
            ChecklistVersion.content_hash == digest,
            ChecklistVersion.state != VersionState.RETIRED,
        )
    )
    if same is not None:
        raise Conflict(
            "checklists.same_content",
            t("This is the same as version %(number)s, word for word.", number=same),
            way_out=lazy("There is nothing to import. Change the form first."),
        )


def entitle(template: ChecklistTemplate, content: Mapping[str, Any]) -> None:
    """Call a checklist as the content of one of its versions says."""
    template.title_pl, template.title_en = content["title_pl"], content["title_en"]
    template.standard, template.edition = content["standard"], content["edition"]
    template.sort_key = sort_key(template.title_pl)


def publish(
    session: Session,
    actor: Actor,
    clock: Clock,
    version: ChecklistVersion,
    *,
    seen_hash: str | None = None,
) -> None:
    """Offer a draft for new audits; the version published so far is retired.

    Args:
        seen_hash: of the content that was in front of whoever publishes; None where nobody looked.

    Raises:
        Forbidden: the actor does not manage checklists.
        Conflict: it is no draft, its content is not what was taken in, or somebody wrote on since
            it was looked at.
    """
    require(actor, "checklists.manage")
    if (
        seen_hash is not None
        and version.state == VersionState.DRAFT
        and seen_hash != version.content_hash
    ):
        raise Conflict(
            "checklists.changed_meanwhile",
            t("%(name)s has changed this draft meanwhile.", name=version.edited_by or "—"),
            way_out=lazy("Look at it again, then publish it."),
        )
    _publish(session, actor, clock, version)


def _publish(session: Session, actor: Actor, clock: Clock, version: ChecklistVersion) -> None:
    _must_become(version, VersionState.PUBLISHED)
    if content_hash(version.content) != version.content_hash:
        raise Conflict(
            "checklists.content_altered",
            lazy("The content of this draft is not what was imported."),
            way_out=lazy("Discard the draft and import the form again."),
        )
    require_sound(version.content)
    _renumber(session, version)
    earlier = session.scalars(
        select(ChecklistVersion).where(
            ChecklistVersion.template_id == version.template_id,
            ChecklistVersion.state == VersionState.PUBLISHED,
        )
    ).all()
    for one in earlier:
        _retire(session, actor, clock, one)
    # Before the next is published: the database allows one published version at any moment.
    session.flush()
    version.state = VersionState.PUBLISHED
    version.published_at = clock.now()
    version.published_by = actor.name
    entitle(version.template, version.content)
    _write_questions(session, version)
    _tie_cited(session, version)
    record(session, actor, clock, "publish", version, content_hash=version.content_hash)
    session.flush()


def _renumber(session: Session, version: ChecklistVersion) -> None:
    """A draft that was overtaken gets the next number: what is in use has the highest one."""
    latest = session.scalar(
        select(func.max(ChecklistVersion.number)).where(
            ChecklistVersion.template_id == version.template_id,
            ChecklistVersion.state != VersionState.DRAFT,
        )
    )
    if latest is not None and latest > version.number:
        version.number = 1 + (
            session.scalar(
                select(func.max(ChecklistVersion.number)).where(
                    ChecklistVersion.template_id == version.template_id
                )
            )
            or 0
        )


def _write_questions(session: Session, version: ChecklistVersion) -> None:
    # While a draft is written only its content is kept up; nobody asks for its questions.
    session.execute(delete(ChecklistQuestion).where(ChecklistQuestion.version_id == version.id))
    session.expire(version, ["questions"])
    version.question_count = sum(1 for _ in questions_of(version.content))
    session.add_all(question_rows(version.content, version.id))


def _tie_cited(session: Session, version: ChecklistVersion) -> None:
    """What the questions cite becomes the tie between the paragraph and them, both ways."""
    cited = {
        question["key"]: question["cites"]
        for question in questions_of(version.content)
        if question.get("cites")
    }
    if not cited:
        return
    ids = documents.codes_to_urls(session, {one["document"] for one in cited.values()})
    present = {
        one.question_key: one
        for one in session.scalars(
            select(QuestionCitation).where(QuestionCitation.template_id == version.template_id)
        )
    }
    for key, one in cited.items():
        if one["document"] not in ids:
            continue
        tie = present.get(key)
        if tie is None:
            tie = QuestionCitation(template_id=version.template_id, question_key=key)
            session.add(tie)
        tie.document_id = ids[one["document"]][0]
        tie.paragraph_key = one.get("paragraph", "")[:12]


def retire(session: Session, actor: Actor, clock: Clock, version: ChecklistVersion) -> None:
    """Offer a published version no more; audits that pinned it keep it.

    Raises:
        Forbidden: the actor does not manage checklists.
        Conflict: it is not published.
    """
    require(actor, "checklists.manage")
    _retire(session, actor, clock, version)


def _retire(session: Session, actor: Actor, clock: Clock, version: ChecklistVersion) -> None:
    _must_become(version, VersionState.RETIRED)
    version.state = VersionState.RETIRED
    version.retired_at = clock.now()
    record(session, actor, clock, "retire", version)


def discard(session: Session, actor: Actor, clock: Clock, version: ChecklistVersion) -> None:
    """Delete a draft; a checklist that has no other version goes with it.

    Raises:
        Forbidden: the actor does not manage checklists.
        Conflict: it is no draft any more.
    """
    require(actor, "checklists.manage")
    if version.state != VersionState.DRAFT:
        raise wrong_state(version)
    template = version.template
    others = session.scalar(
        select(func.count()).where(
            ChecklistVersion.template_id == template.id, ChecklistVersion.id != version.id
        )
    )
    record(session, actor, clock, "discard", version)
    session.delete(version)
    session.flush()
    if not others:
        session.expire(template, ["versions"])
        session.delete(template)
        session.flush()


def cite(
    session: Session,
    actor: Actor,
    clock: Clock,
    template: ChecklistTemplate,
    question_key: str,
    *,
    document_id: int | None,
    paragraph_key: str = "",
) -> None:
    """Say which paragraph of which document a question rests on, through all its versions.

    Args:
        document_id: None takes the tie back; what the words of the question say holds again.

    Raises:
        Forbidden: the actor does not manage checklists.
        Invalid: no document in force, or a paragraph that it does not have.
    """
    require(actor, "checklists.manage")
    present = queries.citation(session, template.id, question_key)
    before = (
        {"document": present.document_id, "paragraph": present.paragraph_key} if present else {}
    )
    if document_id is None:
        if present is not None:
            session.delete(present)
    else:
        if document_id not in {number for number, _ in documents.document_choices(session)}:
            message = t("Choose a document in force.")
            raise Invalid("checklists.document_unknown", message, fields={"document": [message]})
        keys = {one.key for one in documents.current_paragraphs(session, [document_id])}
        if paragraph_key and paragraph_key not in keys:
            message = t("Choose a paragraph of this document.")
            raise Invalid("checklists.paragraph_unknown", message, fields={"paragraph": [message]})
        if present is None:
            present = QuestionCitation(template_id=template.id, question_key=question_key)
            session.add(present)
        present.document_id, present.paragraph_key = document_id, paragraph_key
    session.flush()
    trail.record(
        session, actor, clock, "checklists.cite", "checklist_template", template.uuid,
        {
            "checklist": template.key, "question": question_key, "before": before,
            "after": {"document": document_id, "paragraph": paragraph_key},
        },
    )  # fmt: skip


def _must_become(version: ChecklistVersion, following: VersionState) -> None:
    if not can_change(VersionState(version.state), following):
        raise wrong_state(version)


def wrong_state(version: ChecklistVersion) -> Conflict:
    """A version is not in the state that the verb needs."""
    return Conflict(
        "checklists.wrong_state",
        t("Version %(number)s has been published or retired meanwhile.", number=version.number),
        way_out=lazy("Reload the page to see where it stands."),
    )


def record(
    session: Session,
    actor: Actor,
    clock: Clock,
    verb: str,
    version: ChecklistVersion,
    **details: Any,
) -> None:
    """Write one change of a version into the trail."""
    trail.record(
        session,
        actor,
        clock,
        f"checklists.{verb}",
        ENTITY,
        version.uuid,
        {"checklist": version.template.key, "number": version.number, **details},
    )
