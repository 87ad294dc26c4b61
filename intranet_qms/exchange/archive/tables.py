"""What of the register goes into an archive, declared table by table.

A table of documents that is neither here nor named as left out fails a test: nobody adds one that
is silently lost on the way to another office.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Table

from ...db import Base

FORMAT = "intranet-qms.register"
VERSION = 1

PEOPLE, UNITS, CLAUSES, FILES = "qms_person", "qms_unit", "qms_clause", "qms_stored_file"
"""Tables of other features that rows refer to, by what the other office knows too: the login, the
code, the citation, the hash."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A table that goes in whole.

    Args:
        leave: columns that stay, each with the reason.
        people_lists: columns of JSON that list internal numbers of people.
    """

    name: str
    leave: Mapping[str, str] = field(default_factory=dict)
    people_lists: tuple[str, ...] = ()


EXPORTED: tuple[Exported, ...] = (
    Exported("qms_document"),
    Exported("qms_document_clause"),
    Exported("qms_related_document"),
    Exported("qms_legal_basis"),
    Exported("qms_former_code"),
    Exported("qms_numbering_pattern"),
    Exported("qms_guide_template_version"),
    Exported("qms_approval_path", people_lists=("reviewer_ids",)),
    Exported("qms_distribution_entry"),
    Exported("qms_earlier_owner_unit"),
    Exported("qms_revision", people_lists=("writer_ids",)),
    Exported("qms_paragraph"),
    Exported("qms_revision_decision"),
    Exported("qms_revision_assignment"),
    Exported("qms_revision_round"),
    Exported("qms_revision_look"),
    Exported("qms_revision_comment"),
    Exported("qms_periodic_review"),
    Exported("qms_attachment"),
    Exported("qms_attachment_text"),
    Exported("qms_reading_request"),
    Exported("qms_acknowledgement"),
    Exported("qms_draft_state"),
    Exported("qms_document_change"),
    Exported("qms_search_synonym"),
    Exported("qms_print"),
)
"""Everything that the register knows of its documents."""

LEFT_OUT: Mapping[str, str] = {
    "qms_document_search": "made anew from the texts when an archive is restored",
    "qms_draft_presence": "who has an editor open now is nothing to keep",
    "qms_change_effect": "names checklists, audits and findings, which are not of the register",
}
"""Tables of documents that stay, each with the reason."""

BY_NAME: Mapping[str, Exported] = {one.name: one for one in EXPORTED}


def table(name: str) -> Table:
    """A table of the module by its name."""
    return Base.metadata.tables[name]


def in_order() -> list[Exported]:
    """The declared tables, each after those that its rows refer to."""
    return [BY_NAME[one.name] for one in Base.metadata.sorted_tables if one.name in BY_NAME]


def columns(exported: Exported) -> list[str]:
    """The columns that go in: all but the internal number, which means nothing elsewhere."""
    found = table(exported.name)
    return [
        column.name
        for column in found.columns
        if column.name not in exported.leave and not (column.name == "id" and column.primary_key)
    ]


def reference(exported: Exported, column: str) -> tuple[str, str] | None:
    """Table and column that a column refers to, if it does."""
    keys = list(table(exported.name).c[column].foreign_keys)
    if not keys:
        return None
    return keys[0].column.table.name, keys[0].column.name


def has_uuid(name: str) -> bool:
    """Whether rows of a table have an identifier that is the same everywhere."""
    return "uuid" in table(name).c


def referred_to() -> frozenset[str]:
    """Declared tables whose rows others name by the internal number."""
    found = set()
    for exported in EXPORTED:
        for name in columns(exported):
            target = reference(exported, name)
            if target is not None and target[0] in BY_NAME and target[1] == "id":
                found.add(target[0])
    return frozenset(found)
