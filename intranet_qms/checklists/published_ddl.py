"""The database's own refusal to change a published version of a checklist.

The services change none and the tables' classes refuse to; what goes around both, a script or a
hand at the console, is refused here. The migration calls ``create`` after it made the table and
``drop`` before it drops it.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

TABLE = "qms_checklist_version"
MESSAGE = "a published version of a checklist never changes"
_KEPT = ("template_id", "number", "content", "content_hash")
_BACK = "old.state <> 'draft' and new.state = 'draft'"

# All names in these statements are constants of this file.
_POSTGRESQL_CREATE = (
    f"""create function qms_keep_published_checklist() returns trigger language plpgsql as $$
    begin raise exception '{MESSAGE}' using errcode = 'integrity_constraint_violation'; end $$""",
    f"""create trigger qms_checklist_version_kept before update on {TABLE} for each row
    when ((old.state <> 'draft' and ({" or ".join(f"old.{one} is distinct from new.{one}" for one in _KEPT)}))
    or ({_BACK})) execute function qms_keep_published_checklist()""",
    f"""create trigger qms_checklist_version_stays before delete on {TABLE} for each row
    when (old.state <> 'draft') execute function qms_keep_published_checklist()""",
)
_POSTGRESQL_DROP = (
    f"drop trigger if exists qms_checklist_version_stays on {TABLE}",
    f"drop trigger if exists qms_checklist_version_kept on {TABLE}",
    "drop function if exists qms_keep_published_checklist()",
)
_SQLITE_CREATE = (
    f"""create trigger qms_checklist_version_kept before update on {TABLE}
    when (old.state <> 'draft' and ({" or ".join(f"old.{one} is not new.{one}" for one in _KEPT)}))
    or ({_BACK}) begin select raise(abort, '{MESSAGE}'); end""",
    f"""create trigger qms_checklist_version_stays before delete on {TABLE}
    when old.state <> 'draft' begin select raise(abort, '{MESSAGE}'); end""",
)
_SQLITE_DROP = (
    "drop trigger if exists qms_checklist_version_stays",
    "drop trigger if exists qms_checklist_version_kept",
)


def create(connection: Connection) -> None:
    """Make the triggers on the table that is there already."""
    for statement in (
        _POSTGRESQL_CREATE if connection.dialect.name == "postgresql" else _SQLITE_CREATE
    ):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take the triggers away again."""
    for statement in _POSTGRESQL_DROP if connection.dialect.name == "postgresql" else _SQLITE_DROP:
        connection.exec_driver_sql(statement)
