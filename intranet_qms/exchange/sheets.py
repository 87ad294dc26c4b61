"""The sheets that go out: the register as its reader sees it, the template, the lines of an import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from ..documents import labels as document_labels
from ..documents import queries as documents
from ..host import Actor
from ..i18n import t
from ..people import queries as people
from ..standards import queries as standards
from ..workbook_writing import Cell, Table, as_csv, as_xlsx
from . import labels
from .columns import FIELDS, SHOWN_ONLY
from .known import default_edition
from .models import ExchangeLine

_PAGE = 1_000
MOST_ROWS = 50_000


def register_table(
    session: Session, actor: Actor, asked: documents.Filter, *, today: date
) -> Table:
    """The documents that the reader may see and asked for, in their order, ready to be imported
    again: the same headings, units by code, people by login."""
    columns = [(str(one.heading), one.width) for one in FIELDS if one.name != "body"]
    columns += [(str(one), 14) for one in SHOWN_ONLY]
    return Table(t("Register"), columns, list(_rows(session, actor, asked, today)))


def _rows(
    session: Session, actor: Actor, asked: documents.Filter, today: date
) -> Iterable[list[Cell]]:
    units = {one.id: one.code for one in people.units(session)}
    logins = {one.id: one.host_id for one in people.people(session, only_active=False)}
    clauses = _citations(session)
    codes: dict[int, str] | None = None
    page = 1
    while True:
        found = documents.register(session, actor, asked, today=today, page=page, per_page=_PAGE)
        ids = [row.document.id for row in found.rows]
        facts = documents.facts(session, ids)
        wanted = {one for fact in facts.values() for one in fact.related_ids}
        if wanted - set(ids) and codes is None:
            codes = {one.id: one.code for one in documents.facts(session).values()}
        known = codes or {one.id: one.code for one in facts.values()}
        for one in ids:
            if one in facts:
                yield _row(facts[one], units, logins, clauses, known)
        if page >= min(found.page.pages, MOST_ROWS // _PAGE):
            return
        page += 1


def _citations(session: Session) -> dict[int, str]:
    editions = standards.editions(session)
    default = default_edition(editions)
    return {
        clause.id: clause.number if edition is default else f"{edition.label} {clause.number}"
        for edition in editions
        for clause in standards.clauses(session, edition.id)
    }


def _row(
    fact: documents.Facts,
    units: dict[int, str],
    logins: dict[int, str],
    clauses: dict[int, str],
    codes: dict[int, str],
) -> list[Cell]:
    readers = fact.readers
    reading = [t("everybody")] if readers.everybody else []
    reading += sorted(units.get(one, "") for one in readers.unit_ids)
    reading += sorted(logins.get(one, "") for one in readers.person_ids)
    reading += [f"role:{one}" for one in sorted(readers.roles)]
    return [
        fact.code,
        str(document_labels.KINDS[fact.kind]),
        fact.title,
        fact.title_en,
        str(document_labels.PROCESS_TYPES.get(fact.process_type, "")),
        units.get(fact.owner_unit_id or 0, ""),
        logins.get(fact.owner_id or 0, ""),
        fact.review_interval_months,
        fact.last_reviewed_on,
        fact.review_due_on,
        fact.effective_on,
        fact.legal_basis,
        fact.jrwa,
        fact.archive_category,
        "; ".join(sorted(clauses[one] for one in fact.clause_ids if one in clauses)),
        "; ".join(sorted(codes[one] for one in fact.related_ids if one in codes)),
        "; ".join(filter(None, reading)),
        str(document_labels.STATES[fact.state]),
        fact.number,
    ]


def template() -> bytes:
    """A workbook to fill in: an example row, what each column takes, and the words that are known."""
    filled = Table(
        t("Register"),
        [(str(one.heading), one.width) for one in FIELDS],
        [],
        [str(one.explanation) for one in FIELDS],
    )
    explained = Table(
        t("Columns"),
        [(t("Column"), 24), (t("Needed"), 12), (t("What belongs into it"), 70), (t("Example"), 40)],
        [
            [
                str(one.heading),
                t("yes") if one.required else t("no"),
                str(one.explanation),
                one.example,
            ]
            for one in FIELDS
        ],
    )
    words: list[list[Cell]] = [[t("Kind"), str(label)] for label in document_labels.KINDS.values()]
    words += [[t("Process"), str(label)] for label in document_labels.PROCESS_TYPES.values()]
    known = Table(t("Words"), [(t("Column"), 20), (t("Word"), 40)], words)
    return as_xlsx([filled, explained, known], title=t("Register of documents: template"))


def problems_table(lines: Sequence[ExchangeLine]) -> Table:
    """Every mistake and remark of an import, a row each."""
    return Table(
        t("To correct"),
        [
            (t("Row"), 8),
            (t("Column"), 10),
            (t("Field"), 24),
            (t("Code"), 16),
            (t("Severity"), 12),
            (t("What is wrong"), 80),
        ],
        [
            [
                line.row,
                note["column"],
                labels.field_name(note["field"]),
                line.code,
                t("mistake") if note["severity"] == "error" else t("remark"),
                labels.explain_note(note),
            ]
            for line in lines
            for note in line.notes
        ],
    )


__all__ = ["as_csv", "as_xlsx", "problems_table", "register_table", "template"]
