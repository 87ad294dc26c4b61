"""The report of an audit, read from the database in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ..config import QMSConfig
from ..findings import labels as finding_labels
from ..findings import queries as findings
from ..findings.queries import classes as finding_classes
from ..host import Clock
from ..i18n import localized, t, tn, use_locale
from ..reports import audit_report as report
from . import hooks, labels, queries
from .following import units_then
from .models import AgendaItem, Answer, Audit, AuditReport, Evidence, Signature
from .score import score_of
from .sheet import QuestionLine, SampleLine, Sheet, sheet_of
from .standing import Says
from .workflow import EvidenceState, TeamRole

REPORT_KIND = "audit.report"
"""The report as it stands, for looking at; what is signed has a kind of its own (``audits.printing``)."""

GRADES: dict[str, tuple[report.Shape, report.Tone]] = {
    "major": ("octagon", "critical"),
    "minor": ("triangle", "warning"),
    "observation": ("circle", "info"),
    "opportunity": ("diamond", "idea"),
    "strength": ("star", "good"),
}

VALUES: dict[str, tuple[report.Shape, report.Tone]] = {
    "conforming": ("circle", "good"),
    "nonconforming": ("triangle", "warning"),
    "observation": ("diamond", "info"),
    "not_applicable": ("ring", "neutral"),
    "yes": ("circle", "good"),
    "no": ("triangle", "warning"),
}


def build(
    session: Session,
    clock: Clock,
    config: QMSConfig,
    audit: Audit,
    language: str,
    version: AuditReport | None = None,
) -> report.AuditReport:
    """The report as values, in one language.

    Args:
        audit: with plan, team and scope loaded, as ``queries.by_uuid`` gives it.
        version: the draft whose texts it carries; None where none has been begun.
    """
    with use_locale(language):
        raised = [one for one in findings.of_audit(session, audit.id) if one.state != "withdrawn"]
        sheet = sheet_of(session, audit, raised)
        # A report that is made again later still names the units as they were called.
        then: dict[Any, Any] = {**units_then(session, audit, config.zone)}
        newer = queries.newer_issues(session, audit)
        return report.AuditReport(
            office=config.office_name,
            number=audit.number,
            title=audit.title,
            kind=str(labels.KINDS[audit.kind]),
            made_at=clock.now(),
            method=str(labels.METHODS.get(audit.method, audit.method)),
            standards=tuple(
                one.label
                for one in (audit.edition, *(two.edition for two in audit.further_standards))
                if one is not None
            ),
            objective=audit.objective,
            criteria=audit.criteria,
            scope_units=tuple(_unit(then.get(one.unit_id, one.unit)) for one in audit.units),
            scope_procedures=tuple(labels.pinned_issue(one, newer) for one in audit.documents),
            scope_clauses=tuple(
                f"{one.clause.number} {localized(one.clause.title_pl, one.clause.title_en)}"
                for one in audit.clauses
            ),
            first_day=audit.first_day,
            last_day=audit.last_day,
            team=tuple(
                report.TeamMember(
                    member.person.name,
                    str(labels.ROLES[member.role]),
                    _unit(member.person.unit) if member.person.unit else "",
                )
                for member in audit.team
                if member.removed_at is None
            ),
            opening=_meeting(audit, "opening"),
            closing=_meeting(audit, "closing"),
            agenda=tuple(
                report.AgendaItem(
                    item.starts_at,
                    item.ends_at,
                    item.subject,
                    _unit(then.get(item.unit_id, item.unit)) if item.unit else "",
                    _present(item),
                )
                for item in audit.agenda
                if item.kind == "work"
            ),
            followed=_followed(session, audit),
            summary=version.summary if version else "",
            conclusions=version.conclusions if version else audit.conclusions,
            strong_points=version.strengths if version else "",
            recommendations=version.recommendations if version else "",
            grades=_grades(session),
            sections=_sections(sheet),
            score=score_text(sheet),
            findings=tuple(
                _finding(one, sheet) for one in raised if one.finding_class != "strength"
            ),
            strengths=tuple(one.statement for one in raised if one.finding_class == "strength"),
            photos=_photos(sheet.evidence),
            files=_files(sheet, raised),
            receipts=tuple(hooks.receipts(session, audit)),
            signatures=_signatures(audit, queries.signatures_of(session, audit.id)),
            distribution=tuple(one.person_name for one in version.recipients)
            if version
            else _distribution(audit),
            version=version.number if version else 1,
            corrects=version.reason if version else "",
            language=language,
            zone=config.zone,
        )


def _unit(unit: Any) -> str:
    return localized(unit.name_pl, unit.name_en)


def _followed(session: Session, audit: Audit) -> tuple[report.FollowedUp, ...]:
    return tuple(
        report.FollowedUp(one.number, one.statement, str(finding_labels.STATES[one.state]))
        for one in queries.followed_findings(session, audit.id)
    )


def _files(sheet: Sheet, raised: Sequence[Any]) -> tuple[report.FileEntry, ...]:
    """Every piece of evidence that is not among the photographs."""
    numbers = {one.uuid: one.number for one in raised}
    questions = {
        line.key: f"{place}.{at}"
        for place, section in enumerate(sheet.sections, 1)
        for at, line in enumerate(section.questions, 1)
    }

    def about(piece: Evidence) -> str:
        if piece.finding_uuid is not None and piece.finding_uuid in numbers:
            return t("finding %(number)s", number=numbers[piece.finding_uuid])
        if piece.question_key in questions:
            return t("question %(number)s", number=questions[piece.question_key])
        return ""

    return tuple(
        report.FileEntry(
            piece.caption,
            piece.sha256,
            str(labels.EVIDENCE_STATES[piece.state]),
            piece.author_name,
            about(piece),
        )
        for piece in sheet.evidence
        if not is_photo(piece)
    )


def _present(item: AgendaItem) -> tuple[str, ...]:
    """Who was to be there: the auditors of the line, then whoever else was named."""
    return (*(one.person.name for one in item.auditors), *item.participants.splitlines())


def _meeting(audit: Audit, kind: str) -> report.Meeting | None:
    for held in audit.meetings:
        if held.kind == kind:
            return report.Meeting(
                held.starts_at, held.place, tuple(map(_attended, held.attendees)), held.notes
            )
    for item in audit.agenda:
        if item.kind == kind:
            return report.Meeting(item.starts_at, audit.place, _present(item), item.subject)
    return None


def _attended(one: Any) -> str:
    notes = ", ".join(part for part in (one.function, t("remotely") if one.remote else "") if part)
    return f"{one.name} ({notes})" if notes else str(one.name)


def _grades(session: Session) -> tuple[report.Mark, ...]:
    """The classes in use. Strengths are one tile, whatever kinds of them the office tells apart."""
    return tuple(
        _mark(one.base, one.name)
        for one in finding_classes.classes(session, retired=True)
        if (one.code == one.base if one.base == "strength" else not one.is_retired)
    )


def _mark(finding_class: str, name: str) -> report.Mark:
    """A class by the office's own name, with the mark of the one of the five it counts as."""
    shape, tone = GRADES.get(finding_class, ("square", "neutral"))
    return report.Mark(name, shape, tone)


def _sections(sheet: Sheet) -> tuple[report.Section, ...]:
    made = []
    for place, section in enumerate(sheet.sections, 1):
        questions = tuple(
            report.Question(
                f"{place}.{number}",
                _text(line),
                _requirement(line.question),
                tuple(answer for sample in line.samples for answer in _answers(line, sample)),
            )
            for number, line in enumerate(section.questions, 1)
            if line.shown or line.samples
        )
        if questions:
            made.append(report.Section(section.title, questions))
    return tuple(made)


def score_text(sheet: Sheet) -> str:
    """The points reached, in words; nothing where the checklist gives none."""
    score = score_of(sheet)
    if score is None:
        return ""
    counted = tn(
        "of %(n)s answer that carries points", "of %(n)s answers that carry points", score.counted
    )
    return t("Points reached: %(percent)s%%", percent=score.percent) + f" ({counted})."


def _text(line: QuestionLine) -> str:
    if not line.asked_by:
        return line.text
    return t("%(question)s (added on the spot by %(name)s)", question=line.text, name=line.asked_by)


def _requirement(question: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (question.get("clause"), question.get("procedure")) if part)


def _answers(line: QuestionLine, sample: SampleLine) -> list[report.Answer]:
    standing = sample.standing
    state: report.AnswerState = "current"
    if standing.in_conflict:
        state = "conflict"
    elif standing.says is Says.SIDE_BY_SIDE:
        state = "kept_both"
    pieces = _pieces(sample.evidence)
    several = len(line.samples) > 1 or sample.sample > 0
    looked_at = sample.label or (
        t("Sample %(number)s", number=sample.sample + 1) if several else ""
    )
    # What belongs to the question is printed once, beside the first answer.
    made = [
        _answer(line, answer, state, pieces if not place else (), looked_at)
        for place, answer in enumerate(standing.shown)
    ]
    return made + [
        _answer(line, answer, "set_aside", (), looked_at) for answer in standing.set_aside
    ]


def _answer(
    line: QuestionLine,
    answer: Answer,
    state: report.AnswerState,
    evidence: tuple[report.Evidence, ...],
    sample: str,
) -> report.Answer:
    shape, tone = VALUES.get(str(answer.value), ("square", "neutral"))
    return report.Answer(
        value=report.Mark(line.words(answer.value), shape, tone),
        author=answer.author_name,
        at=answer.recorded_at,
        note=answer.note,
        device=str(answer.device_uuid)[:8] if answer.device_uuid else "",
        state=state,
        evidence=evidence,
        sample=sample,
    )


def is_photo(piece: Evidence) -> bool:
    """Whether a piece is printed as a photograph: a picture whose bytes are here."""
    return (
        piece.state == EvidenceState.VERIFIED
        and piece.file is not None
        and piece.file.media_type.startswith("image/")
    )


def _pieces(evidence: Sequence[Evidence]) -> tuple[report.Evidence, ...]:
    made = []
    for piece in evidence:
        if is_photo(piece):
            made.append(report.Evidence(piece.caption, photo=piece.sha256))
        else:
            state = str(labels.EVIDENCE_STATES[piece.state])
            made.append(report.Evidence(f"{piece.caption} [{piece.sha256[:12]}] {state}".strip()))
    return tuple(made)


def _photos(evidence: Sequence[Evidence]) -> tuple[report.PhotoEntry, ...]:
    by_hash: dict[str, report.PhotoEntry] = {}
    for piece in evidence:
        if is_photo(piece):
            by_hash.setdefault(
                piece.sha256,
                report.PhotoEntry(piece.sha256, piece.caption, piece.author_name, piece.taken_at),
            )
    return tuple(by_hash.values())


def _finding(finding: Any, sheet: Sheet) -> report.Finding:
    requirements = tuple(part for part in (finding.clause, finding.requirement) if part)
    if finding.document is not None:
        requirements += (f"{finding.document.code} {finding.document.title}",)
    return report.Finding(
        number=finding.number,
        grade=_mark(finding.finding_class, finding_labels.class_name(finding)),
        statement=finding.statement,
        evidence=finding.evidence_text,
        requirements=requirements,
        unit=_unit(finding.unit) if finding.unit else "",
        owner=finding.owner.name if finding.owner else "",
        due=finding.due_on,
        state=str(finding_labels.STATES[finding.state]),
        photos=tuple(
            dict.fromkeys(
                piece.sha256
                for piece in sheet.evidence
                if piece.finding_uuid == finding.uuid and is_photo(piece)
            )
        ),
    )


def _signatures(audit: Audit, signed: Sequence[Signature]) -> tuple[report.Signature, ...]:
    roles = {"auditor": t("Auditor"), "auditee": t("For the audited unit")}
    made = [
        report.Signature(
            one.signed_name,
            roles.get(one.signer, one.signer),
            one.signed_at,
            (t("on a phone") if one.agrees else t("on a phone, with reservations: "))
            + (f"{one.remark}" if one.remark and not one.agrees else ""),
            one.picture_sha256 or "",
        )
        for one in signed
    ]
    names = {one.name for one in made}
    made += [
        report.Signature(member.person.name, str(labels.ROLES[TeamRole.LEAD]))
        for member in audit.team
        if member.role == TeamRole.LEAD
        and member.removed_at is None
        and member.person.name not in names
    ]
    return tuple(made)


def _distribution(audit: Audit) -> tuple[str, ...]:
    heads = [one.unit.head for one in audit.units if one.unit.head is not None]
    team = [member.person for member in audit.team if member.removed_at is None]
    return tuple(dict.fromkeys(person.name for person in [*heads, *team]))
