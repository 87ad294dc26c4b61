"""The list of records, and a disposal list for the archive, as sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..i18n import t
from ..workbook_writing import Table, as_xlsx
from . import labels
from .models import Disposal
from .queries import Record


def records_sheet(records: Sequence[Record], today: date) -> bytes:
    """Records as they stand today."""
    table = Table(
        t("Records"),
        [
            (t("Kind"), 28), (t("Code"), 18), (t("Title"), 50), (t("JRWA class"), 10),
            (t("Archive category"), 10), (t("From"), 12), (t("Ended on"), 12),
            (t("May go from"), 12), (t("State"), 24), (t("Hold"), 30), (t("List"), 14),
        ],
        [
            [
                str(labels.KINDS[one.kind]), one.code, one.title, one.jrwa, one.category,
                one.first_day, one.ended_on, one.due_on, str(labels.STATES[one.state(today)]),
                one.held, one.listed,
            ]
            for one in records
        ],
    )  # fmt: skip
    return as_xlsx([table], title=t("Records"))


def disposal_sheet(disposal: Disposal) -> bytes:
    """A disposal list as the archive takes it: one row a record, and how it was decided."""
    rows = Table(
        t("List"),
        [
            (t("No."), 6), (t("JRWA class"), 12), (t("Title"), 60), (t("Code"), 18),
            (t("From"), 12), (t("Until"), 12), (t("Archive category"), 10), (t("May go from"), 12),
            (t("Files"), 8), (t("Hash (SHA-256)"), 40),
        ],
        [
            [
                one.position, one.jrwa, one.title, one.code, one.first_day, one.ended_on,
                one.category, one.due_on, one.files, one.content_hash,
            ]
            for one in disposal.items
        ],
    )  # fmt: skip
    facts = Table(
        t("Decisions"),
        [(t("What"), 28), (t("Who"), 30), (t("When"), 14), (t("Remark"), 60)],
        [
            [
                t("Drawn up"), disposal.proposed_by_name, disposal.proposed_at.date(),
                disposal.reason,
            ],
            [
                str(labels.LIST_STATES[disposal.state]), disposal.decided_by_name,
                disposal.decided_at.date() if disposal.decided_at else None,
                disposal.decision_note,
            ],
            [
                t("Carried out"), disposal.done_by_name,
                disposal.done_at.date() if disposal.done_at else None, "",
            ],
        ],
    )  # fmt: skip
    return as_xlsx([rows, facts], title=f"{labels.LISTS[disposal.kind]} {disposal.number}")
