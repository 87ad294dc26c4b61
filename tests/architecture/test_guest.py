"""The module is a guest in its host: what it brings is recognisable, and keeps to itself."""

from sqlalchemy import Table

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


def test_no_name_is_longer_than_postgresql_keeps() -> None:
    # It cuts longer ones silently, and two may then be the same.
    names = {index.name for table in _tables() for index in table.indexes}
    names |= {constraint.name for table in _tables() for constraint in table.constraints}
    assert [name for name in names if name is not None and len(str(name)) > 63] == []


def test_templates_lie_below_the_name_of_the_module_only() -> None:
    # A template named `base.html` would take the place of the host's own.
    assert [each.name for each in (ROOT / "intranet_qms" / "templates").iterdir()] == ["qms"]
