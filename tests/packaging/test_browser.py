"""Which browser a fresh machine gets for the tests, and what is said where it can get none."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.sources import ROOT

STARTS = "#!/bin/sh\necho Chromium 156\n"
DOES_NOT_START = "#!/bin/sh\necho 'get it from the store' >&2\nexit 1\n"

Program = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """`program(name, script)`: a program of a machine that has no others."""
    (tmp_path / "bin").mkdir()

    def make(name: str, script: str) -> Path:
        path = tmp_path / "bin" / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def machine(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script on a machine with nothing but Python and Playwright, for an ordinary person."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "BIN", tmp_path / "bin")
    monkeypatch.setattr(
        module.call, "__kwdefaults__", {**module.call.__kwdefaults__, "folder": tmp_path}
    )
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    # Asked where Playwright keeps its browser.
    program("python", f"#!/bin/sh\necho {tmp_path}/playwright/chrome\n")
    program("playwright", "#!/bin/sh\nexit 1\n")
    return module


def installs(where: Path, script: str) -> str:
    """A program that leaves another one at a place."""
    lines = "\n".join(f"echo '{line}'" for line in script.splitlines())
    return (
        f"#!/bin/sh\nPATH=/usr/bin:/bin\nmkdir -p {where.parent}\n"
        f"( {lines.replace(chr(10), '; ')} ) > {where}\nchmod 755 {where}\n"
    )


def test_without_any_browser_one_is_missing(machine: ModuleType) -> None:
    assert not machine.browser_is_ready()


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_browser_of_the_system_is_taken(machine: ModuleType, program: Program, name: str) -> None:
    program(name, STARTS)
    assert machine.browser_is_ready()


def test_a_program_that_only_says_where_to_get_one_is_no_browser(
    machine: ModuleType, program: Program
) -> None:
    program("chromium-browser", DOES_NOT_START)
    assert not machine.browser_is_ready()


def test_the_browser_that_was_named_is_taken_or_complained_about(
    machine: ModuleType, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", str(program("mine", STARTS)))
    assert machine.browser_is_ready()
    program("mine", DOES_NOT_START)
    with pytest.raises(machine.FailedError, match=r"CHROMIUM_PATH=.*mine does not start"):
        machine.browser_is_ready()


def test_root_gets_the_one_of_the_system(
    machine: ModuleType, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    program("apt-get", installs(tmp_path / "bin" / "chromium", STARTS))
    machine.install_browser()
    assert machine.browser_is_ready()


@pytest.mark.parametrize("what", ["fails", "brings only a program that says where to get one"])
def test_root_gets_playwrights_where_the_system_has_none(
    machine: ModuleType,
    program: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    program(
        "apt-get",
        "#!/bin/sh\nexit 100\n"
        if what == "fails"
        else installs(tmp_path / "bin" / "chromium", DOES_NOT_START),
    )
    program("playwright", installs(tmp_path / "playwright" / "chrome", STARTS))
    machine.install_browser()
    assert machine.browser_is_ready()


def test_others_get_playwrights_and_nothing_is_done_to_the_system(
    machine: ModuleType, program: Program, tmp_path: Path
) -> None:
    program("apt-get", installs(tmp_path / "touched", STARTS))
    program("playwright", installs(tmp_path / "playwright" / "chrome", STARTS))
    machine.install_browser()
    assert machine.browser_is_ready()
    assert not (tmp_path / "touched").exists()


def test_where_none_can_be_had_it_says_what_to_do(machine: ModuleType) -> None:
    with pytest.raises(machine.FailedError) as failed:
        machine.install_browser()
    for way_out in ("sudo apt-get install chromium", "--with-deps chromium", "CHROMIUM_PATH"):
        assert way_out in str(failed.value)


def test_one_that_lacks_libraries_is_told_at_once(
    machine: ModuleType, program: Program, tmp_path: Path
) -> None:
    program("playwright", installs(tmp_path / "playwright" / "chrome", DOES_NOT_START))
    with pytest.raises(machine.FailedError, match="lacks libraries"):
        machine.install_browser()
