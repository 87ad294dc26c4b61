"""The project's own kind of import contract finds what goes around a door."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

_CONTRACT = """
[importlinter]
root_package = office
contract_types =
    doors: tests.architecture.doors.DoorsContract

[importlinter:contract:doors]
name = Doors
type = doors
features =
    office.mail
    office.desk
doors =
    services
{exceptions}
"""

_EXCEPTION = """ignore_imports =
    office.desk.views -> office.mail.models
"""


def _check(folder: Path, desk_imports: str, exceptions: str = "") -> tuple[int, str]:
    for package in ("office", "office/mail", "office/mail/services", "office/desk"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    (folder / "office/mail/models.py").touch()
    (folder / "office/mail/services/sending.py").write_text("from .. import models\n")
    (folder / "office/desk/views.py").write_text(f"{desk_imports}\n")
    (folder / "contract").write_text(_CONTRACT.format(exceptions=exceptions), encoding="utf-8")
    answer = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config=contract", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.returncode, answer.stdout


@pytest.mark.parametrize(
    "allowed",
    [
        "from office.mail import services",
        "from office.mail.services import sending",
        "import json",
    ],
)
def test_doors_may_be_used(tmp_path: Path, allowed: str) -> None:
    code, output = _check(tmp_path, allowed)
    assert code == 0, output


def test_a_way_around_a_door_is_named(tmp_path: Path) -> None:
    code, output = _check(tmp_path, "from office.mail import models")
    assert code == 1
    assert "office.desk.views -> office.mail.models (line 1)" in output


def test_an_exception_is_an_exception(tmp_path: Path) -> None:
    code, output = _check(tmp_path, "from office.mail import models", _EXCEPTION)
    assert code == 0, output


def test_an_exception_that_is_not_needed_any_more_is_named(tmp_path: Path) -> None:
    code, output = _check(tmp_path, "import json", _EXCEPTION)
    assert code == 1
    assert "excepted, but not there" in output
