"""Ends what a test session started if the session itself is killed.

Run as a process of its own (`python reaper.py <pid of the session> <its folder>`). It watches the
session; when that is gone without having cleaned up, it ends every process that is still
registered in `<folder>/processes/` and removes the folder. It uses the standard library only,
so that it starts at once.
"""

import contextlib
import glob
import os
import shutil
import signal
import sys
import time
from pathlib import Path


def is_running(pid: int) -> bool:
    """Whether a process with this id exists and is not merely waiting to be collected."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return not Path("/proc/self/stat").exists()
    return status.rpartition(")")[2].split()[0] != "Z"


def end_registered(folder: Path, patience: float = 5.0) -> None:
    """Ends the process groups registered in the folder and forgets them.

    An entry is named after the process and holds the number of the signal that ends it politely;
    who has not ended after `patience` seconds is killed.
    """
    entries = {int(path.name): path for path in (folder / "processes").glob("*")}
    for pid, path in entries.items():
        with contextlib.suppress(OSError, ValueError):
            os.kill(pid, int(path.read_text(encoding="ascii")))
    deadline = time.monotonic() + patience
    while any(is_running(pid) for pid in entries) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid, path in entries.items():
        with contextlib.suppress(OSError):
            # Every part leads its own process group, so its children go with it.
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            path.unlink()
    leftovers = folder / "leftovers"
    if leftovers.exists():
        for pattern in leftovers.read_text(encoding="utf-8").splitlines():
            for file in glob.glob(pattern):
                with contextlib.suppress(OSError):
                    os.unlink(file)


def main(session: int, folder: Path) -> None:
    """Waits for the end of the session; cleans up unless the folder is gone already."""
    while folder.exists():
        if not is_running(session):
            end_registered(folder)
            shutil.rmtree(folder, ignore_errors=True)
            return
        time.sleep(0.5)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
