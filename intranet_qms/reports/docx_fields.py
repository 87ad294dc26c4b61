"""The fields that a DOCX template of an audit report may show, and their values for one report.

Values are texts, lists and mappings only: a template can print them and walk through them, and
reach nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ..i18n import LazyText, date_text, lazy, moment_text, t
from .audit_layout import audit_report_data
from .audit_values import AuditReport

FIELDS: tuple[tuple[str, LazyText], ...] = (
    ("office", lazy("The office")),
    ("number", lazy("Number of the audit")),
    ("title", lazy("Subject of the audit")),
    ("kind", lazy("Kind of audit")),
    ("version", lazy("Version of the report")),
    ("corrects", lazy("Why there is a version after the first")),
    ("mark", lazy("What stands on every page of a draft; empty when signed")),
    ("made_on", lazy("Day on which the file was made")),
    ("first_day", lazy("First day of the audit")),
    ("last_day", lazy("Last day of the audit")),
    ("method", lazy("How it was held")),
    ("objective", lazy("Objective")),
    ("criteria", lazy("Criteria")),
    ("standards", lazy("List: standards with their editions")),
    ("units", lazy("List: audited units")),
    ("documents", lazy("List: documents with their issues")),
    ("clauses", lazy("List: clauses of the standards")),
    ("team", lazy("List of: name, role, unit")),
    ("opening", lazy("Opening meeting: when, place, present, notes")),
    ("closing", lazy("Closing meeting: when, place, present, notes")),
    ("agenda", lazy("List of: when, what, unit, who")),
    ("summary", lazy("Summary, as the lead auditor wrote it")),
    ("conclusions", lazy("Conclusions")),
    ("strong_points", lazy("Strengths, as the lead auditor wrote them")),
    ("recommendations", lazy("Recommendations")),
    ("counts", lazy("List of: label, count (findings of each class)")),
    ("answer_counts", lazy("List of: label, count (answers of each kind)")),
    ("score", lazy("Points reached, where the checklist gives any")),
    ("findings", lazy("List of: number, label, statement, evidence, requirements, unit, owner, due, "
                      "state, photos")),
    ("strengths", lazy("List: findings that are strengths")),
    ("followed", lazy("List of: number, statement, state (earlier findings)")),
    ("sections", lazy("List of: title, rows; a row has number, text, requirement, value, standing, "
                      "note, evidence, byline")),
    ("photos", lazy("List of: number, caption, byline, hash, image")),
    ("files", lazy("List of: caption, about, hash, state")),
    ("receipts", lazy("List of: device, person, delivered, verified, match, clock")),
    ("signatures", lazy("List of: name, role, signed")),
    ("distribution", lazy("List: who gets the report")),
    ("seal", lazy("Seal of the signed report")),
)  # fmt: skip
"""Every field with what it is; the page that explains templates shows this list."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""


def docx_values(report: AuditReport, available: frozenset[str]) -> dict[str, Any]:
    """The values of ``FIELDS`` for one report, in the current language.

    A photo whose bytes are at hand has its hash under ``image``; the maker of the file puts the
    picture there.

    Args:
        available: SHA-256 of the photos whose bytes are at hand.
    """
    data = audit_report_data(report, available)
    values = {
        "office": report.office,
        "number": report.number,
        "title": report.title,
        "kind": report.kind,
        "version": str(report.version),
        "corrects": report.corrects,
        "mark": report.mark,
        "made_on": date_text(report.made_at, report.zone),
        "first_day": date_text(report.first_day, report.zone) if report.first_day else "",
        "last_day": date_text(report.last_day, report.zone) if report.last_day else "",
        "method": report.method,
        "objective": report.objective,
        "criteria": report.criteria,
        "standards": report.standards,
        "units": report.scope_units,
        "documents": report.scope_procedures,
        "clauses": report.scope_clauses,
        "team": [{"name": one.name, "role": one.role, "unit": one.unit} for one in report.team],
        "opening": _meeting(report, report.opening),
        "closing": _meeting(report, report.closing),
        "agenda": [_named(row, "when", "what", "unit", "who") for row in data["agenda"]],
        "summary": report.summary,
        "conclusions": report.conclusions,
        "strong_points": report.strong_points,
        "recommendations": report.recommendations,
        "counts": [_counted(one) for one in data["summary"]["grades"]],
        "answer_counts": [_counted(one) for one in data["summary"]["answers"]],
        "score": report.score,
        "findings": [
            {
                "number": card["number"],
                "label": card["label"],
                "statement": card["statement"],
                "evidence": card["evidence"],
                "requirements": card["requirements"],
                "unit": one.unit,
                "owner": one.owner,
                "due": date_text(one.due, report.zone) if one.due else "",
                "state": one.state,
                "photos": "".join(
                    row["value"][0] for row in card["facts"] if row["label"] == t("Photos")
                ),
            }
            for one, card in zip(report.findings, data["findings"], strict=True)
        ],
        "strengths": report.strengths,
        "followed": [_named(row, "number", "statement", "state") for row in data["followed"]],
        "sections": [
            {"title": section["title"], "rows": [_row(row) for row in section["rows"]]}
            for section in data["sections"]
        ],
        "photos": [
            {
                "number": one["number"],
                "caption": one["caption"],
                "byline": one["byline"],
                "hash": one["hash"],
                "description": one["alt"],
                "image": one["file"] if one["available"] else "",
            }
            for one in data["photos"]
        ],
        "files": [_named(row, "caption", "about", "hash", "state") for row in data["files"]],
        "receipts": [
            {name: row[name] for name in ("device", "person", "delivered", "verified", "match",
                                          "clock")}
            for row in data["receipts"]
        ],
        "signatures": data["signatures"],
        "distribution": report.distribution,
        "seal": report.seal,
    }  # fmt: skip
    cleaned = _writable(values)
    assert isinstance(cleaned, dict)
    return cleaned


def _meeting(report: AuditReport, meeting: Any) -> dict[str, Any]:
    if meeting is None:
        return {"when": "", "place": "", "present": [], "notes": ""}
    at: datetime | None = meeting.at
    return {
        "when": moment_text(at, report.zone) if at else "",
        "place": meeting.place,
        "present": list(meeting.participants),
        "notes": meeting.note,
    }


def _named(row: Iterable[Any], *names: str) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


def _counted(one: dict[str, Any]) -> dict[str, str]:
    return {"label": one["label"], "count": one["count"]}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    answer = row["answer"]
    return {
        "number": row["number"],
        "text": row["text"],
        "requirement": row["requirement"],
        "value": answer["label"],
        "standing": answer["standing"],
        "note": answer["note"],
        "evidence": answer["evidence"],
        "byline": answer["byline"],
    }


def _writable(value: Any) -> Any:
    """With every text as XML can hold it; what cannot be written is named, as in the PDF."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _UNWRITABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    if isinstance(value, dict):
        return {name: _writable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(one) for one in value]
    return value
