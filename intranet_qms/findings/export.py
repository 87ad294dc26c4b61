"""The register as a sheet. Every cell is text or a number, never a formula (CWE-1236)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..i18n import localized, t
from .labels import ACTION_STATES, SOURCES, STATES, class_name
from .models import Finding

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
Cell = str | date


def columns() -> list[tuple[str, int]]:
    """Titles with widths in characters."""
    return [
        (t("Number"), 12),
        (t("Class"), 22),
        (t("State"), 22),
        (t("Source"), 16),
        (t("Unit"), 30),
        (t("Responsible"), 24),
        (t("Due date"), 12),
        (t("Raised on"), 12),
        (t("Raised by"), 24),
        (t("Clause"), 22),
        (t("Document"), 14),
        (t("Requirement"), 50),
        (t("Statement"), 60),
        (t("Evidence"), 50),
        (t("Number at the source"), 20),
        (t("Repeats"), 14),
        (t("Closed"), 12),
        (t("Days"), 8),
        (t("Root cause"), 50),
        (t("Actions"), 60),
        (t("Effect"), 40),
    ]


def row(finding: Finding, zone: ZoneInfo, today: date) -> list[Cell]:
    """One finding as cells, in the order of ``columns``."""
    unit = finding.unit
    return [
        finding.number,
        class_name(finding),
        str(STATES[finding.state]),
        str(SOURCES[finding.source]),
        localized(unit.name_pl, unit.name_en) if unit else "",
        finding.owner.name if finding.owner else "",
        finding.due_on or "",
        finding.raised_at.astimezone(zone).date(),
        finding.raised_by_name,
        finding.clause,
        finding.document.code if finding.document else "",
        finding.requirement,
        finding.statement,
        finding.evidence_text,
        finding.source_reference,
        finding.repeats.number if finding.repeats else "",
        finding.closed_at.astimezone(zone).date() if finding.closed_at else "",
        str(_days(finding, zone, today)),
        "\n".join(dict.fromkeys(one.root_cause for one in finding.actions if one.root_cause)),
        "\n".join(
            f"{one.text} ({one.owner.name}, {one.due_on.isoformat()}, {ACTION_STATES[one.state]})"
            for one in finding.actions
        ),
        finding.effectiveness_text,
    ]


def _days(finding: Finding, zone: ZoneInfo, today: date) -> int:
    """How long it took, or has been open."""
    raised = finding.raised_at.astimezone(zone).date()
    ended = finding.closed_at.astimezone(zone).date() if finding.closed_at else today
    return max(0, (ended - raised).days)


def as_text(cell: Cell) -> str:
    """A cell for a text format. What a sheet would take for a formula gets an apostrophe."""
    if isinstance(cell, date):
        return cell.isoformat()
    text = cell.replace("\x00", "")
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def as_csv(findings: Iterable[Finding], zone: ZoneInfo, today: date) -> bytes:
    """Semicolons and a byte order mark: what Polish Excel opens by a double click."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([title for title, _ in columns()])
    writer.writerows([as_text(cell) for cell in row(finding, zone, today)] for finding in findings)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def as_xlsx(findings: Sequence[Finding], zone: ZoneInfo, today: date) -> bytes:
    """A workbook with one sheet, its first row kept in view."""
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second at each start

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(t("Findings")[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for index, (title, width) in enumerate(columns()):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, title, head)
    for number, finding in enumerate(findings, 1):
        for index, cell in enumerate(row(finding, zone, today)):
            if isinstance(cell, date):
                sheet.write_datetime(number, index, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - a day of the calendar, without a zone
            else:
                sheet.write_string(number, index, cell[:_LONGEST_CELL], body)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(findings)), len(columns()) - 1)
    book.set_properties({"title": t("Findings")})
    book.close()
    return stream.getvalue()
