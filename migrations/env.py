"""Alembic's environment: works on the connection that ``intranet_qms.schema`` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context

from intranet_qms.db import Base
from intranet_qms.extension import load_features
from intranet_qms.schema import VERSION_TABLE

load_features()


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Only the module's own tables: those of the host are not ours to compare."""
    if kind == "table":
        return name is not None and name.startswith("qms_") and name in Base.metadata.tables
    return True


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    user_module_prefix="qms.",
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=include_name,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
