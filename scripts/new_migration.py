"""Write a new migration from what the models say and the schema lacks.

    .venv/bin/python scripts/new_migration.py "why the schema changes"

Compares against a fresh SQLite database at the present head. Read what it wrote: it cannot know
how a table with millions of rows must be changed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from intranet_qms import schema
from intranet_qms.db import Database


def main(message: str) -> None:
    """Write the migration into ``migrations/versions``."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/compare.sqlite3")
        versions = Path(schema.__file__).parent.parent / "migrations" / "versions"
        if any(versions.glob("[0-9]*.py")):
            schema.upgrade(database)
        with database.engine.connect() as connection:
            config = schema._config(connection)
            number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04d}"
            command.revision(config, message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or sys.exit(__doc__))
