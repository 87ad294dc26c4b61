"""Work folders: nothing stays after a kill, and nothing in use is swept away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from intranet_qms.reports.temporary import sweep_temporary, work_folder

HOLDER = """
import sys, time
from pathlib import Path
from intranet_qms.reports.temporary import work_folder
with work_folder(Path(sys.argv[1])) as folder:
    (folder / "half.pdf").write_bytes(b"%PDF")
    print("ready", flush=True)
    time.sleep(60)
"""


def held(folder: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, cwd=os.getcwd()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def test_a_killed_process_leaves_nothing_after_a_sweep(tmp_path: Path) -> None:
    with held(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
    assert len(list(tmp_path.iterdir())) == 2
    assert sweep_temporary(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_leaves_running_work_alone(tmp_path: Path) -> None:
    with held(tmp_path) as process:
        assert sweep_temporary(tmp_path) == 0
        assert list(tmp_path.glob(".report-*/half.pdf"))
        process.kill()


def test_a_sweep_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "raport.pdf").write_bytes(b"x")
    (tmp_path / ".reportage").mkdir()
    assert sweep_temporary(tmp_path) == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_an_error_inside_removes_the_folder(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), work_folder(tmp_path):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


RENDERER = """
import sys
from pathlib import Path
from tests.factories.reports import make_photos, make_report
from intranet_qms.reports.audit_report import render
photos = make_photos(40, (2400, 1800))
render(make_report(photos=tuple(photos)), photos, Path(sys.argv[1]),
       lambda done, stage: print(done, flush=True))
"""


def _is_there(process: str) -> bool:
    # It may end while it is looked at, which `exists` takes for an error.
    with suppress(ProcessLookupError):
        return Path(f"/proc/{process}/cmdline").exists()
    return False


def test_killing_the_worker_ends_the_compiler_too(tmp_path: Path) -> None:
    """The inner process must not work on for a master that is gone, nor leave a file."""
    target = tmp_path / "raport.pdf"
    with subprocess.Popen(
        [sys.executable, "-c", RENDERER, str(target)], stdout=subprocess.PIPE, cwd=os.getcwd()
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert children
        process.kill()
    deadline = time.monotonic() + 5
    while any(_is_there(child) for child in children):
        assert time.monotonic() < deadline, "the compiler outlived its worker"
    assert not target.exists()
    assert sweep_temporary(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
