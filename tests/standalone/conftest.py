"""A home with the demo office in it, loaded once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intranet_qms import schema
from intranet_qms.standalone import demo_office
from intranet_qms.standalone.application import create_app
from tests.support.processes import session_folder
from tests.support.sharing import once_per_session


@pytest.fixture
def demo_home(tmp_path: Path) -> Path:
    """A data folder (QMS_HOME) after the first start of `qms run`."""

    def make() -> dict[str, str]:
        home = session_folder() / "demo_home"
        shutil.rmtree(home, ignore_errors=True)
        qms = create_app({"QMS_HOME": str(home)}).extensions["intranet_qms"]
        schema.upgrade(qms.database)
        demo_office.load(qms)
        qms.database.dispose()
        return {"path": str(home)}

    made = once_per_session("demo-home", make)
    return Path(shutil.copytree(made["path"], tmp_path / "home"))
