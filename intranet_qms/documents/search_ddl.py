"""The full-text index beside ``qms_document_search``, in each database's own way.

The migration calls ``create`` after it made the table and ``drop`` before it drops it. The index
follows the table by itself: generated columns on PostgreSQL, triggers on SQLite.

PostgreSQL keeps two vectors. The whole text of a document is too large for its row and is read from
beside it; the small one, of code, title and lead, stays in the row, so that ordering thousands of
matches by what their titles say reads no long text.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

FTS_TABLE = "qms_document_fts"
VECTOR_COLUMN = "search_vector"
HEAD_COLUMN = "head_vector"
VECTOR_INDEX = "ix_qms_document_search_vector"
COLUMNS = ("code_terms", "title_terms", "lead_terms", "body_terms", "file_terms")


def _weighted(weights: dict[str, str]) -> str:
    return " || ".join(
        f"setweight(to_tsvector('simple'::regconfig, {column}), '{weight}')"
        for column, weight in weights.items()
    )


_HEAD = {"code_terms": "A", "title_terms": "A", "lead_terms": "B"}
_WHOLE = {**_HEAD, "body_terms": "C", "file_terms": "D"}

_POSTGRESQL_CREATE = (
    f"""alter table qms_document_search
    add column {VECTOR_COLUMN} tsvector generated always as ({_weighted(_WHOLE)}) stored,
    add column {HEAD_COLUMN} tsvector generated always as ({_weighted(_HEAD)}) stored""",
    # Kept in its row however long that is.
    f"alter table qms_document_search alter column {HEAD_COLUMN} set storage main",
    f"create index {VECTOR_INDEX} on qms_document_search using gin ({VECTOR_COLUMN})",
)
_POSTGRESQL_DROP = (
    f"drop index if exists {VECTOR_INDEX}",
    f"""alter table qms_document_search
    drop column if exists {VECTOR_COLUMN}, drop column if exists {HEAD_COLUMN}""",
)

_NAMES = ", ".join(COLUMNS)
_OLD = "old.document_id, " + ", ".join(f"old.{name}" for name in COLUMNS)
_NEW = "new.document_id, " + ", ".join(f"new.{name}" for name in COLUMNS)
# All names in these statements are constants of this file.
_REMOVE_OLD = f"insert into {FTS_TABLE}({FTS_TABLE}, rowid, {_NAMES}) values ('delete', {_OLD});"  # noqa: S608
_ADD_NEW = f"insert into {FTS_TABLE}(rowid, {_NAMES}) values ({_NEW});"  # noqa: S608

# The terms have their marks taken off where they should be; the tokenizer must leave the rest.
_SQLITE_CREATE = (
    f"""create virtual table {FTS_TABLE} using fts5(
        {_NAMES}, content='qms_document_search', content_rowid='document_id',
        tokenize="unicode61 remove_diacritics 0", prefix='2 3 4')""",
    f"""create trigger qms_document_search_inserted after insert on qms_document_search
    begin {_ADD_NEW} end""",
    f"""create trigger qms_document_search_deleted after delete on qms_document_search
    begin {_REMOVE_OLD} end""",
    f"""create trigger qms_document_search_updated after update on qms_document_search
    begin {_REMOVE_OLD} {_ADD_NEW} end""",
)
_SQLITE_DROP = (
    "drop trigger if exists qms_document_search_inserted",
    "drop trigger if exists qms_document_search_deleted",
    "drop trigger if exists qms_document_search_updated",
    f"drop table if exists {FTS_TABLE}",
)


def create(connection: Connection) -> None:
    """Make the index of an existing, empty ``qms_document_search``."""
    _run(connection, _POSTGRESQL_CREATE if _is_postgresql(connection) else _SQLITE_CREATE)


def drop(connection: Connection) -> None:
    """Take the index away; the table stays."""
    _run(connection, _POSTGRESQL_DROP if _is_postgresql(connection) else _SQLITE_DROP)


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _run(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
