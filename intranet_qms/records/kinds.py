"""Which records there are, when their matter ends, and what belongs to each.

The tables are those of the features below, by name and with the columns used here: a record is
judged, and one day destroyed, as a whole, whatever features its rows belong to. A test fails when a
table refers to one of these and is not named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy import null as sql_null

from ..db import Base, UTCDateTime
from ..i18n import LazyText, lazy


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a record by a column: to its root, or to rows of another part.

    ``parent`` is that part's table and the column of it that is named.
    """

    table: str
    column: str
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of records.

    Args:
        category, jrwa: of this kind until the office chooses others.
        rows: all records: ``uuid``, ``code``, ``title``, ``first_day``, ``ended_at`` (a moment)
            or ``ended_day`` (a day), both empty while the matter is open, own ``jrwa`` and
            ``category``, ``unit_id``.
        root: the table whose row is the record, by its ``uuid``.
        parts: what goes with the record, the innermost first.
        forget: columns elsewhere that name the record and are emptied.
        only_parts: the root stays: it is another record's.
        after: a kind whose record of the same number has to be gone first.
    """

    name: str
    label: LazyText
    jrwa: str
    category: str
    rows: Callable[[], Select[Any]]
    root: str
    parts: tuple[Part, ...] = ()
    forget: tuple[tuple[str, str], ...] = ()
    only_parts: bool = False
    after: str = ""
    endpoint: str = ""
    address: Mapping[str, str] = field(default_factory=dict)


def table(name: str) -> Table:
    """A table of the module by its name."""
    return Base.metadata.tables[name]


def _row(
    *,
    uuid: ColumnElement[Any],
    code: ColumnElement[Any],
    title: ColumnElement[Any],
    first_day: ColumnElement[Any] | None = None,
    ended_at: ColumnElement[Any] | None = None,
    ended_day: ColumnElement[Any] | None = None,
    jrwa: ColumnElement[Any] | None = None,
    category: ColumnElement[Any] | None = None,
    unit_id: ColumnElement[Any] | None = None,
) -> list[Any]:
    empty = cast(sql_null(), String)
    return [
        uuid.label("uuid"),
        code.label("code"),
        title.label("title"),
        (first_day if first_day is not None else cast(sql_null(), Date)).label("first_day"),
        (ended_at if ended_at is not None else cast(sql_null(), UTCDateTime)).label("ended_at"),
        (ended_day if ended_day is not None else cast(sql_null(), Date)).label("ended_day"),
        (jrwa if jrwa is not None else empty).label("own_jrwa"),
        (category if category is not None else empty).label("own_category"),
        (unit_id if unit_id is not None else cast(sql_null(), table("qms_unit").c.id.type)).label(
            "unit_id"
        ),
    ]


def _ended_issue() -> ColumnElement[Any]:
    revision = table("qms_revision")
    # An issue that was given up before it came into force ended when it was last touched.
    return case(
        (
            revision.c.state.in_(["superseded", "withdrawn"]),
            func.coalesce(revision.c.superseded_at, revision.c.updated_at, type_=UTCDateTime),
        ),
        else_=cast(sql_null(), UTCDateTime),
    )


def _code_of_issue() -> ColumnElement[Any]:
    document, revision = table("qms_document"), table("qms_revision")
    return document.c.code + literal(" / ") + cast(revision.c.number, String)


def _issues() -> Select[Any]:
    document, revision = table("qms_document"), table("qms_revision")
    return (
        select(
            *_row(
                uuid=revision.c.uuid,
                code=_code_of_issue(),
                title=revision.c.title,
                first_day=revision.c.effective_on,
                ended_at=_ended_issue(),
                jrwa=document.c.jrwa,
                category=document.c.archive_category,
                unit_id=document.c.owner_unit_id,
            )
        )
        .select_from(revision.join(document, document.c.id == revision.c.document_id))
        .where(
            # What is being written is no record yet.
            or_(revision.c.published_at.is_not(None), revision.c.state == "withdrawn")
        )
    )


def _acknowledgements() -> Select[Any]:
    document, revision = table("qms_document"), table("qms_revision")
    given = table("qms_acknowledgement")
    return (
        select(
            *_row(
                uuid=revision.c.uuid,
                code=_code_of_issue(),
                title=revision.c.title,
                first_day=revision.c.effective_on,
                ended_at=_ended_issue(),
                unit_id=document.c.owner_unit_id,
            )
        )
        .select_from(revision.join(document, document.c.id == revision.c.document_id))
        .where(select(given.c.id).where(given.c.revision_id == revision.c.id).exists())
    )


def _audits() -> Select[Any]:
    audit = table("qms_audit")
    return select(
        *_row(
            uuid=audit.c.uuid,
            code=audit.c.number,
            title=audit.c.title,
            first_day=audit.c.first_day,
            ended_at=case((audit.c.state == "closed", audit.c.closed_at), else_=sql_null()),
            ended_day=case((audit.c.state == "cancelled", audit.c.last_day), else_=sql_null()),
        )
    )


def _findings() -> Select[Any]:
    finding = table("qms_finding")
    return select(
        *_row(
            uuid=finding.c.uuid,
            code=finding.c.number,
            title=func.substr(finding.c.statement, 1, 300),
            ended_at=case(
                (finding.c.state == "closed", finding.c.closed_at),
                # A finding that was withdrawn keeps no day of its own.
                (finding.c.state == "withdrawn", finding.c.raised_at),
                else_=sql_null(),
            ),
            unit_id=finding.c.unit_id,
        )
    )


def _opinions() -> Select[Any]:
    opinion, document = table("qms_opinion"), table("qms_document")
    return select(
        *_row(
            uuid=opinion.c.uuid,
            code=document.c.code,
            title=func.substr(opinion.c.text, 1, 300),
            ended_at=opinion.c.handled_at,
            unit_id=document.c.owner_unit_id,
        )
    ).select_from(opinion.join(document, document.c.id == opinion.c.document_id))


def _imports() -> Select[Any]:
    run = table("qms_exchange_run")
    return select(
        *_row(
            uuid=run.c.uuid,
            code=run.c.kind,
            title=run.c.file_name,
            ended_at=run.c.finished_at,
        )
    )


_ISSUE_PARTS = (
    Part("qms_paragraph", "revision_id"),
    Part("qms_revision_decision", "revision_id"),
    Part("qms_revision_assignment", "revision_id"),
    Part("qms_revision_round", "revision_id"),
    Part("qms_revision_look", "revision_id"),
    Part("qms_revision_comment", "revision_id"),
    Part("qms_attachment", "revision_id"),
    Part("qms_reading_request", "revision_id"),
    Part("qms_draft_state", "revision_id"),
    Part("qms_draft_presence", "revision_id"),
    Part("qms_finding_issue", "revision_id"),
)

KINDS: tuple[RecordKind, ...] = (
    RecordKind(
        "acknowledgements",
        lazy("Acknowledgements of an issue"),
        "0142",
        "B5",
        _acknowledgements,
        "qms_revision",
        parts=(Part("qms_acknowledgement", "revision_id"),),
        only_parts=True,
    ),
    RecordKind(
        "issue",
        lazy("Issue of a document"),
        "0142",
        "B10",
        _issues,
        "qms_revision",
        parts=_ISSUE_PARTS,
        forget=(
            ("qms_audit_document", "revision_id"),
            ("qms_corrective_action", "revision_id"),
            ("qms_finding", "revision_id"),
            ("qms_document_change", "revision_id"),
        ),
        after="acknowledgements",
    ),
    RecordKind(
        "finding",
        lazy("Finding with its actions"),
        "0142",
        "B10",
        _findings,
        "qms_finding",
        parts=(
            Part("qms_finding_remark", "finding_id"),
            Part("qms_finding_answer", "finding_id"),
            Part("qms_finding_term", "finding_id"),
            Part("qms_finding_file", "action_id", ("qms_corrective_action", "id")),
            Part("qms_finding_file", "finding_id"),
            Part("qms_finding_issue", "action_id", ("qms_corrective_action", "id")),
            Part("qms_finding_issue", "finding_id"),
            Part("qms_finding_extent", "finding_id"),
            Part("qms_finding_cause", "finding_id"),
            Part("qms_due_extension", "action_id", ("qms_corrective_action", "id")),
            Part("qms_due_extension", "finding_id"),
            Part("qms_external_finding", "finding_id"),
            Part("qms_corrective_action", "finding_id"),
            Part("qms_audit_followed_finding", "finding_id"),
        ),
        forget=(
            ("qms_opinion", "finding_id"),
            ("qms_finding", "repeats_id"),
            ("qms_finding", "series_id"),
        ),
    ),
    RecordKind(
        "audit",
        lazy("Audit with answers and evidence"),
        "0142",
        "B10",
        _audits,
        "qms_audit",
        parts=(
            Part("qms_answer_base", "answer_uuid", ("qms_answer", "uuid")),
            Part("qms_answer", "audit_id"),
            Part("qms_evidence", "audit_id"),
            Part("qms_signature", "audit_id"),
            Part("qms_audit_own_question", "audit_id"),
            Part("qms_audit_checklist_move", "audit_id"),
            Part("qms_audit_sample", "audit_id"),
            Part("qms_audit_agenda_auditor", "item_id", ("qms_audit_agenda", "id")),
            Part("qms_audit_agenda", "audit_id"),
            Part("qms_audit_change", "audit_id"),
            Part("qms_audit_change_counter", "audit_id"),
            Part("qms_audit_clause", "audit_id"),
            Part("qms_audit_document", "audit_id"),
            Part("qms_audit_unit", "audit_id"),
            Part("qms_team_member", "audit_id"),
            Part("qms_audit_standard", "audit_id"),
            Part("qms_audit_followed_finding", "audit_id"),
            Part("qms_audit_plan_confirmation", "audit_id"),
            Part("qms_audit_meeting_attendee", "meeting_id", ("qms_audit_meeting", "id")),
            Part("qms_audit_meeting", "audit_id"),
            Part("qms_audit_report_public", "report_id", ("qms_audit_report", "id")),
            Part("qms_audit_report_recipient", "report_id", ("qms_audit_report", "id")),
            Part("qms_audit_report", "audit_id"),
            Part("qms_auditor_evaluation", "audit_id"),
            Part("qms_programme_audit", "audit_id"),
        ),
        forget=(
            ("qms_finding", "audit_id"),
            ("qms_audit", "follows_id"),
            ("qms_certification_visit", "audit_id"),
        ),
    ),
    RecordKind(
        "opinion",
        lazy("Opinion of a citizen"),
        "0142",
        "B5",
        _opinions,
        "qms_opinion",
    ),
    RecordKind(
        "exchange",
        lazy("Import or archive of the register"),
        "0142",
        "B5",
        _imports,
        "qms_exchange_run",
        parts=(Part("qms_exchange_line", "run_id"),),
    ),
)

BY_NAME: Mapping[str, RecordKind] = {kind.name: kind for kind in KINDS}

KEPT_BY_OTHERS: Mapping[tuple[str, str], str] = {
    ("qms_acknowledgement", "revision_id"): "a record of its own, which has to be gone first",
    ("qms_opinion", "revision_id"): "an issue stays while an opinion about it is kept",
}
"""References that hold a record: it is not destroyed while there are any."""
