"""Turns the values of an audit report into the texts that its template places on pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from ..i18n import date_text, moment_text, t, tn
from .audit_values import (
    UNRATED,
    Answer,
    AuditReport,
    Evidence,
    Finding,
    Mark,
    Meeting,
    Question,
)

DASH = "—"
SHORT_HASH = 12
"""Hexadecimal digits of a SHA-256 that are printed: 48 bits tell any office's photos apart."""
SKEW_WORTH_TELLING = 60
"""Seconds: below this a device's clock is as good as the office's."""
LONG_ROW = 900
"""Characters (about 22 lines of a column) from which on a row is allowed to break."""
LONG_ROW_LINES = 20
CONTENTS_FROM = 25
"""Questions from which on a table of contents helps more than it takes room."""


def audit_report_data(report: AuditReport, available: frozenset[str]) -> dict[str, Any]:
    """The content of the template `audit_report.typ`, in the current language.

    Args:
        available: SHA-256 of the photos whose bytes are at hand.
    """
    numbers = {entry.sha256: place for place, entry in enumerate(report.photos, start=1)}
    made_on = report.made_at.astimezone(report.zone)
    count = sum(len(section.questions) for section in report.sections)
    return {
        "language": report.language,
        "title": f"{t('Audit report')} {report.number}: {report.title}",
        "keywords": [report.number, *report.standards],
        "made_on": {"year": made_on.year, "month": made_on.month, "day": made_on.day},
        "office": report.office,
        "heading": t("Audit report"),
        "number": report.number,
        "subject": report.title,
        "corner": _facts(
            (t("Number"), [report.number]),
            (t("Date"), [date_text(report.made_at, report.zone)]),
            (t("Version"), [str(report.version) if report.version > 1 else ""]),
            (t("Case number"), [report.case_number]),
        ),
        "page_word": t("Page"),
        "page_words": t("page {page} of {pages}"),
        "footer": f"{report.office} · {t('Audit report')} {report.number}",
        # What stands at the foot of every page.
        "uncontrolled": report.mark
        or (_uncontrolled(report.made_at, report) if report.uncontrolled else None),
        "mark": report.mark or None,
        "seal": report.seal or None,
        "corrects": report.corrects or None,
        "contents": t("Contents") if count >= CONTENTS_FROM else None,
        "words": _words(),
        "facts": _header_facts(report),
        "summary": _summary(report),
        "summary_text": report.summary or None,
        "conclusions": report.conclusions or None,
        "strong_points": report.strong_points or None,
        "recommendations": report.recommendations or None,
        "followed": [[one.number, one.statement, one.state] for one in report.followed],
        "files": [
            [
                entry.caption or DASH,
                entry.about or DASH,
                f"{entry.sha256[:SHORT_HASH]}",
                " · ".join(part for part in (entry.state, entry.author) if part),
            ]
            for entry in report.files
        ],
        "findings": [_finding(finding, numbers, report) for finding in report.findings],
        "strengths": list(report.strengths),
        "course": _course(report),
        "agenda": [
            [
                _span(item.starts_at, item.ends_at, report),
                item.subject,
                item.unit or DASH,
                ", ".join(item.auditors) or DASH,
            ]
            for item in report.agenda
        ],
        "sections": [
            {
                "title": section.title,
                "rows": [
                    row
                    for question in section.questions
                    for row in _question_rows(question, numbers, report)
                ],
            }
            for section in report.sections
        ],
        "photos": [
            {
                "file": entry.sha256,
                "available": entry.sha256 in available,
                "number": str(numbers[entry.sha256]),
                "caption": entry.caption or t("Photo without a caption"),
                "byline": " · ".join(
                    part
                    for part in (entry.author, moment_text(entry.taken_at, report.zone))
                    if part
                ),
                "hash": f"SHA-256 {entry.sha256[:SHORT_HASH]}",
                "alt": t("Photo %(number)s", number=numbers[entry.sha256])
                + ": "
                + (entry.description or entry.caption or t("no description")),
            }
            for entry in report.photos
        ],
        "receipts": _receipts(report),
        "signatures": [
            {
                "name": signature.name,
                "role": signature.role,
                "file": signature.picture if signature.picture in available else None,
                "alt": t("Drawn signature: %(name)s", name=signature.name),
                "signed": None
                if signature.signed_at is None
                else " · ".join(
                    part
                    for part in (
                        t(
                            "Signed %(when)s",
                            when=moment_text(signature.signed_at, report.zone),
                        ),
                        signature.method,
                    )
                    if part
                ),
            }
            for signature in report.signatures
        ],
        "distribution": list(report.distribution),
    }


def _words() -> dict[str, str]:
    """Headings and column names of the template."""
    return {
        "summary": t("Summary"),
        "conclusions": t("Audit conclusions"),
        "corrects": t("What this version corrects"),
        "recommendations": t("Recommendations"),
        "followed": t("Earlier findings that were looked at again"),
        "finding": t("Finding"),
        "state": t("State"),
        "files": t("Other evidence"),
        "caption": t("What it is"),
        "about": t("What it belongs to"),
        "hash": t("SHA-256"),
        "seal": t("Seal"),
        "findings": t("Findings"),
        "no_findings": t("The audit found no nonconformities and left no observations."),
        "strengths": t("Strengths"),
        "course": t("Course of the audit"),
        "agenda": t("Agenda"),
        "time": t("Time"),
        "subject": t("Subject"),
        "unit": t("Organisational unit"),
        "auditors": t("Auditors"),
        "checklist": t("Checklist"),
        "item": t("No."),
        "question": t("Question and requirement"),
        "rating": t("Rating"),
        "evidence": t("Notes and audit evidence"),
        "statement": t("Statement"),
        "finding_evidence": t("Audit evidence"),
        "requirement": t("Requirement"),
        "photos": t("Photographs"),
        "photo": t("Photo"),
        "photo_missing": t("The server has not received this photo yet."),
        "photo_unreadable": t("This photo could not be shown."),
        "receipts": t("Sync receipt"),
        "device": t("Device"),
        "person": t("Person"),
        "delivered": t("Delivered"),
        "verified": t("Verified"),
        "clock": t("Device clock"),
        "signatures": t("Signatures"),
        "sign_here": t("signature and date"),
        "distribution": t("Distribution list"),
    }


def _facts(*rows: tuple[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Rows of name and value; a row without a value is left out."""
    kept = [(label, [line for line in value if line]) for label, value in rows]
    return [{"label": label, "value": value} for label, value in kept if value]


def _uncontrolled(moment: datetime, report: AuditReport) -> str:
    return t("Uncontrolled copy, printed %(date)s", date=date_text(moment, report.zone))


def _days(first: date | None, last: date | None, report: AuditReport) -> str:
    if first is None:
        return ""
    if last is None or last == first:
        return date_text(first, report.zone)
    if (first.year, first.month) == (last.year, last.month) and report.language == "pl":
        return f"{first.day}–{date_text(last, report.zone)}"
    return f"{date_text(first, report.zone)} – {date_text(last, report.zone)}"


def _span(starts: datetime, ends: datetime | None, report: AuditReport) -> str:
    text = moment_text(starts, report.zone)
    if ends is None:
        return text
    end = ends.astimezone(report.zone)
    if end.date() == starts.astimezone(report.zone).date():
        return f"{text}–{end:%H:%M}"
    return f"{text} – {moment_text(ends, report.zone)}"


def _header_facts(report: AuditReport) -> list[dict[str, Any]]:
    team = [
        f"{member.name}, {member.role}" + (f" ({member.unit})" if member.unit else "")
        for member in report.team
    ]
    return _facts(
        (t("Kind of audit"), [report.kind]),
        (t("Standard"), report.standards),
        (t("Dates"), [_days(report.first_day, report.last_day, report)]),
        (t("How it was held"), [report.method]),
        (t("Audit objective"), [report.objective]),
        (t("Criteria"), [report.criteria]),
        (t("Units audited"), report.scope_units),
        (t("Procedures"), report.scope_procedures),
        (t("Clauses of the standard"), [", ".join(report.scope_clauses)]),
        (t("Audit team"), team),
    )


def _counted(marks: Iterable[Mark]) -> list[dict[str, Any]]:
    counts = Counter(marks)
    return [
        {"label": mark.label, "shape": mark.shape, "tone": mark.tone, "count": str(count)}
        for mark, count in counts.items()
    ]


def _summary(report: AuditReport) -> dict[str, Any]:
    found = Counter(finding.grade for finding in report.findings)
    grades = list(dict.fromkeys([*report.grades, *found]))
    questions = [question for section in report.sections for question in section.questions]
    answered = sum(1 for question in questions if question.answers)
    lines = []
    if questions:
        lines.append(
            t(
                "%(answered)s of %(total)s questions answered.",
                answered=answered,
                total=len(questions),
            )
        )
    if report.score:
        lines.append(report.score)
    differing = sum(
        1
        for question in questions
        if any(answer.state in {"conflict", "kept_both"} for answer in question.answers)
    )
    if differing:
        lines.append(
            tn(
                "In %(n)s question the auditors differ; both answers are printed.",
                "In %(n)s questions the auditors differ; both answers are printed.",
                differing,
            )
        )
    if report.photos:
        lines.append(tn("%(n)s photograph.", "%(n)s photographs.", len(report.photos)))
    return {
        "grades": [
            {
                "label": grade.label,
                "shape": grade.shape,
                "tone": grade.tone,
                # Strengths are told apart from the findings; their class is the one with a star.
                "count": str(
                    found[grade] + (len(report.strengths) if grade.shape == "star" else 0)
                ),
            }
            for grade in grades
        ],
        "answers": _counted(
            answer.value
            for question in questions
            for answer in question.answers
            # What has no shape of its own is a number or a text: nothing that one counts.
            if answer.state != "set_aside" and answer.value.shape != UNRATED
        ),
        "line": " ".join(lines),
    }


def _photo_references(shas: Iterable[str], numbers: dict[str, int]) -> str:
    """The numbers of printed photos; one that is not printed is named by its hash."""
    names = [
        t("photo %(number)s", number=numbers[sha])
        if sha in numbers
        else f"SHA-256 {sha[:SHORT_HASH]}"
        for sha in shas
    ]
    return ", ".join(names)


def _finding(finding: Finding, numbers: dict[str, int], report: AuditReport) -> dict[str, Any]:
    return {
        "number": finding.number,
        "label": finding.grade.label,
        "shape": finding.grade.shape,
        "tone": finding.grade.tone,
        "statement": finding.statement,
        "evidence": finding.evidence or None,
        "requirements": list(finding.requirements),
        "facts": _facts(
            (t("Organisational unit"), [finding.unit]),
            (t("Responsible"), [finding.owner]),
            (t("Due date"), [date_text(finding.due, report.zone) if finding.due else ""]),
            (t("State"), [finding.state]),
            (t("Photos"), [_photo_references(finding.photos, numbers)]),
        ),
    }


def _evidence(evidence: Evidence, numbers: dict[str, int]) -> str:
    if evidence.photo is None:
        return evidence.text
    reference = _photo_references([evidence.photo], numbers)
    return f"{evidence.text} ({reference})" if evidence.text else reference


def _answer(answer: Answer, numbers: dict[str, int], report: AuditReport) -> dict[str, Any]:
    states = {
        "current": None,
        "conflict": t("The auditors differ; not decided yet"),
        "kept_both": t("The auditors differ; both answers stand"),
        "set_aside": t("Set aside by the lead auditor"),
    }
    return {
        "label": answer.value.label,
        "shape": answer.value.shape,
        "tone": answer.value.tone,
        "standing": states[answer.state],
        "sample": answer.sample or None,
        "note": answer.note or None,
        "evidence": [_evidence(item, numbers) for item in answer.evidence],
        "byline": " · ".join(
            part
            for part in (answer.author, moment_text(answer.at, report.zone), answer.device)
            if part
        ),
    }


def _is_long(question: Question, answer: dict[str, Any]) -> bool:
    """Whether the row may break across pages; a short one is kept whole."""
    written = len(answer["note"] or "") + sum(len(item) + 40 for item in answer["evidence"])
    lines = (answer["note"] or "").count("\n") + question.text.count("\n")
    return max(len(question.text), written) > LONG_ROW or lines > LONG_ROW_LINES


def _question_rows(
    question: Question, numbers: dict[str, int], report: AuditReport
) -> list[dict[str, Any]]:
    """One row for each answer, so that two answers stand beside each other as equals."""
    answers = [_answer(answer, numbers, report) for answer in question.answers]
    unanswered: dict[str, Any] = {
        "label": t("No answer"),
        "shape": "ring",
        "tone": "neutral",
        "standing": None,
        "sample": None,
        "note": None,
        "evidence": [],
        "byline": "",
    }
    return [
        {
            "number": question.number if place == 0 else f"{question.number} ({place + 1})",
            "text": question.text
            if place == 0
            else t("Answer %(place)s to the same question", place=place + 1),
            "requirement": (question.requirement or None) if place == 0 else None,
            "again": place > 0,
            "answer": answer,
            "long": _is_long(question, answer),
        }
        for place, answer in enumerate(answers or [unanswered])
    ]


def _meeting(meeting: Meeting, report: AuditReport) -> list[str]:
    first = ", ".join(
        part
        for part in (
            moment_text(meeting.at, report.zone) if meeting.at else "",
            meeting.place,
        )
        if part
    )
    people = ", ".join(meeting.participants)
    return [first, t("Present: %(people)s", people=people) if people else "", meeting.note]


def _course(report: AuditReport) -> list[dict[str, Any]]:
    return _facts(
        (t("Opening meeting"), _meeting(report.opening, report) if report.opening else []),
        (t("Closing meeting"), _meeting(report.closing, report) if report.closing else []),
    )


def _skew(seconds: int) -> str:
    if abs(seconds) < SKEW_WORTH_TELLING:
        return t("agrees")
    minutes = round(abs(seconds) / 60)
    if seconds > 0:
        return tn("%(n)s minute ahead", "%(n)s minutes ahead", minutes)
    return tn("%(n)s minute behind", "%(n)s minutes behind", minutes)


def _receipts(report: AuditReport) -> list[dict[str, str]]:
    return [
        {
            "device": receipt.device,
            "person": receipt.person,
            "delivered": tn("%(n)s answer", "%(n)s answers", receipt.answers)
            + ", "
            + tn("%(n)s photo", "%(n)s photos", receipt.photos),
            "verified": moment_text(receipt.verified_at, report.zone)
            if receipt.verified_at
            else t("not yet"),
            "match": t("hashes match") if receipt.hashes_match else t("hashes do not match"),
            "shape": "circle" if receipt.hashes_match else "triangle",
            "tone": "good" if receipt.hashes_match else "critical",
            "clock": _skew(receipt.skew_seconds),
        }
        for receipt in report.receipts
    ]
