"""The wheel: everything is in it, and it runs by itself in an empty environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.sources import INSTALLED, ROOT, listed_packages
from tests.support.processes import WebProcess, application_environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the sources, so that nothing of a former build gets in."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in INSTALLED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source],
        check=True,
        capture_output=True,
        text=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what it asks for."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    subprocess.run(
        [
            *(uv, "pip", "install", "--quiet", "--python", environment / "bin" / "python"),
            *("--constraint", ROOT / "constraints.txt", f"{wheel}[standalone]"),
        ],
        check=True,
    )
    return environment / "bin"


def test_every_package_and_every_file_is_in_it(wheel: Path) -> None:
    wanted = set()
    for folder, package in INSTALLED.items():
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                inside = file.relative_to(ROOT / folder).as_posix()
                wanted.add(f"{package.replace('.', '/')}/{inside}")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == wanted
    for package in listed_packages():
        assert f"{package.replace('.', '/')}/__init__.py" in names


def test_it_asks_for_nothing_by_address(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")]
        metadata = archive.read(name).decode()
    requirements = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert requirements
    assert [line for line in requirements if "@" in line] == []
    assert "License: EUPL-1.2" in metadata or "License-Expression: EUPL-1.2" in metadata
    assert "License-File: LICENSE" in metadata


def test_it_runs_by_itself(
    installed: Path, run_process: Callable[..., WebProcess], tmp_path: Path
) -> None:
    environment = application_environment(tmp_path / "home", PORT="{port}")
    environment["PATH"] = f"{installed}{os.pathsep}/usr/bin{os.pathsep}/bin"
    environment.pop("PYTHONPATH", None)
    server = run_process(
        # Started far from the sources, which must not be found by accident.
        WebProcess("qms", [installed / "qms", "run"], environment=environment, folder=tmp_path)
    )
    with urllib.request.urlopen(f"{server.url}/qms/audit/", timeout=10) as answer:
        page = answer.read().decode()
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<script" in page
    assert 'type="module"' in page
