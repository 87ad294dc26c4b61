"""The card of a finding on paper: its whole story, for the file and for whoever comes to look."""

from __future__ import annotations

import uuid
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from ..access import Decision, decide, no
from ..config import QMSConfig
from ..errors import not_found
from ..host import Actor, Clock, FileStore
from ..http import module
from ..i18n import date_text, lazy, localized, moment_text, t, use_locale
from ..reports.kinds import Prepared, ReportKind, Subject, register
from ..reports.story_print import StoryPrint, StorySection, StoryTable, render_story
from ..reports.typst_renderer import Progress, RenderedReport
from . import labels, queries
from .models import DueExtension, Finding, FindingCause

CARD_KIND = "findings.card"


def _allowed(session: Session, actor: Actor, subject: uuid.UUID) -> Decision:
    finding = queries.by_uuid(session, subject)
    if finding is None:
        return no(lazy("This finding does not exist."))
    return decide(actor, "findings.read", finding)


def prepare(
    session: Session, store: FileStore, clock: Clock, subject: uuid.UUID, language: str
) -> Prepared:
    """Read everything for the card of one finding."""
    finding = queries.by_uuid(session, subject)
    if finding is None:
        raise not_found("findings.not_found")
    config = module().config
    with use_locale(language):
        story = card_of(finding, clock, config, language)
        name = t("Card of finding %(number)s", number=finding.number) + ".pdf"
    return Prepared(name, partial(_render, story))


def _render(story: StoryPrint, path: Path, progress: Progress) -> RenderedReport:
    return render_story(story, path, progress)


def card_of(finding: Finding, clock: Clock, config: QMSConfig, language: str) -> StoryPrint:
    """The story of a finding, in the current language: every round with its causes, actions and
    judgements."""
    unit = finding.unit
    own = Path(config.emblem_file) if config.emblem_file else None
    emblem = own or Path(__file__).parent.parent / "static" / "qms" / "emblem.svg"
    rounds = [
        section
        for number in range(1, finding.round + 1)
        for section in _round(finding, number, config)
    ]
    return StoryPrint(
        office=config.office_name,
        kind=t("Card of a finding"),
        code=finding.number,
        title=finding.statement,
        unit=localized(unit.name_pl, unit.name_en) if unit else "",
        made_at=clock.now(),
        cells=(
            (t("Number"), finding.number),
            (t("Class"), labels.class_name(finding)),
            (t("State"), str(labels.STATES[finding.state])),
        ),
        sections=(
            _found(finding, config),
            _said(finding, config),
            *rounds,
            _files(finding, config),
        ),
        mark_word=t("root cause"),
        emblem=emblem.read_text(encoding="utf-8"),
        language=language,
        zone=config.zone,
    )


def _found(finding: Finding, config: QMSConfig) -> StorySection:
    source = str(labels.SOURCES[finding.source])
    if finding.source_reference:
        source = f"{source}, {finding.source_reference}"
    document = finding.document
    facts = (
        (t("Source"), (source,)),
        (t("Raised by"), (finding.raised_by_name, moment_text(finding.raised_at, config.zone))),
        (t("Responsible"), (finding.owner.name if finding.owner else "",)),
        (t("Clause"), (finding.clause,)),
        (t("Document"), (f"{document.code} {document.title}" if document else "",)),
        (t("Repeats"), (finding.repeats.number if finding.repeats else "",)),
        (
            t("Closed"),
            (moment_text(finding.closed_at, config.zone) if finding.closed_at else "",),
        ),
    )
    texts = (
        (t("Requirement"), finding.requirement),
        (t("Paragraph as it read then"), finding.cited_text),
        (t("Evidence"), finding.evidence_text),
        (t("Statement"), finding.statement),
    )
    return StorySection(
        title=t("What was found"),
        facts=facts,
        texts=tuple((label, text) for label, text in texts if text),
    )


def _said(finding: Finding, config: QMSConfig) -> StorySection:
    return StorySection(
        title=t("What was said and decided"),
        tables=(
            StoryTable(
                heads=(t("When"), t("Who"), t("Step"), t("Words")),
                rows=tuple(
                    (
                        moment_text(one.said_at, config.zone),
                        one.author_name,
                        str(labels.REMARKS[one.kind]),
                        one.text or "—",
                    )
                    for one in finding.remarks
                ),
                widths=(3, 3, 3, 7),
            ),
        )
        if finding.remarks
        else (),
    )


def _round(finding: Finding, number: int, config: QMSConfig) -> list[StorySection]:
    title = t("Causes and actions")
    if finding.round > 1:
        title = t("Causes and actions, round %(number)s", number=number)
    actions = [one for one in finding.actions if one.round == number]
    causes = [one for one in finding.causes if one.round == number]
    texts = []
    if actions and not causes:
        texts.append((t("Root cause"), actions[0].root_cause))
    places = [one for one in finding.extents if one.round == number]
    tables = []
    if places:
        tables.append(
            StoryTable(
                heads=(t("Similar place"), t("What was seen"), t("Note"), t("Who")),
                rows=tuple(
                    (
                        localized(one.unit.name_pl, one.unit.name_en)
                        if one.unit
                        else (f"{one.document.code} {one.document.title}" if one.document else "—"),
                        str(labels.EXTENT_RESULTS[one.result]),
                        one.note or "—",
                        one.checked_by_name,
                    )
                    for one in places
                ),
                widths=(5, 3, 5, 3),
            )
        )
    if actions:
        tables.append(
            StoryTable(
                heads=(
                    t("Action"),
                    t("Responsible"),
                    t("Due date"),
                    t("State"),
                    t("What was done"),
                ),
                rows=tuple(
                    (
                        f"{labels.ACTION_KINDS[one.kind]}: {one.text}",
                        one.owner.name,
                        date_text(one.due_on, config.zone, style="medium"),
                        str(labels.ACTION_STATES[one.state]),
                        one.done_text or "—",
                    )
                    for one in actions
                ),
                widths=(6, 3, 3, 3, 5),
            )
        )
    asked = [
        one for one in finding.extensions if any(action.id == one.action_id for action in actions)
    ]
    if asked:
        tables.append(
            StoryTable(
                heads=(t("More time asked for"), t("Reason"), t("Decision")),
                rows=tuple(
                    (
                        f"{one.asked_by_name}: {one.old_due_on} → {one.new_due_on}",
                        one.reason,
                        _decision(one),
                    )
                    for one in asked
                ),
                widths=(5, 5, 5),
            )
        )
    return [
        StorySection(
            title=title, texts=tuple(texts), tree=tuple(_tree(causes)), tables=tuple(tables)
        )
    ]


def _decision(asked: DueExtension) -> str:
    if asked.granted is None:
        return t("waits")
    word = t("granted") if asked.granted else t("refused")
    return f"{word}, {asked.decided_by_name}. {asked.decision_text}"


def _tree(causes: list[FindingCause]) -> list[tuple[int, str, bool]]:
    found: list[tuple[int, str, bool]] = []

    def below(parent: int | None, depth: int) -> None:
        for one in causes:
            if one.parent_id == parent:
                text = one.text
                if one.category and parent is None:
                    text = f"{labels.BONES[one.category]}: {text}"
                found.append((depth, text, one.is_root))
                below(one.id, depth + 1)

    below(None, 0)
    return found


def _files(finding: Finding, config: QMSConfig) -> StorySection:
    changed = tuple(
        f"{one.revision.document.code} {t('issue %(number)s', number=one.revision.label)}: {one.why}"
        for one in finding.issues
    )
    return StorySection(
        title=t("Files and changed documents"),
        facts=((t("Changed documents"), changed),),
        tables=(
            StoryTable(
                heads=(t("File"), t("Added by"), "SHA-256"),
                rows=tuple(
                    (one.name, one.added_by_name, one.file.sha256[:16]) for one in finding.files
                ),
                widths=(6, 4, 3),
            ),
        )
        if finding.files
        else (),
    )


def _subject(session: Session, subject: uuid.UUID) -> Subject | None:
    finding = queries.by_uuid(session, subject)
    if finding is None:
        return None
    return Subject(
        t("Card of finding %(number)s", number=finding.number),
        (
            (t("Findings"), "findings_index", {}),
            (finding.number, "findings_show", {"number": finding.number}),
        ),
    )


register(ReportKind(CARD_KIND, _allowed, prepare, subject=_subject))
