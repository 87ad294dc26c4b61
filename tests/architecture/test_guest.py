"""The module is a guest in its host: what it brings is recognisable, and keeps to itself."""

from collections import Counter

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.compiler import IdentifierPreparer

from intranet_qms.db import Base
from intranet_qms.extension import load_features
from tests.architecture.sources import ROOT


def _tables() -> list[Table]:
    load_features()
    return list(Base.metadata.tables.values())


def test_every_table_carries_the_prefix() -> None:
    names = [table.name for table in _tables()]
    assert names
    assert [name for name in names if not name.startswith("qms_")] == []


def test_no_foreign_key_leads_into_the_tables_of_the_host() -> None:
    targets = {key.target_fullname for table in _tables() for key in table.foreign_keys}
    assert targets
    assert [target for target in targets if not target.startswith("qms_")] == []


def test_every_name_fits_into_postgresql_and_is_taken_once() -> None:
    # It cuts names after 63 bytes without a word, and names of indexes are shared by all tables.
    # SQLAlchemy shortens those that it makes by the convention; what counts is the outcome.
    names = IdentifierPreparer(postgresql.dialect())
    taken: list[str] = []
    for table in _tables():
        taken += [str(names.format_index(index)) for index in table.indexes]
        taken += [
            str(names.format_constraint(constraint))
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint)
        ]
    assert [name for name in taken if len(name.encode()) > 63] == []
    assert [name for name, count in Counter(taken).items() if count > 1] == []


def test_templates_lie_below_the_name_of_the_module_only() -> None:
    # A template named `base.html` would take the place of the host's own.
    assert [each.name for each in (ROOT / "intranet_qms" / "templates").iterdir()] == ["qms"]
