"""Preparing a clone: only what changed is done again, and nothing takes no time."""

import importlib.util
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.sources import ROOT


@pytest.fixture
def bootstrap(tmp_path: Path) -> ModuleType:
    """The script, looking at an empty folder in place of the project."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT = tmp_path  # type: ignore[attr-defined]
    module.STAMPS = tmp_path / ".make"  # type: ignore[attr-defined]
    return module


def test_the_time_of_a_file_does_not_matter(bootstrap: ModuleType, tmp_path: Path) -> None:
    # A clone gives every file the time of the clone.
    file = tmp_path / "setup.cfg"
    file.write_text("a", encoding="utf-8")
    before = bootstrap.fingerprint([file])
    os.utime(file, (0, 0))
    assert bootstrap.fingerprint([file]) == before


def test_content_and_name_of_a_file_matter(bootstrap: ModuleType, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("a", encoding="utf-8")
    before = bootstrap.fingerprint([one])
    one.write_text("b", encoding="utf-8")
    assert bootstrap.fingerprint([one]) != before
    one.rename(other)
    other.write_text("a", encoding="utf-8")
    assert bootstrap.fingerprint([other]) != before


def test_a_step_is_done_again_only_for_something_else(bootstrap: ModuleType) -> None:
    assert not bootstrap.is_stamped("step", "first")
    bootstrap.stamp("step", "first")
    assert bootstrap.is_stamped("step", "first")
    assert not bootstrap.is_stamped("step", "second")


def test_a_failed_step_says_what_to_do(bootstrap: ModuleType) -> None:
    with pytest.raises(bootstrap.FailedError, match="open the window"):
        bootstrap.call([sys.executable, "-c", "raise SystemExit(3)"], otherwise="open the window")


def test_a_python_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    # Whatever it is asked, it fails, as an old Python does when asked for its version.
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    answer = subprocess.run(
        [ROOT / "scripts" / "python", "-c", "import sys; print(sys.version_info >= (3, 11))"],
        cwd=ROOT,
        env={**os.environ, "PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "True\n"


def test_without_any_python_it_says_where_to_get_one(tmp_path: Path) -> None:
    (tmp_path / "cat").symlink_to(shutil.which("cat") or "/bin/cat")
    answer = subprocess.run(
        ["/bin/sh", ROOT / "scripts" / "python", "-c", ""],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "Python 3.11" in answer.stderr


def test_what_is_prepared_is_not_prepared_again() -> None:
    stamps = ROOT / ".make"
    if not {"python-test", "pwa", "pwa-packages"} <= {each.name for each in stamps.glob("*")}:
        pytest.skip("this clone has not been prepared by make")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = subprocess.run(
        [ROOT / "scripts" / "python", "scripts/bootstrap.py", "test"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == ""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Counted in work of the processor: what else this machine does is not the script's fault.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


def test_what_is_compiled_is_kept_whatever_the_shell_says(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Compiling every module anew would cost each process of the office seconds.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "run", "program"])
    monkeypatch.setattr(bootstrap, "prepare", lambda purpose: None)
    told: list[bool] = []
    monkeypatch.setattr(
        os, "execv", lambda *command: told.append("PYTHONDONTWRITEBYTECODE" in os.environ)
    )
    monkeypatch.chdir(bootstrap.ROOT)
    bootstrap.main()
    assert told == [False]
